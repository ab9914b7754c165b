"""The private road: contact cards, care notes and visits are shown over https or on the server itself only.

On plain http everybody in the building can read along. So a view that shows where somebody lives, how they are or what
was said at their door is marked ``@privately`` (below its ``@requires`` line): over plain http from another machine it
answers with a page that says where to look instead, and what was sent is not kept.
"""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, request

from partyedu.core.https import over_https, secure_address
from partyedu.core.pages import render_page

View = TypeVar("View", bound=Callable[..., Any])

# Whoever passes a request on for somebody else says so in one of these; then its address is not the reader's.
_PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")


class PrivateRoadNeeded(Exception):
    """The page may not travel on the road this request came by."""


def is_private_road() -> bool:
    """Whether nobody can read along: the request came over https, or from this very machine with nothing between.

    Headers that anybody can write open nothing here: what a proxy says of its client only ever closes the road.
    """
    if over_https():
        return True
    return not any(name in request.headers for name in _PASSED_ON) and _is_this_machine(request.remote_addr)


def _is_this_machine(address: str | None) -> bool:
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback


def privately(view: View) -> View:
    """Open the view on the private road only; nothing of its answer is kept by browser or proxy."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not is_private_road():
            raise PrivateRoadNeeded
        response: Response = view(*args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    guarded.is_private = True  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def init_app(app: Flask) -> None:
    """Answer those who came by the wrong road with where to look instead."""

    @app.errorhandler(PrivateRoadNeeded)
    def wrong_road(_error: PrivateRoadNeeded) -> Response:
        path = request.full_path.rstrip("?") if request.method == "GET" else "/"
        port = request.host.rpartition(":")[2] if ":" in request.host.rpartition("]")[2] else ""
        here = f"http://127.0.0.1{':' + port if port.isdecimal() else ''}{path}"
        secure = f"{secure_address()}{path}" if secure_address() else ""
        sent = request.method != "GET"
        response = render_page("private_road.html", status=403, here=here, secure=secure, was_sent=sent)
        response.headers["Cache-Control"] = "no-store"
        return response
