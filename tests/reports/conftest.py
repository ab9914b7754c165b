"""A session that was held, with all that belongs to its file."""

from datetime import timedelta

import pytest

from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.discussions.models import (
    Discussion,
    GroupRecord,
    GroupRecordPerson,
    Matter,
    MatterChannel,
    MatterState,
    Post,
    PostKind,
)
from partyedu.organisation.models import Person, Unit
from partyedu.schedule.models import Event, EventPart
from partyedu.theatre.models import ItemState


class Held:
    """A session of the first branch a fortnight ago, and rows that one can add to it."""

    def __init__(self, app, make) -> None:
        self.app, self.make = app, make
        self.unit: Unit = make.unit("第一支部")
        self.other: Unit = make.unit("第二支部")
        self.speaker: Person = make.member("甲一", self.unit)
        self.listener: Person = make.member("乙二", self.unit)
        self.silent: Person = make.member("丙三", self.unit)
        self.event: Event = self.session("我的学习故事")
        self.talk = make.talk(self.speaker, "四十年一本账")
        self.item = self.on_stage(self.event, self.talk)

    def session(self, title, days_ago=14, unit=None, **more) -> Event:
        starts_at = (clock.now() - timedelta(days=days_ago)).replace(minute=0, second=0, microsecond=0)
        more.setdefault("people", ((self.speaker, EventPart.SPEAKER),))
        more.setdefault("theme_id", self.make.theme().id)
        return self.make.event(
            title, starts_at, unit=unit or self.unit, place="社区广场", expected_unit_id=self.unit.id, **more
        )

    def on_stage(self, event, talk, **more):
        more.setdefault("state", ItemState.GIVEN)
        more.setdefault("public_position", 1)
        return self.make.item(event, talk, public_title=talk.title, public_minutes=talk.minutes, **more)

    def add(self, *rows):
        with self.app.app_context():
            db.session().expire_on_commit = False
            db.session.add_all(rows)
            db.session.commit()
            db.session.expunge_all()
        return rows[0]

    def there(self, person, state=AttendanceState.PRESENT, event=None):
        event = event or self.event
        return self.add(
            Attendance(event_id=event.id, person_id=person.id, state=state, via=Via.DESK, at=event.starts_at)
        )

    def discussed(self, event=None, person=None, text="听了很受启发。"):
        event, person = event or self.event, person or self.listener
        rows = self.make.rows(Discussion, event_id=event.id)
        discussion = rows[0] if rows else self.add(Discussion(event_id=event.id, prepared_at=event.starts_at))
        self.add(
            Post(
                discussion_id=discussion.id, person_id=person.id, kind=PostKind.REFLECTION, text=text,
                written_at=event.ends_at + timedelta(hours=1),
            )
        )  # fmt: skip
        return discussion

    def group_record(self, text="大家说巷口的灯坏了。", *people):
        discussion = self.discussed()
        record = self.add(
            GroupRecord(
                discussion_id=discussion.id, unit_id=self.unit.id, held_on=clock.today(), text=text,
                typed_at=clock.now(),
            )
        )  # fmt: skip
        for person in people:
            self.add(GroupRecordPerson(group_record_id=record.id, person_id=person.id))
        return record

    def matter(self, title="修巷口的灯", state=MatterState.CLOSED, **more):
        closed = clock.now() if state is MatterState.CLOSED else None
        more.setdefault("unit_id", self.unit.id)
        return self.add(
            Matter(
                event_id=self.event.id, channel=MatterChannel.POST, title=title, raised_at=self.event.ends_at,
                state=state, closed_at=closed, **more,
            )
        )  # fmt: skip


@pytest.fixture
def held(app, make) -> Held:
    """See ``Held``."""
    return Held(app, make)
