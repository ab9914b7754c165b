"""Several questions in one statement: each is answered as if it had been asked alone."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select

from partyedu.core import clock, navigation
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.together import ask_together
from partyedu.organisation.models import Person, PersonKind, Unit, UnitKind
from partyedu.schedule.models import CalendarDay, DayKind, Event, EventKind, EventStatus, Theme


@pytest.fixture
def filled(each_database):
    """A few rows of every type of column."""
    with each_database.app_context():
        root = db.session.scalars(select(Unit)).one()
        for number, name in enumerate(("丙", "甲", "乙")):
            db.session.add(Person(kind=PersonKind.MEMBER, name=name, unit_id=root.id, created_at=clock.now()))
            starts_at = clock.now() + timedelta(days=number)
            db.session.add(
                Event(
                    kind=EventKind.FILM,
                    title=name,
                    unit_id=root.id,
                    starts_at=starts_at,
                    created_at=clock.now(),
                    ends_at=starts_at + timedelta(hours=1),
                    status=EventStatus.DRAFT,
                )
            )
        db.session.add(CalendarDay(on=date(2026, 10, 1), kind=DayKind.HOLIDAY, name="国庆节"))
        db.session.commit()
        yield


def questions():
    """Different columns, types, orders; nothing, one row, several."""
    return (
        select(Event.id, Event.kind, Event.title, Event.starts_at, Event.status).order_by(Event.starts_at.desc()),
        select(func.count(), func.min(Event.starts_at)).select_from(Event),
        select(Person.name, Unit.name, Unit.path)
        .join(Unit, Person.unit_id == Unit.id)
        .order_by(Person.name.desc())
        .limit(2),
        select(Person.id, Person.name).where(Person.name == "没有这人"),
        select(CalendarDay.on, CalendarDay.kind, CalendarDay.id > 0, CalendarDay.name),
        select(Unit.kind, func.count()).group_by(Unit.kind),
        select(Theme.name, Theme.archived_at, Theme.position).order_by(Theme.position.desc()),
        select(Event.title).where(Event.id.in_(select(Event.id).limit(1))),
    )


def test_every_question_is_answered_as_if_asked_alone(filled):
    apart = [[tuple(row) for row in db.session.execute(query)] for query in questions()]
    together = ask_together(*questions())
    assert [[tuple(row) for row in rows] for rows in together] == apart
    assert [len(rows) for rows in together] == [3, 1, 2, 0, 1, 1, 4, 1]
    newest = together[0][0]
    assert (newest.kind, newest.starts_at.tzinfo) == (EventKind.FILM, clock.now().tzinfo)
    assert together[5] == [(UnitKind.COMMUNITY, 1)]


def test_one_question_and_none_are_asked_as_they_are(filled):
    [rows] = ask_together(select(Theme.name).order_by(Theme.position).limit(1))
    assert [row.name for row in rows] == ["入党"]
    assert ask_together() == []


def test_what_waits_is_one_statement_however_many_features_there_are(app):
    def questions_of(number):
        def questions(_actor):
            yield navigation.Question(
                select(func.count()).select_from(Theme),
                lambda rows: [navigation.Waiting(f"{rows[0][0]}", "去看看", f"/{number}", weight=number)],
            )

        return questions

    counted = []

    def note(_connection, _cursor, statement, *_rest):
        counted.append(statement)

    with app.test_request_context():
        engine, standing = db.engine, app.extensions["partyedu-waiting"]
        app.extensions["partyedu-waiting"] = [questions_of(number) for number in range(30)]
        event.listen(engine, "before_cursor_execute", note)
        try:
            found = navigation.waiting_for(Actor(name="甲"))
        finally:
            app.extensions["partyedu-waiting"] = standing
            event.remove(engine, "before_cursor_execute", note)
    assert [item.url for item in found] == [f"/{number}" for number in range(30)]
    assert {item.text for item in found} == {"4"}
    assert len([statement for statement in counted if statement.startswith("SELECT")]) == 1
