"""Closing a survey, by hand or by itself, and opening the urn of an anonymous one.

The urn is opened once, after the last day on which anybody could hand in: nobody can lay two states of the results side
by side. All sheets come out together and shuffled, fewer than five not at all, and the key is destroyed with the
transaction. Sheets from a phone and sheets typed in from paper are counted by themselves: who typed four in could read
the one that was handed in on a phone off the sum. So phones need their five; paper needs its own five, or the company
of five from phones.
"""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from partyedu.core import audit, clock, urn
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.urn import SHOWN_FROM
from partyedu.core.words import _
from partyedu.surveys import queries
from partyedu.surveys.access import is_open, may_open_urn, may_share
from partyedu.surveys.models import AnonymousAnswer, SealedSheet, Survey, SurveyState
from partyedu.surveys.operations.answering import unsealed


def close(survey: Survey) -> Survey:
    """Close a survey by hand, now."""
    if not is_open(survey, clock.now()):
        raise Problem(_("它已经结束了。"))
    return _close(survey, clock.now())


def _close(survey: Survey, at: datetime) -> Survey:
    survey.state, survey.closed_at = SurveyState.CLOSED, at
    survey.asked = queries.number_asked(survey)
    survey.version += 1
    db.session.flush()
    audit.record("close", survey, ["state", "closed_at"])
    return survey


def set_closing(survey: Survey, closes_at: datetime | None) -> Survey:
    """Let an open survey end at another time."""
    if not is_open(survey, clock.now()):
        raise Problem(_("它已经结束了。"))
    if closes_at is not None and closes_at <= clock.now():
        raise Problem(_("结束的时间已经过去了，请选以后的时间。"), field="closes_at")
    survey.closes_at = closes_at
    survey.version += 1
    db.session.flush()
    audit.record("set-closing", survey, ["closes_at"])
    return survey


def belong_to(survey: Survey, event_id: int | None) -> Survey:
    """Say which event a survey belongs to (None: to none), also while it is being answered.

    What people answer stays the same; the event it belonged to is free again, a draft of it can be deleted.
    """
    survey.event_id = event_id
    survey.version += 1
    db.session.flush()
    audit.record("belong-to", survey, ["event_id"])
    return survey


def share(survey: Survey) -> Survey:
    """Show the sums of a survey that has closed to those it asked; the words stay with those who lead it."""
    if not may_share(survey, clock.now()):
        raise Problem(_("结束后第二天过完、满五张，才能给大家看。"))
    survey.shared_at = clock.now()
    survey.version += 1
    db.session.flush()
    audit.record("share", survey, ["shared_at"])
    return survey


def unshare(survey: Survey) -> Survey:
    """Show them to those who lead it only."""
    survey.shared_at = None
    survey.version += 1
    db.session.flush()
    audit.record("unshare", survey, ["shared_at"])
    return survey


def open_urn(survey: Survey) -> Survey:
    """Open the urn of an anonymous survey whose last day is over; see above. Raises ``Problem`` without its key."""
    if survey.state is SurveyState.OPEN and survey.closes_at is not None and survey.closes_at <= clock.now():
        _close(survey, survey.closes_at)
    if not may_open_urn(survey, clock.now()):
        raise Problem(_("票箱要等到结束后第二天过完才打开，那以前还有人可能要交。"))
    name = str(survey.urn)
    sheets = [unsealed(content) for content in urn.open_all(name, queries.sealed_sheets(survey.id))]
    shown = _shown(sheets)
    rows = [{"key": secrets.token_hex(16), **row} for answers in shown for row in answers]
    secrets.SystemRandom().shuffle(rows)
    if rows:
        db.session.execute(insert(AnonymousAnswer), rows)
    db.session.execute(delete(SealedSheet).where(SealedSheet.survey_id == survey.id))
    survey.urn, survey.urn_opened_at, survey.sheets_opened = None, clock.now(), len(shown)
    db.session.flush()
    audit.record("open-urn", survey, ["urn_opened_at", "sheets_opened"])
    urn.destroy(name)
    return survey


def _shown(sheets: list[tuple[bool, list[dict[str, Any]]]]) -> list[list[dict[str, Any]]]:
    """The sheets that may be shown: see the top of this file."""
    phone = [answers for on_paper, answers in sheets if not on_paper]
    paper = [answers for on_paper, answers in sheets if on_paper]
    enough = len(phone) >= SHOWN_FROM
    shown = phone if enough else []
    return [*shown, *paper] if enough or len(paper) >= SHOWN_FROM else shown


def do_what_is_due() -> int:
    """The work of the night: close what is past its time, open the urns that wait, sweep keys that nobody needs.

    Gives how many surveys were closed or opened. An urn whose key is not on this machine stays as it is.
    """
    now, done = clock.now(), 0
    for survey in queries.surveys_to_close(now):
        _close(survey, survey.closes_at or now)
        done += 1
    for survey in queries.surveys_with_urn():
        if may_open_urn(survey, now) and urn.has_key(survey.urn):
            open_urn(survey)
            done += 1
    urn.sweep("survey", [survey.urn for survey in queries.surveys_with_urn(closed=False)])
    return done
