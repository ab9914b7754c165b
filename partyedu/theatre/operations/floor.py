"""The floor: hands and questions, from phones and from the desk.

Who has no phone says so to a helper, who writes the name down: both stand in one queue. A question without a name has
no person in its row, and nothing else that leads to one: its minute is kept and no second, its change is recorded by
the day (``core.audit``), and how often a phone has asked is known to the memory of the process alone (``core.gate``).
Some weeks after the session the hands are deleted, and the questions lose their names.
"""

from datetime import timedelta

from sqlalchemy import select

from partyedu.core import audit, clock, watch
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.gate import Gate
from partyedu.core.words import _, _l
from partyedu.notices.queries import phones_of_members
from partyedu.organisation.models import Person
from partyedu.organisation.telephones import telephones_in
from partyedu.schedule.models import Event
from partyedu.theatre import queries
from partyedu.theatre.models import UP, FloorQuestion, HandState, QuestionState, RaisedHand

FORGOTTEN_AFTER = timedelta(days=30)
QUESTION_AT_MOST = 300  # characters
QUESTIONS_AT_ONCE = 5

asking = Gate(
    "floor", QUESTIONS_AT_ONCE, timedelta(minutes=10), _l("您刚刚提了好几个问题，请等 %(n)s 秒再提，也听听别人的。")
)

# Up and down again: each is a row, and every console and phone of the hall reads the queue anew.
raising = Gate("hand", 10, timedelta(minutes=10), _l("举手、放下得太勤了，请等 %(n)s 秒再举。"))


def raise_hand(event: Event, person_id: int) -> RaisedHand:
    """Somebody who checked in wants to speak; pressed twice it is one hand."""
    _refuse_closed(event)
    standing = queries.hand_of(event.id, person_id)
    if standing is not None:
        return standing
    if not queries.was_there(event.id, person_id):
        raise Problem(_("先签到，才能举手发言。"))
    raising.knock(f"{event.id}:{person_id}")
    return _up(RaisedHand(event_id=event.id, person_id=person_id))


def write_down(event: Event, person: Person | None, name: str = "") -> RaisedHand:
    """A helper writes down who wants to speak: somebody of the roster, or a name for somebody without a record."""
    _refuse_closed(event)
    if person is None and not name:
        raise Problem(_("请写是谁要发言。"), field="person")
    standing = queries.hand_of(event.id, person.id) if person else None
    if standing is not None:
        raise Problem(_("%(name)s已经在排队了。", name=person.name if person else name), field="person")
    hand = RaisedHand(event_id=event.id, person_id=person.id if person else None, name="" if person else name)
    hand.typed_by_id = audit.typist(person.id if person else None)
    return _up(hand)


def _up(hand: RaisedHand) -> RaisedHand:
    hand.raised_at, hand.state = clock.now(), HandState.WAITING
    db.session.add(hand)
    audit.record("raise-hand", hand, ["state"], on_behalf_of=hand.person_id if hand.typed_by_id else None)
    watch.touch("stage")
    return hand


def lower_hand(hand: RaisedHand) -> None:
    """Not after all."""
    if hand.state in (HandState.WAITING, HandState.CALLED):
        _turn(hand, HandState.WITHDRAWN)


def call(hand: RaisedHand) -> None:
    """The host asks them to speak; the phone says so."""
    if hand.state is not HandState.WAITING:
        raise Problem(_("这一位已经不在等了，请看现在的次序。"))
    _turn(hand, HandState.CALLED)


def begin_speaking(hand: RaisedHand) -> None:
    """They speak; who spoke before has finished by that."""
    if hand.state not in UP:
        raise Problem(_("这一位已经不在等了，请看现在的次序。"))
    others = select(RaisedHand).where(
        RaisedHand.event_id == hand.event_id, RaisedHand.state == HandState.SPEAKING, RaisedHand.id != hand.id
    )
    for other in db.session.scalars(others):
        _turn(other, HandState.DONE)
    _turn(hand, HandState.SPEAKING)


def finish_speaking(hand: RaisedHand) -> None:
    """They have spoken; raising the hand again puts them behind those who have not."""
    if hand.state in (HandState.CALLED, HandState.SPEAKING):
        _turn(hand, HandState.DONE)


def _turn(hand: RaisedHand, state: HandState) -> None:
    hand.state = state
    if state is HandState.SPEAKING:
        hand.began_at = clock.now()
    if state is HandState.DONE:
        hand.ended_at = clock.now()
    audit.record(f"hand-{state.value}", hand, ["state"])
    watch.touch("stage")


def ask_from_floor(event: Event, person_id: int, text: str, is_signed: bool, form_key: str) -> FloorQuestion:
    """Somebody who checked in asks, under their name or without one; a form that is sent twice is one question."""
    _refuse_closed(event)
    standing = queries.question_of_form(form_key)
    if standing is not None:
        return standing
    if not queries.was_there(event.id, person_id):
        raise Problem(_("先签到，才能提问。"))
    asking.knock(f"{event.id}:{person_id}")
    return _asked(event, person_id if is_signed else None, text, form_key)


def write_question_down(event: Event, text: str, form_key: str) -> FloorQuestion:
    """A helper writes down what somebody asks who has no phone; without a name."""
    _refuse_closed(event)
    return queries.question_of_form(form_key) or _asked(event, None, text, form_key)


def _asked(event: Event, person_id: int | None, text: str, form_key: str) -> FloorQuestion:
    if not text:
        raise Problem(_("请写您想问什么。"), field="text")
    minute = clock.now().replace(second=0, microsecond=0)
    question = FloorQuestion(
        event_id=event.id, person_id=person_id, text=text, asked_at=minute, form_key=form_key,
        state=QuestionState.ASKED,
    )  # fmt: skip
    db.session.add(question)
    if person_id is None:
        audit.record_anonymous("ask-from-floor", question)
    else:
        audit.record("ask-from-floor", question, ["text"])
    watch.touch("stage")
    return question


def sort_question(question: FloorQuestion, state: QuestionState) -> None:
    """The host chooses a question, has put it, sets it aside, or takes that back."""
    if state is QuestionState.CHOSEN and phones_of_members(telephones_in(question.text)):
        raise Problem(_("里面有一位党员的电话，不能放到大屏幕上。"))
    question.state = state
    audit.record(f"question-{state.value}", question, ["state"])
    watch.touch("stage", "screens")


def _refuse_closed(event: Event) -> None:
    if not queries.floor_is_open(event.id, clock.now()):
        raise Problem(_("现在不能举手和提问：这一场还没有开始，或者已经结束了。"))


def sweep_floor() -> None:
    """Hands of sessions long over are deleted, questions lose their names; what was asked stays in the record."""
    long_over = select(Event.id).where(Event.public_ends_at < clock.now() - FORGOTTEN_AFTER)
    hands = db.session.scalars(select(RaisedHand).where(RaisedHand.event_id.in_(long_over))).all()
    named = FloorQuestion.person_id.is_not(None)
    signed = db.session.scalars(select(FloorQuestion).where(FloorQuestion.event_id.in_(long_over), named)).all()
    for hand in hands:
        db.session.delete(hand)
    for question in signed:
        question.person_id = None
    audit.record_all("forget", "raised_hand", [(hand.id, ()) for hand in hands])
    audit.record_all("forget", "floor_question", [(question.id, ("person_id",)) for question in signed])
    db.session.flush()
