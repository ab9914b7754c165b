"""What every step of a piece has in common: it is held, noted with its version, and those concerned are told."""

from partyedu.core import audit, clock, watch
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Conflict
from partyedu.core.words import _, formatted
from partyedu.library import queries
from partyedu.library.models import READABLE, STAGES, Courseware, CoursewareStep, Stage
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.organisation.models import PersonKind


def lock(piece: Courseware) -> None:
    """Read the piece anew and hold it until the transaction ends, so that two people do not decide side by side."""
    db.session.refresh(piece, with_for_update=True)


def move(piece: Courseware, verb: str, to: Stage, note: str = "", *fields: str) -> Courseware:
    """One step: stage, version, history, audit; what everybody reads changes with it."""
    touches = piece.stage in READABLE or to in READABLE
    piece.stage = to
    piece.version += 1
    note_step(piece, note)
    if touches:
        public_change()
    audit.record(verb, piece, ["stage", *fields], on_behalf_of=piece.owner_id)
    return piece


def note_step(piece: Courseware, note: str = "") -> CoursewareStep:
    """Note where the piece stands now, with which version, and why."""
    actor, newest = current_actor(), queries.newest_version(piece.id)
    row = CoursewareStep(
        courseware_id=piece.id, version_id=newest.id if newest else None, stage=piece.stage, note=note,
        at=clock.now(), by_id=actor.person_id if actor else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def public_change() -> None:
    """What everybody may read of the library changes with this transaction."""
    watch.touch("library")


def tell_owner(piece: Courseware, kind: NoticeKind, detail: str = "") -> None:
    """Tell whose piece it is; not somebody who did it themselves, nor one who has died, left or moved away."""
    actor, owner = current_actor(), piece.owner
    if owner is None or (actor is not None and actor.person_id == owner.id):
        return
    if owner.kind is PersonKind.MEMBER and not owner.is_active_member:
        return
    # Written by hand: operations run in commands too, where no address can be built.
    tell([owner.id], kind, piece.title, f"/library/{piece.id}", detail, about=f"courseware:{piece.id}")


def too_late(piece: Courseware) -> Conflict:
    """Somebody else has moved the piece on meanwhile: what happened, who did it, when."""
    steps = db.session.execute(queries.steps_of(piece.id)).all()
    if not steps:
        return Conflict(_("这件课件刚刚换了状态，请刷新再看。您写的还在下面。"), {})
    last = steps[-1]
    sentence = _("%(name)s已经在 %(when)s 把它改成了“%(stage)s”。您写的还在下面。")
    words = {"name": last.who or _("工作人员"), "when": formatted(last.at, "datetime"), "stage": STAGES[last.stage]}
    return Conflict(sentence % words, {})
