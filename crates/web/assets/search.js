// Search as one types: names first, then passages, in the box under the field. Without this the form asks for the page.
(() => {
  'use strict';
  const field = document.getElementById('find');
  const box = document.getElementById('found');
  const base = document.body.dataset.dossier;
  if (!field || !box || !base) return;
  const WAIT = 80, MOST = 12;
  let timer = 0, asking = null, at = -1;

  const options = () => Array.from(box.querySelectorAll('[role=option]'));
  const show = (on) => {
    box.hidden = !on;
    field.setAttribute('aria-expanded', on);
    if (!on) { at = -1; field.removeAttribute('aria-activedescendant'); }
  };
  const choose = (to) => {
    const all = options();
    if (!all.length) return;
    at = (to + all.length) % all.length;
    all.forEach((option, n) => option.setAttribute('aria-selected', n === at));
    all[at].scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', all[at].id);
  };

  // Whoever comes back finds the page as it was before the search.
  const go = (option) => {
    const to = option.dataset.to;
    field.value = field.defaultValue;
    field.blur();
    show(false);
    location.href = to;
  };

  // The page of what was found, as options.
  function fill(html, typed) {
    const page = new DOMParser().parseFromString(html, 'text/html');
    const rows = Array.from(page.querySelectorAll('.hits > li')).slice(0, MOST).map((row, n) => {
      const link = row.querySelector('a[data-hit]');
      const option = document.createElement('div');
      option.id = 'hit' + n;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      option.dataset.to = link.getAttribute('href');
      option.append(...Array.from(row.childNodes).flatMap((node) => (node === link ? Array.from(link.childNodes) : [node])));
      return option;
    });
    const all = document.createElement('div');
    all.id = 'hit' + rows.length;
    all.setAttribute('role', 'option');
    all.setAttribute('aria-selected', 'false');
    all.dataset.to = base + '/search?q=' + encodeURIComponent(typed);
    all.className = 'all';
    all.textContent = rows.length ? 'Everything found for “' + typed + '”' : 'Nothing yet for “' + typed + '”: how to ask';
    box.replaceChildren(...rows, all);
    at = -1;
    field.removeAttribute('aria-activedescendant');
    show(true);
    const status = document.getElementById('status');
    if (status) status.textContent = rows.length + ' found';
  }

  async function ask() {
    const typed = field.value.trim();
    asking?.abort();
    if (!typed) { show(false); return; }
    const own = asking = new AbortController();
    try {
      const time = new URLSearchParams(location.search);
      const query = new URLSearchParams({ q: typed, typing: '1', limit: String(MOST) });
      for (const name of ['as-of', 'since']) if (time.get(name)) query.set(name, time.get(name));
      const answer = await fetch(base + '/search?' + query, { headers: { 'x-part': 'main' }, signal: own.signal });
      if (answer.ok && asking === own) fill(await answer.text(), typed);
    } catch (error) {
      if (error.name !== 'AbortError') throw error;
    }
  }

  field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  field.addEventListener('focus', () => { if (field.value.trim() && box.children.length) show(true); });
  field.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === 'Escape' && !box.hidden) { e.preventDefault(); e.stopPropagation(); show(false); return; }
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      if (box.hidden && box.children.length) show(true);
      choose(e.key === 'ArrowDown' ? at + 1 : at < 0 ? -1 : at - 1);
    }
    if (e.key === 'Enter' && !box.hidden && at >= 0) { e.preventDefault(); go(options()[at]); }
  });
  box.addEventListener('mousedown', (e) => e.preventDefault());
  box.addEventListener('click', (e) => {
    const option = e.target.closest('[role=option]');
    if (option) go(option);
  });
  field.addEventListener('blur', () => { clearTimeout(timer); asking?.abort(); show(false); });
})();
