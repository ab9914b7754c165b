"""Pages of the day itself: the host's console, the floor, the speaker's clock, what phones follow, the record."""

from partyedu.theatre.views.stage import clock, console, floor, phones, record

__all__ = ["clock", "console", "floor", "phones", "record"]
