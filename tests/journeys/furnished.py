"""A house as it stands on an ordinary day, for the browsers: people, talks, one session each past, present, to come."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from factories import Factory
from flask import Flask

from partyedu.accounts.models import Role
from partyedu.app import create_app
from partyedu.attendance import codes
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock, migrations, watch
from partyedu.core.db import db
from partyedu.discussions.models import Discussion, Post, PostKind
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Event, EventPart
from partyedu.schedule.operations import write_face
from partyedu.speakers.models import TalkState
from partyedu.theatre.models import ItemKind, ItemState

STAFF = {"管理员": Role.ADMINISTRATOR, "组织干事": Role.ORGANISER, "评审员": Role.REVIEWER, "书记": Role.SECRETARY}
MEMBERS = ("甲一", "乙二", "丙三", "丁四", "戊五", "己六", "庚七", "辛八")


@dataclass(frozen=True)
class Furnished:
    """The numbers of what stands in the house."""

    branch: int
    past: int
    present: int
    coming: int
    submitted: int
    users: dict[str, str]  # what staff and members sign in with, by name


def furnish(data: Path) -> Furnished:
    """A set-up centre in a data folder, on its own migrations."""
    app = create_app(data, TESTING=True)
    with app.app_context():
        migrations.bring_up_to_date()
        Factory().centre()
        db.session.remove()
    furnished = _fill(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return furnished


def _fill(app: Flask) -> Furnished:
    make = Factory(app)
    users: dict[str, str] = {}
    for name, role in STAFF.items():
        users[name] = f"staff{make.staff(role, name=name).id}"
    branch, other = make.unit("第一支部"), make.unit("第二支部")
    people = [make.member(name, branch if place < 6 else other) for place, name in enumerate(MEMBERS)]
    users |= {person.name: person.phone for person in people}
    room = make.venue("社区中心")
    talks = [
        make.talk(people[0], "四十年一本账", theme=make.theme("学习")),
        make.talk(people[1], "一把刨子", theme=make.theme("创业"), minutes=9),
        make.talk(people[2], "奶奶的顶针", theme=make.theme("家风"), minutes=10),
    ]
    submitted = make.talk(
        people[3], "夜校的灯", TalkState.SUBMITTED, make.theme("入党"), text="那年冬天。\n灯一直亮着。"
    )
    now = clock.now().replace(second=0, microsecond=0)
    sessions = {}
    for title, starts_at, acts in (
        ("上个月的故事", now - timedelta(days=9), talks[1:2]),
        ("我的学习故事", now - timedelta(minutes=6), talks[:2]),
        ("家风代代传", now + timedelta(days=3), talks[2:]),
    ):
        event = sessions[title] = make.event(
            title, starts_at, unit=branch, expected_unit_id=branch.id, theme_id=make.theme().id, capacity=2,
            place="社区中心 二楼大厅", open_to_residents=True, people=((people[4], EventPart.HOST),),
        )  # fmt: skip
        state = ItemState.GIVEN if starts_at < now - timedelta(days=1) else ItemState.PLANNED
        make.item(event, title="开场", kind=ItemKind.OPENING, minutes=5, state=state)
        for talk in acts:
            make.item(event, talk, state=state)
        make.item(event, title="提问", kind=ItemKind.QUESTIONS, minutes=15, state=state)
    past = sessions["上个月的故事"]
    with app.app_context():
        _held(past, [person.id for person in people[:5]])
    assert room is not None
    return Furnished(branch.id, past.id, sessions["我的学习故事"].id, sessions["家风代代传"].id, submitted.id, users)


def _held(event: Event, there: list[int]) -> None:
    """Who came, and what they said."""
    for person_id in there:
        state = AttendanceState.LATE if person_id == there[-1] else AttendanceState.PRESENT
        db.session.add(Attendance(event_id=event.id, person_id=person_id, state=state, via=Via.QR, at=event.starts_at))
    discussion = Discussion(event_id=event.id, prepared_at=event.starts_at, questions="最难忘的是哪一句？")
    db.session.add(discussion)
    db.session.flush()
    db.session.add(
        Post(
            discussion_id=discussion.id, person_id=there[0], kind=PostKind.REFLECTION, text="听完想起自己的师傅。",
            written_at=event.ends_at + timedelta(hours=1),
        )
    )  # fmt: skip
    db.session.commit()


@contextmanager
def inside(app: Flask) -> Iterator[None]:
    """Change something past the pages, as time and other people do; what is kept in memory forgets it."""
    with app.app_context():
        yield
        db.session.commit()
        watch.forget()


def ends_now(app: Flask, event_id: int) -> None:
    """The session is over: it began an hour and a half ago and has just ended."""
    with inside(app):
        event = db.session.get_one(Event, event_id)
        now: datetime = clock.now()
        event.starts_at, event.ends_at = now - timedelta(minutes=90), now - timedelta(minutes=1)
        write_face(event)


def code_of(app: Flask, event_id: int) -> codes.Code:
    """The check-in code of an event now."""
    with app.app_context():
        return codes.current(db.session.get_one(Event, event_id))


def unit_id(app: Flask, name: str) -> int:
    """The number of a unit."""
    with app.app_context():
        return db.session.scalars(db.select(Unit.id).filter_by(name=name)).one()
