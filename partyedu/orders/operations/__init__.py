"""Everything that is written here, named by the user's verb. Operations refuse with a ``Problem``.

``menus``: a menu on its way · ``orders``: ordering, changing, taking back · ``answers``: accepting, declining,
delivering · ``planning``: orders become an event · ``classes``: orders of a course become a class of it · ``spots``:
what nobody can give becomes a call for talks.
"""

from partyedu.orders.operations.answers import accept, decline, deliver
from partyedu.orders.operations.classes import join_class, plan_class
from partyedu.orders.operations.forgetting import forget
from partyedu.orders.operations.menus import (
    add_to_menu,
    close_menu,
    copy_menu,
    delete_menu,
    edit_item,
    edit_menu,
    move_on_menu,
    open_menu,
    put_back_on_menu,
    take_off_menu,
    write_menu,
)
from partyedu.orders.operations.orders import (
    Gone,
    Twice,
    change_order,
    modes_of,
    place_order,
    place_wish,
    take_back,
    type_in,
)
from partyedu.orders.operations.planning import join_event, plan_event, tell_orderers
from partyedu.orders.operations.spots import answer_from_call, call_for

__all__ = [
    "Gone",
    "Twice",
    "accept",
    "add_to_menu",
    "answer_from_call",
    "call_for",
    "change_order",
    "close_menu",
    "copy_menu",
    "decline",
    "delete_menu",
    "deliver",
    "edit_item",
    "edit_menu",
    "forget",
    "join_class",
    "join_event",
    "modes_of",
    "move_on_menu",
    "open_menu",
    "place_order",
    "place_wish",
    "plan_class",
    "plan_event",
    "put_back_on_menu",
    "take_back",
    "take_off_menu",
    "tell_orderers",
    "type_in",
    "write_menu",
]
