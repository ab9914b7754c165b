/*
 * The few things a page cannot do without a script. Every page works without this file.
 * Texts come from the page (data- attributes of #trouble), so that they are translated.
 *
 *   form[data-progress]        upload bar while htmx sends files
 *   input[data-limit-mb]       files that are too large never leave the phone
 *   form[data-autosubmit]      a filter form is sent as soon as one chooses
 *   [data-swipe]               swiping follows the links of the walk (rel=next, rel=prev) in it
 *   [data-copy="#box"]         copies the box; on plain http it selects it and asks the browser to copy
 *   [data-print]               prints the page
 *   a[data-opens="#dialog"]    opens a <dialog> instead of the page with the same content; [data-closes] closes it
 *   [data-tick="#group"]       ticks every box of a group; data-untick takes the ticks away
 *   [data-focus]               takes the focus when it appears (the list of errors)
 *   [data-in-view]             a column of a table that is wider than its frame: the frame opens where it stands
 *   input[data-fill="host"]    a found person that is chosen fills the box named host with its data-name
 *   body[data-idle-seconds]    a shared tablet signs out by itself, with a word of warning before
 *   #sign-in-again             the sign-in that is offered within the page (401 with HX-Retarget)
 */
(function () {
  'use strict';

  const page = document.documentElement;
  const body = document.body;
  const trouble = document.getElementById('trouble');
  const signIn = document.getElementById('sign-in-again');
  const tokenMeta = document.querySelector('meta[name=csrf-token]');

  page.classList.add('js');

  /* One sentence above the page; a role=alert region reads it out. Without words the region is cleared. */
  function say(words, kind) {
    if (!trouble) return;
    trouble.textContent = '';
    if (!words) return;
    const box = document.createElement('div');
    box.className = 'notice ' + kind;
    const text = document.createElement('div');
    text.textContent = words;
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'dismiss';
    close.textContent = trouble.dataset.close;
    box.append(text, close);
    trouble.append(box);
  }

  /* The sentence of an error page of ours, or nothing. */
  function problem(xhr) {
    if (!xhr || xhr.status < 400 || !xhr.responseText.includes('data-problem')) return '';
    const answer = new DOMParser().parseFromString(xhr.responseText, 'text/html');
    return answer.querySelector('[data-problem]').textContent.trim();
  }

  body.addEventListener('htmx:configRequest', function (event) {
    if (event.detail.verb !== 'get' && tokenMeta) event.detail.headers['X-CSRFToken'] = tokenMeta.content;
  });

  /* An error page must not land in the middle of a list: its sentence is shown above, the list stays. */
  body.addEventListener('htmx:beforeSwap', function (event) {
    const words = problem(event.detail.xhr);
    if (!words) return;
    event.detail.shouldSwap = false;
    event.detail.isError = false;
    say(words, 'error');
  });
  body.addEventListener('htmx:responseError', function () { say(trouble.dataset.failed, 'error'); });
  ['htmx:sendError', 'htmx:timeout'].forEach(function (name) {
    body.addEventListener(name, function () { say(trouble.dataset.offline, 'error'); });
  });
  body.addEventListener('htmx:beforeRequest', function () { say(''); });

  /* An expired sign-in: the server sends the form into the dialog; what was typed stays behind it. */
  body.addEventListener('htmx:afterSwap', function (event) {
    if (event.detail.target !== signIn) return;
    if (!signIn.open) signIn.showModal();
    const first = signIn.querySelector('input:not([type=hidden])');
    if (first) first.focus();
  });
  body.addEventListener('signed-in-again', function (event) {
    const token = event.detail.token;
    if (token) {
      tokenMeta.content = token;
      document.querySelectorAll('input[name=csrf_token]').forEach(function (input) { input.value = token; });
    }
    signIn.close();
    signIn.textContent = '';
    say(trouble.dataset.again, 'info');
  });

  /* Upload bars. */
  body.addEventListener('htmx:xhr:progress', function (event) {
    const form = event.target.closest('form[data-progress]');
    const upload = form && form.querySelector('.upload');
    if (!upload || !event.detail.lengthComputable || !event.detail.total) return;
    const part = Math.floor(100 * event.detail.loaded / event.detail.total);
    upload.hidden = false;
    upload.querySelector('progress').value = part;
    const words = part < 100 ? part + '%' : upload.dataset.busy;
    const text = upload.querySelector('.upload-text');
    if (part % 10 === 0 && text.textContent !== words) text.textContent = words;
  });
  body.addEventListener('htmx:afterRequest', function (event) {
    const upload = event.target.closest('form[data-progress]') && event.target.querySelector('.upload');
    if (upload) upload.hidden = true;
  });

  body.addEventListener('htmx:load', function (event) { bringIn(event.detail.elt); });
  function bringIn(element) {
    const wanted = element.matches('[data-focus]') ? element : element.querySelector('[data-focus]');
    if (wanted) wanted.focus();
    const column = element.querySelector('[data-in-view]');
    const frame = column && column.closest('[role=region]');
    if (frame) frame.scrollLeft = column.offsetLeft - frame.clientWidth / 2;
  }

  document.addEventListener('change', function (event) {
    const form = event.target.form;
    const fill = event.target.dataset.fill;
    if (fill && form) form.elements[fill].value = event.target.dataset.name;
    const typed = event.target.matches('input[type=search], input[type=text], textarea');
    if (form && 'autosubmit' in form.dataset && !typed) form.requestSubmit();
  });

  /* Files that are too large are taken out of the choice before anything is sent; sentences at the field say which. */
  const megabyte = 1024 * 1024;
  function filled(words, name, bytes, limit) {
    return words.replace('{name}', name).replace('{size}', Math.ceil(bytes / megabyte)).replace('{limit}', limit);
  }
  function limitOf(input, file) {
    return Number(/\.(mp4|m4v|mov|webm)$/i.test(file.name) ? input.dataset.videoLimitMb : input.dataset.limitMb);
  }
  document.addEventListener('change', function (event) {
    const input = event.target;
    if (!input.matches('input[type=file][data-limit-mb]')) return;
    const box = input.closest('.field');
    box.querySelectorAll('.too-large').forEach(function (line) { line.remove(); });
    const kept = new DataTransfer();
    const said = [];
    let total = 0;
    Array.from(input.files).forEach(function (file) {
      const limit = limitOf(input, file);
      if (file.size > limit * megabyte) {
        said.push(filled(input.dataset.tooLarge, file.name, file.size, limit));
        return;
      }
      kept.items.add(file);
      total += file.size;
    });
    const most = Number(input.dataset.formLimitMb);
    if (total > most * megabyte) {
      said.push(filled(input.dataset.tooMany, '', total, most));
      kept.items.clear();
    }
    box.classList.toggle('wrong', said.length > 0);
    if (!said.length) return;
    input.files = kept.files;
    said.forEach(function (words) {
      const line = document.createElement('p');
      line.className = 'field-error too-large';
      line.setAttribute('role', 'alert');
      line.textContent = words;
      input.closest('.file-drop').before(line);
    });
  });

  document.addEventListener('click', function (event) {
    const button = event.target.closest('[data-tick], [data-untick]');
    if (!button) return;
    const group = document.querySelector(button.dataset.tick || button.dataset.untick);
    group.querySelectorAll('input[type=checkbox]').forEach(function (box) { box.checked = 'tick' in button.dataset; });
  });

  function copy(box) {
    box.focus();
    box.select();
    // Plain http on a LAN has no clipboard API; the old command works where a text is selected.
    const done = navigator.clipboard
      ? navigator.clipboard.writeText(box.value)
      : document.execCommand('copy') ? Promise.resolve() : Promise.reject();
    done.then(
      function () { say(trouble.dataset.copied, 'done'); },
      function () { say(trouble.dataset.copyByHand, 'info'); }
    );
  }

  document.addEventListener('click', function (event) {
    const target = event.target.closest('[data-copy], [data-print], [data-opens], [data-closes], .dismiss');
    if (!target) return;
    if (target.dataset.copy) copy(document.querySelector(target.dataset.copy));
    else if ('print' in target.dataset) window.print();
    else if (target.dataset.opens) {
      const dialog = document.querySelector(target.dataset.opens);
      if (!dialog || !dialog.showModal) return;
      event.preventDefault();
      dialog.showModal();
    } else if ('closes' in target.dataset) target.closest('dialog').close();
    else target.closest('.notice').remove();
  });

  /* A panel 更多 closes when one taps beside it or presses Escape. */
  const panels = document.querySelectorAll('.bottom details, .pages details, .tabs details');
  const closeAllBut = function (kept) {
    panels.forEach(function (panel) { if (!panel.contains(kept)) panel.open = false; });
  };
  document.addEventListener('click', function (event) { closeAllBut(event.target); });
  document.addEventListener('keydown', function (event) { if (event.key === 'Escape') closeAllBut(null); });

  /* Swiping (or the arrow keys) walks on as the links do: one way more, never the only one. */
  const walk = document.querySelector('[data-swipe]');
  function follow(way) {
    const link = walk.querySelector('a[rel=' + way + ']');
    if (link) link.click();
  }
  if (walk) {
    let from = null;
    walk.addEventListener('touchstart', function (event) {
      from = event.touches.length === 1 ? event.touches[0] : null;
    }, { passive: true });
    walk.addEventListener('touchend', function (event) {
      if (!from || (window.visualViewport && window.visualViewport.scale > 1.05)) return;
      const across = event.changedTouches[0].clientX - from.clientX;
      const along = Math.abs(event.changedTouches[0].clientY - from.clientY);
      from = null;
      if (Math.abs(across) > 60 && along < Math.abs(across) / 2) follow(across < 0 ? 'next' : 'prev');
    }, { passive: true });
    document.addEventListener('keydown', function (event) {
      if (event.target !== body || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === 'ArrowRight') follow('next');
      if (event.key === 'ArrowLeft') follow('prev');
    });
  }

  /* A shared tablet signs out by itself; a page from the browser's memory is asked for again. */
  const idle = Number(body.dataset.idleSeconds);
  if (idle) {
    const warning = Math.min(20, idle / 3);
    let last = Date.now();
    let warned = false;
    ['pointerdown', 'keydown', 'input', 'scroll'].forEach(function (name) {
      document.addEventListener(name, function () {
        last = Date.now();
        if (warned) say('');
        warned = false;
      }, { passive: true, capture: true });
    });
    const watching = setInterval(function () {
      const quiet = (Date.now() - last) / 1000;
      // Once: while a slow answer is on its way, a second try would come with a token that is no longer good.
      if (quiet >= idle) { clearInterval(watching); leave(); }
      else if (quiet >= idle - warning && !warned) {
        warned = true;
        say(trouble.dataset.idle, 'info');
      }
    }, 1000);
    window.addEventListener('pageshow', function (event) { if (event.persisted) location.reload(); });
  }
  function leave() {
    const form = document.createElement('form');
    const token = document.createElement('input');
    form.method = 'post';
    form.action = body.dataset.idleUrl;
    form.hidden = true;
    token.name = 'csrf_token';
    token.value = tokenMeta.content;
    form.append(token);
    body.append(form);
    form.submit();
  }
})();
