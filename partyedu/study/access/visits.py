"""Who may read and record a visit."""

from collections.abc import Collection

from partyedu.core.actor import Actor, Permission
from partyedu.study.models import HomeVisit


def manages_visit(actor: Actor, visit: HomeVisit) -> bool:
    """Whether somebody looks after the visits of the unit that planned it."""
    return actor.may(Permission.VISIT_MANAGE, visit.unit.path)


def reads_private_words(actor: Actor, visit: HomeVisit, helper_ids: Collection[int]) -> bool:
    """Whether somebody may read why a visit is made, its note, and the address: its helpers, and readers of cards.

    The person visited is told of the visit on a page of their own, without these.
    """
    if actor.person_id is not None and actor.person_id == visit.person_id:
        return False
    return actor.person_id in helper_ids or actor.may(Permission.CARD_READ, visit.unit.path)
