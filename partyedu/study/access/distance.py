"""Who may do what with a class at a distance."""

from partyedu.core.actor import Actor, Permission
from partyedu.study.models import DistanceClass, DistancePlace, DistanceState


def manages_distance(actor: Actor, row: DistanceClass) -> bool:
    """Whether somebody runs the classes of the unit."""
    return actor.may(Permission.STUDY_MANAGE, row.unit.path)


def is_in(place: DistancePlace | None) -> bool:
    """Whether somebody is in a class now."""
    return place is not None and place.left_at is None


def may_enter(actor: Actor, row: DistanceClass, place: DistancePlace | None) -> bool:
    """Whether a member may join by themselves: while the class runs."""
    return actor.is_member and row.state is DistanceState.OPEN and not is_in(place)
