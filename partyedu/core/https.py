"""The two doors of the house: plain http for everybody in the building, https for staff devices.

A browser does not keep the cookies of two ports apart, so those of the https door have names of their own, which no
plain page can read or overwrite. What goes to phones, screens and paper always leads to the plain door: a phone that
does not know the centre's own authority would show a warning instead of the page.
"""

import contextlib
import ipaddress
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app, request


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """Where the certificates of a centre lie."""

    folder: Path

    @property
    def authority(self) -> Path:
        """The certificate that devices are told to trust."""
        return self.folder / "authority.crt"

    @property
    def authority_key(self) -> Path:
        """The key it signs with."""
        return self.folder / "authority.key"

    @property
    def server(self) -> Path:
        """The certificate of this machine, the authority's beneath it."""
        return self.folder / "server.crt"

    @property
    def server_key(self) -> Path:
        """The key of this machine."""
        return self.folder / "server.key"

    @property
    def are_there(self) -> bool:
        """Whether the house can be opened over https."""
        return self.server.exists() and self.server_key.exists()


def certificate_files(data: Path) -> CertificateFiles:
    """The certificates of the centre whose data folder this is."""
    return CertificateFiles(data / "https")


def over_https() -> bool:
    """Whether this request came over https: by our own second door, or by a proxy the machine's settings speak of."""
    return request.is_secure or bool(current_app.config["SESSION_COOKIE_SECURE"])


def cookie_name(name: str, whole_house: bool = True) -> str:
    """The name of a cookie at this door. ``whole_house``: it has the path ``/``."""
    if not request.is_secure:
        return name
    return f"{'__Host' if whole_house else '__Secure'}-{name}"


def plain_address() -> str:
    """This house as phones reach it, without a slash at the end: by the plain door, whichever was used for asking."""
    port = current_app.config["HTTP_PORT"]
    if not (request.is_secure and port):
        return request.host_url.rstrip("/")
    return f"http://{_host_asked()}" + ("" if port == 80 else f":{port}")


def secure_address() -> str:
    """This house over https as the same browser reaches it; empty where the centre has no certificates."""
    if request.is_secure:
        return request.host_url.rstrip("/")
    port = current_app.config["HTTPS_PORT"]
    if not port:
        return ""
    return f"https://{_host_asked()}" + ("" if port == 443 else f":{port}")


def _host_asked() -> str:
    name = urlsplit(f"//{request.host}").hostname or "localhost"
    return f"[{name}]" if ":" in name else name


def means_this_machine(address: str) -> bool:
    """Whether an address leads nowhere but to the machine on which it is typed.

    >>> [means_this_machine(f"http://{host}:8000") for host in ("127.0.0.1", "[::1]", "localhost", "192.168.1.5")]
    [True, True, True, False]
    """
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "testserver")


def own_addresses() -> list[str]:
    """IPv4 addresses under which phones in the house reach this machine, the likeliest first.

    Connecting a UDP socket sends nothing; it only asks which of our addresses the way there would begin with.
    """
    found: list[str] = []
    for target in ("192.168.254.254", "10.254.254.254", "172.31.254.254", "192.0.2.1"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
            probe.connect((target, 9))
            found.append(probe.getsockname()[0])
    # On Linux asking for the own name may wait for a name server that is not there.
    if not found or sys.platform == "win32":
        with contextlib.suppress(OSError):
            found += socket.gethostbyname_ex(socket.gethostname())[2]
    return [address for address in dict.fromkeys(found) if not address.startswith(("127.", "0.", "169.254."))]
