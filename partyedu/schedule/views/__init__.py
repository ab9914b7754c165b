"""Pages of the calendar; see the Blueprint's docstring."""

from partyedu.schedule.views import joining, occasions, planning, public, settings, sign_ups

__all__ = ["joining", "occasions", "planning", "public", "settings", "sign_ups"]
