"""The street of S2 at its own scale: 13 communities of three kinds, 1,366 members of ten categories, one year.

Three communities of the town, five villages that are being moved, five communities where the moved are settled. Of the
villagers more than a hundred live dispersed and study in temporary groups where they live; others have moved into the
new communities already: their home is still the branch of the village, their daily study the building group. The year
is planned ahead for every category; what was missed in June is made up in July. What the
article counts stands in ``FIGURES`` and ``SIZES``; all people, places and titles are made up.
"""

from partyedu.scenarios.changzhou import belonging, making_up, planned, year
from partyedu.scenarios.changzhou.street import (
    DISPERSED,
    FIGURES,
    GROUPS,
    MOVING,
    REHOUSED,
    SETTLED,
    YEAR,
    Street,
    sizes,
)

__all__ = ["DISPERSED", "FIGURES", "GROUPS", "MOVING", "REHOUSED", "SETTLED", "YEAR", "build", "sizes"]


def build(scale: float = 1.0) -> None:
    """Build the street into an empty data folder. Takes some minutes at full scale."""
    street = Street(scale)
    belonging.posts(street)
    belonging.elsewhere(street)
    belonging.cards(street)
    planned.required(street)
    events = year.published(street)
    planned.annual(street, events)
    planned.progress(street, events)
    year.rules(street)
    making_up.shelved(street)
    year.told(street)
    year.theme_days(street, events)
    making_up.made_up(street, events)
    year.at_the_door(street)
    planned.said(street)
    year.pairs(street)
    year.online(street)
    year.talked_over(street)
