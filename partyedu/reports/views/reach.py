"""Reachability: what share of the members was reached of late, and who was not; ticked here when somebody was."""

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.organisation import operations as organisation
from partyedu.organisation import queries as people
from partyedu.organisation.models import REACH_KINDS, STUDY_MODES, UnitKind
from partyedu.organisation.queries import UnitLine
from partyedu.reports import blueprint, exports, queries, showing
from partyedu.reports.forms import ReachedForm
from partyedu.reports.queries import DAYS, FLOATING_DAYS
from partyedu.reports.views.asked import Asked, asked


@dataclass(frozen=True, slots=True)
class _Reach:
    """What is asked for: a unit, and how many days back."""

    chosen: Asked
    days: int

    @property
    def unit(self) -> UnitLine:
        return self.chosen.unit

    @property
    def here(self) -> dict[str, Any]:
        """The address of the same question."""
        return {"unit": self.unit.id, "days": self.days}


def _asked() -> _Reach:
    days = request.values.get("days", type=int)
    chosen = found(asked(signed_in(), Permission.CARD_READ))
    return _Reach(chosen, days if days in (*DAYS, FLOATING_DAYS) else DAYS[0])


@blueprint.get("/reach")
@requires(Permission.CARD_READ)
def reach() -> Response:
    """The share that was reached, by unit, and who was not."""
    question = _asked()
    since = queries.since_days_ago(question.days)
    page = paged(queries.not_reached(question.unit, since), page_number())
    return render_page(
        "reports/reach.html",
        fragment="not_reached",
        chosen=question.chosen,
        days=question.days,
        all_days=(*DAYS, FLOATING_DAYS),
        floating=FLOATING_DAYS,
        here=question.here,
        units=queries.reach_by_unit(question.chosen.units, question.unit, since),
        page=page,
        last=queries.last_reached(row.id for row in page.rows),
        reached_by=showing.REACHED_BY,
        modes=STUDY_MODES,
        kinds=REACH_KINDS,
        is_temporary=question.unit.kind is UnitKind.TEMPORARY_GROUP,
    )


@blueprint.post("/reach/<int:person_id>")
@requires(Permission.CARD_READ)
def tick_reached(person_id: int) -> Response:
    """Somebody was reached; no word of what was said."""
    question, form = _asked(), ReachedForm()
    person = found(people.card_holder(signed_in(), person_id))
    if form.validate() and form.attempt(
        organisation.reach.tick, signed_in(), person, form.kind.data, form.on.data
    ):
        flash(_("已记下：联系上了%(name)s。", name=person.name))
    else:
        flash(" ".join([_("没有记下，请再试一次。"), *map(str, form.on.errors)]))
    return see_other(url_for("reports.reach", page=page_number(), **question.here))


@blueprint.post("/reach/export")
@requires(Permission.CARD_READ)
def export_not_reached() -> Response:
    """Who was not reached, as a workbook; the audit notes that it was taken."""
    question = _asked()
    rows = queries.not_reached_whole(question.unit, queries.since_days_ago(question.days))
    unit = found(people.unit_reached(signed_in(), Permission.CARD_READ, question.unit.id))
    organisation.people.note_export(unit, len(rows), "not-reached")
    return exports.not_reached(question.unit.name, question.days, rows)
