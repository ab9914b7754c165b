"""What a page shows of a talk, and to whom: decided here, before a template gets it.

A template never receives what its reader must not see: names that are hidden, drafts, remarks of reviewers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.documents import Kind
from partyedu.core.documents.parsers.markup import clean
from partyedu.core.uploads import StoredFile
from partyedu.core.words import _
from partyedu.organisation.models import Person, PublicName
from partyedu.speakers import access, queries
from partyedu.speakers.models import (
    PASSAGE_CHARACTERS,
    Keepsake,
    Outline,
    OutlineFile,
    Review,
    Talk,
    TalkFormat,
    TalkState,
)

# About twenty printed pages; what is longer is read in the file itself.
SHOWN_CHARACTERS = 40_000


def public_name(person: Person) -> str:
    """The speaker as everybody may read them; a word in place of a name that is not shown."""
    return person.shown_name or _("一位主讲人")


def name_for(actor: Actor | None, person: Person) -> str:
    """The speaker's name for this reader."""
    return person.name if access.sees_names(actor, person) else public_name(person)


def has_public_page(person: Person) -> bool:
    """Whether everybody may open the page of this speaker (who has an approved talk)."""
    return person.public_name is not PublicName.NONE


def waiting_days(talk: Talk) -> int:
    """Days of the hall's calendar since the talk was handed in."""
    return (clock.today() - clock.local(talk.submitted_at).date()).days if talk.submitted_at else 0


def thread(talk: Talk) -> list[dict[str, str]]:
    """Where the talk stands on its road: outline, review, approval, stage."""
    steps = [_("写提纲"), _("评审"), _("通过评审"), _("上台")]
    if talk.state is TalkState.RETURNED:
        steps[0] = _("改提纲")
    now = {TalkState.SUBMITTED: 1, TalkState.APPROVED: 3}.get(talk.state, 0)
    if talk.state is TalkState.WITHDRAWN:
        return []
    return [
        {"label": label, "state": "ok" if place < now else "now" if place == now else ""}
        for place, label in enumerate(steps)
    ]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a file that a remark can point at: what stands before the end of its paragraph, and that end."""

    opening: Markup
    closing: Markup
    words: str


@dataclass(slots=True)
class ShownFile:
    """A file of an outline as it is read on the page: cleaned markup or plain text, perhaps a picture.

    ``passages`` are its paragraphs in order, ``first`` the number of the first among those of the whole outline.
    """

    row: OutlineFile
    stored: StoredFile
    html: Markup | None = None
    text: str = ""
    is_cut: bool = False
    passages: list[Passage] = field(default_factory=list)
    first: int = 0

    @property
    def has_picture(self) -> bool:
        """Whether there is a picture to show: the photo itself, or the first page."""
        return self.stored.is_picture or self.stored.preview_key is not None


_PARAGRAPH_END = re.compile(r"(</(?:p|li|h[1-6])>)")
_HEADING = re.compile(r"<(/?)h([1-6])>")


def _below_the_page(html: str) -> str:
    """Headings of a document two levels down: the page has the one h1, and sections of its own."""
    return _HEADING.sub(lambda tag: f"<{tag[1]}h{min(int(tag[2]) + 2, 6)}>", html)


def shown_file(row: OutlineFile) -> ShownFile:
    """The readable form of a file.

    Why ``Markup`` is safe here: ``stored_file.html`` is written only by ``core.documents``, which passes what the child
    process made through nh3 (a list of plain tags, no attribute but colspan and rowspan). It goes through the same
    cleaner once more here, which also closes the tags of a text that was cut, and which costs less than trust.
    """
    stored = row.stored_file
    if stored.html and stored.kind in (Kind.DOCX, Kind.PPTX, Kind.MARKDOWN):
        html = clean(stored.html[:SHOWN_CHARACTERS])
        markup, is_cut = Markup(_below_the_page(html)), len(stored.html) > SHOWN_CHARACTERS
        return ShownFile(row, stored, html=markup, is_cut=is_cut, passages=_passages_of_markup(markup))
    text = stored.text[:SHOWN_CHARACTERS]
    return ShownFile(
        row, stored, text=text, is_cut=len(stored.text) > SHOWN_CHARACTERS, passages=_passages_of_text(text)
    )


def _passages_of_markup(html: Markup) -> list[Passage]:
    """Cleaned markup cut at the ends of its paragraphs; put together again it is the same, character for character."""
    pieces = _PARAGRAPH_END.split(str(html))
    return [
        Passage(Markup(opening), Markup(closing), Markup(opening).striptags())
        for opening, closing in zip(pieces[::2], [*pieces[1::2], ""], strict=True)
    ]


def _passages_of_text(text: str) -> list[Passage]:
    """Plain text in stretches of at most what a remark quotes, cut at blank lines and at the ends of lines."""
    stretches: list[str] = []
    for line in text.splitlines(keepends=True):
        last = stretches[-1] if stretches else ""
        if last and not last.endswith("\n\n") and len(last) + len(line) <= PASSAGE_CHARACTERS:
            stretches[-1] += line
        else:
            stretches.append(line)
    return [Passage(escape(one.rstrip("\n")), Markup("\n"), one.strip()) for one in stretches]


def cast_lines(actor: Actor | None, talk: Talk) -> list[tuple[str, str]]:
    """The cast as (name, character). The public reads characters, and names only of persons who show theirs."""
    if talk.format is not TalkFormat.SKETCH:
        return []
    known = access.sees_names(actor, talk.person)
    lines = []
    for row in queries.cast_of(talk):
        public = row.person.shown_name if row.person else ""
        lines.append((row.name if known else public, row.character))
    return [line for line in lines if any(line)]


@dataclass(slots=True)
class TalkPage:
    """Everything the page of one talk shows to one reader."""

    talk: Talk
    name: str
    is_team: bool  # the speaker, their staff, their reviewers
    may: dict[str, bool]
    thread: list[dict[str, str]]
    cast: list[tuple[str, str]]
    keepsakes: Sequence[Keepsake]
    versions: Sequence[Outline] = ()
    version: Outline | None = None
    files: list[ShownFile] = field(default_factory=list)
    reviews: Sequence[Review] = ()

    @property
    def paragraphs(self) -> list[str]:
        """The outline's text, a paragraph each, so that a remark can point at one."""
        text = self.version.text if self.version else ""
        return [line.strip() for line in text.splitlines() if line.strip()]

    def passages(self) -> list[str]:
        """Everything a remark can point at, as it is numbered on the page: the text, then the files."""
        return [*self.paragraphs, *(passage.words for file in self.files for passage in file.passages)]

    @property
    def title(self) -> str:
        """The title of the version that is read (titles change between versions)."""
        older = self.version is not None and self.versions and self.version is not self.versions[0]
        return self.version.title or self.talk.title if older and self.version else self.talk.title


def talk_page(actor: Actor | None, talk: Talk, number: int | None = None) -> TalkPage:
    """The page of a talk for one reader; ``number`` asks for an older version of the outline."""
    is_team = access.sees_names(actor, talk.person)
    page = TalkPage(
        talk=talk,
        name=name_for(actor, talk.person),
        is_team=is_team,
        may=talk_may(actor, talk),
        thread=thread(talk) if is_team else [],
        cast=cast_lines(actor, talk),
        keepsakes=queries.keepsakes_of(actor, talk),
    )
    if access.may_read_outline(actor, talk):
        page.versions = queries.versions_for(actor, talk)
        chosen = [row for row in page.versions if row.number == number] or list(page.versions[:1])
        if chosen:
            page.version = chosen[0]
            page.files = [shown_file(row) for row in queries.files_of(chosen[0], to_read=True)]
            number_passages(page)
    if is_team:
        page.reviews = queries.reviews_of(talk)
    return page


def number_passages(page: TalkPage) -> None:
    """Number the passages of the files on from those of the text."""
    following = len(page.paragraphs) + 1
    for file in page.files:
        file.first = following
        following += len(file.passages)


def talk_may(actor: Actor | None, talk: Talk) -> dict[str, bool]:
    """What the actor may do with the talk, for its buttons."""
    return {
        "edit": access.may_edit(actor, talk),
        "reopen": access.may_reopen(actor, talk),
        "withdraw": access.may_withdraw(actor, talk),
        "restore": access.may_restore(actor, talk),
        "review": access.may_review(actor, talk) and talk.state is TalkState.SUBMITTED,
        "keep": access.may_act_for(actor, talk.person) and not access.is_self(actor, talk.person_id),
        "consent": access.may_act_for(actor, talk.person),
    }


def labels() -> dict[str, Any]:
    """The words for states, formats and the like, for every template of this room."""
    from partyedu.speakers import models

    return {
        "STATES": models.TALK_STATES,
        "FORMATS": models.TALK_FORMATS,
        "QUALITIES": models.QUALITIES,
        "CHANNELS": models.CHANNELS,
        "SOURCES": models.SOURCES,
        "VERDICTS": models.ReviewVerdict,
        "KINDS": Kind,
    }
