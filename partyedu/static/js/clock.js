/*
 * The digits of the speaker's clock. ES5, beside screen.js, which asks the server and brings the region anew.
 * It counts by the server's time (data-now, when the region came), so it goes on when the connection is lost.
 */
(function () {
  'use strict';

  var known = null;
  var offset = 0;

  function two(number) { return (number < 10 ? '0' : '') + number; }

  function tick() {
    var clock = document.getElementById('speakers-clock');
    var digits = document.getElementById('digits');
    if (clock && clock !== known) {
      known = clock;
      offset = Number(clock.getAttribute('data-now')) - new Date().getTime();
    }
    if (!clock || !digits) return;
    var left = Math.ceil((Number(clock.getAttribute('data-ends')) - new Date().getTime() - offset) / 1000);
    var seconds = Math.abs(left);
    var text = Math.floor(seconds / 60) + ':' + two(seconds % 60);
    if (digits.textContent !== text) digits.textContent = text;
    digits.className = 'digits' + (text.length > 4 ? ' long' : '');
    clock.className = 'speakers-clock' + (left < 0 ? ' over' : left <= Number(clock.getAttribute('data-amber')) ? ' near' : '');
  }

  tick();
  window.setInterval(tick, 250);
})();
