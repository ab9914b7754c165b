"""How hours are told in words."""

from partyedu.core.words import _, duration
from partyedu.study.models import COUNTS_AS, CountsAs


def counted_in_words(mark: str) -> str:
    """How an event counts, from the mark in the trace of a correction (see ``EventHoursChange``)."""
    kind, _colon, minutes = mark.partition(":")
    if not kind:
        return str(_("按公布的时长"))
    return str(duration(int(minutes))) if minutes else str(COUNTS_AS[CountsAs(kind)])
