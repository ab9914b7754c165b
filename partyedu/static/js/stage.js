/*
 * The host's console goes on when the connection is lost. The page works without this file, by plain forms.
 *
 * A step that is pressed is kept on the device first, then shown, then sent. What cannot be sent waits and is sent in
 * order when the server answers again; each step has a key of its own, so sending it twice does nothing, and says how
 * long ago it was pressed by the device's clock, so a wrong clock does no harm. What the server answers always counts:
 * when another console has gone elsewhere, the steps that wait are thrown away and what stands is shown.
 *
 *   #stage                 data-turn, data-added, data-began, data-now, data-before …: where the stage stands
 *   .part                  a part of the run sheet; its second class says where it is: done, now, next, later, off
 *   form[data-step]        a button of the console
 *   .controls              sticky; texts come from its data- attributes, so that they are translated
 */
(function () {
  'use strict';

  const address = location.pathname;
  const shelf = 'steps ' + address;
  const pollEvery = Number(document.getElementById('stage').dataset.pollSeconds) * 1000;
  const memory = { steps: [] }; // where the browser keeps nothing (private windows, a full disk)
  let state = {};
  let misses = 0;
  let signedOut = false;
  let sending = false;
  let noted = false;

  function stage() { return document.getElementById('stage'); }
  function all(selector) { return [...stage().querySelectorAll(selector)]; }
  function one(selector) { return stage().querySelector(selector); }
  function now() { return Date.now() + state.offset; }

  /* --- steps that wait ------------------------------------------------------------------------------------------ */

  function waiting() {
    try { return JSON.parse(localStorage.getItem(shelf)) || []; } catch (error) { return memory.steps; }
  }
  function wait(steps) {
    memory.steps = steps;
    try {
      if (steps.length) localStorage.setItem(shelf, JSON.stringify(steps));
      else localStorage.removeItem(shelf);
    } catch (error) { /* kept in memory */ }
  }
  function arrived(key) { wait(waiting().filter((step) => step.key !== key)); }

  /* --- where the stage stands, and what a step makes of it ------------------------------------------------------- */

  function read() {
    const data = stage().dataset;
    state = {
      turn: Number(data.turn), added: Number(data.added), began: Number(data.began) || 0, ended: !!data.ended,
      started: !!data.started, offset: Number(data.now) - Date.now(),
      trail: data.before ? [{ item: data.before, began: Number(data.beforeBegan), added: 0 }] : [],
    };
  }
  function place(each, name) {
    each.className = 'part ' + name;
    each.ariaCurrent = name === 'now' ? 'step' : null;
  }
  function part(item) { return one('.part[data-item="' + item + '"]'); }
  function current() { return one('.part.now'); }
  function toCome() { return all('.part.next, .part.later'); }
  function following() { return toCome()[0]; }
  function order() {
    toCome().forEach(function (each, index) { place(each, index ? 'later' : 'next'); });
  }
  /* Which part is put before or behind which, where the order has changed since the server wrote the buttons. */
  function neighbours() {
    toCome().forEach(function (each, index, parts) {
      [['earlier', parts[index - 1]], ['later', parts[index + 1]]].forEach(function (pair) {
        const form = each.querySelector('form[data-step=' + pair[0] + ']');
        if (!form) return;
        form.hidden = !pair[1];
        field(form, 'other_id', pair[1] ? pair[1].dataset.item : '');
      });
    });
  }
  function leave(name) {
    const left = current();
    if (!left) return;
    state.trail.push({ item: left.dataset.item, began: state.began, added: state.added });
    place(left, name);
  }
  function enter(next, began, added) {
    if (next) place(next, 'now');
    state.began = next ? began : 0;
    state.added = added || 0;
    state.turn += 1;
  }

  function put(first, second) {
    const waits = toCome();
    if (waits.includes(first) && waits.includes(second)) second.before(first);
  }

  const makes = {
    start: function (step) { state.started = true; enter(following(), step.at); },
    next: function (step) {
      const next = following();
      leave('done');
      enter(next, step.at);
    },
    end: function () {
      leave('done');
      state.ended = true;
      enter(null);
    },
    back: function () {
      const before = state.trail.pop();
      const left = current();
      if (left) place(left, 'later');
      state.ended = false;
      state.started = !!before;
      enter(before ? part(before.item) : null, before && before.began, before && before.added);
    },
    add: function () { state.added += Number(stage().dataset.add); },
    skip: function (step) {
      const skipped = part(step.item_id);
      if (!skipped) return;
      if (skipped !== current()) return place(skipped, 'off');
      const next = following();
      leave('off');
      enter(next, step.at);
    },
    swap: function (step) {
      const out = part(step.item_id);
      const reserve = one('[data-reserve="' + step.other_id + '"]');
      if (!out || !reserve) return;
      out.querySelector('h2').textContent = reserve.querySelector('b').textContent;
      out.querySelector('.who').textContent = reserve.querySelector('span').textContent;
      out.dataset.minutes = reserve.dataset.minutes;
      out.dataset.item = step.other_id;
      out.querySelectorAll('form[data-step]').forEach(function (form) { field(form, 'item_id', step.other_id); });
      reserve.remove();
      if (out === current()) enter(out, step.at);
    },
    restore: function (step) { if (part(step.item_id)) place(part(step.item_id), 'later'); },
    earlier: function (step) { put(part(step.item_id), part(step.other_id)); },
    later: function (step) { put(part(step.other_id), part(step.item_id)); },
    note: function () {},
  };

  function make(step) {
    makes[step.action](Object.assign({ at: step.pressed + state.offset }, step));
    order();
  }

  /* --- showing it -------------------------------------------------------------------------------------------------- */

  function worded(words, values) { return words.replace(/\{(\w+)\}/g, (all, name) => values[name]); }
  function field(form, name, value) {
    const input = form.querySelector('input[name=' + name + ']');
    if (input) input.value = value;
  }
  function draw() {
    const controls = one('.controls');
    if (!controls) return;
    const next = following();
    const on = current();
    const action = !state.started ? 'start' : next ? 'next' : 'end';
    const main = one('form.main');
    main.dataset.step = action;
    main.hidden = state.ended || (action === 'start' && !next);
    main.querySelector('button span').textContent =
      worded(controls.dataset[action], { title: next ? next.querySelector('h2').textContent : '' });
    field(main, 'action', action);
    all('.controls [data-while]').forEach(function (each) {
      const needs = each.dataset.while;
      each.hidden = !(needs === 'started' ? state.started : needs === 'ended' ? state.ended : needs === 'on' ? on : on && next);
    });
    all('form[data-step]').forEach(function (form) {
      field(form, 'turn', state.turn);
      field(form, 'added', state.added);
    });
    neighbours();
    if (one('[data-noted]')) one('[data-noted]').hidden = !noted;
    tick();
    say();
  }
  /* On a phone the buttons cover half the page: the part on stage is brought above them. */
  function follow() {
    const on = current();
    if (!on || !one('.controls')) return;
    const box = on.getBoundingClientRect();
    if (box.top < 0 || box.bottom > one('.controls').getBoundingClientRect().top) on.scrollIntoView({ block: 'start' });
  }
  function clock(milliseconds) {
    const seconds = Math.floor(Math.abs(milliseconds) / 1000);
    return Math.floor(seconds / 60) + ':' + (seconds % 60 < 10 ? '0' : '') + (seconds % 60);
  }
  function tick() {
    const on = current();
    const line = one('.controls .clock');
    if (!on || !line || !state.began) return;
    const gone = Math.max(0, now() - state.began);
    const left = (Number(on.dataset.minutes) + state.added) * 60000 - gone;
    const words = one('.clock .left').dataset;
    line.className = 'clock' + (left < 0 ? ' over' : left <= 120000 ? ' near' : '');
    one('[data-gone]').textContent = clock(gone);
    one('[data-left]').textContent = clock(left);
    one('[data-word]').textContent = left < 0 ? words.overWords : words.leftWords;
    const ahead = toCome().reduce(function (sum, each) { return sum + Number(each.dataset.minutes); }, 0);
    const behind = Math.round((now() + Math.max(left, 0) - Number(stage().dataset.plannedEnd)) / 60000 + ahead);
    const balance = one('.balance');
    balance.textContent = worded(
      behind > 0 ? balance.dataset.late : behind < 0 ? balance.dataset.early : balance.dataset.even, { n: Math.abs(behind) }
    );
  }
  function say() {
    const line = one('.offline');
    if (!line) return;
    const number = waiting().length;
    const which = signedOut ? 'signedOut' : misses > 1 || (misses && number) ? (number ? 'offline' : 'away') : '';
    line.hidden = !which;
    if (which) line.textContent = worded(line.dataset[which], { n: number });
  }

  /* --- speaking with the server ------------------------------------------------------------------------------------ */

  async function ask(url, options) {
    const stop = new AbortController();
    const late = setTimeout(function () { stop.abort(); }, 6000);
    try {
      const answer = await fetch(url, Object.assign({ headers: { 'HX-Request': 'true' }, signal: stop.signal }, options));
      return { status: answer.status, text: await answer.text() };
    } catch (error) {
      return { status: 0, text: '' };
    } finally {
      clearTimeout(late);
    }
  }
  function named(details) {
    const about = details.closest('[data-item]');
    return (about ? about.dataset.item : '') + details.querySelector('summary').textContent;
  }
  function show(html) {
    const box = document.createElement('template');
    box.innerHTML = html;
    const fresh = box.content.querySelector('#stage');
    if (!fresh) return;
    const open = all('details[open]').map(named);
    const typed = all('input[id], textarea[id]').map(function (each) { return [each.id, each.value]; });
    const offered = all('.choices[id]').filter(function (each) { return each.childElementCount; });
    const focused = document.activeElement && document.activeElement.id;
    stage().replaceWith(fresh);
    if (window.htmx) window.htmx.process(fresh);
    all('details').forEach(function (each) { if (open.includes(named(each))) each.open = true; });
    offered.forEach(function (each) { const box = document.getElementById(each.id); if (box) box.replaceWith(each); });
    typed.forEach(function (pair) {
      const box = document.getElementById(pair[0]);
      if (!box || !pair[1]) return;
      box.value = pair[1];
      /* What was to be asked for these letters went with the old box. */
      if (box.matches('[hx-get]') && !offered.length) box.dispatchEvent(new Event('input', { bubbles: true }));
    });
    if (focused && document.getElementById(focused)) document.getElementById(focused).focus();
    settle();
  }
  /* What the server shows, and on top of it what has not arrived there yet. */
  function settle() {
    stage().dataset.settled = '1';
    read();
    waiting().forEach(make);
    draw();
  }
  function token() { return one('input[name=csrf_token]').value; }
  async function post(step) {
    const fields = new FormData();
    Object.keys(step).forEach(function (name) { fields.append(name, step[name]); });
    fields.append('sent', Date.now());
    fields.append('csrf_token', token());
    return ask(address + '/steps', { method: 'POST', body: fields });
  }
  async function send() {
    if (sending || signedOut) return;
    sending = true;
    let shown = '';
    while (waiting().length) {
      const step = waiting()[0];
      const answer = await post(step);
      if (answer.status === 401 || answer.status === 403) signedOut = true;
      if (![200, 409, 422].includes(answer.status)) {
        misses += 1;
        break;
      }
      misses = 0;
      shown = answer.text;
      if (answer.status === 200) arrived(step.key);
      else wait([]);
    }
    sending = false;
    if (shown && !waiting().length) {
      show(shown);
      follow();
    } else say();
  }
  async function poll() {
    if (waiting().length && !signedOut) await send();
    else {
      // Signed in anew in another tab: the page's token is fetched with the page.
      const answer = await ask(address + (signedOut ? '' : '?version=' + encodeURIComponent(stage().dataset.version)));
      misses = answer.status === 204 || answer.status === 200 ? 0 : misses + 1;
      if (answer.status === 401) signedOut = true;
      if (answer.status === 200 && !waiting().length) {
        signedOut = false;
        show(answer.text);
      } else if (answer.status === 200 && signedOut) {
        signedOut = false;
        const fresh = new DOMParser().parseFromString(answer.text, 'text/html').querySelector('input[name=csrf_token]');
        all('input[name=csrf_token]').forEach(function (input) { input.value = fresh.value; });
        await send();
      }
      say();
    }
    setTimeout(poll, pollEvery * (0.9 + Math.random() * 0.2));
  }

  document.addEventListener('submit', function (event) {
    const form = event.target.closest('form[data-step]');
    if (!form) return;
    event.preventDefault();
    const step = { pressed: Date.now(), key: Date.now().toString(36) + Math.random().toString(36).slice(2, 12) };
    ['action', 'turn', 'added', 'item_id', 'other_id', 'words'].forEach(function (name) {
      const input = form.elements[name];
      if (input && input.value) step[name] = input.value;
    });
    wait(waiting().concat([step]));
    make(step);
    noted = step.action === 'note';
    // What was opened for this step closes: it covers what is on stage. Who moves a part may move it on.
    const details = form.closest('details');
    if (details && !['earlier', 'later'].includes(step.action)) details.open = false;
    if (noted) form.reset();
    draw();
    follow();
    send();
  });

  /* What is opened near the lower edge opens behind the controls: it is brought above them. */
  document.addEventListener('toggle', function (event) {
    if (event.target.open && event.target.closest('.part')) event.target.scrollIntoView({ block: 'nearest' });
  }, true);

  settle();
  if (current()) current().scrollIntoView({ block: 'start' });
  document.body.addEventListener('htmx:afterSettle', function () { if (!stage().dataset.settled) settle(); });
  setInterval(tick, 500);
  window.addEventListener('online', send);
  /* A page that is loaded anew while the server is away is the browser's own error: it asks before it lets one go. */
  window.addEventListener('beforeunload', function (event) {
    if (misses > 1 || waiting().length) event.preventDefault();
  });
  send();
  setTimeout(poll, pollEvery);
})();
