"""Plans: what a unit means to do in a year, month by month, and where what must happen has not happened.

The grid of months and tasks fills itself from the events on the schedule; a cell opens what filled it. The gap check
asks, unit by unit, where a theme day, a party lesson or an assembly is missing.
"""

from collections.abc import Iterator, Sequence

from flask import Flask, url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question, Waiting, joined
from partyedu.core.together import Rows
from partyedu.core.words import _, _l, _n

blueprint = Blueprint("plans", __name__, url_prefix="/plans")
ENTRIES = (Entry(_l("计划"), "plans.index", "list", 27, Permission.MEMBER),)


def waiting(actor: Actor) -> Iterator[Question]:
    """What nobody has planned yet of what must happen soon; what of the plans is late."""
    from partyedu.plans import queries

    if actor.may(Permission.PLAN_MANAGE):
        yield Question(queries.not_planned(actor, clock.now()), _to_plan)
    if actor.person_id is not None:
        yield Question(queries.late_lately(actor, clock.now()), _to_see_to)


def _to_plan(rows: Rows) -> Iterator[Waiting]:
    def several(items: Sequence[Waiting]) -> Waiting:
        text = _n("该开的会，还有 %(num)s 样没有排齐", "该开的会，还有 %(num)s 样没有排齐", len(items))
        return Waiting(text, _("去看看"), url_for("plans.gaps"), len(items), 33)

    yield from joined(_each_to_plan(rows), several)


def _each_to_plan(rows: Rows) -> Iterator[Waiting]:
    from partyedu.plans.models import Every

    when = {Every.MONTH: _("本月"), Every.QUARTER: _("本季度"), Every.YEAR: _("今年")}
    for occasion_id, occasion, every, number, unit in rows:
        words = {"unit": unit, "span": when[every], "occasion": occasion}
        text = _("%(unit)s%(span)s还没有安排%(occasion)s", **words)
        if number > 1:
            text = _n(
                "%(span)s%(occasion)s：还有 %(num)s 个组织没有安排",
                "%(span)s%(occasion)s：还有 %(num)s 个组织没有安排",
                number,
                **words,
            )
        url = url_for("plans.gaps", occasion=occasion_id)
        yield Waiting(text, _("去看看"), url, number, 33)


def _to_see_to(rows: Rows) -> Iterator[Waiting]:
    [(number, plans, first)] = rows
    if number:
        text = _n("计划里有 %(num)s 格过了日子还没办", "计划里有 %(num)s 格过了日子还没办", number)
        url = url_for("plans.plan", plan_id=first) if plans == 1 else url_for("plans.index")
        yield Waiting(text, _("去看看"), url, number, 34)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.plans import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)
