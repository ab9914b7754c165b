"""How one person signs in, for those who help: card, delay, closed account, roles."""

from flask import Response, flash, url_for

from partyedu.accounts import blueprint, operations, queries
from partyedu.accounts.models import ROLES, Account
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _


@blueprint.get("/accounts/people/<int:person_id>")
@requires(Permission.CARDS_PRINT, Permission.ROLES_GRANT)
def person(person_id: int) -> Response:
    """One person's way of signing in, with everything that can be done about it."""
    someone = found(queries.person_to_help(signed_in(), person_id))
    account = queries.account_of_person(someone.id)
    return render_page(
        "accounts/person.html",
        person=someone,
        account=account,
        roles=queries.roles_of(account.id) if account else [],
        role_names=ROLES,
        sign_ins=queries.standing_sign_ins(account.id) if account else [],
    )


def _account(person_id: int, *permissions: Permission) -> Account:
    someone = found(queries.person_to_help(signed_in(), person_id, *permissions))
    return found(queries.account_of_person(someone.id))


def _back(person_id: int, sentence: str) -> Response:
    flash(sentence)
    return see_other(url_for("accounts.person", person_id=person_id))


@blueprint.post("/accounts/people/<int:person_id>/unlock")
@requires(Permission.CARDS_PRINT, Permission.ROLES_GRANT)
def unlock(person_id: int) -> Response:
    """Let the person try again at once."""
    operations.unlock(_account(person_id))
    return _back(person_id, _("可以马上再试了。"))


@blueprint.post("/accounts/people/<int:person_id>/sign-out")
@requires(Permission.CARDS_PRINT, Permission.ROLES_GRANT)
def sign_out_person(person_id: int) -> Response:
    """Sign the person out everywhere: a lost phone."""
    operations.end_all_sign_ins(_account(person_id))
    return _back(person_id, _("所有设备上都已退出。"))


@blueprint.post("/accounts/people/<int:person_id>/disable")
@requires(Permission.ROLES_GRANT)
def disable(person_id: int) -> Response:
    """Close the account."""
    operations.disable(_account(person_id, Permission.ROLES_GRANT))
    return _back(person_id, _("账号已停用，马上生效。"))


@blueprint.post("/accounts/people/<int:person_id>/enable")
@requires(Permission.ROLES_GRANT)
def enable(person_id: int) -> Response:
    """Open the account again."""
    operations.enable(_account(person_id, Permission.ROLES_GRANT))
    return _back(person_id, _("账号又可以用了。"))
