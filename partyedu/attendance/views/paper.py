"""The printed sign-in sheet, and the page that types it back in: the same people in the same order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.attendance import blueprint, operations, queries
from partyedu.attendance.forms import TypeInForm
from partyedu.attendance.models import HERE
from partyedu.attendance.views.desk import _place, at_desk
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import row_number
from partyedu.core.pages import render_page, see_other
from partyedu.core.words import _, _n
from partyedu.schedule.models import Event

BLANK_ROWS = 12
SKIP, RESIDENT = "skip", "resident"


@blueprint.get("/<int:event_id>/sheet")
@requires(Permission.CHECK_IN)
def sheet(event_id: int) -> Response:
    """The sheet to print: everybody expected with room to sign, and blank rows for others."""
    event = at_desk(event_id)
    return render_page(
        "attendance/sheet.html", layout="print", event=event, place=_place(event), blank_rows=BLANK_ROWS,
        people=queries.expected_on_paper(event), back_url=url_for("attendance.desk", event_id=event.id),
    )  # fmt: skip


@dataclass
class Line:
    """One name of the blank rows: whom it may mean, and what was chosen (a person's number, resident, skip or '')."""

    number: int
    text: str
    people: list[Any] = field(default_factory=list)
    chosen: str = ""

    @property
    def person_id(self) -> int | None:
        """The person, once it is clear who is meant."""
        return int(self.chosen) if self.chosen.isdecimal() else None


def _exactly(text: str, people: list[Any]) -> str:
    """The number of the one person a line names in full, as it would be chosen."""
    fitting = [row for row in people if text in (row.name, row.member_number)]
    return str(fitting[0].id) if len(fitting) == 1 == len(people) else ""


def _resolved(event: Event, form: TypeInForm, sent: Mapping[str, str]) -> list[Line]:
    """The lines of the blank rows with the people they may mean and what was chosen for each."""
    lines = []
    named = queries.people_named(signed_in(), event, form.lines) if form.lines else {}
    for number, text in enumerate(form.lines):
        people = named[text]
        # A choice belongs to the words it was made for: when the line was changed, it is asked again.
        kept = sent.get(f"line-{number}", "") if sent.get(f"text-{number}") == text else ""
        allowed = {str(row.id) for row in people} | {SKIP} | ({RESIDENT} if event.public_open else set())
        lines.append(Line(number, text, people, kept if kept in allowed else _exactly(text, people)))
    return lines


def _type_in_page(event: Event, form: TypeInForm, ticked: set[int], lines: list[Line], status: int = 200) -> Response:
    return render_page(
        "attendance/type_in.html", fragment="form", status=status, event=event, place=_place(event), form=form,
        people=queries.expected_on_paper(event), ticked=ticked, lines=lines, here=HERE,
    )  # fmt: skip


@blueprint.get("/<int:event_id>/type-in")
@requires(Permission.CHECK_IN)
def type_in(event_id: int) -> Response:
    """Type a sheet back in."""
    return _type_in_page(at_desk(event_id), TypeInForm(formdata=None), set(), [])


def _came(event: Event, mode: str, ticked: set[int]) -> list[int]:
    """Who signed, of those expected; on leave stays on leave unless ticked as having come."""
    people = queries.expected_on_paper(event)
    if mode == "came":
        return [row.id for row in people if row.id in ticked]
    return [row.id for row in people if row.id not in ticked and row.state is None and not row.leave]


@blueprint.post("/<int:event_id>/type-in")
@requires(Permission.CHECK_IN)
def record_sheet(event_id: int) -> Response:
    """Record the sheet; as long as a line is unclear nothing is recorded and nothing typed is lost."""
    event = at_desk(event_id)
    form = TypeInForm()
    ticked = {number for text in request.form.getlist("tick") if (number := row_number(text))}
    good = form.validate_on_submit()
    lines = _resolved(event, form, request.form)
    if good and any(not line.chosen for line in lines):
        form.others.errors = [_("有的名字对不准，请在下面点选是哪一位。")]
    elif good:
        came = [*_came(event, form.mode.data, ticked), *(line.person_id for line in lines if line.person_id)]
        residents = [line.text for line in lines if line.chosen == RESIDENT]
        if form.attempt(operations.type_in, event, came, residents):
            flash(_n("录好了，新记了 %(num)d 人。", "录好了，新记了 %(num)d 人。", form.result))
            if operations.own_line(event, came):
                flash(_("您自己那一行没有录：自己的出席不能自己补记，请另一位同事来录。"), "warning")
            return see_other(url_for("attendance.states", event_id=event.id))
    return _type_in_page(event, form, ticked, lines, form.status)
