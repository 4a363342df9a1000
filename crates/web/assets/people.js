// Actors narrow as one types.
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
})();
