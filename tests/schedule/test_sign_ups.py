"""Seats, the waiting list, leave."""

from datetime import timedelta

from partyedu.core import clock
from partyedu.core.actor import Actor, acting_as
from partyedu.core.db import db
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import Person
from partyedu.schedule import operations
from partyedu.schedule.models import Event, SignUp, SignUpState


def act(app, name, event, person, *more):
    """One operation of a person for themselves, in a transaction of its own."""
    with app.app_context(), acting_as(Actor(name=person.name, person_id=person.id)):
        row = getattr(operations, name)(db.session.get(Event, event.id), db.session.get(Person, person.id), *more)
        state = row.state
        db.session.commit()
    return state


def test_the_waiting_list_moves_up_by_time_of_entering_and_they_are_told(app, make):
    event = make.event(capacity=2, starts_at=clock.now() + timedelta(days=2))
    people = [make.member(f"乙{number}") for number in range(5)]
    states = [act(app, "sign_up", event, person) for person in people]
    assert states == [SignUpState.SIGNED_UP] * 2 + [SignUpState.WAITING] * 3

    act(app, "withdraw", event, people[3])
    act(app, "ask_leave", event, people[0], "要带孙子看病")
    assert make.get(SignUp, person_id=people[2].id).state is SignUpState.SIGNED_UP
    assert make.get(SignUp, person_id=people[2].id).moved_up_at is not None
    assert make.get(SignUp, person_id=people[4].id).state is SignUpState.WAITING
    told = make.rows(Notice, kind=NoticeKind.MOVED_UP)
    assert [(row.person_id, row.about) for row in told] == [(people[2].id, f"event:{event.id}")]


def test_signing_up_twice_is_one_row_and_entering_anew_is_at_the_end(app, make):
    event = make.event(capacity=1)
    first, second, third = make.member(), make.member(), make.member()
    act(app, "sign_up", event, first)
    assert act(app, "sign_up", event, first) is SignUpState.SIGNED_UP
    act(app, "sign_up", event, second)
    act(app, "withdraw", event, second)
    act(app, "sign_up", event, third)
    act(app, "sign_up", event, second)
    act(app, "withdraw", event, first)
    assert make.get(SignUp, person_id=third.id).state is SignUpState.SIGNED_UP
    assert make.get(SignUp, person_id=second.id).state is SignUpState.WAITING
    assert len(make.rows(SignUp)) == 3
