"""A small picture of what a screen shows, for the page that lists them all. It asks the database nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from partyedu.screens.models import ScreenLayout
from partyedu.screens.moment import URGENT, Moment
from partyedu.screens.queries import Line


@dataclass(frozen=True, slots=True)
class Miniature:
    """The layout, the event it is about (``on``: whether that goes on now), what comes after, or a notice's title."""

    layout: str
    line: Line | None = None
    on: bool = False
    cancelled: bool = False
    coming: Sequence[Line] = ()
    title: str = ""


def miniature(moment: Moment) -> Miniature:
    """The picture of a moment: what is told there of people (who speaks, who has come) is left out."""
    urgent = next((notice for notice in moment.notices if notice.urgent), None)
    if urgent is not None and moment.chosen is None:
        return Miniature(URGENT, title=urgent.title)
    layout = moment.possible
    if layout is ScreenLayout.NOTICE and moment.notices:
        return Miniature(layout, title=moment.notices[0].title)
    if layout in (ScreenLayout.WORDS, ScreenLayout.YEAR):
        return Miniature(layout)
    layout = ScreenLayout.HALL if layout is ScreenLayout.NOTICE else layout
    current, cancelled = moment.on_now(everywhere=layout is ScreenLayout.HALL)
    coming = moment.coming(current, everywhere=layout is ScreenLayout.HALL)
    line = current or next(iter(coming), None)
    rest = [other for other in coming if other is not line]
    return Miniature(layout, line, current is not None and not cancelled, cancelled, rest[:3])
