"""QR pictures, and the address of this machine that stands in them."""

from urllib.parse import urlsplit

from flask import current_app
from markupsafe import Markup

from partyedu.core.https import means_this_machine, own_addresses, plain_address
from partyedu.core.settings import centre


def house_address() -> str:
    """How phones on the LAN reach this machine: as the centre has set it, else as this browser, by the plain door.

    What is asked for on the machine itself is read and printed for others all the same: then its likeliest address on
    the LAN. Only where it has none, the one that leads nowhere else (``core.https.means_this_machine``).
    """
    return next(iter(house_addresses()), _address_asked())


def house_addresses() -> list[str]:
    """``house_address`` for whoever types it on another machine, where it is not sure: every address under which this
    one can be reached on the LAN, the likeliest first. Empty: it hangs on no network, or serves only itself."""
    address = _address_asked()
    if not means_this_machine(address):
        return [address]
    if not current_app.config["ON_THE_LAN"]:
        return []
    port = urlsplit(address).port
    return [f"http://{own}:{port}" if port else f"http://{own}" for own in own_addresses()]


def _address_asked() -> str:
    return (centre().base_url or plain_address()).rstrip("/")


def picture(address: str) -> Markup:
    """An inline SVG of the QR code with a quiet zone of two modules, without a size of its own.

    Safe to print as it is: segno draws squares, the address is not part of the markup.
    """
    import segno

    return Markup(segno.make(address, error="m").svg_inline(omitsize=True, border=2, dark="#241b16", light="#fffdf7"))
