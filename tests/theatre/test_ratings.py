"""Talks are rated without a name: nothing in the database leads from a rating to a person."""

from datetime import timedelta

import pytest
import time_machine
from factories import Factory

from partyedu.accounts.models import Role
from partyedu.admin import nightly
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import ballots, clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.audit import AnonymousAuditRow, AuditRow
from partyedu.core.ballots import BallotBox, SealedBallot
from partyedu.core.db import db
from partyedu.schedule.models import EventStatus
from partyedu.speakers.models import TalkState
from partyedu.theatre.models import ItemState, ProgrammeItem, RatingGiven, TalkRating


@pytest.fixture
def held(make: Factory):
    """A session that is over, with a talk: (event, speaker, talk)."""
    event = make.event("讲完的一场", starts_at=clock.now() - timedelta(hours=3), minutes=60)
    speaker = make.member("甲讲")
    talk = make.talk(speaker)
    make.item(event, talk)
    return event, speaker, talk


def there(make: Factory, event, person, state: AttendanceState = AttendanceState.PRESENT):
    with make._session():
        db.session.add(Attendance(event_id=event.id, person_id=person.id, state=state, via=Via.DESK, at=clock.now()))
    return person


def waiting(make: Factory, event) -> dict[int, int]:
    """How many ratings of each talk wait sealed."""
    with make._session():
        return dict(ballots.waiting("theatre", event.id))


def give(make: Factory, visit, event, talk, stars: int, words: str = "") -> None:
    listener = visit(there(make, event, make.member()))
    answer = listener.submit(f"/theatre/{event.id}/rate", **{f"stars-{talk.id}": str(stars), f"words-{talk.id}": words})
    assert answer.status == 303


def test_who_was_there_rates_once(make: Factory, visit, held) -> None:
    event, _speaker, talk = held
    listener = visit(there(make, event, make.member()))
    assert "给《讲完的一场》的讲述打个分" in listener.get("/").text
    page = f"/theatre/{event.id}/rate"
    empty = listener.submit(page)
    assert empty.status == 422 and "请至少给一篇讲述打星" in " ".join(empty.errors())
    assert listener.submit(page, **{f"stars-{talk.id}": "5"}).status == 303
    assert "您已经评过这一场了" in listener.get(page).text
    again = listener.post(page, {f"stars-{talk.id}": "1"})
    assert again.status == 422 and "您已经评过这一场了" in again.text
    assert waiting(make, event) == {talk.id: 1}
    for stars in (4, 4, 4, 4):
        give(make, visit, event, talk, stars)
    assert sorted(row.stars for row in make.rows(TalkRating)) == [4, 4, 4, 4, 5]


def test_who_was_not_there_and_the_speaker_do_not_rate(make: Factory, visit, held) -> None:
    event, speaker, talk = held
    absent, excused = make.member(), there(make, event, make.member(), AttendanceState.LEAVE)
    for person in (absent, excused, make.staff(Role.ORGANISER)):
        assert visit(person).get(f"/theatre/{event.id}/rate").status == 404
        assert visit(person).post(f"/theatre/{event.id}/rate", {f"stars-{talk.id}": "5"}).status == 404
    own = visit(there(make, event, speaker))
    assert "没有要打分的讲述" in own.get(f"/theatre/{event.id}/rate").text
    assert own.post(f"/theatre/{event.id}/rate", {f"stars-{talk.id}": "5"}).status == 422
    assert make.rows(RatingGiven) == make.rows(SealedBallot) == []


def test_nothing_leads_from_a_rating_to_a_person(app, make: Factory, visit, held) -> None:
    event, _speaker, talk = held
    assert set(TalkRating.__table__.columns.keys()) == {
        "key", "talk_id", "event_id", "stars", "words", "on_paper",
    }  # fmt: skip
    assert set(RatingGiven.__table__.columns.keys()) == {"event_id", "person_id"}
    order = [3, 1, 5, 2, 4, 1, 5, 3]
    for number, stars in enumerate(order):
        give(make, visit, event, talk, stars, f"第{number}个写的")
    assert make.rows(AuditRow, action="rate") == []
    rows = make.rows(AnonymousAuditRow)
    assert len(rows) == len(order)
    assert {(row.day, row.action, row.table, row.row_id) for row in rows} == {
        (clock.today(), "rate", "event", event.id)
    }
    with app.app_context():
        kept = list(db.session.execute(db.text("select key, words from talk_rating")))
        if db.engine.dialect.name == "sqlite":
            tables = " ".join(
                db.session.scalars(db.text("select sql from sqlite_master where tbl_name = 'talk_rating'"))
            )
            assert "WITHOUT ROWID" in tables
            assert kept == sorted(kept)  # the file holds them by random key, not as they came
    assert {words for _key, words in kept} == {f"第{number}个写的" for number in range(len(order))}


def test_results_from_five_answers_up_to_speaker_reviewer_organiser(make: Factory, visit, held) -> None:
    event, speaker, talk = held
    for stars in (5, 4, 4, 5):
        give(make, visit, event, talk, stars, "讲得真好")
    url = f"/theatre/{event.id}/ratings"
    readers = [visit(person) for person in (speaker, make.staff(Role.REVIEWER), make.staff(Role.ORGANISER))]
    for reader in readers:
        page = reader.get(url)
        assert "评的人还不到 5 个" in page.text and "讲得真好" not in page.text and "颗星 ·" not in page.text
    give(make, visit, event, talk, 2)
    for reader in readers:
        page = reader.get(url)
        assert "平均 4.0 颗星" in page.text and "5 个人评过" in page.text and "讲得真好" in page.text
    for person in (make.member(), make.staff(Role.ORGANISER, make.unit()), make.staff(Role.REVIEWER, make.unit())):
        assert visit(person).get(url).status == 404
    assert visit().get(url).location.startswith("/sign-in")


def test_a_late_answer_cannot_be_read_off_by_looking_before_and_after(make: Factory, visit, held) -> None:
    event, speaker, talk = held
    for stars in (5, 5, 5, 5, 5):
        give(make, visit, event, talk, stars)
    reader, url = visit(speaker), f"/theatre/{event.id}/ratings"
    assert "5 个人评过" in reader.get(url).text
    for stars in (1, 2):
        give(make, visit, event, talk, stars, "说得太快")
        page = reader.get(url)
        assert "平均 5.0 颗星" in page.text and "5 个人评过" in page.text and "说得太快" not in page.text
    give(make, visit, event, talk, 3)
    page = reader.get(url)
    assert "平均 3.9 颗星" in page.text and "8 个人评过" in page.text and "说得太快" in page.text


def test_made_up_slips_do_not_lay_one_answer_open(make: Factory, visit, held) -> None:
    event, _speaker, talk = held
    staff, url = visit(make.staff(Role.ORGANISER)), f"/theatre/{event.id}/ratings"
    give(make, visit, event, talk, 1, "说得太快")
    for _one in range(9):
        there(make, event, make.member())
    assert staff.submit(f"/theatre/{event.id}/rate/paper", **{f"n-{talk.id}-5": "4"}).status == 303
    assert "评的人还不到 5 个" in staff.get(url).text
    assert staff.submit(f"/theatre/{event.id}/rate/paper", **{f"n-{talk.id}-5": "1"}).status == 303
    page = staff.get(url)
    assert "平均 5.0 颗星" in page.text and "5 个人评过" in page.text and "说得太快" not in page.text
    assert make.rows(TalkRating, on_paper=False) == []


def test_a_speaker_reads_only_their_own(make: Factory, visit, held) -> None:
    event, speaker, _talk = held
    make.item(event, make.talk(make.member("乙讲"), "别人的故事"))
    page = visit(speaker).get(f"/theatre/{event.id}/ratings")
    assert "四十年一本账" in page.text and "别人的故事" not in page.text


def test_paper_slips_are_typed_in_up_to_the_number_there(make: Factory, visit, held) -> None:
    event, _speaker, talk = held
    staff, url = visit(make.staff(Role.ORGANISER)), f"/theatre/{event.id}/rate/paper"
    for _one in range(3):
        there(make, event, make.member())
    too_many = staff.submit(url, **{f"n-{talk.id}-5": "3", f"n-{talk.id}-4": "1"})
    assert too_many.status == 422 and "会超过到场人数（3 人）" in " ".join(too_many.errors())
    assert too_many.one(f"input[name=n-{talk.id}-5]")["value"] == "3"
    assert staff.submit(url, **{f"n-{talk.id}-5": "2", f"n-{talk.id}-1": "1"}).status == 303
    assert waiting(make, event) == {talk.id: 3}
    assert staff.submit(url, **{f"n-{talk.id}-5": "1"}).status == 422
    assert staff.submit(url).status == 422
    assert "☆☆☆☆☆" in staff.get(f"/theatre/{event.id}/rate/slips").text
    assert visit(make.staff(Role.ORGANISER, make.unit())).get(url).status == 404


def test_a_withdrawn_talk_is_not_rated(make: Factory, visit) -> None:
    event = make.event("讲完的一场", starts_at=clock.now() - timedelta(hours=3), minutes=60)
    make.item(event, make.talk(make.member(), state=TalkState.WITHDRAWN))
    listener = visit(there(make, event, make.member()))
    assert "没有要打分的讲述" in listener.get(f"/theatre/{event.id}/rate").text


def test_a_session_ahead_cannot_be_rated(make: Factory, visit) -> None:
    event = make.event()
    make.item(event, make.talk(make.member()))
    assert visit(there(make, event, make.member())).get(f"/theatre/{event.id}/rate").status == 404


def test_a_session_that_was_cancelled_afterwards_takes_no_ratings_and_says_so(make: Factory, visit, held) -> None:
    event, _speaker, talk = held
    listener, url = visit(there(make, event, make.member())), f"/theatre/{event.id}/rate"
    page = listener.get(url).form(url)
    with make._session():
        db.session.get_one(type(event), event.id).status = EventStatus.CANCELLED
    assert "这一场取消了，不用评分" in listener.get(url).text
    refused = listener.post(url, page | {f"stars-{talk.id}": "5"})
    assert refused.status == 422 and "这一场取消了，不用评分" in refused.text
    assert make.rows(RatingGiven) == make.rows(SealedBallot) == []


def test_after_thirty_days_no_ratings_are_taken_and_the_page_says_so(make: Factory, visit, held) -> None:
    event, _speaker, talk = held
    person, url = there(make, event, make.member()), f"/theatre/{event.id}/rate"
    with time_machine.travel(clock.now() + timedelta(days=30), tick=False):
        listener = visit(person)
        assert "已经过了三十天" in listener.get(url).text
        refused = listener.post(url, {f"stars-{talk.id}": "5"})
        assert refused.status == 422 and "已经过了三十天，这一场不再收评分了" in refused.text
    assert make.rows(RatingGiven) == []


def test_a_talk_swapped_out_while_somebody_typed_is_taken_off_and_the_rest_is_kept(make: Factory, visit, held) -> None:
    event, _speaker, talk = held
    gone = make.talk(make.member("后来没讲"), "没讲成的")
    make.item(event, gone)
    listener, url = visit(there(make, event, make.member())), f"/theatre/{event.id}/rate"
    page = listener.get(url).form(url)
    with make._session():
        db.session.scalars(db.select(ProgrammeItem).filter_by(talk_id=gone.id)).one().state = ItemState.SWAPPED_OUT
    typed = page | {f"stars-{gone.id}": "1", f"stars-{talk.id}": "4", f"words-{talk.id}": "讲得慢一点"}
    refused = listener.post(url, typed)
    assert refused.errors() == ["有一篇您打了星的，这一场没有讲，已经从下面去掉了。请看一看，再交。"]
    assert "没讲成的" not in refused.text
    again = refused.form(url)
    assert (again[f"stars-{talk.id}"], again[f"words-{talk.id}"]) == ("4", "讲得慢一点")
    assert listener.post(url, again).status == 303
    assert waiting(make, event) == {talk.id: 1}


def test_one_who_comes_last_is_never_shown_and_thrown_away_with_the_month(app, make: Factory, visit, held) -> None:
    event, speaker, talk = held
    for stars in (5, 5, 5, 5, 5, 1):
        give(make, visit, event, talk, stars, "晚来的" if stars == 1 else "")
    with time_machine.travel(clock.now() + timedelta(days=63), tick=False), app.app_context(), acting_as(MACHINE):
        nightly.close_surveys()
        db.session.remove()
    assert waiting(make, event) == {}
    assert make.rows(SealedBallot) == make.rows(BallotBox) == []
    page = visit(speaker).get(f"/theatre/{event.id}/ratings").text
    assert "5 个人评过" in page and "晚来的" not in page
