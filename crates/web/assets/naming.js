// Two names of one person become one, and are told apart again, where the names stand.
(() => {
  'use strict';
  const { $, one, base, send, refresh, status } = window.desk;
  if (document.body.dataset.role === 'reader') return;
  const make = (tag, props, ...inner) => {
    const e = Object.assign(document.createElement(tag), props);
    e.append(...inner);
    return e;
  };
  const at = (name) => base + '/actor/' + encodeURIComponent(name);

  // A button behind each name, and behind each other form of the one that a page is about.
  function offer() {
    $('.merge[data-actor]').forEach((slot) => {
      if (slot.firstChild) return;
      const name = slot.dataset.actor;
      slot.append(make('button', {
        type: 'button', className: 'btn small', textContent: 'Same as …', ariaLabel: name + ' is the same as somebody else', onclick: () => ask(slot),
      }));
    });
    $('.apart[data-form]').forEach((slot) => {
      if (slot.firstChild) return;
      const { form, actor } = slot.dataset;
      slot.append(make('button', {
        type: 'button', className: 'btn small', textContent: 'Somebody else', ariaLabel: form + ' is somebody else than ' + actor,
        onclick: () => judge({ act: 'split', kind: 'actor', name: form, from: actor }, form + ' and ' + actor + ' are two from now on.'),
      }));
    });
  }

  let asked = 0;
  function ask(slot) {
    $('form.naming').forEach((form) => form.remove());
    const name = slot.dataset.actor;
    const names = make('datalist', { id: 'named' });
    const field = make('input', { type: 'text', required: true, autocomplete: 'off', ariaLabel: name + ' is the same as' });
    field.setAttribute('list', 'named');
    const form = make('form', { className: 'naming' },
      make('span', { textContent: 'is the same as ' }), field, names,
      make('button', { className: 'btn small main', textContent: 'Make them one' }),
      make('button', { type: 'button', className: 'btn small', textContent: 'Leave', onclick: () => leave(form, slot) }));
    form.dataset.keep = '';
    form.addEventListener('keydown', (e) => { if (e.key === 'Escape') leave(form, slot); });
    // Names are offered as one types.
    field.addEventListener('input', async () => {
      const own = ++asked, typed = field.value.trim();
      if (!typed) return;
      const answer = await fetch(base + '/search.json?typing=1&limit=1&q=' + encodeURIComponent(typed));
      if (!answer.ok || own !== asked) return;
      const found = (await answer.json()).names.filter((known) => known.kind === 'actor' && known.name !== name);
      names.replaceChildren(...found.map((known) => make('option', { value: known.name })));
    });
    form.addEventListener('submit', async (e) => {
      e.preventDefault();
      const into = field.value.trim();
      if (!into || into === name) { status('Name another actor.'); field.focus(); return; }
      if (!await judge({ act: 'merge', kind: 'actor', name, into }, name + ' is ' + into + ' from now on, in every view.')) return;
      form.remove();
      if (location.pathname === at(name)) location.href = at(into);
    });
    slot.after(form);
    field.focus();
  }
  function leave(form, slot) {
    form.remove();
    slot.firstChild?.focus();
  }

  async function judge(act, done) {
    try {
      const { id } = await send('/judge', act);
      await refresh();
      const undo = make('button', {
        type: 'button', className: 'btn small', textContent: 'Undo',
        onclick: async () => { await send('/judge', { act: 'undo', judgement: id }); await refresh(); status('Undone.'); },
      });
      status(done);
      one('#status').append(' ', undo);
      return true;
    } catch (e) {
      if (e instanceof TypeError) status('The desk does not answer; nothing was entered. Try again.');
      return false;
    }
  }

  offer();
  document.addEventListener('desk:drawn', offer);
})();
