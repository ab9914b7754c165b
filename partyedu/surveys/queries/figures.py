"""Rows behind the figures: column queries for reports, over subtrees of units and a half-open span of instants."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from partyedu.core import clock
from partyedu.organisation.models import Unit
from partyedu.organisation.queries import within
from partyedu.surveys.models import Need, NeedState, Sheet, SheetGiven, Survey, SurveyPurpose, SurveyState

Rows = Select[*tuple[Any, ...]]


def surveys_opened(paths: Iterable[str], start: datetime, end: datetime) -> Rows:
    """Surveys of the units (tests are no surveys) that were opened in the span.

    survey_id, title, opened_at, unit, state, is_anonymous, answers: how many handed a sheet in, never who. On paper
    without a name nobody is marked as having answered: those sheets are counted where they went into the urn.
    """
    named = select(func.count()).where(Sheet.survey_id == Survey.id).correlate(Survey).scalar_subquery()
    given = select(func.count()).where(SheetGiven.survey_id == Survey.id).correlate(Survey).scalar_subquery()
    return (
        select(
            Survey.id.label("survey_id"), Survey.title, Survey.opened_at, Unit.name.label("unit"), Survey.state,
            Survey.is_anonymous, (named + given + Survey.on_paper).label("answers"),
        )
        .join(Unit, Survey.unit_id == Unit.id)
        .where(
            within(paths), Survey.purpose == SurveyPurpose.SURVEY, Survey.state != SurveyState.DRAFT,
            Survey.opened_at >= start, Survey.opened_at < end,
        )
        .order_by(Survey.opened_at.desc(), Survey.id)
    )  # fmt: skip


def needs_heard(paths: Iterable[str], start: datetime, end: datetime) -> Rows:
    """Needs of the units that were heard on a day of the span: need_id, title, heard_on, kind, source, unit, state,
    result.
    """
    first, last = clock.local(start).date(), clock.local(end - timedelta(microseconds=1)).date()
    return (
        select(
            Need.id.label("need_id"), Need.title, Need.heard_on, Need.kind, Need.source, Unit.name.label("unit"),
            Need.state, Need.result,
        )
        .join(Unit, Need.unit_id == Unit.id)
        .where(within(paths), Need.heard_on.between(first, last))
        .order_by(Need.heard_on.desc(), Need.id)
    )  # fmt: skip


def needs_met(paths: Iterable[str], start: datetime, end: datetime) -> Rows:
    """Those of them that have been met; columns as in ``needs_heard``."""
    return needs_heard(paths, start, end).where(Need.state == NeedState.MET)
