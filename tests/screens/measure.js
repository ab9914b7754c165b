/* What is wrong with the television page that stands there; an empty list when nothing is. Read by test_shapes.py. */
() => {
  const wrong = [];
  const scale = Math.min(innerWidth, innerHeight) / 1080;
  /* A turned page is measured as it is read, upright. */
  const turned = /\bturned (left|right)\b/.exec(document.documentElement.className);
  const [pageWidth, pageHeight] = turned ? [innerHeight, innerWidth] : [innerWidth, innerHeight];
  const upright = (box) => {
    if (!turned) return box;
    const [left, right, top, bottom] = turned[1] === 'left'
      ? [innerHeight - box.bottom, innerHeight - box.top, box.left, box.right]
      : [box.top, box.bottom, innerWidth - box.right, innerWidth - box.left];
    return {left, right, top, bottom, width: right - left, height: bottom - top};
  };
  const boxOf = (element) => upright(element.getBoundingClientRect());
  const DRIFT = 5; // a few pixels a minute against burn-in
  const tell = (what, element) => wrong.push(`${what}: ${(element.textContent || '').trim().slice(0, 24)} <${element.closest('div[class], p[class], li[class], section[class], body').className}>`);

  /* The lines of text that are seen, each as the square of its letters (the line's own box is higher than they are). */
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement, style = getComputedStyle(element);
    if (!node.textContent.trim() || ['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(element.tagName) || style.visibility === 'hidden') continue;
    const svg = element.closest('svg');
    const size = parseFloat(style.fontSize) * (svg ? Math.hypot(element.getScreenCTM().a, element.getScreenCTM().b) : 1);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of [...range.getClientRects()].map(upright)) {
      if (box.width < 1) continue;
      const middle = (box.top + box.bottom) / 2;
      lines.push({element, size, left: box.left, right: box.right, top: middle - size * 0.46, bottom: middle + size * 0.46});
    }
  }

  const shown = [];
  for (const line of lines) {
    let seen = line, ends = false, clamped = false;
    for (let up = line.element; up; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.display !== 'inline' && style.webkitLineClamp !== 'none') clamped = true;
      if (style.textOverflow === 'ellipsis' && style.overflowX !== 'visible') ends = true;
      if (style.overflowX === 'visible' || up === document.body || up === document.documentElement) continue;
      const box = boxOf(up);
      seen = {left: Math.max(seen.left, box.left), right: Math.min(seen.right, box.right), top: Math.max(seen.top, box.top), bottom: Math.min(seen.bottom, box.bottom)};
    }
    if (seen.bottom - seen.top < 2) {
      if (!clamped && !line.element.closest('.facts')) tell('lost', line.element);
      continue;
    }
    if (seen.right - seen.left < 2) {
      if (!clamped && !ends) tell('lost at the side', line.element);
      continue;
    }
    const high = line.bottom - line.top;
    if (seen.bottom - seen.top < high * 0.97) tell(`cut, ${Math.round(seen.bottom - seen.top)} of ${Math.round(high)} px high`, line.element);
    if (!ends && !clamped && seen.right - seen.left < line.right - line.left - 3) tell('cut at the side', line.element);
    if (seen.left < -DRIFT || seen.right > pageWidth + DRIFT || seen.top < -DRIFT || seen.bottom > pageHeight + DRIFT) tell('outside', line.element);
    if (line.size < 28 * scale - 0.2) tell(`${Math.round(line.size / scale)} px`, line.element);
    shown.push({element: line.element, ...seen});
  }

  /* No two pieces of text on each other. */
  for (let i = 0; i < shown.length; i += 1) {
    for (let j = i + 1; j < shown.length; j += 1) {
      const one = shown[i], two = shown[j];
      if (one.element === two.element) continue;
      const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left);
      const high = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
      if (wide > 2 && high > 3 * scale) tell(`${Math.round(high)} px on "${two.element.textContent.trim().slice(0, 16)}"`, one.element);
    }
  }

  /* Everything in its box, and between the head and the foot. */
  const head = boxOf(document.querySelector('.top')), foot = boxOf(document.querySelector('.foot'));
  for (const line of shown) {
    const outside = line.element.closest('.top, .foot, .silent, .pairing');
    if (!outside && (line.top < head.bottom - 1 || line.bottom > foot.top + 2)) tell('over the head or the foot', line.element);
    const frame = line.element.closest('.qr, .wait, .sheet, .take, .paper, .alarm, .pair section, .lit, .pairing, .tile');
    if (!frame) continue;
    const box = boxOf(frame);
    if (line.left < box.left - 1 || line.right > box.right + 1 || line.top < box.top - 1 || line.bottom > box.bottom + 1) tell(`out of its box ${frame.className}`, line.element);
  }
  for (const block of document.querySelectorAll('.qr, .wait, .sheet, .bill aside, .take, .paper, .alarm, .tile, .calm, svg.gone, .square, .pairing, .count')) {
    const box = boxOf(block);
    if (box.width && !block.closest('.pairing') && box.bottom > foot.top + 2) tell('a block over the foot', block);
    if (box.width && (box.right > pageWidth + DRIFT || box.left < -DRIFT)) tell('a block outside', block);
  }
  const code = document.querySelector('.square');
  if (code && Math.min(boxOf(code).width, boxOf(code).height) < 180 * scale) tell('a code too small to scan', code);

  const least = (selector, pixels) => {
    for (const one of document.querySelectorAll(selector)) {
      const size = parseFloat(getComputedStyle(one).fontSize) / scale;
      if (one.getClientRects().length && size < pixels - 0.2) tell(`${Math.round(size)} px, to be ${pixels}`, one);
    }
  };
  least('h1', 64);
  least('.lines b, .pages li, .acts b, .facts, .names li, blockquote, .pair p, .now p', 40);
  return [...new Set(wrong)];
}
