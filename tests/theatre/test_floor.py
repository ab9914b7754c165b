"""The floor: hands in a fair order, questions with and without a name, people without a phone beside the others."""

from datetime import timedelta

import pytest
from factories import Factory
from sqlalchemy import select
from time_machine import travel

from partyedu.accounts.models import Role
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import clock, personal
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.audit import AuditRow
from partyedu.core.db import db, transaction
from partyedu.organisation.models import Person, PublicName
from partyedu.schedule.models import Event
from partyedu.theatre import operations, queries
from partyedu.theatre.models import FloorQuestion, HandState, QuestionState, RaisedHand
from partyedu.theatre.operations.floor import asking, raising


@pytest.fixture
def present(app, make: Factory, hall):
    """Makes a member who has checked in."""

    def come(name: str) -> Person:
        person = make.member(name)
        with app.app_context(), transaction():
            row = {"event_id": hall.event.id, "person_id": person.id, "at": clock.now()}
            db.session.add(Attendance(state=AttendanceState.PRESENT, via=Via.QR, **row))
        return person

    return come


@pytest.fixture
def floor(hall) -> str:
    """The address at which phones take part."""
    return f"/theatre/{hall.event.id}/floor"


@pytest.fixture(autouse=True)
def _nobody_has_asked():
    """What the process remembers of phones that asked goes with each test: their rows have the same numbers."""
    asking.forget()
    raising.forget()


def queue(host) -> list[str]:
    """The names of those in line, as the host reads them."""
    return [tag.get_text() for tag in host.look().all(".in-line .person b")]


def hand(make: Factory, name: str) -> RaisedHand:
    person = make.get(Person, name=name)
    return make.rows(RaisedHand, person_id=person.id)[-1]


def test_who_checked_in_raises_a_hand_and_sees_the_place(make: Factory, visit, hall, host, present, floor) -> None:
    one, two = visit(present("甲手")), visit(present("乙手"))
    for phone in (one, two, two):  # pressed twice it is one hand
        assert phone.post(f"{floor}/hand", follow=True).status == 200
    assert "您排在第 1 位" in one.get(floor).text and "您排在第 2 位" in two.get(floor).text
    assert queue(host) == ["甲手", "乙手"]
    one.post(f"{floor}/hand/lower")
    assert "您排在第 1 位" in two.get(floor).text and "我要发言" in one.get(floor).text


def test_who_did_not_check_in_is_led_to_the_check_in(make: Factory, visit, hall, floor) -> None:
    phone = visit(make.member())
    assert "签到以后" in phone.get(floor).text
    refused = phone.post(f"{floor}/hand", htmx=True)
    assert refused.status == 422 and "先签到，才能举手发言" in refused.text
    asked = phone.post(f"{floor}/questions", {"text": "问", "form_key": "k"}, htmx=True)
    assert asked.status == 422 and "先签到，才能提问" in asked.text


def test_who_has_no_phone_is_written_down_at_the_desk(make: Factory, hall, host, floor) -> None:
    member = make.member("丁无机")
    url = f"/theatre/{hall.event.id}/hands"
    assert host.visitor.post(url, {"person": "丁无机", "person_id": member.id}, htmx=True).status == 200
    again = host.visitor.post(url, {"person": "丁无机", "person_id": member.id}, htmx=True)
    assert again.status == 422 and "已经在排队了" in again.text
    host.visitor.post(url, {"name": "来听课的大嫂"}, htmx=True)
    assert queue(host) == ["丁无机", "来听课的大嫂"]
    nobody = host.visitor.post(url, {}, htmx=True)
    assert nobody.status == 422 and "请写是谁要发言" in nobody.text


def test_who_has_not_spoken_today_comes_first(make: Factory, visit, hall, host, present, floor) -> None:
    phones = {name: visit(present(name)) for name in ("甲手", "乙手")}
    phones["甲手"].post(f"{floor}/hand")
    url = f"/theatre/{hall.event.id}/hands/{hand(make, '甲手').id}"
    for verb in ("call", "begin", "finish"):
        assert host.visitor.post(f"{url}/{verb}").status == 303
    phones["甲手"].post(f"{floor}/hand")
    phones["乙手"].post(f"{floor}/hand")
    assert queue(host) == ["乙手", "甲手"]
    assert "今天讲过" in host.look().all(".in-line li")[1].get_text()


def test_a_speaker_of_the_programme_has_spoken_today(app, make: Factory, visit, hall, host, present, floor) -> None:
    with app.app_context(), transaction():
        row = {"event_id": hall.event.id, "person_id": hall.people[0].id, "at": clock.now()}
        db.session.add(Attendance(state=AttendanceState.PRESENT, via=Via.QR, **row))
    for step in ("start", "next", "next"):
        host.press(step)
    visit(hall.people[0]).post(f"{floor}/hand")
    visit(present("乙手")).post(f"{floor}/hand")
    assert queue(host) == ["乙手", "甲讲"]


def test_called_on_the_phone_and_one_speaks_at_a_time(make: Factory, visit, hall, host, present, floor) -> None:
    phones = {name: visit(present(name)) for name in ("甲手", "乙手")}
    for phone in phones.values():
        phone.post(f"{floor}/hand")
    urls = [f"/theatre/{hall.event.id}/hands/{hand(make, name).id}" for name in phones]
    host.visitor.post(f"{urls[0]}/call")
    assert "请您发言" in phones["甲手"].get(floor).text
    host.visitor.post(f"{urls[0]}/begin")
    assert "您正在发言" in phones["甲手"].get(floor).text
    host.visitor.post(f"{urls[1]}/begin")
    assert (hand(make, "甲手").state, hand(make, "乙手").state) == (HandState.DONE, HandState.SPEAKING)
    late = host.visitor.post(f"{urls[0]}/call", htmx=True)
    assert late.status == 422 and "已经不在等了" in late.text


def test_a_question_without_a_name_leads_to_nobody(make: Factory, visit, hall, host, present, floor) -> None:
    phone = visit(present("戊问"))
    phone.post(f"{floor}/questions", {"text": "食堂几点开？", "form_key": "one"})
    phone.post(f"{floor}/questions", {"text": "食堂几点开？", "form_key": "one"})
    [question] = make.rows(FloorQuestion)
    assert question.person_id is None and question.asked_at.second == 0
    assert not [row for row in make.rows(AuditRow) if row.table == "floor_question"]
    page = host.look()
    assert "没写名字" in page.one(".from-floor").get_text() and "戊问" not in page.one(".from-floor").get_text()
    assert "食堂几点开" not in phone.get(floor).text  # not even their own phone tells


def test_a_signed_question_is_chosen_and_shown_as_its_author_allows(
    app, make: Factory, visit, hall, host, present, floor
) -> None:
    author = present("戊问者")
    with app.app_context(), transaction():
        db.session.get(Person, author.id).public_name = PublicName.SURNAME
    visit(author).post(f"{floor}/questions", {"text": "路灯何时修？", "is_signed": "y", "form_key": "one"})
    [question] = make.rows(FloorQuestion)
    assert "戊问者" in host.look().one(".from-floor").get_text()
    host.visitor.post(f"/theatre/{hall.event.id}/questions/{question.id}/choose")
    with app.app_context():
        [shown] = queries.bill_of(hall.event.id).questions
    assert (shown.text, shown.name) == ("路灯何时修？", "戊老师")
    host.visitor.post(f"/theatre/{hall.event.id}/questions/{question.id}/put")
    with app.app_context():
        assert queries.bill_of(hall.event.id).questions == []
    assert "问过了" in visit(author).get(floor).text


@pytest.mark.parametrize(("text", "sentence"), [("", "请填写"), ("问" * 301, "最多"), ("11010519491231002X", "身份证")])
def test_questions_that_cannot_be_taken(make, visit, hall, present, floor, text, sentence) -> None:
    answer = visit(present("戊问")).post(f"{floor}/questions", {"text": text, "form_key": "k"}, htmx=True)
    assert answer.status == 422 and sentence in answer.text
    assert not make.rows(FloorQuestion)


def test_one_phone_does_not_ask_all_the_questions(visit, hall, present, floor) -> None:
    phone = visit(present("戊问"))
    for number in range(5):
        assert phone.post(f"{floor}/questions", {"text": f"问{number}", "form_key": f"k{number}"}).status == 303
    assert phone.post(f"{floor}/questions", {"text": "再问", "form_key": "k9"}).status == 429


def test_after_the_end_nobody_raises_a_hand(visit, hall, host, present, floor) -> None:
    phone = visit(present("甲手"))
    for step in ("start", "end"):
        host.press(step)
    page = phone.get(floor)
    assert "这一场结束了" in page.text
    links = [tag["href"] for tag in page.all("#hand a")]
    assert links == [f"/theatre/{hall.event.id}/rate", f"/discussions/{hall.event.id}"]
    assert all(phone.get(link).status == 200 for link in links)
    assert phone.post(f"{floor}/hand", htmx=True).status == 422


def test_only_those_who_run_the_session_lead_the_floor(make, visit, hall, present, floor) -> None:
    visit(present("甲手")).post(f"{floor}/hand")
    stranger = visit(make.staff(Role.ORGANISER, make.unit()))
    url = f"/theatre/{hall.event.id}/hands"
    assert stranger.post(f"{url}/{hand(make, '甲手').id}/call").status == 404
    assert stranger.post(url, {"name": "某"}).status == 404
    assert visit(make.member()).post(f"{floor}/hand/lower").status == 404


def test_names_go_some_weeks_after_the_session(app, make, visit, hall, present, floor) -> None:
    phone = visit(present("甲手"))
    phone.post(f"{floor}/hand")
    phone.post(f"{floor}/questions", {"text": "问", "is_signed": "y", "form_key": "k"})
    for days, left in ((29, 1), (31, 0)):
        with travel(clock.now() + timedelta(days=days)), app.app_context(), acting_as(MACHINE), transaction():
            operations.sweep_floor()
        assert len(make.rows(RaisedHand)) == left
    assert make.get(FloorQuestion).person_id is None and make.get(FloorQuestion).state is QuestionState.ASKED


def test_who_is_erased_leaves_no_hand_and_no_question(app, make, visit, hall, present, floor) -> None:
    person = present("甲手")
    phone = visit(person)
    phone.post(f"{floor}/hand")
    phone.post(f"{floor}/questions", {"text": "问", "is_signed": "y", "form_key": "k"})
    held = phone.get("/organisation/me/export.json").response.get_data(as_text=True)
    assert "举手发言" in held and "现场提问" in held
    with app.app_context(), acting_as(MACHINE), transaction():
        personal.erase(person.id)
        assert not db.session.scalars(select(RaisedHand)).all() and not db.session.scalars(select(FloorQuestion)).all()


def test_who_begins_early_opens_the_floor(app, visit, hall, host, present, floor) -> None:
    phone = visit(present("甲手"))
    with app.app_context(), transaction():
        event = db.session.get_one(Event, hall.event.id)
        event.starts_at = event.public_starts_at = clock.now() + timedelta(minutes=45)
        event.ends_at = event.public_ends_at = clock.now() + timedelta(minutes=105)
    assert "现在不能举手和提问" in phone.get(floor).text
    host.press("start")
    assert phone.get(floor).one("#hand form")


def test_home_leads_who_came_to_the_floor(visit, hall, host, present) -> None:
    phone = visit(present("甲手"))
    assert "可以举手发言" not in phone.get("/").text
    host.press("start")
    assert "可以举手发言" in phone.get("/").text


# --- phones and the speaker's clock -----------------------------------------------------------------------------------


def test_a_phone_is_told_nothing_while_nothing_changes(visit, hall, host) -> None:
    phone, url = visit(), f"/theatre/{hall.event.id}/now"
    region = phone.get(f"/theatre/{hall.event.id}").one("#on-stage")
    host.press("start")
    changed = phone.get(region["hx-get"], htmx=True)
    assert changed.status == 200 and "开场" in changed.one(".on-now").get_text()
    again = phone.get(changed.one("#on-stage")["hx-get"], htmx=True)
    assert (again.status, again.statements) == (204, [])
    assert phone.get(url).one("h1")
    assert visit().get("/theatre/999/now").status == 404


def test_another_session_does_not_stir_the_phones_of_this_one(make, visit, hall, host) -> None:
    host.press("start")
    phone = visit()
    region = phone.get(f"/theatre/{hall.event.id}/now").one("#on-stage")
    other = make.event("别处的一场", starts_at=clock.now())
    make.item(other, title="开场")
    type(host)(host.visitor, other.id).press("start")
    assert phone.get(region["hx-get"], htmx=True).status == 204


def test_the_speakers_clock_turns_amber_and_red(visit, hall, host) -> None:
    url = f"/theatre/{hall.event.id}/clock"
    with travel(clock.now(), tick=False) as time:
        host.press("start")
        page = visit().get(url)
        assert page.one("#digits").get_text() == "5:00" and "近" not in page.text
        assert page.one("#speakers-clock")["class"] == ["speakers-clock"]
        time.shift(timedelta(minutes=3, seconds=30))
        assert "near" in visit().get(url).one("#speakers-clock")["class"]
        time.shift(timedelta(minutes=2))
        late = visit().get(url)
        assert "over" in late.one("#speakers-clock")["class"] and late.one("#digits").get_text() == "0:30"
        assert "第一篇" in late.one(".then").get_text()


def test_the_speakers_clock_shows_nothing_of_a_draft(make, visit) -> None:
    assert visit().get(f"/theatre/{make.event(published=False).id}/clock").status == 404


def test_a_hand_does_not_go_up_and_down_all_the_time(make, visit, hall, present, floor) -> None:
    phone = visit(present("甲手"))
    for _time in range(10):
        phone.post(f"{floor}/hand")
        phone.post(f"{floor}/hand/lower")
    assert phone.post(f"{floor}/hand", htmx=True).status == 422
    assert len(make.rows(RaisedHand)) == 10


def test_a_question_with_a_members_telephone_is_not_put_on_the_screen(make, visit, hall, host, present, floor) -> None:
    make.member("己", phone="13911113333")
    visit(present("甲问")).post(f"{floor}/questions", {"text": "找老己，139 1111 3333？", "form_key": "k"})
    [question] = make.rows(FloorQuestion)
    answer = host.visitor.post(f"/theatre/{hall.event.id}/questions/{question.id}/choose", follow=True)
    assert "一位党员的电话" in answer.text
    assert make.get(FloorQuestion).state is QuestionState.ASKED
