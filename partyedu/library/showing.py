"""What the page of a piece shows, and to whom: decided here, before a template gets it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.reading import Readable, number_passages, readable
from partyedu.library import access, operations, queries
from partyedu.library.models import READABLE, STAGES, Courseware, CoursewareFile, CoursewareVersion, Stage, Verdict
from partyedu.library.queries import Inside, Judged, Reception
from partyedu.speakers.showing import public_name

ROAD = (Stage.TOPIC, Stage.MAKING, Stage.COMMENTS, Stage.REVIEW, Stage.ADMITTED)


@dataclass(slots=True)
class ShownFile:
    """A file of a version beside its readable form."""

    row: CoursewareFile
    file: Readable


@dataclass(slots=True)
class PiecePage:
    """Everything the page of one piece shows to one reader; ``inside`` and ``judged`` only to those who read inside."""

    piece: Courseware
    maker: str
    may: dict[str, bool]
    version: CoursewareVersion | None = None
    versions: Sequence[CoursewareVersion] = ()
    files: list[ShownFile] = field(default_factory=list)
    reception: Reception | None = None
    comments: Sequence[Any] = ()
    inside: Inside | None = None
    judged: Judged | None = None
    thread: list[dict[str, Any]] = field(default_factory=list)

    @property
    def paragraphs(self) -> list[str]:
        """The text, a paragraph each."""
        text = self.version.text if self.version else ""
        return [line.strip() for line in text.splitlines() if line.strip()]


def maker_of(actor: Actor | None, piece: Courseware) -> str:
    """Who made it, as this reader may read the name; empty for what is taken over from elsewhere."""
    if piece.owner is None:
        return ""
    return piece.owner.name if access.reads_inside(actor, piece) else public_name(piece.owner)


def content_of(page: PiecePage, version: CoursewareVersion | None) -> None:
    """Put a version's text and files on the page."""
    page.version = version
    if version is not None:
        page.files = [ShownFile(row, readable(row.stored_file)) for row in queries.files_of(version.id, to_read=True)]
        number_passages([one.file for one in page.files])


def piece_page(actor: Actor | None, piece: Courseware, key: str, number: int | None = None) -> PiecePage:
    """The page of a piece for one reader; ``key`` of their like, ``number`` asks for an older version."""
    inside = access.reads_inside(actor, piece)
    page = PiecePage(piece, maker_of(actor, piece), may_of(actor, piece))
    if inside:
        page.versions = queries.versions_of(piece.id)
        chosen = [one for one in page.versions if one.number == number] or list(page.versions[:1])
        content_of(page, chosen[0] if chosen else None)
        page.inside = queries.inside_of(piece.id)
        page.comments = page.inside.comments
        page.judged = queries.judged(piece)
        page.thread = thread(piece)
        page.may["hand_in"] = page.may["hand_in"] and not _is_to_be_changed(page)
    else:
        content_of(page, queries.newest_version(piece.id))
        if piece.stage is Stage.COMMENTS:
            page.comments = db.session.execute(queries.comments_on(piece.id)).all()
    page.reception = queries.reception_of(piece, key)
    return page


def _is_to_be_changed(page: PiecePage) -> bool:
    """Whether the newest version is the one its maker was asked to change (see ``operations.hand_to_review``)."""
    if page.inside is None or not page.versions:
        return False
    number, reworked = page.versions[0].number, page.piece.stage is Stage.REWORK
    shown = any(step.number == number and step.stage not in access.UNREAD for step in page.inside.steps)
    returned = any(row.number == number and row.verdict is Verdict.RETURN for row in page.inside.reviews)
    return returned or (reworked and shown)


def thread(piece: Courseware) -> list[dict[str, Any]]:
    """Where the piece stands on its road."""
    if piece.stage is Stage.WITHDRAWN:
        return []
    stage = {Stage.TEXTBOOK: Stage.ADMITTED, Stage.REWORK: Stage.MAKING}.get(piece.stage, piece.stage)
    place, done = ROAD.index(stage), piece.stage in READABLE
    labels = [
        STAGES[Stage.REWORK] if one is Stage.MAKING and piece.stage is Stage.REWORK else STAGES[one] for one in ROAD
    ]
    return [
        {"label": label, "state": "ok" if at < place or done else "now" if at == place else ""}
        for at, label in enumerate(labels)
    ]


def may_of(actor: Actor | None, piece: Courseware) -> dict[str, bool]:
    """What the actor may do with the piece, for its buttons."""
    stage, makes, keeps = piece.stage, access.makes(actor, piece), access.keeps(actor, piece)
    own = actor is not None and actor.person_id is not None and actor.person_id == piece.owner_id
    asked = access.waits_for_consent(piece)
    return {
        "accept": keeps and stage is Stage.TOPIC and not piece.is_story,
        "write": access.may_write(actor, piece),
        "edit": makes and (keeps or stage not in READABLE),
        "ask_comments": makes and stage is Stage.MAKING,
        "hand_in": makes and stage in access.BEING_MADE,
        "bring_outline": stage is Stage.REWORK and operations.outline_to_bring(actor, piece),
        "take_back": makes and stage in (Stage.COMMENTS, Stage.REVIEW, *READABLE),
        "withdraw": makes and stage is not Stage.WITHDRAWN,
        "bring_back": makes
        and stage is Stage.WITHDRAWN
        and actor is not None
        and operations.may_bring_back(actor, piece),
        "comment": actor is not None and stage is Stage.COMMENTS,
        "review": access.may_review(actor, piece) and stage is Stage.REVIEW,
        "type_review": keeps and not access.is_maker(actor, piece) and stage is Stage.REVIEW,
        "decide": keeps and stage in access.DECIDABLE,
        "consent": own and asked,
        "record_consent": keeps and asked and not own,
        "take_consent_back": own and piece.is_story and piece.consented_at is not None and stage is not Stage.WITHDRAWN,
        "own": own,
        "keeps": keeps,
        "like": access.is_readable(piece),
        "screen": access.is_chosen(piece) and actor is not None and actor.may(Permission.EVENT_MANAGE),
    }
