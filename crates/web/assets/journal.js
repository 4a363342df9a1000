// The journal: a line is undone by one more line.
(() => {
  'use strict';
  const { one, base, send, refresh, status } = window.desk;
  const MINE = 'rapporteur.mine ' + base;
  document.addEventListener('click', async (e) => {
    const b = e.target.closest?.('#journal button[data-undo]');
    if (!b) return;
    b.disabled = true;
    const undone = b.dataset.undo;
    try {
      await send('/judge', { act: 'undo', judgement: undone });
      try {
        const mine = (JSON.parse(sessionStorage.getItem(MINE)) || []).filter((id) => id !== undone);
        sessionStorage.setItem(MINE, JSON.stringify(mine));
      } catch { /* private window */ }
      status('Undone.');
      await refresh();
      one('#journal')?.querySelector('time')?.scrollIntoView({ block: 'nearest' });
    } catch (error) {
      b.disabled = false;
      if (error instanceof TypeError) status('The desk does not answer; nothing was undone. Try again.');
    }
  });
})();
