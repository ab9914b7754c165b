"""The demonstration's make-up and lists: who missed the theme day, why, and how it is made up; rules of the lists."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.courses.models import AudienceKind
from partyedu.library.models import READABLE, Courseware
from partyedu.organisation.models import Person, Unit
from partyedu.scenarios.community import Community, hall_time
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventKind
from partyedu.study.models import AbsenceReason, ListRule, MakeUp
from partyedu.study.operations import answers, lists, make_up

# Why those of the first branch did not come; the first six work, so that the remedies have something to say.
REASONS = (
    (AbsenceReason.WORK, "那天上夜班，白天起不来。"),
    (AbsenceReason.WORK, ""),
    (AbsenceReason.WORK, "要接孙子放学。"),
    (AbsenceReason.WORK, "店里走不开人。"),
    (AbsenceReason.WORK, ""),
    (AbsenceReason.INCONVENIENT, "腿疼，上不了二楼。"),
)


def furnish(place: Community, home: Any, now: datetime) -> None:
    """A theme day a week ago of which eleven were absent, the same one in another branch, three rules of lists."""
    event_id = _theme_day(place, home, home.units[0], now, -9, "主题党日：重温入党誓词")
    place.hold(event_id, [home.first[0], *home.first[1:5], *home.first[14:16]], hall_time(_day(now, -9), 11))
    _theme_day(place, home, home.units[1], now, 6, "主题党日：重温入党誓词（西街）")
    with place.step(home.organiser, now - timedelta(days=8)):
        event = db.session.get_one(Event, event_id)
        make_up.ask_for_event(home.organiser, event, home.first[5:14] + home.first[16:], make_up.due_day(clock.today()))
    _say_why(place, home, now)
    _hand_in(place, home, now)
    _rules(place, home, now)


def _day(now: datetime, days: int) -> Any:
    return clock.local(now + timedelta(days=days)).date()


def _theme_day(place: Community, home: Any, unit_id: int, now: datetime, days: int, title: str) -> int:
    starts_at = hall_time(_day(now, days), 9, 30)
    with place.step(home.organiser, min(now, starts_at) - timedelta(days=5)):
        event = schedule.create(
            home.organiser, kind=EventKind.THEME_DAY, title=title, unit_id=unit_id, expected_unit_id=unit_id,
            theme_id=place.themes["入党"], room_id=place.classroom_id, starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=90), capacity=40,
        )  # fmt: skip
        schedule.release(event)
        return event.id


def _tasks() -> list[MakeUp]:
    return list(db.session.scalars(select(MakeUp).order_by(MakeUp.id)))


def _say_why(place: Community, home: Any, now: datetime) -> None:
    with place.step(home.secretary, now - timedelta(days=6)):
        for task, (reason, words) in zip(_tasks()[1:], REASONS, strict=False):
            make_up.say_why(task, task.version, reason, words)
            if reason is AbsenceReason.INCONVENIENT:
                make_up.choose_visit(task)


def _hand_in(place: Community, home: Any, now: datetime) -> None:
    """Two read a piece and wrote a sentence; one was accepted, one waits."""
    sentences = ("当年举手宣誓的样子，我一辈子记得。", "誓词四句话，我每天早上念一遍。")
    for turn, sentence in enumerate(sentences):
        with place.step(home.secretary, now - timedelta(days=4, hours=-turn)):
            task, piece = _tasks()[1 + turn], _piece(turn)
            make_up.choose_piece(task, piece)
            answer = answers.hand_in(db.session.get_one(Person, task.person_id), courseware=piece, text=sentence)
            number = answer.id
        if turn == 0:
            with place.step(home.organiser, now - timedelta(days=3)):
                answers.accept(db.session.get_one(type(answer), number))


def _piece(turn: int) -> Courseware:
    query = select(Courseware).where(Courseware.stage.in_(READABLE)).order_by(Courseware.id)
    return db.session.scalars(query).all()[turn]


def _rules(place: Community, home: Any, now: datetime) -> None:
    with place.step(home.organiser, now - timedelta(days=2)):
        unit = db.session.get_one(Unit, place.root_id)
        for turn, (kind, words, reason) in enumerate(
            ((None, "", "年底前大家都读一读"), (AudienceKind.EDUCATION, "初中", "字大、句短，适合慢慢看"))
        ):
            lists.write_rule(unit, "", _values(kind, words, reason, courseware_id=_piece(2 + turn).id))
        coming = select(Event).where(Event.kind == EventKind.FILM, Event.public_starts_at > now)
        film = db.session.scalars(coming.order_by(Event.public_starts_at)).first()
        if film is not None:
            lists.write_rule(unit, "", _values(AudienceKind.CATEGORY, "", "", place.categories[0], event_id=film.id))
        lists.push(db.session.scalars(select(ListRule).order_by(ListRule.id)).all()[0])


def _values(kind: Any, words: str, reason: str, category_id: int | None = None, **thing: int) -> dict[str, Any]:
    things = {"course_id": None, "courseware_id": None, "event_id": None, **thing}
    days = {"from_on": clock.today(), "until_on": clock.today() + timedelta(days=60)}
    return {
        **things, **days, "audience_kind": kind, "category_id": category_id, "words": words, "reason": reason,
        "is_required": False,
    }  # fmt: skip
