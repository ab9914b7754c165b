"""A sign-in that expired while somebody was typing: offered within the page, and what was typed stays.

With HTMX the form comes into a dialog of the page, and the page stays behind it. Without, the page that was sent to
comes back with a form that carries everything along, and one button sends it on to where it was going. Only the
person who typed it can go on.
"""

import json

from flask import Response, flash, request
from flask_wtf.csrf import generate_csrf

from partyedu.accounts import blueprint, queries, sign_in
from partyedu.accounts.device import remember, this_device
from partyedu.accounts.forms import SignInForm
from partyedu.accounts.views.signing_in import try_sign_in
from partyedu.core.access import anyone
from partyedu.core.pages import own_path, render_page, see_other, wants_fragment
from partyedu.core.words import _

PREFIX = "again-"  # the names of the page behind the dialog are its own
KEPT = "kept."
_SECRET_WORDS = ("csrf", "password", "secret", "pin", "old", "again")

Typed = list[tuple[str, str]]


def _is_secret(name: str) -> bool:
    lowered = name.lower()
    return any(word == lowered or word in lowered.replace("-", "_").split("_") for word in _SECRET_WORDS)


def _typed_now() -> Typed:
    """What this request sent: no files, no passwords."""
    return [(name, value) for name, value in request.form.items(multi=True) if not _is_secret(name)]


def _typed_before() -> Typed:
    fields = request.form.items(multi=True)
    return [(name.removeprefix(KEPT), value) for name, value in fields if name.startswith(KEPT)]


def _page(form: SignInForm, url: str, typed: Typed, status: int, files: bool = False) -> Response:
    page = render_page(
        "accounts/again.html", fragment="again", status=status, form=form, url=url, typed=typed, files=files
    )
    return remember(page, this_device())


def offer_within_page() -> Response:
    """The answer to a request whose sign-in is over: 401 with the form, into the dialog when HTMX asked."""
    form = SignInForm(formdata=None, prefix=PREFIX)
    if not wants_fragment():
        files = any(file.filename for file in request.files.values())
        return _page(form, own_path(request.full_path.rstrip("?")), _typed_now(), 401, files)
    answer = _page(form, "", [], 401)
    answer.headers["HX-Retarget"] = "#sign-in-again"
    answer.headers["HX-Reswap"] = "innerHTML"
    answer.headers["HX-Push-Url"] = "false"
    return answer


@blueprint.post("/sign-in/again")
@anyone
def sign_in_again() -> Response:
    """Sign in and go on with what was typed; somebody else begins at the front door."""
    form = SignInForm(prefix=PREFIX)
    url, typed = own_path(request.form.get("kept_url")), _typed_before()
    before = queries.account_behind(sign_in.token_here())
    if not try_sign_in(form):
        return _page(form, url, typed, form.status)
    device = this_device().having(form.result.account_id)
    if before is not None and before[0] != form.result.account_id:
        flash(_("您和刚才那位不是同一个人，没写完的内容没有保留。"), "warning")
        return remember(see_other("/"), device)
    if wants_fragment():
        answer = Response(status=204)
        answer.headers["HX-Trigger"] = json.dumps({"signed-in-again": {"token": generate_csrf()}})
    else:
        answer = render_page("accounts/go_on.html", url=url, typed=typed)
    return remember(answer, device)
