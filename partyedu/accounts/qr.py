"""The address on a card."""

from flask import url_for

from partyedu.core.https import means_this_machine
from partyedu.core.qr import house_address


def is_reachable() -> bool:
    """Whether phones can open ``house_address``: not when it means the very machine it is typed on."""
    return not means_this_machine(house_address())


def card_address(token: str) -> str:
    """The address a card opens."""
    return house_address() + url_for("accounts.card", token=token)
