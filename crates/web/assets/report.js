// The page of a report: entries and their words light up together, and are corrected where they stand.
(() => {
  'use strict';
  const { $, one, base, send, refresh, status, keys } = window.desk;
  const text = () => one('#text');
  if (!text()) return;
  const report = () => text().dataset.report;
  const make = (tag, props, ...inner) => {
    const e = Object.assign(document.createElement(tag), props);
    e.append(...inner);
    return e;
  };
  const kept = (where, key, otherwise) => { try { return JSON.parse(where.getItem(key)) ?? otherwise; } catch { return otherwise; } };
  const keep = (where, key, value) => { try { where.setItem(key, JSON.stringify(value)); } catch { /* private window */ } };
  const MINE = 'rapporteur.mine ' + base, CODES = 'rapporteur.codes ' + base, HIDDEN = 'rapporteur.hidden ' + base;

  // Which entry is worked on.
  const entries = () => $('.en', text()).filter((li) => li.offsetParent !== null);
  const here = () => document.activeElement?.closest?.('.en') || one('.en.cur', text());
  const marks = (li) => $('.mk[data-e~="' + li.dataset.n + '"]', text());
  let current = null;
  function choose(li, focus) {
    $('.cur', text()).forEach((x) => x.classList.remove('cur'));
    $('.en[tabindex="0"]', text()).forEach((x) => { x.tabIndex = -1; });
    current = li ? li.id : null;
    if (!li) { const first = entries()[0]; if (first) first.tabIndex = 0; tell(); return; }
    li.classList.add('cur');
    li.tabIndex = 0;
    marks(li).forEach((m) => m.classList.add('cur'));
    if (focus) li.focus();
    tell();
  }
  const bar = one('#keys');
  const told = make('span', { className: 'told' });
  bar.append(told);
  function tell() {
    const li = current && document.getElementById(current);
    const live = !!li && !!li.dataset.at;
    const why = li && one('.why', li)?.textContent;
    told.textContent = li ? (why ? 'Why: ' + why : '') : 'Choose an entry with J and K, or click marked words.';
    $('[data-do]', bar).forEach((b) => {
      if (['accept', 'reject', 'change'].includes(b.dataset.do)) b.disabled = !live;
      if (b.dataset.do === 'undo') b.disabled = !kept(sessionStorage, MINE, []).length;
    });
  }
  function step(by) {
    const all = entries();
    if (!all.length) return;
    const at = all.indexOf(here());
    const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
    choose(all[to], true);
  }
  document.addEventListener('focusin', (e) => {
    const li = e.target.closest?.('.en');
    if (li && li.id !== current) choose(li);
  });
  document.addEventListener('mouseover', (e) => {
    $('.lit', text()).forEach((x) => x.classList.remove('lit'));
    const li = e.target.closest?.('.en');
    if (li) { marks(li).forEach((m) => m.classList.add('lit')); return; }
    const mark = e.target.closest?.('#text .mk');
    if (!mark) return;
    mark.classList.add('lit');
    mark.dataset.e.split(' ').forEach((n) => one('.en[data-n="' + n + '"]', text())?.classList.add('lit'));
  });
  // Marked words lead to their entry: the narrowest first, then the next with each click.
  document.addEventListener('click', (e) => {
    const mark = e.target.closest?.('#text .mk');
    if (!mark || !getSelection().isCollapsed) return;
    const size = (li) => li.dataset.end - li.dataset.start;
    const own = mark.dataset.e.split(' ').map((n) => one('.en[data-n="' + n + '"]', text())).filter((li) => li?.offsetParent);
    own.sort((a, b) => size(a) - size(b));
    if (own.length) choose(own[(own.findIndex((li) => li.id === current) + 1) % own.length], true);
  });
  document.addEventListener('dblclick', (e) => {
    const li = e.target.closest?.('.en[data-at]');
    if (li && !e.target.closest('button')) { getSelection().removeAllRanges(); open(li, 1); }
  });

  // What is sent, and the page after it.
  async function enter(act, mine) {
    let made;
    try {
      made = (await send('/judge', act)).id;
    } catch (e) {
      if (e instanceof TypeError) status('The desk does not answer; nothing was entered. Try again.');
      else await refresh();
      return null;
    }
    if (mine !== false) keep(sessionStorage, MINE, [...kept(sessionStorage, MINE, []), made].slice(-200));
    await refresh();
    return made;
  }
  function back(id) {
    const li = document.getElementById(id || current);
    if (li) choose(li, true);
  }
  async function simple(act, words) {
    const li = here();
    if (!li?.dataset.at) { status(li ? 'This entry is not in the record; undo what was done to it first.' : 'Choose an entry first: J and K go from one to the next.'); return; }
    if (await enter({ act, at: li.dataset.at, seen: li.dataset.seen })) status(words);
    back(li.id);
  }
  async function undo() {
    const mine = kept(sessionStorage, MINE, []);
    const last = mine.pop();
    if (!last) { status('There is nothing of yours to undo in this window; the journal lists everything.'); return; }
    keep(sessionStorage, MINE, mine);
    if (await enter({ act: 'undo', judgement: last }, false)) status('Undone.');
    back();
  }
  document.addEventListener('click', async (e) => {
    const b = e.target.closest?.('button[data-undo]');
    if (!b) return;
    const id = b.closest('.en')?.id;
    keep(sessionStorage, MINE, kept(sessionStorage, MINE, []).filter((known) => known !== b.dataset.undo));
    if (await enter({ act: 'undo', judgement: b.dataset.undo })) status('Undone. U brings it back.');
    back(id);
  });

  // Forms.
  function value(control) {
    const typed = control.value.trim();
    switch (control.dataset.kind) {
      case 'yesno': return control.checked;
      case 'names': case 'several': return typed.split(';').map((part) => part.trim()).filter(Boolean);
      case 'number': return typed === '' ? null : Number(typed.replace(/[,\s]/g, ''));
      default: return typed === '' ? null : typed;
    }
  }
  function wrong(control) {
    const v = value(control), label = control.closest('.row').querySelector('label').textContent;
    if (Number.isNaN(v)) return label + ' must be a number.';
    if ((v === null || v === '') && !('optional' in control.dataset)) return label + ' must not be empty.';
    return null;
  }
  function fill(form, fields) {
    $('[data-kind]', form).forEach((control) => {
      const v = fields[control.name];
      if (control.type === 'checkbox') control.checked = v === true;
      else if (Array.isArray(v)) control.value = v.join('; ');
      else if (v !== null && v !== undefined) {
        if (control.tagName === 'SELECT' && !Array.from(control.options).some((o) => o.value === v)) control.add(new Option(v, v));
        control.value = v;
      }
      control.dataset.was = JSON.stringify(value(control));
    });
  }
  function build(section, fields, title) {
    const form = make('form', { className: 'fix', noValidate: true }, make('h3', { textContent: title }));
    form.append(document.getElementById('form-' + section).content.cloneNode(true));
    name(form);
    fill(form, fields);
    form.append(
      make('p', { className: 'wrong', hidden: true }),
      make('p', { className: 'acts' },
        make('button', { className: 'btn main' }, make('kbd', { textContent: 'Enter' }), ' Save'),
        make('button', { type: 'button', className: 'btn' }, make('kbd', { textContent: 'Esc' }), ' Leave')));
    one('.acts .btn:not(.main)', form).dataset.leave = '';
    return form;
  }
  function name(form) {
    $('.row', form).forEach((row) => {
      const control = one('input,select,textarea', row);
      control.id = 'fix-' + control.name;
      one('label', row).htmlFor = control.id;
    });
  }
  const say = (form, what) => { const p = one('.wrong', form); p.hidden = false; p.textContent = what; };
  const opened = () => one('#fixing') || one('#coding');
  function close(focus) {
    $('#fixing,#coding,#coding-list').forEach((x) => x.remove());
    if (focus !== false) back();
  }
  function host(id, form) {
    const li = make('li', { id, className: 'fixing' }, form);
    li.dataset.keep = '';
    return li;
  }

  // Correcting: the form opens under the entry, at the field of the digit.
  function open(li, digit) {
    if (!li) { status('Choose an entry first: J and K go from one to the next.'); return; }
    if (!li.dataset.at) { status('This entry is not in the record; undo what was done to it first.'); return; }
    const section = li.dataset.section;
    const form = one('#fixing')?.dataset.of === li.id ? one('#fixing form') : null;
    if (form) { field(form, digit); return; }
    close(false);
    choose(li);
    const fields = JSON.parse(li.dataset.fields);
    const what = document.getElementById('form-' + section).dataset.one;
    const fresh = build(section, fields, 'Correcting: ' + what);
    Object.assign(fresh.dataset, { at: li.dataset.at, seen: li.dataset.seen });
    if (section === 'actors') {
      fresh.append(one('#form-who').content.cloneNode(true));
      name(fresh);
      fresh.dataset.name = fields.name;
    }
    const place = host('fixing', fresh);
    place.dataset.of = li.id;
    li.after(place);
    field(fresh, digit);
    place.scrollIntoView({ block: 'nearest' });
  }
  function field(form, digit) {
    const control = $('[data-kind]', form)[digit - 1] || one('[data-kind]', form);
    control.focus();
    if (control.select) control.select();
  }
  async function save(form) {
    const controls = $('[data-kind]', form);
    const bad = controls.map(wrong).find(Boolean);
    if (bad) { say(form, bad); return; }
    const fields = {};
    controls.filter((c) => JSON.stringify(value(c)) !== c.dataset.was).forEach((c) => { fields[c.name] = value(c); });
    const of = form.closest('#fixing').dataset.of;
    if (!Object.keys(fields).length) { close(); status('Nothing was changed.'); return; }
    if (await enter({ act: 'correct', at: form.dataset.at, seen: form.dataset.seen, fields })) {
      close(false);
      status('Corrected. U undoes it.');
      back(of);
      return;
    }
    // Somebody was faster: what was typed stays, and saving again is knowing what stands there now.
    const li = document.getElementById(of);
    if (li?.dataset.at) Object.assign(form.dataset, { at: li.dataset.at, seen: li.dataset.seen });
    say(form, one('#status').textContent);
  }
  document.addEventListener('click', async (e) => {
    const b = e.target.closest?.('[data-naming]');
    if (!b) return;
    const form = b.closest('form'), merge = b.dataset.naming === 'merge';
    const other = form.elements[merge ? 'into' : 'from'].value.trim();
    if (!other || other === form.dataset.name) { say(form, 'Name another actor.'); return; }
    const act = { act: b.dataset.naming, kind: 'actor', name: form.dataset.name, [merge ? 'into' : 'from']: other };
    if (!await enter(act)) { say(form, one('#status').textContent); return; }
    close();
    status(merge ? form.dataset.name + ' is ' + other + ' from now on, in every view. U undoes it.' : form.dataset.name + ' and ' + other + ' are two from now on. U undoes it.');
  });

  // Words that are selected: their place in the text, in code points.
  const count = (s) => Array.from(s).length;
  function upTo(p, node, offset) {
    const range = document.createRange();
    range.setStart(p, 0);
    range.setEnd(node, offset);
    const inner = range.cloneContents();
    inner.querySelectorAll('.sn').forEach((n) => n.remove());
    return inner.textContent;
  }
  function selected() {
    const s = getSelection();
    if (!s.rangeCount || s.isCollapsed) return null;
    const range = s.getRangeAt(0);
    const para = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest('#text .t');
    const p = para(range.startContainer);
    if (!p) return null;
    const before = upTo(p, range.startContainer, range.startOffset);
    // A selection that runs over the end of its paragraph ends there.
    const whole = upTo(p, p, p.childNodes.length);
    const end = para(range.endContainer) === p ? upTo(p, range.endContainer, range.endOffset) : whole;
    let words = end.slice(before.length);
    const lead = words.length - words.trimStart().length;
    const start = Number(p.dataset.from) + count(before + words.slice(0, lead));
    words = words.trim();
    return words && { words, start, end: start + count(words), para: p.closest('.para') };
  }
  const pick = make('div', { className: 'pick', hidden: true },
    make('button', { type: 'button', className: 'btn small' }, make('kbd', { textContent: 'N' }), ' New entry'),
    make('button', { type: 'button', className: 'btn small' }, make('kbd', { textContent: 'M' }), ' Note'));
  document.body.append(pick);
  pick.addEventListener('mousedown', (e) => e.preventDefault());
  pick.firstChild.addEventListener('click', () => code());
  pick.lastChild.addEventListener('click', () => note());
  document.addEventListener('selectionchange', () => { if (getSelection().isCollapsed) pick.hidden = true; });
  function offer() {
    if (opened() || !selected()) { pick.hidden = true; return; }
    const box = getSelection().getRangeAt(0).getBoundingClientRect();
    pick.hidden = false;
    pick.style.left = Math.max(8, Math.min(box.left + scrollX, innerWidth - pick.offsetWidth - 8)) + 'px';
    pick.style.top = box.bottom + scrollY + 6 + 'px';
  }
  document.addEventListener('mouseup', () => setTimeout(offer));
  document.addEventListener('keyup', (e) => { if (e.shiftKey || e.key === 'Shift') offer(); });

  function beside(para, form) {
    close(false);
    pick.hidden = true;
    const place = host('coding', form);
    let list = one('ul.ent', para);
    if (!list) {
      list = make('ul', { className: 'ent', id: 'coding-list' });
      list.dataset.keep = '';
      para.append(list);
    }
    list.append(place);
    return place;
  }

  // New entries: first the code, recent ones at the top, then its fields.
  const REMEMBERED = ['actor', 'party', 'stance', 'issue', 'force', 'kind', 'status', 'state', 'drafter', 'source', 'attitude', 'speaker'];
  const ORDER = ['positions', 'attributions', 'sessions', 'texts', 'obstacles', 'next', 'actors', 'figures'];
  const one_of = (section) => document.getElementById('form-' + section).dataset.one;
  const wording = (section, field, v) => {
    const select = one('select[name="' + field + '"]', document.getElementById('form-' + section).content);
    return select ? Array.from(select.options).find((o) => o.value === v)?.textContent || v : v;
  };
  function codes(typed) {
    const all = kept(localStorage, CODES, []).filter((c) => ORDER.includes(c.section)).map(({ section, fields }) => ({
      section, fields, label: one_of(section) + ': ' + Object.entries(fields).map(([f, v]) => wording(section, f, v)).join(', ') + ' (as before)',
    }));
    all.push(...ORDER.map((section) => ({ section, fields: {}, label: one_of(section) })));
    if (typed) {
      const issues = one('select[name=issue]', one('#form-positions').content).options;
      const actors = $('#actors option').map((o) => o.value);
      for (const o of issues) {
        all.push({ section: 'positions', fields: { issue: o.value }, label: 'position on ' + o.textContent.toLowerCase() });
        all.push({ section: 'obstacles', fields: { issue: o.value }, label: 'obstacle: ' + o.textContent.toLowerCase() });
      }
      for (const actor of actors) {
        all.push({ section: 'positions', fields: { actor }, label: 'position of ' + actor });
        all.push({ section: 'attributions', fields: { source: actor, speaker: 'named' }, label: 'statement by ' + actor });
      }
    }
    const terms = typed.toLowerCase().split(/\s+/).filter(Boolean);
    return all.filter((c) => terms.every((t) => c.label.toLowerCase().includes(t))).slice(0, 12);
  }
  function code() {
    const words = selected();
    if (!words) { status('Select the words first, then press N.'); return; }
    if (words.end - words.start > 600) { status('An entry rests on 600 characters at most; select fewer words.'); return; }
    const form = make('form', { className: 'fix', noValidate: true }, make('h3', { textContent: 'New entry: what is it?' }), make('blockquote', { textContent: words.words, dir: 'auto' }));
    const find = make('input', { type: 'text', id: 'code-find', autocomplete: 'off', placeholder: 'a digit, or words: position, an issue, an actor' });
    const list = make('ol', { className: 'codes', id: 'codes' });
    Object.entries({ role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'codes', 'aria-autocomplete': 'list', 'aria-label': 'What the words are' }).forEach(([k, v]) => find.setAttribute(k, v));
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', 'Codes');
    form.append(find, list);
    let found = [], at = 0;
    const draw = () => {
      found = codes(find.value);
      at = 0;
      list.replaceChildren(...found.map((c, n) => {
        const li = make('li', { id: 'code-' + n }, make('span', { className: 'dim num', textContent: n < 9 ? n + 1 : '' }), make('bdi', { textContent: c.label }));
        li.setAttribute('role', 'option');
        li.addEventListener('mousedown', (e) => { e.preventDefault(); fields(found[n], words); });
        return li;
      }));
      if (!found.length) list.replaceChildren(make('li', { textContent: 'Nothing of that name. Sections, issues and actors can be found here.' }));
      mark();
    };
    const mark = () => {
      $('[role=option]', list).forEach((li, n) => li.setAttribute('aria-selected', n === at));
      if (found[at]) find.setAttribute('aria-activedescendant', 'code-' + at);
    };
    find.addEventListener('input', draw);
    find.addEventListener('keydown', (e) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[e.key];
      if (by && found.length) { e.preventDefault(); at = (at + by + found.length) % found.length; mark(); }
      if (/^[1-9]$/.test(e.key) && !find.value && found[e.key - 1]) { e.preventDefault(); fields(found[e.key - 1], words); }
    });
    form.addEventListener('submit', (e) => { e.preventDefault(); e.stopPropagation(); if (found[at]) fields(found[at], words); });
    beside(words.para, form);
    draw();
    find.focus();
    form.scrollIntoView({ block: 'nearest' });
  }
  const FIRST = { positions: 'point', actors: 'name', texts: 'name', next: 'what', figures: 'of', attributions: 'content' };
  function fields(chosen, words) {
    const given = { ...chosen.fields };
    if (FIRST[chosen.section]) given[FIRST[chosen.section]] = words.words;
    if (chosen.section === 'figures') given.value = (words.words.match(/\d[\d,]*(\.\d+)?/) || [''])[0].replace(/,/g, '');
    if (chosen.section === 'positions' || chosen.section === 'obstacles') given.issue ??= 'other';
    const form = build(chosen.section, given, 'New ' + one_of(chosen.section));
    form.firstChild.after(make('blockquote', { textContent: words.words, dir: 'auto' }));
    Object.assign(form.dataset, { section: chosen.section, start: words.start, end: words.end });
    beside(words.para, form);
    const controls = $('[data-kind]', form);
    (controls.find((c) => wrong(c)) || controls[0]).focus();
    form.scrollIntoView({ block: 'nearest' });
  }
  async function add(form) {
    const controls = $('[data-kind]', form);
    const bad = controls.map(wrong).find(Boolean);
    if (bad) { say(form, bad); return; }
    const { section, start, end } = form.dataset, filled = {};
    controls.forEach((c) => { const v = value(c); if (v !== null && !(Array.isArray(v) && !v.length)) filled[c.name] = v; });
    if (!await enter({ act: 'add', report: report(), start: Number(start), end: Number(end), section, fields: filled })) {
      say(form, one('#status').textContent);
      return;
    }
    const again = Object.fromEntries(Object.entries(filled).filter(([f]) => REMEMBERED.includes(f)));
    const same = (c) => c.section === section && JSON.stringify(c.fields) === JSON.stringify(again);
    keep(localStorage, CODES, [{ section, fields: again }, ...kept(localStorage, CODES, []).filter((c) => !same(c))].slice(0, 4));
    close(false);
    getSelection().removeAllRanges();
    status('Added. U undoes it.');
    const own = $('.en[data-section="' + section + '"][data-start="' + start + '"][data-end="' + end + '"]', text());
    back((own.find((li) => one('.tag', li)) || own[0])?.id);
  }

  // A note on the selected words, or on those of the entry.
  function note() {
    const li = here(), words = selected() || (li && { words: marks(li).map((m) => m.textContent).join(''), start: +li.dataset.start, end: +li.dataset.end, para: li.closest('.para') });
    if (!words) { status('Select words or choose an entry first, then press M.'); return; }
    const area = make('textarea', { name: 'text', id: 'note-text' });
    const form = make('form', { className: 'fix', noValidate: true },
      make('h3', {}, make('label', { htmlFor: 'note-text', textContent: 'Note' })), make('blockquote', { textContent: words.words, dir: 'auto' }), area,
      make('p', { className: 'wrong', hidden: true }),
      make('p', { className: 'acts' }, make('button', { className: 'btn main' }, make('kbd', { textContent: 'Enter' }), ' Save'),
        make('button', { type: 'button', className: 'btn' }, make('kbd', { textContent: 'Esc' }), ' Leave')));
    one('.acts .btn:not(.main)', form).dataset.leave = '';
    Object.assign(form.dataset, { note: '', start: words.start, end: words.end });
    beside(words.para, form);
    area.focus();
    form.scrollIntoView({ block: 'nearest' });
  }
  async function remark(form) {
    const typed = form.elements.text.value.trim();
    if (!typed) { say(form, 'Write the note first.'); return; }
    if (!await enter({ act: 'remark', report: report(), start: +form.dataset.start, end: +form.dataset.end, text: typed })) {
      say(form, one('#status').textContent);
      return;
    }
    close();
    status('Noted. U undoes it.');
  }

  // Title, outlet, date.
  async function describe(form) {
    const act = { act: 'describe', report: form.dataset.describe };
    for (const f of ['title', 'outlet', 'published']) {
      const control = form.elements[f];
      if (control.value.trim() && control.value !== control.defaultValue) act[f] = control.value.trim();
    }
    if (Object.keys(act).length === 2) { status('Nothing was changed.'); return; }
    if (!await enter(act)) return;
    one('#known').open = false;
    one('#known summary').focus();
    status('Set. U undoes it.');
  }
  one('#known')?.addEventListener('toggle', (e) => {
    // What is typed stays while others work.
    if (e.target.open) { e.target.dataset.keep = ''; one('input', e.target).focus(); } else { delete e.target.dataset.keep; refresh(); }
  });

  document.addEventListener('submit', (e) => {
    const form = e.target;
    if (!form.matches('.fix')) return;
    e.preventDefault();
    if ('describe' in form.dataset) describe(form);
    else if ('note' in form.dataset) remark(form);
    else if (form.closest('#coding')) add(form);
    else save(form);
  });
  const leave = (form) => {
    if (form.closest('#known')) { form.reset(); one('#known').open = false; one('#known summary').focus(); } else close();
  };
  document.addEventListener('click', (e) => { const b = e.target.closest?.('[data-leave]'); if (b) leave(b.closest('form')); });
  document.addEventListener('keydown', (e) => {
    const form = e.target.closest?.('.fix');
    if (!form) return;
    if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); leave(form); }
    const enters = e.key === 'Enter' && !e.shiftKey && e.target.matches('select,textarea,input[type=checkbox]');
    if (enters) { e.preventDefault(); form.requestSubmit(); }
    // Enter in the box for another name means that name, not the fields above.
    const naming = e.key === 'Enter' && e.target.closest('.who .row');
    if (naming && e.target.tagName === 'INPUT') { e.preventDefault(); one('button', naming).click(); }
  }, true);

  const acts = {
    next: () => step(1),
    previous: () => step(-1),
    accept: () => simple('confirm', 'Confirmed. U undoes it.'),
    reject: () => simple('reject', 'Rejected; it stays here in grey. U undoes it.'),
    change: () => open(here(), 1),
    new: code,
    note,
    undo,
  };
  bar.addEventListener('mousedown', (e) => e.preventDefault());
  bar.addEventListener('click', (e) => { const b = e.target.closest('[data-do]'); if (b) acts[b.dataset.do](); });
  Object.entries({ j: 'next', k: 'previous', a: 'accept', r: 'reject', n: 'new', m: 'note', u: 'undo' }).forEach(([key, act]) => {
    keys[key] = keys[key.toUpperCase()] = () => { acts[act](); };
  });
  for (let n = 1; n <= 9; n++) keys[n] = () => open(here(), n);
  keys.Enter = (e) => (e.target.matches?.('.en') ? open(e.target, 1) : false);

  // Which kinds are shown is kept while one works, and so is the place.
  const boxes = () => $('.marks input');
  const hide = () => { const hidden = kept(sessionStorage, HIDDEN, []); boxes().forEach((b) => { b.checked = !hidden.includes(b.value); }); };
  document.addEventListener('change', (e) => {
    if (e.target.closest('.marks')) keep(sessionStorage, HIDDEN, boxes().filter((b) => !b.checked).map((b) => b.value));
  });
  document.addEventListener('desk:drawn', () => {
    hide();
    // The form stays under its entry; it is the others that move, so that the caret stays where it is.
    const form = one('#fixing'), own = form && document.getElementById(form.dataset.of);
    if (own) $('.en', form.parentElement).filter((li) => +li.dataset.n > +own.dataset.n).forEach((li) => form.parentElement.append(li));
    choose(current && document.getElementById(current));
  });
  hide();
  choose(null);
})();
