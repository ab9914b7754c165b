"""The phone that knows its owner: tokens in a cookie of its own that only the check-in pages are sent."""

import hashlib
import secrets
from collections.abc import Sequence

from flask import Response, request

from partyedu.core.https import cookie_name, over_https

COOKIE = "check-in"
SECONDS = 365 * 24 * 3600
PEOPLE_AT_MOST = 4  # a family on one phone


def new_token() -> str:
    """A token as the cookie holds it; the database has its hash."""
    return secrets.token_urlsafe(18)


def hashed(token: str) -> str:
    """How a token is kept in the database."""
    return hashlib.sha256(f"check-in\x1f{token}".encode()).hexdigest()


def _cookie() -> str:
    return cookie_name(COOKIE, whole_house=False)


def tokens_here() -> list[str]:
    """The tokens this browser brings, its owner's first."""
    kept = request.cookies.get(_cookie(), "")[:400]
    return [token for token in kept.split(".") if token][:PEOPLE_AT_MOST]


def hashes_here() -> list[str]:
    """The same as the database knows them."""
    return [hashed(token) for token in tokens_here()]


def with_tokens(response: Response, tokens: Sequence[str]) -> Response:
    """Let the browser bring these tokens from now on."""
    if not tokens:
        response.delete_cookie(_cookie(), path="/c", secure=over_https())
        return response
    response.set_cookie(
        _cookie(), ".".join(tokens), max_age=SECONDS, path="/c", httponly=True, samesite="Lax", secure=over_https()
    )
    return response


def mark(event_id: int, browser: str) -> str:
    """What an attendance keeps of the browser: tells whether two came from one at this event, and nothing more."""
    return hashlib.sha256(f"{event_id}\x1f{browser}".encode()).hexdigest()[:32]
