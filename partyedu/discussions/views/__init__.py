"""Pages of discussions and matters; see the Blueprint's docstring."""

from partyedu.discussions.views import box, leading, matters, posts, records, rooms, steps

__all__ = ["box", "leading", "matters", "posts", "records", "rooms", "steps"]
