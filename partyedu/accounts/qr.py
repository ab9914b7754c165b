"""The address on a card."""

import ipaddress

from flask import url_for

from partyedu.core.qr import house_address


def is_reachable() -> bool:
    """Whether phones can open ``house_address``: not when it means the very machine it is typed on."""
    host = house_address().split("://")[-1].rsplit(":", 1)[0].strip("[]").lower()
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host not in ("localhost", "testserver")


def card_address(token: str) -> str:
    """The address a card opens."""
    return house_address() + url_for("accounts.card", token=token)
