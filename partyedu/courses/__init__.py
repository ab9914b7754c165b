"""Courses in five formats and the classes that run them, for those who teach and for those who come to learn.

A course is designed once, by a unit, and taught by it and by the units below. A class (班次) runs one course or
several: its meetings are events on the one calendar, its roster signs them up, its completion list earns certificates.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from flask import Flask, url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question, Waiting, joined
from partyedu.core.together import Rows
from partyedu.core.words import _, _l, _n, formatted

blueprint = Blueprint("courses", __name__, url_prefix="/courses")
ENTRIES = (Entry(_l("课程"), "courses.index", "book-open", 25),)

# Who was called up has so long to answer before somebody should ask.
ANSWER_WITHIN = timedelta(days=2)


def waiting(actor: Actor) -> Iterator[Question]:
    """Called up or moved up and not answered; for staff: who is silent, and classes that are over and not
    completed, changed and not released, or that begin soon and are not announced or not ready.
    """
    from partyedu.courses import queries

    if actor.person_id is not None:
        yield Question(queries.places_to_answer(actor), _to_answer)
    if actor.may(Permission.COURSE_MANAGE):
        yield Question(queries.answers_awaited(actor, clock.now() - ANSWER_WITHIN), _to_ask)
        yield Question(queries.classes_to_complete(actor, clock.today()), _to_complete)
        yield Question(queries.classes_changed(actor, clock.now()), _to_release)
        yield Question(queries.classes_beginning(actor, clock.today()), _to_make_ready)


def _to_answer(rows: Rows) -> Iterator[Waiting]:
    for row in rows:
        moved_up = row.state == "in"
        words = _("候补转正，请您回话：%(title)s") if moved_up else _("请您回话：%(title)s")
        url = url_for("courses.my_place", class_id=row.id)
        yield Waiting(words % {"title": row.title}, _("回个话"), url, weight=10)


def _to_ask(rows: Rows) -> Iterator[Waiting]:
    if rows:
        facts = {"title": rows[0].title, "n": sum(row.silent for row in rows), "num": len(rows)}
        text = _("%(title)s：调训的还有 %(n)s 人没回话", **facts)
        if len(rows) > 1:
            text = _("%(num)s 个班调训的还有 %(n)s 人没回话，先问%(title)s", **facts)
        url = url_for("courses.roster", class_id=rows[0].id, state="called")
        yield Waiting(text, _("去问问"), url, facts["n"], 26)


def _to_complete(rows: Rows) -> Iterator[Waiting]:
    if rows:
        text = _("%(title)s的课都上完了，可以办结业", title=rows[0].title)
        if len(rows) > 1:
            text = _("有 %(num)s 个班的课都上完了，先给%(title)s办结业", title=rows[0].title, num=len(rows))
        yield Waiting(text, _("去结业"), url_for("courses.completion", class_id=rows[0].id), len(rows), 28)


def _to_release(rows: Rows) -> Iterator[Waiting]:
    if rows:
        facts = {"title": rows[0].title, "n": rows[0].meetings, "num": len(rows)}
        text = _("%(title)s有 %(n)s 次课改过了，还没有公布", **facts)
        if len(rows) > 1:
            text = _("有 %(num)s 个班的课改过了，还没有公布，先看%(title)s", **facts)
        yield Waiting(text, _("去公布"), url_for("courses.class_meetings", class_id=rows[0].id), len(rows), 24)


def _to_make_ready(rows: Rows) -> Iterator[Waiting]:
    from partyedu.courses.models import ClassState
    from partyedu.courses.queries import Readiness

    def several_drafts(items: Sequence[Waiting]) -> Waiting:
        text = _n("有 %(num)s 个班快开班了，还没有公布", "有 %(num)s 个班快开班了，还没有公布", len(items))
        return Waiting(text, _("去公布"), url_for("courses.classes"), len(items), 27)

    def several_lacking(items: Sequence[Waiting]) -> Waiting:
        text = _n("有 %(num)s 个班快开班了，六有还没有备齐", "有 %(num)s 个班快开班了，六有还没有备齐", len(items))
        return Waiting(text, _("去补上"), url_for("courses.classes"), len(items), 55)

    drafts, lacking = [], []
    for row in rows:
        facts = {"title": row.title, "day": formatted(row.starts_on, "month_day")}
        ready = Readiness(*row[4:])
        url = url_for("courses.class_page", class_id=row.id)
        if row.state is ClassState.DRAFT:
            drafts.append(Waiting(_("%(day)s开班的%(title)s还没有公布", **facts), _("去公布"), url, weight=27))
        elif ready.missing:
            text = _("%(day)s开班的%(title)s，六有还缺 %(n)s 样", n=ready.missing, **facts)
            lacking.append(Waiting(text, _("去补上"), url, ready.missing, 55))
    yield from joined(drafts, several_drafts)
    yield from joined(lacking, several_lacking)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.courses import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)
