// Actors narrow as one types; changes offer what is new since the reader last looked.
(() => {
  'use strict';
  const filter = document.querySelector('[data-filter]');
  if (filter) {
    const plain = (words) => words.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
    const count = document.querySelector('[data-count]');
    const narrow = () => {
      const wanted = plain(filter.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const party of document.querySelectorAll('section.party')) {
        let own = 0;
        for (const row of party.querySelectorAll('.actor')) {
          const known = plain(row.dataset.find);
          row.hidden = !wanted.every((word) => known.includes(word));
          if (!row.hidden) own++;
        }
        party.hidden = !own;
        shown += own;
      }
      count.textContent = wanted.length ? shown + ' shown' : '';
    };
    filter.addEventListener('input', narrow);
    document.addEventListener('desk:drawn', narrow);
  }

  // The newest day seen is kept in this browser only. A visit is what one tab does until it is closed.
  const ready = document.querySelector('[data-newest]');
  if (ready) {
    try {
      const key = 'seen:' + ready.dataset.changes, newest = ready.dataset.newest;
      if (sessionStorage.getItem(key) === null) {
        sessionStorage.setItem(key, localStorage.getItem(key) || '');
        const before = localStorage.getItem(key);
        if (!before || before < newest) localStorage.setItem(key, newest);
      }
      const since = sessionStorage.getItem(key);
      if (since && since < newest) {
        const link = document.createElement('a');
        link.href = ready.dataset.changes + '?since=' + since;
        link.textContent = 'since you last looked (' + since + ')';
        ready.firstElementChild.after(' ', link, ' ');
      }
    } catch { /* Without storage there is no such link. */ }
  }
})();
