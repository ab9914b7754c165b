"""Pages of the day itself: the host's console."""

from partyedu.theatre.views.stage import console

__all__ = ["console"]
