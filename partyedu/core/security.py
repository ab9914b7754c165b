"""What every answer and every unsafe request carries: headers, the CSRF token, the origin, the host."""

import ipaddress
import socket
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from itsdangerous import URLSafeTimedSerializer

from partyedu.core.actor import current_actor
from partyedu.core.db import SAFE_METHODS
from partyedu.core.pages import render_error
from partyedu.core.words import _

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

csrf = CSRFProtect()


class SignedCookies(SecureCookieSessionInterface):
    """Flask's sessions in a signed cookie, with a signer that is made once and not twice at every request."""

    def __init__(self, app: Flask) -> None:
        self._signer = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The signer of the application's key."""
        return self._signer


def _host_is_ours() -> bool:
    """An address of a machine, its own name, or a name the centre has set: nothing else is answered."""
    host = request.host.rsplit(":", 1)[0].strip("[]").lower()
    try:
        ipaddress.ip_address(host)
        return True
    except ValueError:
        pass
    named = {"localhost", "testserver", socket.gethostname().lower(), *current_app.config["HOST_NAMES"]}
    return host in named or host.endswith((".local", ".lan", ".localhost"))


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


def _harden(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    # On plain http browsers ignore it, and complain in the console at every page.
    if request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    if current_actor() is not None and request.endpoint != "static":
        headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    """Guard every request and every answer."""
    app.before_request(_check_request)
    app.after_request(_harden)
    csrf.init_app(app)
    app.session_interface = SignedCookies(app)

    @app.errorhandler(CSRFError)
    def csrf_failed(_error: CSRFError) -> Response:
        return render_error(403, _("这个页面开得太久了，或者不是从本站打开的。请刷新页面后再试一次。"))
