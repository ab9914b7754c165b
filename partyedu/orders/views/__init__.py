"""Pages of the room.

``public`` (the menu for everybody), ``own`` (ordering, and one's own orders), ``menus`` (those who keep a menu),
``asked`` (demand, and what is answered), ``planning`` (orders become an event), ``spots`` (what
nobody could give becomes a call for talks).
"""

from typing import Any

from partyedu.orders import blueprint
from partyedu.orders.models import MENU_STATES, ORDER_CHANNELS, ORDER_MODES, ORDER_STATES, TIMES_OF_DAY
from partyedu.orders.views import asked, menus, own, planning, public, spots

__all__ = ["asked", "menus", "own", "planning", "public", "spots"]


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "MENU_STATES": MENU_STATES,
        "MODES": ORDER_MODES,
        "STATES": ORDER_STATES,
        "CHANNELS": ORDER_CHANNELS,
        "TIMES_OF_DAY": TIMES_OF_DAY,
    }
