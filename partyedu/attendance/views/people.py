"""What one person attended: one's own page, and a region for the person's page of staff."""

from flask import Response, flash, url_for

from partyedu.attendance import blueprint, operations, queries
from partyedu.attendance.models import ATTENDANCE_STATES, VIAS
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Actor, Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.organisation.models import Person


def _may_revoke(actor: Actor, person: Person) -> bool:
    return person.id == actor.person_id or actor.may(Permission.CARDS_PRINT, person.unit.path if person.unit else "")


def _page(person_id: int) -> Response:
    actor = signed_in()
    person = found(queries.person_to_show(actor, person_id))
    path = person.unit.path if person.unit else ""
    own = person.id == actor.person_id
    return render_page(
        "attendance/people.html", fragment="attendances", person=person, own=own,
        page=paged(queries.attendances_of(person.id), page_number()), states=ATTENDANCE_STATES, vias=VIAS,
        reasons=own or actor.may(Permission.CHECK_IN, path), may_revoke=_may_revoke(actor, person),
        devices=queries.check_in_devices_of(person.id) if _may_revoke(actor, person) else [],
    )  # fmt: skip


@blueprint.get("/people/<int:person_id>")
@requires(Permission.MEMBER)
def of_person(person_id: int) -> Response:
    """What somebody attended, for the person and for those who may read the people of the unit."""
    return _page(person_id)


@blueprint.get("/mine")
@requires(Permission.MEMBER)
def mine() -> Response:
    """What I attended."""
    return _page(signed_in().person_id or 0)


@blueprint.post("/people/<int:person_id>/phones")
@requires(Permission.MEMBER)
def forget_phones(person_id: int) -> Response:
    """Let all phones forget a person."""
    actor = signed_in()
    person = found(queries.person_to_show(actor, person_id))
    found(person if _may_revoke(actor, person) else None)
    operations.revoke_phones(person)
    flash(_("所有手机都不再记得%(name)s，下次签到要重新填姓名。", name=person.name))
    own = person.id == actor.person_id
    return see_other(url_for("attendance.mine") if own else url_for("attendance.of_person", person_id=person.id))
