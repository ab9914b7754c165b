"""One's own account: what is kept, the PIN or password, the browsers one is signed in on."""

from flask import Response, flash, url_for

from partyedu.accounts import blueprint, operations, queries, sign_in
from partyedu.accounts.forms import ChangePasswordForm, ChangePinForm
from partyedu.accounts.models import ROLES
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _


@blueprint.get("/account")
@requires(Permission.MEMBER)
def account() -> Response:
    """What is kept about my signing in, and where I am signed in."""
    mine = found(queries.account_of(signed_in()))
    return render_page(
        "accounts/account.html",
        account=mine,
        roles=queries.roles_of(mine.id),
        sign_ins=queries.standing_sign_ins(mine.id),
        role_names=ROLES,
        uses_password=bool(mine.user_name) or queries.has_roles(mine.id),
    )


def _change_page(form: Form, title: str, status: int = 200) -> Response:
    return render_page("accounts/change.html", fragment="form", status=status, form=form, title=title)


def _changed(form: Form) -> bool:
    """Whether the operation took the old secret; else the refusal stands at its field."""
    if form.result is False:
        form.refuse(Problem(_("原来的不对，请再输一次。"), "old"))
    return bool(form.result)


@blueprint.get("/account/pin")
@requires(Permission.MEMBER)
def pin() -> Response:
    """The form for a new PIN."""
    return _change_page(ChangePinForm(), _("换 PIN"))


@blueprint.post("/account/pin")
@requires(Permission.MEMBER)
def change_pin() -> Response:
    """A new PIN; other browsers are signed out."""
    form = ChangePinForm()
    given = (form.old.data, form.pin.data)
    if form.validate_on_submit() and form.attempt(operations.change_pin, signed_in(), *given) and _changed(form):
        flash(_("PIN 换好了，别处的登录都已退出。"))
        return see_other(url_for("accounts.account"))
    return _change_page(form, _("换 PIN"), form.status)


@blueprint.get("/account/password")
@requires(Permission.MEMBER)
def password() -> Response:
    """The form for a new password."""
    return _change_page(ChangePasswordForm(), _("换密码"))


@blueprint.post("/account/password")
@requires(Permission.MEMBER)
def change_password() -> Response:
    """A new password; other browsers are signed out."""
    form = ChangePasswordForm()
    given = (form.old.data, form.password.data)
    if form.validate_on_submit() and form.attempt(operations.change_password, signed_in(), *given) and _changed(form):
        flash(_("密码换好了，别处的登录都已退出。"))
        return see_other(url_for("accounts.account"))
    return _change_page(form, _("换密码"), form.status)


@blueprint.post("/account/sign-out-everywhere")
@requires(Permission.MEMBER)
def sign_out_everywhere() -> Response:
    """Sign me out on all browsers, this one too."""
    operations.end_all_sign_ins(found(queries.account_of(signed_in())))
    sign_in.end()
    flash(_("所有设备上都已退出。"), "info")
    return see_other(url_for("accounts.sign_in"))
