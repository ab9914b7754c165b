"""The address on a card and its QR picture."""

import ipaddress

from flask import request, url_for

from partyedu.core.settings import centre


def house_address() -> str:
    """How phones on the LAN reach this machine: as the centre has set it, else as this browser does."""
    return (centre().base_url or request.host_url).rstrip("/")


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


def picture(address: str) -> str:
    """An inline SVG of the QR code, with its quiet zone, without a size of its own."""
    import segno

    return segno.make(address, error="m").svg_inline(omitsize=True, border=2)
