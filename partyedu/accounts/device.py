"""A browser that comes to sign in, known by a signed cookie: whose wrong tries are counted, and what it is called."""

import secrets
from dataclasses import dataclass, replace

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from partyedu.core.https import cookie_name, over_https

COOKIE = "device"
_YEARS = 2 * 365 * 24 * 3600
_PEOPLE_AT_MOST = 12
_NAMES = ("iPad", "iPhone", "HarmonyOS", "Android", "Windows", "Macintosh", "Linux")


@dataclass(frozen=True, slots=True)
class Device:
    """A browser. ``accounts`` have signed in on it: their wrong tries here are counted apart from those of strangers,

    so that somebody who tries out PINs elsewhere cannot lock them out.
    """

    id: str
    accounts: tuple[int, ...] = ()

    def knows(self, account_id: int) -> bool:
        """Whether this account has signed in here before."""
        return account_id in self.accounts

    def having(self, account_id: int) -> "Device":
        """The device after this account has signed in on it."""
        others = tuple(known for known in self.accounts if known != account_id)
        return replace(self, accounts=(account_id, *others)[:_PEOPLE_AT_MOST])


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="device")


def this_device() -> Device:
    """The browser of this request; a new one when it brings no cookie of ours."""
    try:
        kept = _serializer().loads(request.cookies.get(cookie_name(COOKIE), ""))
        return Device(str(kept["id"]), tuple(int(one) for one in kept["accounts"]))
    except (BadSignature, KeyError, TypeError, ValueError):
        return Device(secrets.token_hex(16))


def remember(response: Response, device: Device) -> Response:
    """Let the browser bring its name again."""
    value = _serializer().dumps({"id": device.id, "accounts": list(device.accounts)})
    response.set_cookie(
        cookie_name(COOKIE), str(value), max_age=_YEARS, httponly=True, samesite="Lax", secure=over_https()
    )
    return response


def described() -> str:
    """What the browser calls its machine, for the person's own list of devices; empty when it does not say."""
    agent = request.user_agent.string
    found = next((name for name in _NAMES if name in agent), "")
    return "Mac" if found == "Macintosh" else found
