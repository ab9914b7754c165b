"""Who may do what in a discussion and with a matter: pure predicates over rows that are already at hand."""

from datetime import datetime, timedelta

from partyedu.core.actor import Actor
from partyedu.discussions.models import ROAD, Discussion, Matter, MatterState, Post
from partyedu.schedule.models import Event

OWN_POST_DAYS = 3  # how long one's own words may be changed or taken back


def has_ended(event: Event, now: datetime) -> bool:
    """Whether an event that takes place is over; a postponed or cancelled one never is."""
    if not event.takes_place:
        return False
    return (event.public_ends_at or event.ends_at) <= now or (event.ended_at is not None and event.ended_at <= now)


def is_open(event: Event, discussion: Discussion | None, now: datetime) -> bool:
    """Whether one may write: from the end of the event until the organiser concludes the discussion."""
    return has_ended(event, now) and (discussion is None or discussion.concluded_at is None)


def may_change_post(actor: Actor, post: Post, now: datetime) -> bool:
    """Whether somebody may change or take back a post: its author, or who typed it, for three days."""
    own = actor.person_id is not None and actor.person_id in (post.person_id, post.typed_by_id)
    standing = post.withdrawn_at is None and post.hidden_at is None
    return own and standing and now - post.written_at < timedelta(days=OWN_POST_DAYS)


def step_before(state: MatterState) -> MatterState | None:
    """The state one step back on the road; None at its beginning."""
    place = ROAD.index(state)
    return ROAD[place - 1] if place else None


def is_assignee(actor: Actor, matter: Matter) -> bool:
    """Whether the matter was given to this person."""
    return actor.person_id is not None and actor.person_id == matter.assignee_id


def may_take_in_hand(actor: Actor, matter: Matter, manages: bool) -> bool:
    """Whether somebody may say that they are at it."""
    return matter.state is MatterState.ASSIGNED and (manages or is_assignee(actor, matter))


def may_report(actor: Actor, matter: Matter, manages: bool) -> bool:
    """Whether somebody may note how far the matter is."""
    return matter.state in (MatterState.ASSIGNED, MatterState.IN_HAND) and (manages or is_assignee(actor, matter))
