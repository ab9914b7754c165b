"""Signing in and out."""

from flask import Response

from partyedu.accounts import blueprint
from partyedu.core.access import anyone
from partyedu.core.pages import render_page


@blueprint.get("/sign-in")
@anyone
def sign_in() -> Response:
    """The ways to sign in."""
    return render_page("accounts/sign_in.html")


def offer_within_page() -> Response:
    """Signing in again without leaving what was being typed."""
    return render_page("accounts/sign_in.html", status=401)
