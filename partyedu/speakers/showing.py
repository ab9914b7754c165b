"""What a page shows of a talk, and to whom: decided here, before a template gets it.

A template never receives what its reader must not see: names that are hidden, drafts, remarks of reviewers.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.documents import Kind
from partyedu.core.reading import Readable, number_passages, readable
from partyedu.core.words import _
from partyedu.organisation.models import Person, PublicName
from partyedu.speakers import access, comparing, queries
from partyedu.speakers.comparing import Section
from partyedu.speakers.models import (
    Keepsake,
    Outline,
    OutlineFile,
    Review,
    Talk,
    TalkFormat,
    TalkState,
)


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


@dataclass(slots=True)
class ShownFile:
    """A file of an outline, and the form in which it is read on the page."""

    row: OutlineFile
    read: Readable


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
        return [*self.paragraphs, *(passage.words for file in self.files for passage in file.read.passages)]

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
            page.files = [
                ShownFile(row, readable(row.stored_file)) for row in queries.files_of(chosen[0], to_read=True)
            ]
            number_passages([file.read for file in page.files], first=len(page.paragraphs) + 1)
    if is_team:
        page.reviews = queries.reviews_of(talk)
    return page


@dataclass(slots=True)
class Changes:
    """Two versions of an outline side by side; without sections there was only one to be read."""

    versions: Sequence[Outline]
    earlier: Outline
    later: Outline
    sections: list[Section]
    is_cut: bool

    @property
    def is_same(self) -> bool:
        """Whether not a word has changed."""
        return all(section.is_same for section in self.sections)


def changes(actor: Actor, talk: Talk, earlier: int | None = None, later: int | None = None) -> Changes | None:
    """What has changed between two versions (by number; without: the last two), if the actor reads the outline."""
    versions = queries.versions_for(actor, talk) if access.may_read_outline(actor, talk) else ()
    if not versions:
        return None
    by_number = {row.number: row for row in versions}
    new = by_number.get(later or 0, versions[0])
    before = [row for row in versions if row.number < new.number]
    old = by_number.get(earlier or 0, before[0] if before else new)
    files = queries.file_texts((old, new), comparing.CHARACTERS_AT_MOST)
    (left, left_cut), (right, right_cut) = (comparing.paragraphs_of(_texts(talk, row, files)) for row in (old, new))
    return Changes(versions, old, new, comparing.compare(left, right), left_cut or right_cut)


def _texts(talk: Talk, outline: Outline, files: Sequence[tuple[int, str, str]]) -> list[str]:
    """Everything a version says, in the order of its page: title, introduction, text, files."""
    words = [outline.title or talk.title, outline.summary or talk.summary, outline.text]
    for outline_id, name, text in files:
        if outline_id == outline.id:
            words += [_("文件《%(name)s》", name=name), text]
    return words


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


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A keepsake on a screen for everybody: nothing of it but what its owner agreed to show."""

    id: int
    photo_id: int
    name: str
    caption: str
    talk: str
    speaker: str


def exhibition() -> list[Exhibit]:
    """The keepsakes for a screen: those with a photo that everybody may see, the latest talks first."""
    return [
        Exhibit(row.id, row.photo_id or 0, row.name, row.caption, row.talk.title, row.talk.person.shown_name)
        for row in queries.exhibited_with_photo()
    ]


def version_of(exhibits: Sequence[Exhibit]) -> str:
    """A word that changes when anything changes that is shown: a consent taken back is gone at the next poll."""
    return hashlib.sha256(repr(exhibits).encode()).hexdigest()[:16]


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
