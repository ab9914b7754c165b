"""Hours: a person's year with the rows behind it, the members of a unit, the sums of the units below."""

from typing import Any

from flask import Response, request, url_for

from partyedu.attendance.models import ATTENDANCE_STATES
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.pages import render_page
from partyedu.core.paging import page_number, paged
from partyedu.core.together import ask_together
from partyedu.organisation.models import Unit
from partyedu.study import blueprint
from partyedu.study.exports import hours as exports
from partyedu.study.models import EXEMPTION_KINDS, SOURCES
from partyedu.study.operations import hours as operations
from partyedu.study.queries import events, exemptions
from partyedu.study.queries import hours as queries
from partyedu.study.queries.ledger import Ledger
from partyedu.study.queries.rules import rulebook
from partyedu.study.queries.standing import STANDINGS, STANDINGS_AFTER, Belongs
from partyedu.study.queries.years import year_asked
from partyedu.study.rooms import hours_tabs
from partyedu.study.showing.hours import counted_in_words
from partyedu.study.views.asked import Asked, unit_asked, year_choices


@blueprint.get("/hours/people/<int:person_id>")
@requires(Permission.MEMBER)
def person_hours(person_id: int) -> Response:
    """The rows behind a person's hours in a year: which day, what, how much, who confirmed it."""
    actor, year = signed_in(), year_asked()
    read = found(queries.year_to_read(actor, person_id, year))
    source = request.args.get("source", "")
    ledger = Ledger(year, rulebook(), [person_id])
    return render_page(
        "study/hours/person.html",
        fragment="year",
        own=person_id == actor.person_id,
        person=read.person,
        unit=read.unit,
        only_then=read.only_then,
        lines=queries.lines_of(ledger, source),
        source=source if source in SOURCES else "",
        sources=SOURCES,
        years=[choice for choice in year_choices(year) if not read.only_then or choice[0] == year.number],
        **year_of(person_id, read.unit, ledger),
    )


def year_of(person_id: int, unit: Unit | None, ledger: Ledger) -> dict[str, Any]:
    """What every page about one person's year shows: how they stand, by source, exemptions, corrections.

    ``unit``: where they were at home on the day that decides; its rule is the one they are held to.
    """
    standing, sums, free, trace, corrected = ask_together(
        queries.standing_of(ledger, person_id),
        queries.sums_of(ledger),
        exemptions.exemptions_of(signed_in(), person_id, ledger.year),
        queries.trace_of(person_id, ledger.year),
        events.corrections_for(person_id, ledger.year),
    )
    shares = queries.shares(sums)
    return {
        "year": ledger.year,
        "standing": standing[0] if standing else None,
        "standings": STANDINGS if ledger.year.running else STANDINGS_AFTER,
        "shares": shares,
        "minutes": sum(share.counted for share in shares),
        "exemptions": free,
        "exemption_kinds": EXEMPTION_KINDS,
        "trace": trace,
        "corrected": corrected,
        "counted": counted_in_words,
        "states": ATTENDANCE_STATES,
        "rule": ledger.rules.at(unit.path if unit else "/", ledger.year.day),
    }


@blueprint.get("/hours")
@requires(Permission.HOURS_READ)
def unit_hours() -> Response:
    """The members of a unit: who has reached theirs, who is on the way, who will not make it, who is exempt."""
    asked = found(unit_asked())
    ledger = queries.ledger_of(asked.year, rulebook(), asked.everybody)
    numbers = queries.numbers_of(ledger, asked.everybody)
    return render_page(
        "study/hours/unit.html",
        fragment="listed",
        asked=asked,
        numbers=numbers,
        page=paged(queries.members_listed(ledger, asked.chosen), page_number(), counted=_counted(asked, numbers)),
        rule=ledger.rules.at(asked.unit.path, asked.year.day),
        years=year_choices(asked.year),
        **hours_tabs(signed_in()),
    )


def _counted(asked: Asked, numbers: dict[str, int]) -> Any:
    """How long the list is: known from the numbers above it, unless a word narrows it."""
    return None if asked.words.strip() else queries.as_query(numbers[asked.standing or "all"])


@blueprint.get("/hours/print")
@requires(Permission.HOURS_READ)
def unit_hours_sheet() -> Response:
    """The same list on paper."""
    asked = found(unit_asked())
    ledger = queries.ledger_of(asked.year, rulebook(), asked.everybody)
    page = paged(queries.members_listed(ledger, asked.chosen), page_number(), per_page=500)
    back = f"{url_for('study.unit_hours')}?{asked.query()}"
    rule = ledger.rules.at(asked.unit.path, asked.year.day)
    return render_page("study/hours/sheet.html", layout="print", asked=asked, page=page, rule=rule, back_url=back)


@blueprint.post("/hours/export")
@requires(Permission.HOURS_READ)
def export_hours() -> Response:
    """The same list as a workbook; the audit notes that it was taken."""
    asked = found(unit_asked())
    ledger = queries.ledger_of(asked.year, rulebook(), asked.everybody)
    rows = queries.all_members(ledger, asked.chosen)
    operations.note_export(asked.unit, asked.year.number, len(rows))
    return exports.hours_workbook(asked.unit.name, asked.year, asked.standings, rows)


@blueprint.get("/hours/units")
@requires(Permission.HOURS_READ)
def sums_of_units() -> Response:
    """The units below a unit side by side: sums only, each opening its members."""
    asked = found(unit_asked())
    ledger = Ledger(asked.year, rulebook())
    return render_page(
        "study/hours/units.html",
        fragment="sums",
        asked=asked,
        sums=queries.sums_below(ledger, asked.unit, asked.units),
        home=Belongs.HOME.value,
        years=year_choices(asked.year),
        **hours_tabs(signed_in()),
    )
