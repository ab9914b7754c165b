"""Needs: noted, taken up by events and courses, met with a result, or put aside with a reason."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from partyedu.core import audit, clock, uploads
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.search import index_text
from partyedu.core.uploads import ReadFile
from partyedu.core.words import _
from partyedu.schedule.models import Event
from partyedu.surveys import queries
from partyedu.surveys.access import is_standing
from partyedu.surveys.models import Need, NeedEvent, NeedFile, NeedKind, NeedSource, NeedState, Survey

FIELDS = ("unit_id", "kind", "source", "title", "text", "heard_on", "people")


def note_need(
    unit_id: int,
    kind: NeedKind,
    source: NeedSource,
    title: str,
    text: str = "",
    heard_on: date | None = None,
    people: int | None = None,
    survey: Survey | None = None,
    files: Iterable[ReadFile] = (),
) -> Need:
    """Note what members should know or want to learn.

    ``heard_on``: today when it is left out; ``people``: how many said so, never who; ``files``: photos and papers of
    the meeting.
    """
    actor = current_actor()
    need = Need(
        unit_id=unit_id, kind=kind, source=source, survey_id=survey.id if survey else None, state=NeedState.NOTED,
        created_at=clock.now(), created_by_id=actor.person_id if actor else None,
    )  # fmt: skip
    need.version = 1
    _write(need, title=title, text=text, heard_on=heard_on or clock.today(), people=people)
    db.session.add(need)
    db.session.flush()
    audit.record("note", need)
    add_files(need, files)
    return need


def edit_need(need: Need, version: int | None, **values: Any) -> Need:
    """Change what is written of a need; ``values`` as in ``note_need``."""
    checked_version(need, version, {"title": need.title, "text": need.text, "people": need.people or _("（空）")})
    _write(need, **values)
    db.session.flush()
    audit.record("edit", need, FIELDS)
    return need


def _write(need: Need, **values: Any) -> None:
    if values["heard_on"] > clock.today():
        raise Problem(_("听到的日子还没有到，请检查日期。"), field="heard_on")
    for name, value in values.items():
        setattr(need, name, value)
    need.search_text = index_text(need.title, need.text[:600], spelled_part=need.title)


def add_files(need: Need, files: Iterable[ReadFile]) -> None:
    """Put photos and papers to a need."""
    for ready in files:
        row = NeedFile(need_id=need.id, stored_file_id=uploads.store(ready).id)
        db.session.add(row)
        db.session.flush()
        audit.record("add-file", row)


def remove_file(file: NeedFile) -> None:
    """Take a photo or a paper away for good."""
    audit.record("remove-file", file)
    stored = file.stored_file
    db.session.delete(file)
    db.session.flush()
    uploads.discard(stored)
    db.session.flush()


def take_up(need: Need, event: Event | None = None) -> Need:
    """Something comes of a need: an event, or (without one) a course of the room above."""
    if need.state is NeedState.PUT_ASIDE:
        raise Problem(_("这条需求先放下了，请先拿回来。"))
    if event is not None:
        if queries.event_of_need(need.id, event.id) is not None:
            raise Problem(_("这场活动已经记在这条需求下面了。"), field="event_id")
        db.session.add(NeedEvent(need_id=need.id, event_id=event.id))
    if need.state is NeedState.NOTED:
        need.state = NeedState.TAKEN_UP
    need.version += 1
    db.session.flush()
    audit.record("take-up", need, ["state"])
    return need


def not_taken_up(need: Need, link: NeedEvent) -> None:
    """An event does not belong to a need after all."""
    audit.record("not-taken-up", link)
    db.session.delete(link)
    need.version += 1
    db.session.flush()


def meet(need: Need, result: str) -> Need:
    """A need was met, with what came of it."""
    if not is_standing(need):
        raise Problem(_("这条需求已经有结果了。"))
    if not result:
        raise Problem(_("请写明结果怎么样。"), field="outcome")
    need.state, need.result, need.met_on = NeedState.MET, result, clock.today()
    need.version += 1
    db.session.flush()
    audit.record("meet", need, ["state", "result", "met_on"])
    return need


def put_aside(need: Need, reason: str) -> Need:
    """Nothing is done about a need for now, and why."""
    if not is_standing(need):
        raise Problem(_("这条需求已经有结果了。"))
    if not reason:
        raise Problem(_("请写明为什么先放一放。"), field="reason")
    need.state, need.aside_reason = NeedState.PUT_ASIDE, reason
    need.version += 1
    db.session.flush()
    audit.record("put-aside", need, ["state", "aside_reason"])
    return need


def take_back(need: Need) -> Need:
    """Work on a need again that was put aside or called met."""
    if is_standing(need):
        raise Problem(_("这条需求正在办。"))
    need.state = NeedState.TAKEN_UP if queries.events_of(need.id) else NeedState.NOTED
    need.met_on = None
    need.version += 1
    db.session.flush()
    audit.record("take-back", need, ["state"])
    return need
