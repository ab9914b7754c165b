"""A question made ready once: its answer is that of the ordinary road, on every database."""

import pytest
from factories import Factory
from sqlalchemy import bindparam, event, select, text
from sqlalchemy.exc import DBAPIError

from partyedu.core import clock
from partyedu.core.db import Prepared, db, reading
from partyedu.organisation.models import Person, PersonKind
from partyedu.schedule.models import Event


def test_values_go_in_and_come_out_with_the_types_of_their_columns(each_database):
    make = Factory(each_database)
    make.event("开课")
    member = make.member("陈甲")
    people = Prepared(lambda: select(Person.id, Person.kind).where(Person.name == bindparam("name")))
    begun = Prepared(lambda: select(Event.starts_at).where(Event.starts_at < bindparam("until")))
    with each_database.app_context():
        assert people.rows(name="陈甲") == [(member.id, PersonKind.MEMBER)]
        assert people.rows(name="nobody") == []
        far = clock.now().replace(year=2200)
        assert begun.rows(until=far) == [tuple(row) for row in db.session.execute(select(Event.starts_at))]


def test_whoever_counts_statements_hears_of_it(each_database):
    heard = []
    with each_database.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *told: heard.append(told[2]))
        Prepared(lambda: select(Person.id)).rows()
    assert [statement.split()[0] for statement in heard] == ["SELECT"]


def test_what_fails_is_an_error_of_sqlalchemy_and_the_next_question_is_answered(each_database):
    with each_database.app_context():
        with pytest.raises(DBAPIError):
            Prepared(lambda: select(text("nothing.of_the_kind"))).rows()
        assert Prepared(lambda: select(Person.id).where(Person.id < 0)).rows() == []


def test_a_question_alone_needs_no_transaction(each_database):
    """On PostgreSQL: neither a beginning nor an end goes to the server, and the connection comes back as it was."""
    alone = []
    with each_database.app_context():
        on_postgres = db.engine.name == "postgresql"
        if on_postgres:
            event.listen(db.engine, "before_cursor_execute", lambda *told: alone.append(told[1].connection.autocommit))
        Prepared(lambda: select(Person.id)).rows()
        with reading():
            db.session.scalars(select(Person.id)).all()
    assert alone == ([True, False] if on_postgres else [])
