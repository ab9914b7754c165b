"""QR pictures, and the address of this machine that stands in them."""

from markupsafe import Markup

from partyedu.core.https import plain_address
from partyedu.core.settings import centre


def house_address() -> str:
    """How phones on the LAN reach this machine: as the centre has set it, else as this browser, by the plain door."""
    return (centre().base_url or plain_address()).rstrip("/")


def picture(address: str) -> Markup:
    """An inline SVG of the QR code with a quiet zone of two modules, without a size of its own.

    Safe to print as it is: segno draws squares, the address is not part of the markup.
    """
    import segno

    return Markup(segno.make(address, error="m").svg_inline(omitsize=True, border=2, dark="#241b16", light="#fffdf7"))
