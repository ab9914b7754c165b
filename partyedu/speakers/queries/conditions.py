"""Conditions that several questions share: whose talk, over which unit, found by which words.

Names: the public reads ``Person.shown_name`` as the speaker chose; only a speaker's own staff and reviewers find
somebody by a name that is not shown.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import contains_eager

from partyedu.core.actor import Actor, Permission
from partyedu.core.search import fold
from partyedu.organisation.models import COMPOUND_SURNAMES, Person, PublicName
from partyedu.organisation.queries import within
from partyedu.speakers.models import (
    CastMember,
    Outline,
    Talk,
    TalkState,
)


def own(actor: Actor | None) -> ColumnElement[bool]:
    """Condition: the talk is the actor's own."""
    return false() if actor is None or actor.person_id is None else Talk.person_id == actor.person_id


def over(actor: Actor | None, *permissions: Permission) -> ColumnElement[bool]:
    """Condition: the speaker's unit (joined) lies where the actor holds one of the permissions."""
    paths = [path for permission in permissions for path in (actor.reach(permission) if actor else ())]
    return within(paths) if paths else false()


def reviewed(actor: Actor | None) -> ColumnElement[bool]:
    """Condition: the actor reviews it: over the speaker's unit, handed in at least once, not withdrawn."""
    return and_(over(actor, Permission.TALK_REVIEW), Talk.submitted_at.is_not(None), Talk.state != TalkState.WITHDRAWN)


def acts_for(actor: Actor | None) -> ColumnElement[bool]:
    """Condition: the actor is the speaker or staff who act for them."""
    return or_(own(actor), over(actor, Permission.TALK_MANAGE))


def folded_words(words: str) -> list[str]:
    """The words of a search as they are compared, six at most."""
    return [word for word in (fold(part) for part in words.split()[:6]) if word]


def named_publicly(word: str) -> ColumnElement[bool]:
    """Condition: the word finds the speaker by what the public reads of the name, and by nothing else.

    A person's search text also holds the member number and the end of the phone number; a word with a digit in it
    is never looked for there.
    """
    found: list[ColumnElement[bool]] = []
    if not any(char.isdigit() for char in word):
        whole = Person.search_text.contains(word, autoescape=True)
        found.append(and_(Person.public_name == PublicName.FULL, whole))
    if len(word) == 1 or word in COMPOUND_SURNAMES:
        found.append(and_(Person.public_name == PublicName.SURNAME, Person.name.startswith(word, autoescape=True)))
    return or_(false(), *found)


def worded(words: str) -> ColumnElement[bool]:
    """Condition: every word is in the talk, or in the name as the public reads it."""
    each = (or_(Talk.search_text.contains(word, autoescape=True), named_publicly(word)) for word in folded_words(words))
    return and_(true(), *each)


def worded_for_staff(words: str) -> ColumnElement[bool]:
    """Condition: every word is in the talk or in the speaker's real name, number or end of phone."""
    each = (
        or_(Talk.search_text.contains(word, autoescape=True), Person.search_text.contains(word, autoescape=True))
        for word in folded_words(words)
    )
    return and_(true(), *each)


def talks() -> Select[Any]:
    """Talks with speaker, the speaker's unit and theme, in one statement."""
    return (
        select(Talk)
        .join(Talk.person)
        .outerjoin(Person.unit)
        .join(Talk.theme)
        .options(contains_eager(Talk.person).contains_eager(Person.unit), contains_eager(Talk.theme))
    )


def not_in_it(actor: Actor) -> ColumnElement[bool]:
    """Condition: the actor neither gives the talk nor plays in it, so may review it."""
    plays = select(CastMember.id).where(CastMember.talk_id == Talk.id, CastMember.person_id == actor.person_id)
    return and_(Talk.person_id != (actor.person_id or 0), ~plays.exists())


def is_latest() -> ColumnElement[bool]:
    """Condition on Outline: the latest version that was handed in."""
    later = Outline.__table__.alias("later")
    newer = select(later.c.id).where(later.c.talk_id == Outline.talk_id, later.c.number > Outline.number)
    return and_(Outline.submitted_at.is_not(None), ~newer.exists())
