"""For everybody: the calls, one of them with what was published, the wall on paper."""

from typing import Any

from flask import Response, request

from partyedu.contests import blueprint, queries, showing
from partyedu.contests.access import is_for, is_over, manages, takes_entries
from partyedu.contests.models import CONTEST_KINDS, CONTEST_STATES, Contest, ContestKind, ContestState
from partyedu.contests.queries import ContestFilter
from partyedu.core import clock
from partyedu.core.access import anyone, requires, signed_in
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.pages import render_page
from partyedu.core.paging import page_number, paged


def _asked() -> ContestFilter:
    """What the address narrows the list to."""
    kind = request.args.get("kind", "")
    return ContestFilter(
        kind=ContestKind(kind) if kind in list(ContestKind) else None, unit_id=request.args.get("unit", type=int)
    )


@blueprint.get("/")
@anyone
def index() -> Response:
    """The calls: what can be written for now, and what was published."""
    chosen = _asked()
    return render_page(
        "contests/index.html",
        fragment="listed",
        page=paged(queries.contests_listed(current_actor(), chosen, clock.today()), page_number(), 20),
        chosen=chosen,
        units=queries.unit_choices_for(),
        kinds=CONTEST_KINDS,
        states=CONTEST_STATES,
        today=clock.today(),
    )


@blueprint.get("/<int:contest_id>")
@anyone
def contest(contest_id: int) -> Response:
    """One call: its words, its last day, and what everybody may read of it."""
    actor = current_actor()
    row = found(queries.contest_for(actor, contest_id))
    page = paged(queries.published_entries(row), page_number(), 24)
    photos = queries.file_ids_by_entry(piece.id for piece in page.rows)
    return render_page(
        "contests/wall.html" if row.kind is ContestKind.FAMILY_RULE else "contests/contest.html",
        fragment="published",
        contest=row,
        page=page,
        pieces=showing.pieces(row, page.rows, photos),
        mine=queries.entry_of_person(row, actor.person_id) if actor else None,
        judges=queries.is_judge(actor, row) if row.state is ContestState.JUDGING else False,
        **_reader(row),
    )


def _reader(row: Contest) -> dict[str, Any]:
    """What this reader can do with a call."""
    actor, today = current_actor(), clock.today()
    runs = manages(actor, row)
    inside = actor is not None and is_for(row, actor.unit_path)
    return {
        "runs": runs,
        "is_open": takes_entries(row, today),
        "over": is_over(row, today),
        "may_write": takes_entries(row, today) and (inside or runs),
        "may_type": runs and takes_entries(row, today, for_others=True),
    }


@blueprint.get("/<int:contest_id>/print")
@anyone
def print_contest(contest_id: int) -> Response:
    """What was published, to hang up or to bind."""
    row = found(queries.contest_for(current_actor(), contest_id))
    rows = queries.entries_on_wall(row)
    photos = queries.file_ids_by_entry(piece.id for piece in rows)
    return render_page("contests/print.html", layout="print", contest=row, pieces=showing.pieces(row, rows, photos))


@blueprint.get("/mine")
@requires(Permission.MEMBER)
def mine() -> Response:
    """What I handed in."""
    return render_page(
        "contests/mine.html", fragment="listed", page=paged(queries.my_entries(signed_in()), page_number())
    )
