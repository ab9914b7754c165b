"""Plain text: finding its encoding, taking out what must not be shown, paragraphs."""

import html
import re
from typing import Any

from ..kinds import TEXT_CHARACTERS, DocumentRefused, Note, Reason

# Controls, lone surrogates, non-characters, byte order marks, and the marks that turn a line round.
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_SOME = 4096
_COMMON = re.compile("[\t\r\n\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def read(data: bytes) -> dict[str, Any]:
    """Decode .txt and .md (shown as it was typed, not rendered)."""
    decoded, replaced = decode(data)
    if len(_UNWANTED.findall(decoded[:100_000])) > 3 + len(decoded[:100_000]) // 100:
        raise DocumentRefused(Reason.NOT_WHAT_IT_SAYS)
    notes = [Note.CHARACTERS_REPLACED] if replaced else []
    if len(decoded) > TEXT_CHARACTERS:
        notes.append(Note.CUT_SHORT)
    if not decoded.strip():
        notes.append(Note.NO_TEXT)
    text = scrub(decoded[: TEXT_CHARACTERS * 2]).strip("\n")[:TEXT_CHARACTERS]
    return {"text": text, "html": paragraphs(text), "notes": notes}


def decode(data: bytes) -> tuple[str, bool]:
    """Text of unknown encoding: marks, UTF-16 by its NULs, UTF-8, GB18030. True if characters were lost."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding)
    if 0 in data[:_SOME] and (found := utf16_without_mark(data)):
        return _decode(data, found)
    text, lost = _decode(data, "utf-8")
    # A few broken bytes in good UTF-8 must not turn the whole into the wrong Chinese characters.
    foreign = sum(1 for character in text if character > "\x7f")
    if not lost or text.count("\ufffd") * 20 < foreign:
        return text, lost
    text, lost = _decode(data, "gb18030")
    if lost and text.count("\ufffd") * 20 > len(text):
        raise DocumentRefused(Reason.NOT_WHAT_IT_SAYS)
    return text, lost


def _decode(data: bytes, encoding: str) -> tuple[str, bool]:
    try:
        return data.decode(encoding), False
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), True


def utf16_without_mark(data: bytes) -> str | None:
    """Which UTF-16 bytes with NULs are, judged by how many of their characters are ones that Chinese texts use."""
    for encoding in ("utf-16-le", "utf-16-be"):
        sample = data[:_SOME].decode(encoding, "replace")
        if len(_COMMON.findall(sample)) * 10 >= len(sample) * 9:
            return encoding
    return None


def scrub(text: str) -> str:
    """Text that can go into any page, database and export: lines end with \\n, no control characters."""
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))


def paragraphs(text: str) -> str:
    """Escaped text as `<p>`: a blank line parts paragraphs, a line end is `<br>`."""
    blocks = (block.strip("\n") for block in _BLANK_LINES.split(text))
    return "".join(
        f"<p>{html.escape(block, quote=False).replace(chr(10), '<br>')}</p>" for block in blocks if block.strip()
    )
