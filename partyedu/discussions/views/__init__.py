"""Pages of discussions and matters; see the Blueprint's docstring."""

from typing import Any

from partyedu.discussions import blueprint
from partyedu.discussions.queries import WISH_STAGES
from partyedu.discussions.views import box, leading, matters, posts, records, rooms, steps, wishes

__all__ = ["box", "leading", "matters", "posts", "records", "rooms", "steps", "wishes"]


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"WISH_STAGES": WISH_STAGES}
