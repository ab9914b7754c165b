"""Pages of notices."""

from partyedu.notices.views import announcements, reaching

__all__ = ["announcements", "reaching"]
