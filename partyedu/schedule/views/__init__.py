"""Pages of the calendar; see the Blueprint's docstring."""

from partyedu.schedule.views import board, joining, occasions, planning, public, settings, sheets, sign_ups

__all__ = ["board", "joining", "occasions", "planning", "public", "settings", "sheets", "sign_ups"]
