"""A pack as it is read, printed and copied: its pieces as plain text, put together from text and files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from partyedu.core.uploads import StoredFile
from partyedu.core.words import _, numeral
from partyedu.library.models import Pack

# About ten printed pages of one piece; what is longer is read in the file itself.
SHOWN_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Packed:
    """One piece of a pack. ``text``: its own words and those of its files; ``is_cut``: there is more in the files."""

    id: int
    title: str
    summary: str
    minutes: int | None
    category: str
    text: str
    is_cut: bool


def packed(rows: Iterable[Any], files: Mapping[int, list[StoredFile]]) -> list[Packed]:
    """Rows of ``pieces_of`` with the words of their files."""
    return [_one(row, files.get(row.version_id, [])) for row in rows]


def _one(row: Any, files: list[StoredFile]) -> Packed:
    parts = [row.text or "", *(file.text for file in files)]
    text = "\n\n".join(part.strip() for part in parts if part.strip())
    cut = len(text) > SHOWN_CHARACTERS
    return Packed(row.id, row.title, row.summary, row.minutes, row.category, text[:SHOWN_CHARACTERS], cut)


def short_text(pack: Pack, pieces: list[Packed]) -> str:
    """The pack for a chat group in short: titles and what they are about."""
    lines = [_("【学习包】%(title)s", title=pack.title)]
    if pack.introduction:
        lines.append(pack.introduction)
    for number, piece in enumerate(pieces, 1):
        lines.append(_("%(number)s、%(title)s", number=numeral(number), title=piece.title))
        if piece.summary:
            lines.append(piece.summary)
    return "\n".join(lines)


def whole_text(pack: Pack, pieces: list[Packed]) -> str:
    """The pack for a chat group with every word of it."""
    lines = [_("【学习包】%(title)s", title=pack.title)]
    if pack.introduction:
        lines += ["", pack.introduction]
    for number, piece in enumerate(pieces, 1):
        lines += [
            "",
            _("%(number)s、%(title)s", number=numeral(number), title=piece.title),
            piece.text or piece.summary,
        ]
    return "\n".join(lines)
