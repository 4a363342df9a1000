// Review: one key, one decision. The next question stands there at once; what was decided is sent behind it, in order.
(() => {
  'use strict';
  const { $, one, base, send, refresh, status, keys } = window.desk;
  if (!one('#review')) return;
  const MINE = 'rapporteur.mine ' + base;
  const mine = (change) => {
    try {
      const list = change(JSON.parse(sessionStorage.getItem(MINE)) || []);
      sessionStorage.setItem(MINE, JSON.stringify(list));
    } catch { /* private window */ }
  };
  // Decided here and not yet known to the page: key, what was decided, and the judgement once it is entered.
  const decided = [];
  const later = [];
  let current = null, waiting = 0, line = Promise.resolve();
  const items = () => $('.item');
  const open = () => {
    const rest = items().filter((i) => !decided.some((d) => d.key === i.id));
    return [...rest.filter((i) => !later.includes(i.id)), ...rest.filter((i) => later.includes(i.id)).sort((a, b) => later.indexOf(a.id) - later.indexOf(b.id))];
  };

  function show(item) {
    items().forEach((i) => { i.hidden = i !== item; });
    current = item ? item.id : null;
    const done = one('#done');
    if (done) done.hidden = !!item;
    $('.queue a').forEach((a) => {
      const own = one('.item[data-number="' + a.dataset.number + '"]');
      if (item && a.dataset.number === item.dataset.number) a.setAttribute('aria-current', 'true'); else a.removeAttribute('aria-current');
      a.classList.toggle('done', !!own && decided.some((d) => d.key === own.id));
    });
    const left = one('#left');
    if (left) left.textContent = Math.max(0, Number(left.dataset.waiting) - decided.filter((d) => !d.known).length);
  }
  const next = () => {
    const all = open(), at = items().findIndex((i) => i.id === current);
    const ahead = all.find((i) => !later.includes(i.id) && items().indexOf(i) > at);
    show(ahead || all[0] || null);
    // More is asked for before the last one is reached.
    if (all.length < 6 && !more) more = line.then(() => refresh()).finally(() => { more = null; });
  };
  let more = null;

  function log(words, key) {
    const li = document.createElement('li');
    li.dataset.key = key;
    const said = document.createElement('bdi');
    said.textContent = words;
    li.append(said);
    const list = one('#log');
    list.prepend(li);
    $('li', list).slice(12).forEach((old) => old.remove());
  }
  const question = (item) => one('.ask', item).textContent;

  function decide(how, value, words) {
    const item = current && document.getElementById(current);
    if (!item) return;
    if (how === 'later') {
      if (later.includes(current)) later.splice(later.indexOf(current), 1);
      later.push(current);
      next();
      return;
    }
    const act = { act: how, at: item.dataset.at, seen: item.dataset.seen };
    if (how === 'correct') act.fields = { [item.dataset.field]: value };
    const entry = { key: item.id, question: question(item), id: null };
    decided.push(entry);
    log(words + ': ' + entry.question, entry.key);
    next();
    line = line.then(async () => {
      if (entry.dropped) return;
      // An entry before it in its sentence may have gone since the page was drawn; the page knows where it stands now.
      const now = document.getElementById(entry.key);
      if (now) Object.assign(act, { at: now.dataset.at, seen: now.dataset.seen });
      try {
        entry.id = (await send('/judge', act)).id;
        mine((all) => [...all, entry.id].slice(-200));
      } catch (e) {
        decided.splice(decided.indexOf(entry), 1);
        one('#log li[data-key="' + entry.key + '"]')?.remove();
        status((e instanceof TypeError ? 'The desk does not answer' : e.message.replace(/\.$/, '')) + ': “' + entry.question + '” is asked again.');
        later.push(entry.key);
        await refresh();
        if (!current) next();
      }
    });
  }
  function undo() {
    const entry = decided.pop();
    if (entry) {
      one('#log li[data-key="' + entry.key + '"]')?.remove();
      const item = document.getElementById(entry.key);
      if (item) show(item);
    }
    line = line.then(async () => {
      if (entry && !entry.id) { entry.dropped = true; return; }
      let id = entry?.id;
      mine((all) => { if (id) return all.filter((known) => known !== id); id = all.pop(); return all; });
      if (!id) { status('There is nothing of yours to undo in this window; the journal lists everything.'); return; }
      try {
        await send('/judge', { act: 'undo', judgement: id });
        // A drawing that comes from elsewhere meanwhile goes to this question too.
        if (entry) current = entry.key;
        await refresh();
        const item = entry && document.getElementById(entry.key);
        if (item) show(item);
        status('Undone.');
      } catch (e) {
        status(e instanceof TypeError ? 'The desk does not answer; that was not undone.' : e.message);
      }
    });
  }
  const press = (selector) => { const item = current && document.getElementById(current); const b = item && one(selector, item); if (b) b.click(); return !!b; };
  document.addEventListener('click', (e) => {
    const b = e.target.closest?.('[data-decide]');
    if (!b) return;
    if (b.dataset.decide === 'undo') undo();
    else decide(b.dataset.decide, b.dataset.value, { confirm: 'Yes', reject: 'No', correct: b.lastChild.textContent }[b.dataset.decide]);
  });
  for (const [key, how] of Object.entries({ a: 'confirm', r: 'reject', s: 'later' })) {
    keys[key] = keys[key.toUpperCase()] = () => press('[data-decide=' + how + ']');
  }
  keys.u = keys.U = undo;
  for (let n = 1; n <= 9; n++) keys[n] = () => { const item = current && document.getElementById(current); const b = item && $('[data-decide=correct]', item)[n - 1]; if (b) b.click(); return !!b; };
  const walk = (by) => {
    const all = open(), at = all.findIndex((i) => i.id === current);
    if (all[at + by]) show(all[at + by]);
  };
  keys.j = keys.J = () => walk(1);
  keys.k = keys.K = () => walk(-1);

  // What others do, and what the server has taken, comes in without moving the question that is looked at.
  document.addEventListener('desk:drawn', () => {
    decided.forEach((d) => { d.known = !!d.id && !document.getElementById(d.key); });
    const item = current && document.getElementById(current);
    if (item && !decided.some((d) => d.key === item.id)) show(item);
    else show(open()[0] || null);
  });
  window.addEventListener('beforeunload', (e) => { if (decided.some((d) => !d.id)) e.preventDefault(); });
  show(items().find((i) => !i.hidden) || open()[0] || null);
})();
