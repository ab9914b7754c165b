"""Who may do what with a talk: pure predicates over the actor and one row (its person and the person's unit loaded)."""

from collections.abc import Collection

from partyedu.core.actor import Actor, Permission
from partyedu.organisation.models import Person
from partyedu.speakers.models import Talk, TalkState

# The speaker still writes; submitted and approved talks have to be taken back first.
BEING_WRITTEN = (TalkState.DRAFT, TalkState.RETURNED)


def is_over(actor: Actor | None, permission: Permission, person: Person) -> bool:
    """Whether the actor holds the permission over the person's unit; nobody does over a person without one."""
    return actor is not None and person.unit is not None and actor.may(permission, person.unit.path)


def is_self(actor: Actor | None, person_id: int) -> bool:
    """Whether the actor is this person."""
    return actor is not None and actor.person_id is not None and actor.person_id == person_id


def may_act_for(actor: Actor | None, person: Person) -> bool:
    """Whether the actor may offer talks as this person: the person, or staff of the person's unit."""
    return is_self(actor, person.id) or is_over(actor, Permission.TALK_MANAGE, person)


def may_edit(actor: Actor | None, talk: Talk) -> bool:
    """Whether the actor may write this talk now."""
    return talk.state in BEING_WRITTEN and may_act_for(actor, talk.person)


def may_reopen(actor: Actor | None, talk: Talk) -> bool:
    """Whether the actor may take a submitted or approved talk back to work on it."""
    return talk.state in (TalkState.SUBMITTED, TalkState.APPROVED) and may_act_for(actor, talk.person)


def may_withdraw(actor: Actor | None, talk: Talk) -> bool:
    """Whether the actor may withdraw the talk: the speaker (or staff for them) at any time."""
    return talk.state is not TalkState.WITHDRAWN and may_act_for(actor, talk.person)


def may_restore(actor: Actor | None, talk: Talk) -> bool:
    """Whether the actor may move a withdrawn talk back to the pool.

    What the speaker withdrew in person only the speaker brings back: their word counts more than a planner's.
    """
    if talk.state is not TalkState.WITHDRAWN:
        return False
    by_speaker = talk.withdrawn_by_id == talk.person_id
    return is_self(actor, talk.person_id) or (not by_speaker and may_act_for(actor, talk.person))


def may_review(actor: Actor | None, talk: Talk, cast_ids: Collection[int] = ()) -> bool:
    """Whether the actor may comment on and decide about the talk: over its speaker's unit, and not in it themselves."""
    if actor is None or is_self(actor, talk.person_id) or actor.person_id in cast_ids:
        return False
    return is_over(actor, Permission.TALK_REVIEW, talk.person)


def may_read_outline(actor: Actor | None, talk: Talk) -> bool:
    """Whether the actor may read (some version of) the outline; which versions is the query's matter."""
    if actor is None:
        return False
    approved = talk.state is TalkState.APPROVED and actor.is_member
    return approved or may_act_for(actor, talk.person) or is_over(actor, Permission.TALK_REVIEW, talk.person)


def sees_names(actor: Actor | None, person: Person) -> bool:
    """Whether the actor reads the speaker's real name: themselves, and staff and reviewers of their unit."""
    return may_act_for(actor, person) or is_over(actor, Permission.TALK_REVIEW, person)
