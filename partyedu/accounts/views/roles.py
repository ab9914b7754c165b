"""Roles over units: who holds them, giving and taking them away."""

from flask import Response, flash, request, url_for

from partyedu.accounts import blueprint, operations, queries
from partyedu.accounts.forms import RoleForm
from partyedu.accounts.models import ROLE_TASKS, ROLES, Role
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.organisation import queries as organisation


@blueprint.get("/accounts/roles")
@requires(Permission.ROLES_GRANT)
def roles() -> Response:
    """Who holds which role, unit by unit."""
    actor = signed_in()
    unit_id = request.args.get("unit", type=int)
    unit = found(organisation.unit_reached(actor, Permission.ROLES_GRANT, unit_id)) if unit_id else None
    return render_page(
        "accounts/roles.html",
        fragment="list",
        page=paged(queries.granted_roles(actor, unit, query_text()), page_number()),
        units=organisation.unit_choices(actor, Permission.ROLES_GRANT),
        unit=unit,
        role_names=ROLES,
        role_tasks=ROLE_TASKS,
    )


def _form_page(form: RoleForm, status: int = 200) -> Response:
    return render_page(
        "accounts/role_new.html", fragment="form", status=status, form=form, role_names=ROLES, role_tasks=ROLE_TASKS
    )


@blueprint.get("/accounts/roles/new")
@requires(Permission.ROLES_GRANT)
def new_role() -> Response:
    """The form that gives a role."""
    form = RoleForm()
    person_id = request.args.get("person", type=int)
    if person_id:
        form.person.data = found(queries.person_to_help(signed_in(), person_id, Permission.ROLES_GRANT))
    return _form_page(form)


@blueprint.post("/accounts/roles/new")
@requires(Permission.ROLES_GRANT)
def grant_role() -> Response:
    """Give the role; the answer is a slip with user name and temporary password, shown this once."""
    form = RoleForm()
    if not form.validate_on_submit():
        return _form_page(form, form.status)
    unit = found(organisation.unit_reached(signed_in(), Permission.ROLES_GRANT, form.unit_id.data))
    given = (form.person.data, Role(form.role.data), unit, form.user_name.data or "")
    if not form.attempt(operations.grant_role, *given):
        return _form_page(form, form.status)
    return render_page("accounts/role_granted.html", granted=form.result, role=ROLES[form.result.grant.role])


@blueprint.post("/accounts/roles/<int:grant_id>/revoke")
@requires(Permission.ROLES_GRANT)
def revoke_role(grant_id: int) -> Response:
    """Take the role away."""
    operations.revoke_role(found(queries.role_to_revoke(signed_in(), grant_id)))
    flash(_("角色已收回，马上生效。"))
    return see_other(url_for("accounts.roles"))
