/*
 * A television nobody can click. ES5, for browsers as old as Chromium 57; no other script runs here.
 *
 * It asks its own address every few seconds: 204 means nothing changed, 200 brings the region <div id="screen">,
 * anything else counts as a miss, half an answer and the page of a stranger (a hotel's network) too. After three misses
 * a small line says so and the old content stays; a check-in code is hidden when its time is over, whether or not a
 * server answers. It never shows an error page: before every reload the server must have said at /healthz that it is
 * well, and have given the page. When the server is back, the next poll repairs everything.
 *
 * What staff paired is a key in a cookie; a copy is kept here, for a browser that loses one of them.
 */
(function () {
  'use strict';

  var body = document.body;
  var region = document.getElementById('region');
  var silent = document.getElementById('silent');
  var clock = document.getElementById('clock');
  var drift = document.getElementById('drift');
  var today = document.getElementById('today');
  var place = document.getElementById('place');
  var zone = Number(body.getAttribute('data-zone-minutes')) || 0;
  var loadedAt = new Date().getTime();
  var offset = body.getAttribute('data-now') ? Number(body.getAttribute('data-now')) - loadedAt : 0;
  var misses = 0;
  var turnPage = 0;
  var reloading = false;
  var WHOLE = '<!--whole-->';
  var KEPT_AS = 'partyedu-screen';
  var KEY_HEADER = 'X-Screen-Key';
  var pageKey = body.getAttribute('data-key') || '';
  var key = pageKey && (kept() || pageKey);

  /* The server's time; a television's own clock and zone are often wrong. */
  function now() { return new Date().getTime() + offset; }
  function hallTime() { return new Date(now() + zone * 60000); }
  function two(number) { return (number < 10 ? '0' : '') + number; }

  function screenElement() { return document.getElementById('screen'); }
  function attribute(name) { var screen = screenElement(); return (screen && screen.getAttribute(name)) || ''; }

  /* Where the disk is full or cookies are blocked all of this throws; the window's name outlives a reload there. */
  function kept() {
    try {
      var copy = window.localStorage.getItem(KEPT_AS);
      if (copy) return copy;
    } catch (error) { /* nothing is kept here */ }
    return window.name.indexOf(KEPT_AS + ' ') === 0 ? window.name.slice(KEPT_AS.length + 1) : '';
  }
  function keep() {
    if (!key) return;
    window.name = KEPT_AS + ' ' + key;
    try {
      if (window.localStorage.getItem(KEPT_AS) !== key) window.localStorage.setItem(KEPT_AS, key);
    } catch (error) { /* the cookie and the window's name remain */ }
  }

  function get(url, answer) {
    var request = new XMLHttpRequest();
    var finished = false;
    function finish() {
      if (finished) return;
      finished = true;
      answer(request);
    }
    request.open('GET', url, true);
    request.timeout = 8000;
    request.setRequestHeader('HX-Request', 'true');
    if (key) request.setRequestHeader(KEY_HEADER, key);
    request.onload = finish;
    request.onerror = finish;
    request.ontimeout = finish;
    request.onabort = finish;
    try { request.send(); } catch (error) { finish(); }
  }

  function reload() {
    if (reloading) return;
    reloading = true;
    get(body.getAttribute('data-health-url'), function (health) {
      if (health.status !== 200 || !/"status":\s*"ok"/.test(health.responseText)) {
        reloading = false;
        return;
      }
      get(window.location.href, function (page) {
        reloading = false;
        if (isWhole(page)) window.location.reload();
      });
    });
  }

  /* The region says how soon to ask again: more often while somebody is on stage. */
  function seconds() {
    return Number(attribute('data-poll-seconds')) || Number(body.getAttribute('data-poll-seconds')) || 12;
  }

  function heard(request) {
    var date = request.getResponseHeader('Date');
    var served = date ? new Date(date).getTime() : NaN;
    // The header counts whole seconds; only a real difference moves the clock.
    if (!isNaN(served) && Math.abs(served - now()) > 2000) offset = served - new Date().getTime();
    misses = 0;
    silent.hidden = true;
    // Of two keys the server told the one that staff have named.
    var named = request.getResponseHeader(KEY_HEADER);
    if (key && named) key = named;
    keep();
  }

  function missed() {
    misses += 1;
    if (misses < 3) return;
    silent.textContent = attribute('data-silent');
    silent.hidden = false;
  }

  function isWhole(request) {
    return request.status === 200 && request.responseText.indexOf('id="screen"') >= 0 && request.responseText.indexOf(WHOLE) > 0;
  }

  function show(html) {
    var box = document.createElement('div');
    box.innerHTML = html;
    region.innerHTML = '';
    while (box.firstChild) region.appendChild(box.firstChild);
    // What stands above the region changes with it: the day after midnight, the name of the place.
    if (attribute('data-today')) today.textContent = attribute('data-today');
    if (attribute('data-place')) place.textContent = attribute('data-place');
    dress();
    turn();
    hideExpired();
    countDown();
  }

  /* Turned, read from further away, in another language: the region says so, the whole page is dressed. */
  function dress() {
    var screen = screenElement();
    var look = screen.getAttribute('data-look');
    if (look === null || look === body.getAttribute('data-look')) return;
    var root = document.documentElement;
    body.setAttribute('data-look', look);
    root.className = look;
    root.lang = look.split(' ').pop();
    document.getElementById('upright').media = /\bturned\b/.test(look) ? 'all' : '(max-aspect-ratio: 1/1)';
  }

  function poll() {
    var url = body.getAttribute('data-poll-url');
    url += (url.indexOf('?') < 0 ? '?' : '&') + 'version=' + encodeURIComponent(attribute('data-version'));
    get(url, function (request) {
      try {
        answered(request);
      } finally {
        pollLater();
      }
    });
  }

  function answered(request) {
    if (request.status !== 204 && !isWhole(request)) {
      missed();
      return;
    }
    heard(request);
    if (request.status === 200) show(request.responseText);
    var software = attribute('data-software');
    var other = software && software !== body.getAttribute('data-software');
    // Two servers of different versions behind one address must not make it reload for ever.
    if (other && new Date().getTime() - loadedAt > 60000) reload();
  }

  function pollLater() {
    // A little uneven, so that forty televisions do not all ask in the same instant after a power cut.
    window.setTimeout(poll, seconds() * 1000 * (0.9 + Math.random() * 0.2));
  }

  /* Lists longer than their place (or than seven rows) turn like pages. One with a lit row stays on that row's page. */
  function turnList(list) {
    var rows = list.children;
    var most = list.getAttribute('data-most') ? Number(list.getAttribute('data-most')) : 7;
    var fit = 0;
    var height = 0;
    var i;
    for (i = 0; i < rows.length; i += 1) rows[i].className = rows[i].className.replace(/ ?\boff\b/, '');
    heading(list, false);
    for (i = 0; i < rows.length && i < most; i += 1) {
      // In columns several stand side by side.
      height = rows[i].offsetTop - rows[0].offsetTop + rows[i].offsetHeight;
      if (height > list.clientHeight + 2) break;
      fit += 1;
    }
    // Half a row is worse than none; a page of words is shown as far as it goes.
    if (fit === 0 && /\b(lines|names)\b/.test(list.className)) {
      for (i = 0; i < rows.length; i += 1) rows[i].className += ' off';
      heading(list, true);
      return;
    }
    fit = Math.max(1, fit);
    var pages = Math.ceil(rows.length / fit);
    var page = pages ? turnPage % pages : 0;
    if (list.hasAttribute('data-follow')) {
      for (i = 0; i < rows.length; i += 1) if (/\blit\b/.test(rows[i].className)) page = Math.floor(i / fit);
    }
    for (i = 0; i < rows.length; i += 1) {
      if (i < page * fit || i >= (page + 1) * fit) rows[i].className += ' off';
    }
    var note = list.nextElementSibling;
    if (note && note.className === 'turns') note.textContent = pages > 1 ? page + 1 + ' / ' + pages : '';
  }
  /* A heading over nothing, a number of pages that nobody sees. */
  function heading(list, hidden) {
    var above = list.previousElementSibling;
    var below = list.nextElementSibling;
    if (above && above.tagName === 'H2') above.hidden = hidden;
    if (below && below.className === 'turns') below.hidden = hidden;
  }
  function turn() {
    var lists = document.querySelectorAll('[data-turn]');
    // From below: what is left of the notices decides how many rows have room above them.
    for (var i = lists.length - 1; i >= 0; i -= 1) turnList(lists[i]);
  }
  function turnOn() {
    turnPage += 1;
    turn();
  }

  function hideExpired() {
    var codes = document.querySelectorAll('[data-expires]');
    for (var i = 0; i < codes.length; i += 1) {
      var over = Number(codes[i].getAttribute('data-expires')) <= now();
      codes[i].className = codes[i].className.replace(/ ?\bexpired\b/, '') + (over ? ' expired' : '');
    }
  }

  /* 25:00 until an instant, by the server's clock; nothing once it has come. */
  function countDown() {
    var clocks = document.querySelectorAll('[data-until]');
    for (var i = 0; i < clocks.length; i += 1) {
      var left = Math.round((Number(clocks[i].getAttribute('data-until')) - now()) / 1000);
      var hours = Math.floor(left / 3600);
      var minutes = Math.floor(left % 3600 / 60);
      var text = hours > 0 ? hours + ':' + two(minutes) : String(minutes);
      clocks[i].textContent = left > 0 ? text + ':' + two(left % 60) : '';
    }
  }

  /* "22:00-06:00", over midnight too. */
  function isNight(time) {
    var hours = (body.getAttribute('data-night') || '').split('-');
    if (hours.length !== 2) return false;
    return hours[0] <= hours[1] ? time >= hours[0] && time < hours[1] : time >= hours[0] || time < hours[1];
  }

  function tick() {
    var time = hallTime();
    var text = two(time.getUTCHours()) + ':' + two(time.getUTCMinutes());
    if (clock.textContent !== text) {
      clock.textContent = text;
      minute(time, text);
    }
    hideExpired();
    countDown();
  }

  function minute(time, text) {
    // A few pixels a minute in a small circle, against burn-in.
    var angle = time.getUTCMinutes() / 60 * 2 * Math.PI;
    drift.style.transform = 'translate(' + Math.round(4 * Math.cos(angle)) + 'px,' + Math.round(4 * Math.sin(angle)) + 'px)';
    if (isNight(text)) body.classList.add('night');
    else body.classList.remove('night');
    var hoursOpen = (new Date().getTime() - loadedAt) / 3600000;
    if (hoursOpen > 12 && time.getUTCHours() === 4) reload();
  }

  keep();
  turn();
  tick();
  window.setInterval(tick, 1000);
  window.setInterval(turnOn, 13000);
  window.addEventListener('resize', turn);
  window.addEventListener('load', turn);
  // A still picture (a preview of another moment) has nobody to ask.
  if (!body.getAttribute('data-poll-url')) return;
  // The page knows a stranger, and this browser has been here before.
  if (key !== pageKey) poll();
  else pollLater();
})();
