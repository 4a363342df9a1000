// Rapporteur: the desk. Everything here improves a page that already works without it.
(() => {
  'use strict';
  const $ = (s, r) => Array.from((r || document).querySelectorAll(s));
  const one = (s, r) => (r || document).querySelector(s);
  const base = document.body.dataset.dossier;
  const token = one('meta[name=token]')?.content;
  const status = (text) => { const p = one('#status'); if (p) p.textContent = text; };

  // Sends an act and gives the answer; what went wrong is said where the reader looks for it.
  async function send(path, body) {
    const answer = await fetch(base + path, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-token': token }, body: JSON.stringify(body),
    });
    if (answer.ok) return answer.json();
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const what = page.querySelector('.lead')?.textContent || 'That did not work; load the page again.';
    status(what);
    throw new Error(what);
  }

  // The middle of the page as it is now, put in place of the old one without losing focus, open parts or what is being typed.
  let askedFor = 0, shown = 0;
  // The moment the page was drawn at.
  let drawn = document.body.dataset.stamp;
  async function refresh(address) {
    const own = ++askedFor;
    const answer = await fetch(address || location.href, { headers: { 'x-part': 'main' } });
    if (!answer.ok) return false;
    const middle = await answer.text();
    // An answer that was overtaken by a later one is out of date.
    if (own < shown) return false;
    shown = own;
    drawn = answer.headers.get('x-stamp') || drawn;
    const main = one('#main');
    const opened = $('[aria-expanded=true][id], .src.open', main).map((e) => e.id);
    Idiomorph.morph(main, '<main id="main" tabindex="-1">' + middle + '</main>', {
      // What is being typed stays; an entry that only has the focus is drawn anew like any other.
      ignoreActiveValue: !!document.activeElement?.matches('input,textarea,select'),
      callbacks: {
        beforeNodeMorphed: (old) => !(old.dataset && 'keep' in old.dataset),
        beforeNodeRemoved: (old) => !(old.dataset && 'keep' in old.dataset),
      },
    });
    opened.forEach((id) => document.getElementById(id)?.classList.add('open'));
    $('a.ref[data-src]', main).forEach((a) => a.setAttribute('aria-expanded', !!document.getElementById(a.dataset.src)?.classList.contains('open')));
    document.dispatchEvent(new CustomEvent('desk:drawn'));
    return true;
  }

  // A reference opens its words in place; again, or Escape, closes them. With a modifier key it is a link.
  document.addEventListener('click', (e) => {
    const a = e.target.closest('a.ref[data-src]');
    if (!a || e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
    const words = document.getElementById(a.dataset.src);
    if (!words) return;
    e.preventDefault();
    a.setAttribute('aria-expanded', words.classList.toggle('open'));
  });
  document.addEventListener('click', (e) => {
    const all = e.target.closest('[data-act=all]');
    if (all) {
      e.preventDefault();
      const on = document.body.classList.toggle('all');
      all.setAttribute('aria-pressed', on);
      all.textContent = on ? 'Hide all sources' : 'Show all sources';
    }
    if (e.target.closest('[data-act=print]')) { e.preventDefault(); window.print(); }
  });

  // Keys. A page adds its own in desk.keys; none is taken while something is typed.
  const keys = {
    '/': () => { one('#find')?.focus(); one('#find')?.select(); },
    Escape: () => {
      const cell = one('a[data-open=cell][aria-expanded=true]');
      if (cell) { cell.click(); cell.focus(); return true; }
      const open = one('a.ref[aria-expanded=true]');
      // What the browser itself closes, such as the list of keys, is left to it.
      if (!open) return false;
      open.setAttribute('aria-expanded', 'false'); document.getElementById(open.dataset.src)?.classList.remove('open');
      open.focus();
      return true;
    },
  };
  // G, then the letter of a page.
  let going = false;
  keys.g = keys.G = () => { going = true; setTimeout(() => { going = false; }, 1500); };
  keys['?'] = () => one('#keylist')?.togglePopover();
  const go = (e) => {
    const link = one('header a[data-letter="' + e.key.toUpperCase() + '"]');
    going = false;
    if (link) link.click();
    return !!link;
  };
  const typing = (e) => e.target.closest('input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]');
  document.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (typing(e)) { if (e.key === 'Escape') e.target.blur(); return; }
    if (going && /^[a-z]$/i.test(e.key) && go(e)) { e.preventDefault(); return; }
    const act = keys[e.key];
    if (act && act(e) !== false) e.preventDefault();
  });

  // A cell opens its history under its row; again, or Escape, closes it. With a modifier key it is a link.
  document.addEventListener('click', async (e) => {
    const cell = e.target.closest('a[data-open=cell]');
    if (!cell || e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
    e.preventDefault();
    const row = cell.closest('tr');
    const was = cell.getAttribute('aria-expanded') === 'true';
    $('tr.opened').forEach((r) => r.remove());
    $('a[data-open=cell][aria-expanded=true]').forEach((c) => c.setAttribute('aria-expanded', 'false'));
    if (was) return;
    const answer = await fetch(cell.href, { headers: { 'x-part': 'main' } });
    if (!answer.ok) { location.href = cell.href; return; }
    const opened = document.createElement('tr');
    opened.className = 'opened';
    opened.dataset.keep = '';
    const td = opened.insertCell();
    td.colSpan = row.cells.length;
    td.innerHTML = (await answer.text()).replace(/id="w(\d+)"/g, 'id="o$1"').replace(/data-src="w/g, 'data-src="o');
    row.after(opened);
    cell.setAttribute('aria-expanded', 'true');
    opened.scrollIntoView({ block: 'nearest' });
  });

  // What is new since the reader last looked, where a page can tell. The newest day seen is kept in this browser only. A visit is
  // what one tab does until it is closed.
  function newest() {
    const ready = one('[data-newest]');
    if (!ready || one('[data-since]', ready)) return;
    try {
      const key = 'seen:' + base, last = ready.dataset.newest;
      if (sessionStorage.getItem(key) === null) {
        const before = localStorage.getItem(key) || '';
        sessionStorage.setItem(key, before);
        if (before < last) localStorage.setItem(key, last);
      }
      const since = sessionStorage.getItem(key);
      if (!since || since >= last) return;
      const link = document.createElement('a');
      link.href = ready.dataset.page + '?since=' + since;
      link.textContent = 'Since you last looked (' + since + ')';
      link.dataset.since = since;
      ready.hidden = false;
      ready.append(' ', link);
    } catch { /* Without storage there is no such link. */ }
  }
  newest();
  document.addEventListener('desk:drawn', newest);

  // A change of a choice is asked for at once.
  document.addEventListener('change', (e) => {
    const form = e.target.closest('form[data-auto]');
    if (form) form.requestSubmit();
  });

  // What others do is seen without reloading. The first event says where the dossier is now.
  // Only a page that is looked at listens: a browser keeps no more than six connections to one host.
  if (base && window.EventSource) {
    let events = null;
    const listen = () => {
      const on = !document.hidden;
      if (on === !!events) return;
      if (!on) { events.close(); events = null; return; }
      events = new EventSource(base + '/live');
      // A page that shows no record, such as that for adding reports, has no moment.
      const told = (e) => { if (drawn !== '0' && drawn !== e.data) refresh(); };
      events.addEventListener('here', told);
      events.addEventListener('changed', told);
    };
    document.addEventListener('visibilitychange', listen);
    window.addEventListener('pagehide', () => { events?.close(); events = null; });
    window.addEventListener('pageshow', listen);
    listen();
  }

  window.desk = { $, one, base, send, refresh, status, keys };
})();
