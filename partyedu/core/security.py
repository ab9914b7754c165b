"""What every answer and every unsafe request carries: headers, the CSRF token, the origin, the host."""

import ipaddress
import socket
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.http import dump_cookie

from partyedu.core.actor import current_actor
from partyedu.core.db import SAFE_METHODS
from partyedu.core.https import cookie_name, over_https
from partyedu.core.pages import render_error, vary_by
from partyedu.core.signing import InOneStep
from partyedu.core.words import _

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

csrf = CSRFProtect()

# Cookies whose signature was found good; a browser sends the same one until something in it changes.
_COOKIES_REMEMBERED = 1024


class SignedCookies(SecureCookieSessionInterface):
    """Flask's sessions in a signed cookie; neither signer nor the verdict on a cookie is made anew at every request.

    Remembered is only what never changes: that these very bytes carry our signature, what they say and when they were
    signed. Whether that is too long ago is asked each time; whether the sign-in named in them still stands is asked of
    the database (``accounts.sign_in``).
    """

    def __init__(self, app: Flask) -> None:
        self._signer = InOneStep(app.config["SECRET_KEY"], self.salt, self.serializer, self.key_derivation)
        self._stamp = self._signer.stamp  # signs and reads times by the machine's clock
        self._checked = lru_cache(maxsize=_COOKIES_REMEMBERED)(self._check)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The signer of the application's key."""
        return self._signer

    def get_cookie_name(self, app: Flask) -> str:
        """The name of the cookie at this door."""
        return cookie_name(super().get_cookie_name(app))

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the browser may send it over https only."""
        return over_https()

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """What the cookie holds; nothing, when it is not ours, too old, or from the future."""
        cookie = request.cookies.get(self.get_cookie_name(app))
        if cookie:
            try:
                payload, plain, signed_at = self._checked(cookie)
                if 0 <= self._stamp.get_timestamp() - signed_at <= app.permanent_session_lifetime.total_seconds():
                    return self.session_class(self._signer.load_payload(payload) if plain is None else plain)
            except BadSignature:
                pass
        return self.session_class()

    def _terms(self, app: Flask) -> str:
        """Under which terms a browser keeps the cookie, until it is closed: what follows its value."""
        domain, path, secure = self.get_cookie_domain(app), self.get_cookie_path(app), self.get_cookie_secure(app)
        http_only, same_site = self.get_cookie_httponly(app), self.get_cookie_samesite(app)
        return _terms(domain, path, secure, http_only, same_site)

    def _check(self, cookie: str) -> tuple[bytes, dict[str, Any] | None, float]:
        """What was signed, and when; BadSignature (never remembered) when it was not us.

        Read already, where all values are plain: lists (messages that wait) could be changed by the one who gets them.
        """
        payload, signed_at = self._stamp.unsign(cookie, return_timestamp=True)
        held = self._signer.load_payload(payload)
        is_plain = all(isinstance(value, (str, int)) for value in held.values())
        return payload, held if is_plain else None, signed_at.timestamp()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie when what it holds has changed (``SESSION_REFRESH_EACH_REQUEST`` is off)."""
        if session.modified and session and not session.permanent:  # somebody's first page: nothing but their token
            value = self._signer.dumps(dict(session))
            response.headers.add("Set-Cookie", f"{self.get_cookie_name(app)}={value}{self._terms(app)}")
            vary_by(response, "Cookie")
        elif session.modified:
            super().save_session(app, session, response)
        elif session.accessed:
            vary_by(response, "Cookie")


@lru_cache(maxsize=8)
def _terms(domain: str | None, path: str, secure: bool, http_only: bool, same_site: str | None) -> str:
    cookie = dump_cookie("name", "", None, None, path, domain, secure, http_only, samesite=same_site)
    return cookie.removeprefix("name=")


def _host_is_ours() -> bool:
    """An address of a machine, its own name, or a name the centre has set: nothing else is answered."""
    host = request.host.rsplit(":", 1)[0].strip("[]").lower()
    if _is_address(host):
        return True
    named = {"localhost", "testserver", socket.gethostname().lower(), *current_app.config["HOST_NAMES"]}
    return host in named or host.endswith((".local", ".lan", ".localhost"))


@lru_cache(maxsize=256)
def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _check_request() -> None:
    if not _host_is_ours():
        abort(400)
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    foreign_site = site is not None and site not in ("same-origin", "none")
    foreign_origin = origin is not None and origin != "null" and urlsplit(origin).netloc != request.host
    if foreign_site or foreign_origin or (origin == "null" and site is None):
        abort(403)
    csrf.protect(apply_exemptions=True)


_ALWAYS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)


def _harden(response: Response) -> Response:
    headers = response.headers
    said = {name.lower() for name, _value in headers}
    for name, value in _ALWAYS:  # one look at the headers; ``setdefault`` would go through them for each
        if name.lower() not in said:
            headers.add(name, value)
    # On plain http browsers ignore it, and complain in the console at every page.
    if over_https():
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if current_actor() is not None and request.endpoint != "static":
        headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    """Guard every request and every answer."""
    app.before_request(_check_request)
    app.after_request(_harden)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # asked in ``_check_request``: nothing to ask of a GET
    csrf.init_app(app)
    app.session_interface = SignedCookies(app)

    @app.errorhandler(CSRFError)
    def csrf_failed(_error: CSRFError) -> Response:
        return render_error(403, _("这个页面开得太久了，或者不是从本站打开的。请刷新页面后再试一次。"))
