"""Who may do what with a piece of the library: pure predicates over the actor and one row (its unit loaded)."""

from partyedu.core.actor import Actor, Permission
from partyedu.library.models import READABLE, Courseware, Stage

# Its maker still works on it; what is being reviewed or stands in the library has to be taken back first.
BEING_MADE = (Stage.MAKING, Stage.COMMENTS, Stage.REWORK)
UNREAD = (Stage.TOPIC, Stage.MAKING, Stage.REWORK)  # nobody but its maker and staff reads the newest version
# What a rule, or somebody against a rule, may decide about.
DECIDABLE = (*READABLE, Stage.REWORK)


def is_maker(actor: Actor | None, piece: Courseware) -> bool:
    """Whether the piece is the actor's own; of one without an owner, whether the actor wrote it down."""
    if actor is None or actor.person_id is None:
        return False
    return actor.person_id == (piece.owner_id if piece.owner_id is not None else piece.created_by_id)


def keeps(actor: Actor | None, piece: Courseware) -> bool:
    """Whether the actor is staff who keep the library of the piece's unit."""
    return actor is not None and actor.may(Permission.LIBRARY_MANAGE, piece.unit.path)


def makes(actor: Actor | None, piece: Courseware) -> bool:
    """Whether the actor works on the piece: its maker, or staff for them."""
    return is_maker(actor, piece) or keeps(actor, piece)


def may_write(actor: Actor | None, piece: Courseware) -> bool:
    """Whether the actor may write a version now."""
    return piece.stage in BEING_MADE and makes(actor, piece)


def is_chosen(piece: Courseware) -> bool:
    """Whether it is one of the chosen lessons a screening shows: textbook, good course or model lesson (S1.10)."""
    return is_readable(piece) and (piece.stage is Stage.TEXTBOOK or piece.distinction is not None)


def waits_for_consent(piece: Courseware) -> bool:
    """Whether it is a life story whose owner has not agreed yet."""
    return piece.is_story and piece.consented_at is None and piece.stage is Stage.TOPIC


def may_review(actor: Actor | None, piece: Courseware) -> bool:
    """Whether the actor may score the piece: a reviewer over its unit, and never their own."""
    reviews = actor is not None and actor.may(Permission.LIBRARY_REVIEW, piece.unit.path)
    return reviews and not is_maker(actor, piece)


def reads_inside(actor: Actor | None, piece: Courseware) -> bool:
    """Whether the actor reads earlier versions, the history, comments and scores: maker, staff, reviewers."""
    return makes(actor, piece) or may_review(actor, piece)


def is_readable(piece: Courseware) -> bool:
    """Whether everybody may read it, its talk aside (see ``queries.readable``)."""
    return piece.stage in READABLE and (not piece.is_story or piece.consented_at is not None)
