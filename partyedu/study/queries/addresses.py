"""Where somebody lives and how to reach them, for the helpers of a visit: the one place of study that reads a card."""

from typing import Any

from sqlalchemy import Select

from partyedu.organisation.models import ContactCard, Household, Person


def with_address(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A query on Person with five columns more: area, building, door, reach_how, reach_when (None without a card).

    No other word of a card goes to the helpers of a visit.
    """
    return (
        query.add_columns(
            Household.area, Household.building, Household.door, ContactCard.reach_how, ContactCard.reach_when
        )
        .outerjoin(ContactCard, ContactCard.person_id == Person.id)
        .outerjoin(Household, ContactCard.household_id == Household.id)
    )
