"""Matters: the list of staff, one matter, one's own."""

from typing import Any

from flask import Response, flash, request, url_for
from werkzeug.exceptions import NotFound

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.together import ask_together
from partyedu.core.words import _
from partyedu.discussions import blueprint, exports, operations, queries
from partyedu.discussions.access import is_assignee, may_report, may_take_in_hand, step_before
from partyedu.discussions.forms import AssignForm, BackForm, BoardForm, CheckForm, CloseForm, NoteForm, RaiseForm
from partyedu.discussions.models import (
    FOLLOWED_UP,
    MATTER_CHANNELS,
    MATTER_KINDS,
    MATTER_STATES,
    ROAD,
    Matter,
    MatterKind,
    MatterState,
)
from partyedu.discussions.queries import MatterFilter
from partyedu.organisation.queries import unit_choices, unit_reached

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked() -> MatterFilter:
    """What the address narrows the list to."""
    return MatterFilter(
        state=request.args.get("state", "")[:30],
        kind=request.args.get("kind", "")[:30],
        channel=request.args.get("channel", "")[:30],
        unit_id=request.args.get("unit", type=int),
        overdue=request.args.get("overdue") == "1",
        words=query_text(),
    )


@blueprint.get("/matters")
@requires(Permission.MATTER_MANAGE)
def matters() -> Response:
    """The matters to follow up, what is overdue first."""
    actor, chosen = signed_in(), _asked()
    return render_page(
        "discussions/matters.html",
        fragment="listed",
        page=paged(queries.matters_listed(actor, chosen, clock.today()), page_number()),
        chosen=chosen,
        states=MATTER_STATES,
        kinds=followed_kinds(),
        channels=MATTER_CHANNELS,
        units=unit_choices(actor, Permission.MATTER_MANAGE),
        query=request.query_string.decode(),
    )


def followed_kinds() -> dict[MatterKind, Any]:
    """The kinds of matters with their words, small wishes left out."""
    return {kind: MATTER_KINDS[kind] for kind in FOLLOWED_UP}


@blueprint.get("/council")
@requires(Permission.MEMBER)
def council() -> Response:
    """What is before the deliberation councils: one matter on the table, those that wait, what was decided.

    For those who follow matters up, and for who sits on a council; the query knows which.
    """
    actor, unit_id = signed_in(), request.args.get("unit", type=int)
    manages = actor.may(Permission.MATTER_MANAGE)
    if not manages and not queries.sits_on_a_council(actor):
        raise NotFound
    unit = unit_reached(actor, Permission.MATTER_MANAGE, unit_id) if unit_id else None
    return render_page(
        "discussions/council.html",
        fragment="listed",
        page=paged(queries.council_matters(actor, unit.path if unit else ""), page_number()),
        units=unit_choices(actor, Permission.MATTER_MANAGE),
        unit_id=unit_id or "",
        states=MATTER_STATES,
        manages=manages,
    )


@blueprint.get("/matters.xlsx")
@requires(Permission.MATTER_MANAGE)
def matters_file() -> Response:
    """The same list as a workbook."""
    content = exports.matters_workbook(signed_in(), _asked(), clock.today())
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="matters-{clock.today().isoformat()}.xlsx"'
    return response


@blueprint.get("/matters/mine")
@requires(Permission.MEMBER)
def my_matters() -> Response:
    """What I was given, and what I raised."""
    actor = signed_in()
    [given] = ask_together(queries.given_to_me(actor, clock.today()))
    return render_page(
        "discussions/mine.html",
        fragment="raised",
        given=given,
        page=paged(queries.raised_by_me(actor), page_number()),
        states=MATTER_STATES,
        kinds=MATTER_KINDS,
    )


@blueprint.get("/matters/new")
@requires(Permission.MATTER_MANAGE)
def new_matter() -> Response:
    """The empty page for a matter from the desk, a chat, a slip of paper."""
    return render_page("discussions/raise.html", fragment="form", form=_raise_form())


@blueprint.post("/matters/new")
@requires(Permission.MATTER_MANAGE)
def raise_matter() -> Response:
    """Write a matter down, with where it came from."""
    form = _raise_form()
    if form.validate_on_submit() and form.attempt(operations.raise_matter, **form.values()):
        flash(_("记下了，请交给一个人办。"), "done")
        return see_other(_page_of(form.result))
    return render_page("discussions/raise.html", fragment="form", status=form.status, form=form)


def _page_of(row: Matter) -> str:
    """What came through the wish box is a small wish."""
    if row.kind is MatterKind.WISH:
        return url_for("discussions.wish", wish_id=row.id)
    return url_for("discussions.matter", matter_id=row.id)


def _raise_form() -> RaiseForm:
    wanted = request.args.get("kind", "")
    form = RaiseForm(data={"kind": wanted if wanted in followed_kinds() else MatterKind.MATTER})
    form.unit_id.choices = unit_choices(signed_in(), Permission.MATTER_MANAGE)
    return form


@blueprint.get("/matters/<int:matter_id>")
@requires(Permission.MEMBER)
def matter(matter_id: int) -> Response:
    """One matter on its road; a wish has its number among them, and a page of its own."""
    row = queries.matter_seen(signed_in(), matter_id)
    if row is None and queries.wish_seen(signed_in(), matter_id):
        return see_other(url_for("discussions.wish", wish_id=matter_id))
    return matter_page(found(row))


def matter_page(row: Matter, status: int = 200, **forms: Any) -> Response:
    """The page of a matter, as this reader may see it; ``forms``: one that was filled in and refused."""
    actor = signed_in()
    manages = actor.may(Permission.MATTER_MANAGE, row.unit.path)
    works = manages or is_assignee(actor, row)
    return render_page(
        "discussions/matter.html",
        status=status,
        matter=row,
        manages=manages,
        works=works,
        own=row.raised_by_id is not None and row.raised_by_id == actor.person_id,
        assigned=is_assignee(actor, row),
        overdue=_is_overdue(row),
        steps=queries.steps_of(row, works),
        road=_road(row.state),
        states=MATTER_STATES,
        kinds=MATTER_KINDS,
        channels=MATTER_CHANNELS,
        before=step_before(row.state),
        may_take_in_hand=may_take_in_hand(actor, row, manages),
        may_report=may_report(actor, row, manages),
        refused=list(forms.values()),
        **{**_empty_forms(row), **forms},
    )


def _empty_forms(row: Matter) -> dict[str, Any]:
    return {
        "assign_form": AssignForm(formdata=None, obj=row),
        "note_form": NoteForm(formdata=None),
        "check_form": CheckForm(formdata=None),
        "close_form": CloseForm(formdata=None, data={"public_title": row.title}),
        "back_form": BackForm(formdata=None),
        "board_form": BoardForm(
            formdata=None,
            data={
                "public_title": row.public_title or row.title,
                "public_outcome": row.public_outcome or row.outcome[:300],
            },
        ),
    }


def _is_overdue(row: Matter) -> bool:
    at_work = row.state in (MatterState.ASSIGNED, MatterState.IN_HAND)
    return at_work and row.due_on is not None and row.due_on < clock.today()


def _road(state: MatterState) -> list[dict[str, Any]]:
    """The thread of a matter: what is behind it, where it stands."""
    place = ROAD.index(state)
    done = state is MatterState.CLOSED
    return [
        {
            "label": MATTER_STATES[step],
            "state": "ok" if number < place or done else "now" if number == place else "",
        }
        for number, step in enumerate(ROAD)
    ]
