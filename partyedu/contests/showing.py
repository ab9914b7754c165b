"""What everybody reads of an entry: words, photos, and the author as they chose to be named. Never a score."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from partyedu.contests.models import Contest, ContestKind, Entry
from partyedu.core.words import _
from partyedu.organisation.models import PublicName, shown_name

_PHRASES = re.compile("[，。；、！,.;!\\s]+")
# A rule this short hangs as a scroll, written from top to bottom.
SCROLL_CHARACTERS = 28


def author(kind: ContestKind, name: str, choice: PublicName) -> str:
    """How an author is named in public: as speakers are; a word in place of a name that is not shown."""
    shown = shown_name(name, choice)
    if kind is ContestKind.FAMILY_RULE:
        return _("%(name)s家", name=shown) if shown else _("一户人家")
    return shown or _("一位作者")


@dataclass(frozen=True, slots=True)
class Piece:
    """A published entry as a page shows it."""

    id: int
    title: str
    text: str
    prize: str
    author: str
    photos: list[int]

    @property
    def columns(self) -> list[str]:
        """The words of a scroll as they are written on one: a phrase for each column, without the commas between."""
        return [phrase for phrase in _PHRASES.split(self.title) if phrase] or [self.title]

    @property
    def is_scroll(self) -> bool:
        """Whether the words can hang from top to bottom: few, and no Latin letters among them."""
        latin = any(char.isascii() and char.isalpha() for char in self.title)
        return len(self.title) <= SCROLL_CHARACTERS and not latin


def pieces(contest: Contest, rows: Iterable[Any], photos: Mapping[int, list[int]]) -> list[Piece]:
    """Rows of ``published_entries`` as they are shown."""
    return [
        Piece(
            row.id, row.title, row.text, row.prize, author(contest.kind, row.name, row.public_name),
            photos.get(row.id, []),
        )
        for row in rows
    ]  # fmt: skip


def author_of(entry: Entry) -> str:
    """The author of one entry as the public reads them."""
    return author(entry.contest.kind, entry.person.name, entry.person.public_name)


def road(contest: Contest) -> list[dict[str, str]]:
    """Where a call stands: written, open, judged, published; a wall is written, open, closed."""
    words = (
        [_("写征集"), _("征集和展示"), _("结束")]
        if contest.kind is ContestKind.FAMILY_RULE
        else [_("写征集"), _("征稿"), _("评选"), _("公布")]
    )
    states = ["draft", "open", "published"] if len(words) == 3 else ["draft", "open", "judging", "published"]
    place = states.index(contest.state.value) if contest.state.value in states else 1
    done = place == len(words) - 1
    return [
        {"label": word, "state": "ok" if at < place or done else "now" if at == place else ""}
        for at, word in enumerate(words)
    ]
