// The timeline without loading the page anew: the links of the page, followed in place; keys for them; back works.
(() => {
  'use strict';
  if (window.deskTimeline) return;
  window.deskTimeline = true;
  const here = () => location.pathname.endsWith('/timeline');
  let last = 0;

  async function show(address) {
    const mine = ++last;
    const at = document.querySelector('.picture .scroller')?.scrollLeft || 0;
    if (!await window.desk.refresh(address)) { location.href = address; return; }
    if (mine !== last) return;
    const scroller = document.querySelector('.picture .scroller');
    if (scroller) scroller.scrollLeft = at;
    window.desk.status(document.querySelector('#span b')?.textContent || '');
    // The form for the time keeps the span that is shown now.
    const asked = new URL(address, location.href).searchParams;
    const form = document.querySelector('.asof form');
    if (!form) return;
    form.querySelectorAll('input[name=from],input[name=to]').forEach((input) => input.remove());
    ['from', 'to'].filter((name) => asked.get(name)).forEach((name) => {
      const input = Object.assign(document.createElement('input'), { type: 'hidden', name, value: asked.get(name) });
      form.append(input);
    });
  }
  function follow(link) {
    const address = link.getAttribute('href');
    history.pushState(null, '', address);
    show(address);
  }

  document.addEventListener('click', (e) => {
    const link = e.target.closest('a[data-zoom]');
    if (!link || !here() || e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
    e.preventDefault();
    follow(link);
  });
  window.addEventListener('popstate', () => { if (here()) show(location.pathname + location.search); });

  const key = (act) => (e) => {
    const scroller = e.target.closest('.scroller');
    if (!here() || (e.key.startsWith('Arrow') && scroller && scroller.scrollWidth > scroller.clientWidth)) return false;
    const link = document.querySelector('.zoom a[data-zoom=' + act + ']');
    if (!link) return false;
    follow(link);
    return true;
  };
  Object.assign(window.desk.keys, {
    '+': key('nearer'), '=': key('nearer'), '-': key('farther'), ArrowLeft: key('earlier'), ArrowRight: key('later'),
  });
})();
