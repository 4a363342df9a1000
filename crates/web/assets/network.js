// The network: who is pointed at or focused stands out with its ties; a name can be drawn elsewhere. The table says the same.
(() => {
  'use strict';
  const svg = document.querySelector('svg.network');
  if (!svg) return;
  const nodes = new Map(Array.from(svg.querySelectorAll('.node'), (g) => [g.dataset.n, g]));
  const tied = Array.from(svg.querySelectorAll('[data-a]'));
  const at = (n) => { const g = nodes.get(n); return { x: Number(g.dataset.x ?? g.dataset.cx), y: Number(g.dataset.y ?? g.dataset.cy) }; };

  const light = (n) => {
    svg.classList.toggle('lit', n !== null);
    const near = new Set([n]);
    for (const e of tied) {
      const on = n !== null && (e.dataset.a === n || e.dataset.b === n);
      e.classList.toggle('on', on);
      if (on) { near.add(e.dataset.a); near.add(e.dataset.b); }
    }
    nodes.forEach((g, m) => g.classList.toggle('on', near.has(m)));
  };
  const named = (e) => e.target.closest?.('.node') || e.target.querySelector?.(':scope > .node');
  svg.addEventListener('pointerover', (e) => { const g = named(e); if (g && !drag) light(g.dataset.n); });
  svg.addEventListener('pointerout', (e) => { if (named(e) && !drag) light(null); });
  svg.addEventListener('focusin', (e) => { const g = named(e); if (g) light(g.dataset.n); });
  svg.addEventListener('focusout', () => light(null));

  function move(n, x, y) {
    const g = nodes.get(n);
    g.dataset.x = x; g.dataset.y = y;
    g.setAttribute('transform', `translate(${x - Number(g.dataset.cx)} ${y - Number(g.dataset.cy)})`);
    for (const e of tied) {
      if (e.dataset.a !== n && e.dataset.b !== n) continue;
      const a = at(e.dataset.a), b = at(e.dataset.b);
      if (e.tagName === 'line') {
        const ox = Number(e.dataset.x), oy = Number(e.dataset.y);
        e.setAttribute('x1', a.x + ox); e.setAttribute('y1', a.y + oy);
        e.setAttribute('x2', b.x + ox); e.setAttribute('y2', b.y + oy);
      } else {
        const shape = e.querySelector('.fill'), along = Number(e.dataset.along);
        e.dataset.hx ??= shape.getAttribute('cx') ?? Number(shape.getAttribute('x')) + 6;
        e.dataset.hy ??= shape.getAttribute('cy') ?? Number(shape.getAttribute('y')) + 6;
        e.setAttribute('transform', `translate(${a.x + (b.x - a.x) * along - e.dataset.hx} ${a.y + (b.y - a.y) * along - e.dataset.hy})`);
      }
    }
  }

  let drag = null;
  const point = (e) => new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
  svg.addEventListener('dragstart', (e) => e.preventDefault());
  svg.addEventListener('pointerdown', (e) => {
    const g = e.target.closest('.node');
    if (!g || e.button || e.pointerType === 'touch') return;
    const p = point(e), from = at(g.dataset.n);
    drag = { n: g.dataset.n, dx: from.x - p.x, dy: from.y - p.y, x: e.clientX, y: e.clientY, moved: false };
  });
  window.addEventListener('pointermove', (e) => {
    if (!drag) return;
    if (!drag.moved && Math.hypot(e.clientX - drag.x, e.clientY - drag.y) < 4) return;
    drag.moved = true;
    const p = point(e), box = svg.viewBox.baseVal;
    move(drag.n, Math.min(box.width - 8, Math.max(8, p.x + drag.dx)), Math.min(box.height - 8, Math.max(8, p.y + drag.dy)));
  });
  let moved = false;
  window.addEventListener('pointerup', () => { moved = !!drag?.moved; drag = null; });
  svg.addEventListener('click', (e) => { if (moved) { e.preventDefault(); moved = false; } });
})();
