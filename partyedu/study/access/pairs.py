"""Who may do what with a pair and its meetings."""

from datetime import date

from partyedu.core.actor import Actor, Permission
from partyedu.study.models import Pair, PairMeeting


def is_of_pair(actor: Actor, pair: Pair) -> bool:
    """Whether somebody is one of the two."""
    return actor.person_id is not None and actor.person_id in (pair.elder_id, pair.younger_id)


def manages_pair(actor: Actor, pair: Pair) -> bool:
    """Whether somebody looks after the pairs of the unit, and is not one of these two themselves."""
    return actor.may(Permission.VISIT_MANAGE, pair.unit.path) and not is_of_pair(actor, pair)


def may_confirm(actor: Actor, meeting: PairMeeting) -> bool:
    """Whether somebody may vouch for a meeting: a third person."""
    return meeting.confirmed_at is None and manages_pair(actor, meeting.pair)


def lasts(pair: Pair, day: date) -> bool:
    """Whether the two were a pair on a day."""
    return pair.since_on <= day and (pair.until_on is None or day <= pair.until_on)
