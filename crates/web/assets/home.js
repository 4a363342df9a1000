// Reports on their way in: dropped on a page or chosen, sent in parts, watched until they are read.
(() => {
  'use strict';
  const { $, one, base, refresh, status } = window.desk;
  const token = one('meta[name=token]')?.content;
  const PART = 4 << 20, COUNT = 40, AHEAD = 16 << 20;
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const may = token && document.body.dataset.role !== 'reader';
  let busy = false;

  // The bar at the foot of the page that says how far it is.
  let bar = null;
  function say(text, job, over) {
    if (!bar) {
      bar = document.createElement('div');
      bar.className = 'intake';
      bar.append(document.createElement('span'), document.createElement('a'), document.createElement('button'));
      document.body.append(bar);
      const [, more, stop] = bar.children;
      more.textContent = 'Details';
      stop.className = 'btn small';
      stop.type = 'button';
      stop.addEventListener('click', async () => {
        if (stop.dataset.over) { bar.remove(); bar = null; return; }
        await fetch('/jobs/' + stop.dataset.job + '/cancel', { method: 'POST', headers: { 'x-token': token } });
      });
    }
    const [what, more, stop] = bar.children;
    what.textContent = text;
    more.hidden = !job;
    stop.hidden = !job && !over;
    if (job) { more.href = '/jobs/' + job; stop.dataset.job = job; }
    stop.textContent = over ? 'Close' : 'Stop';
    if (over) stop.dataset.over = '1'; else delete stop.dataset.over;
    if (over) status(text);
  }
  const told = (p) => {
    const parts = [p.new + ' new'];
    if (p.edited) parts.push(p.edited + ' edited');
    if (p.same) parts.push(p.same + ' the same');
    if (p.not_taken) parts.push(p.not_taken + ' not taken');
    return parts.join(', ');
  };
  const over = (p) => ['done', 'stopped', 'broken'].includes(p.state);
  const line = (p) => (over(p) ? { done: '', stopped: 'Stopped: ', broken: 'Broken off: ' }[p.state] + told(p)
    : p.state === 'waiting' ? 'Waits for the reading before it' : 'Reading ' + p.done + ' of ' + p.all + ': ' + told(p)) + '.';

  async function look(job) {
    const answer = await fetch('/jobs/' + job + '.json');
    if (!answer.ok) throw new Error('The reading is not known any more.');
    return answer.json();
  }
  async function send(to, query, form) {
    const answer = await fetch(to + '/add' + query, { method: 'POST', headers: { 'x-token': token }, body: form });
    if (answer.ok) return answer.json();
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    throw new Error(page.querySelector('.lead')?.textContent || 'That did not arrive; try again.');
  }

  // Says how a reading goes until it is over, and shows what came of it.
  async function watch(job, at) {
    if (one('form[data-add]') && base) { location.href = '/jobs/' + job; return; }
    const home = !!one('.dossiers, #add');
    if (home) refresh();
    while (!over(at)) { await wait(500); at = await look(job); say(line(at), job, over(at)); }
    say(line(at), job, true);
    if (home) refresh();
  }

  // Sends reports in parts, not far ahead of the reading, and follows it to its end.
  async function take(to, files) {
    if (busy) { say('One upload at a time: wait until this one has been sent.', null, true); return; }
    const isReport = (path) => /\.txt$/i.test(path) || (/\.html?$/i.test(path) && !/_files\/[^/]*$/.test(path));
    files = files.filter(({ path }) => !path.includes('/') || isReport(path));
    files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    if (!files.length) { say('There is no .txt or .html file in what you gave.', null, true); return; }
    const parts = [];
    let size = 0;
    for (const one of files) {
      const last = parts[parts.length - 1];
      if (!last || last.length >= COUNT || size + one.file.size > PART) { parts.push([one]); size = one.file.size; } else { last.push(one); size += one.file.size; }
    }
    busy = true;
    let job = null, at = null;
    try {
      say('Sending ' + files.length + (files.length === 1 ? ' report' : ' reports') + '.', null, false);
      for (let n = 0; n < parts.length; n++) {
        const last = n === parts.length - 1;
        const form = new FormData();
        parts[n].forEach(({ file, path }) => form.append('file', file, path));
        at = await send(to, '?of=' + files.length + (job ? '&job=' + job : '') + (last ? '' : '&more=1'), form);
        job = at.job;
        say(line(at), job, false);
        while (!last && at.waiting > AHEAD && !over(at)) { await wait(700); at = await look(job); say(line(at), job, false); }
        if (over(at)) break;
      }
    } catch (error) {
      say(error.message, job, true);
      return;
    } finally {
      busy = false;
    }
    await watch(job, at);
  }

  // Hands over addresses, which the desk fetches.
  async function fetched(to, addresses) {
    if (busy) { say('One upload at a time: wait until this one has been sent.', null, true); return; }
    const form = new FormData();
    form.append('addresses', addresses.join('\n'));
    let at = null;
    try {
      say('Sending ' + addresses.length + (addresses.length === 1 ? ' address' : ' addresses') + '.', null, false);
      at = await send(to, '', form);
    } catch (error) {
      say(error.message, null, true);
      return;
    }
    await watch(at.job, at);
  }
  window.addEventListener('beforeunload', (e) => { if (busy) e.preventDefault(); });

  // Files, folders and links that are dropped.
  async function entries(entry, under, out) {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      out.push({ file, path: under + entry.name });
    } else if (entry.isDirectory) {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((done, failed) => reader.readEntries(done, failed));
        if (!some.length) break;
        for (const inner of some) if (!inner.name.startsWith('.')) await entries(inner, under + entry.name + '/', out);
      }
    }
  }
  const into = (e) => e.target.closest?.('[data-drop]')?.dataset.drop || base || one('[data-drop-any]')?.dataset.dropAny;
  const has = (e, type) => !!e.dataTransfer && Array.from(e.dataTransfer.types).includes(type);
  // What is dragged within the page is no report, and a field takes words by itself.
  let within = false;
  document.addEventListener('dragstart', () => { within = true; });
  document.addEventListener('dragend', () => { within = false; });
  const links = (e) => !within && !has(e, 'Files') && (has(e, 'text/uri-list') || has(e, 'text/plain')) && !e.target.closest?.('input,textarea');
  const wanted = (e) => may && (has(e, 'Files') || links(e));
  let row = null;
  const mark = (on, e) => {
    row?.classList.remove('drop');
    row = on ? e.target.closest?.('[data-drop]') : null;
    row?.classList.add('drop');
    document.body.classList.toggle('dropping', on && !row && !!into(e));
  };
  document.addEventListener('dragover', (e) => { if (wanted(e)) { e.preventDefault(); e.dataTransfer.dropEffect = into(e) ? 'copy' : 'none'; mark(true, e); } });
  document.addEventListener('dragleave', (e) => { if (!e.relatedTarget) mark(false, e); });
  document.addEventListener('drop', async (e) => {
    if (!wanted(e)) return;
    e.preventDefault();
    const to = into(e);
    mark(false, e);
    if (!to) { say('Drop reports onto the dossier that they belong to.', null, true); return; }
    if (!has(e, 'Files')) {
      const words = e.dataTransfer.getData('text/uri-list') || e.dataTransfer.getData('text/plain');
      const addresses = words.split(/\s+/).filter((word) => /^https?:\/\//i.test(word));
      if (addresses.length) fetched(to, addresses); else say('That is no address of a page: it begins with https://.', null, true);
      return;
    }
    const dropped = Array.from(e.dataTransfer.items).map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const out = dropped.length ? [] : Array.from(e.dataTransfer.files).map((file) => ({ file, path: file.name }));
    try { for (const entry of dropped) await entries(entry, '', out); } catch { say('The files could not be read.', null, true); return; }
    take(to, out);
  });

  // Files and folders that are chosen.
  document.addEventListener('submit', (e) => {
    const form = e.target.closest('form[data-add]');
    if (!form || !may) return;
    const chosen = $('input[type=file]', form).flatMap((input) => Array.from(input.files)).map((file) => ({ file, path: file.webkitRelativePath || file.name }));
    e.preventDefault();
    if (chosen.length) { form.reset(); take(form.dataset.add, chosen); } else say('Choose files or a folder first.', null, true);
  });

  // A page with a reading on it follows it.
  let following = false;
  const follow = async () => {
    if (following) return;
    following = true;
    while (one('[data-running]')) { await wait(700); if (!document.hidden) await refresh().catch(() => {}); }
    following = false;
  };
  document.addEventListener('desk:drawn', follow);
  follow();
})();
