/*
 * Planning by hand: what is dragged says the same as the buttons beside it do; without this file the buttons are all.
 *
 *   [data-day] in #board        the list of a day; a card with data-url dropped there is held on that day
 *   ol[data-order]              a programme; its whole order is sent at once, with the order that was seen before. A
 *                               reserve that is dragged to a place in it is on the programme there
 *   [data-stand-by]             where a part of the programme, or a talk of the pool, is dropped to be a reserve
 *   [data-pool]                 talks that may be dragged into both: they come to the place where they are dropped
 *   .handle                     where one takes hold, so that a thumb that scrolls does not drag
 *   #said, [data-said]          what was done is read out: the region with the words is new, the place for them is not
 */
(function () {
  'use strict';

  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const common = {
    handle: '.handle', animation: still ? 0 : 120, forceFallback: true, fallbackOnBody: true, fallbackTolerance: 3,
    ghostClass: 'drag-gap', fallbackClass: 'dragged', scroll: true, scrollSensitivity: 80, bubbleScroll: true
  };

  /* A card goes back to its place when nothing was answered that takes its place. */
  function send(url, values, target, card, back) {
    const settle = function () { if (card.isConnected) back(); };
    htmx.ajax('POST', url, { target: target, swap: 'outerHTML', values: values, source: card }).then(settle, settle);
  }

  function backTo(list, card, place) {
    return function () {
      card.remove();
      list.insertBefore(card, list.children[place] || null);
    };
  }

  function board(root) {
    root.querySelectorAll('[data-day]').forEach(function (list) {
      Sortable.create(list, Object.assign({}, common, {
        group: 'days', sort: false, draggable: '[data-url]',
        onEnd: function (event) {
          if (event.to === event.from) return;
          const card = event.item;
          const values = { on: event.to.dataset.day, version: card.dataset.version, month: root.dataset.month };
          send(card.dataset.url, values, '#board', card, backTo(event.from, card, event.oldIndex));
        }
      }));
    });
  }

  function programme(list) {
    const ids = function () { return Array.from(list.children, number).join(' '); };
    const seen = ids();
    Sortable.create(list, Object.assign({}, common, {
      draggable: 'li', group: { name: 'programme', put: ['pool'] },
      onAdd: function (event) { take(event, { before: number(event.item.nextElementSibling) }); },
      onEnd: function (event) {
        const card = event.item;
        const order = ids();
        const back = backTo(list, card, event.oldIndex);
        if (event.to !== list) send(list.dataset.items + number(card) + '/reserve', { reserve: '1' }, '#programme', card, back);
        else if (order !== seen) {
          const called = card.classList.contains('reserve') ? number(card) : '';
          send(list.dataset.order, { order: order, seen: seen, called: called }, '#programme', card, back);
        }
      }
    }));
  }

  function standBy(list) {
    Sortable.create(list, Object.assign({}, common, {
      group: { name: 'stand-by', put: ['pool', 'programme'] }, sort: false,
      onAdd: function (event) { if (event.item.dataset.talk) take(event, { reserve: '1' }); }
    }));
  }

  function pool(list) {
    Sortable.create(list, Object.assign({}, common, {
      group: { name: 'pool', pull: 'clone', put: false }, sort: false, draggable: '[data-talk]'
    }));
  }

  function number(item) { return item ? item.id.replace('item-', '') : ''; }
  function take(event, values) {
    values.talk_id = event.item.dataset.talk;
    send(event.from.dataset.pool, values, '#programme', event.item, function () { event.clone.replaceWith(event.item); });
  }

  /* What was dragged has styles of its own; htmx would hand them on as attributes, which the policy forbids. */
  document.body.addEventListener('htmx:beforeSwap', function (event) {
    event.detail.target.querySelectorAll('[style]').forEach(function (one) { one.removeAttribute('style'); });
  });

  document.body.addEventListener('htmx:load', function (event) {
    const part = event.detail.elt;
    const all = function (wanted) {
      return [...(part.matches(wanted) ? [part] : []), ...part.querySelectorAll(wanted)];
    };
    all('#board').forEach(board);
    all('ol[data-order]').forEach(programme);
    all('[data-stand-by]').forEach(standBy);
    all('[data-pool]').forEach(pool);
    const words = part.querySelector('[data-said]');
    const place = document.getElementById('said');
    if (words && place) place.textContent = words.textContent;
  });
})();
