"""Ratings of an event: by those who were there, once, without a name, published in steps from five up."""

from datetime import timedelta

import pytest
import time_machine

from partyedu.admin import nightly
from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.audit import AnonymousAuditRow
from partyedu.core.ballots import SealedBallot
from partyedu.core.db import db
from partyedu.schedule.models import Event, EventKind, EventPart, EventStatus
from partyedu.surveys import queries
from partyedu.surveys.models import EventRatingGiven


@pytest.fixture
def lesson(make, branch, attend):
    """A class meeting two hours over, at which everybody of the branch was, and its teacher."""
    teacher = make.member("教书", make.unit("教师支部"))
    event = make.event(
        "手机课", starts_at=clock.now() - timedelta(hours=3), minutes=60, unit=branch.unit, kind=EventKind.CLASS,
        people=((teacher, EventPart.TEACHER),),
    )  # fmt: skip
    attend(event, *branch.members, branch.phoneless)
    event.teacher = teacher
    return event


@pytest.fixture
def rate(visit, lesson):
    """``rate(person, 5, "好")``: somebody rates the lesson."""

    def give(person, stars, words=""):
        return visit(person).post(f"/surveys/events/{lesson.id}/rate", {"stars": str(stars), "words": words})

    return give


def totals(app, *events):
    """What the rooms above are told."""
    with app.app_context():
        rows = db.session.execute(queries.event_rating_totals([event.id for event in events]))
        return {row.event_id: (row.raters, row.hundredths) for row in rows}


def test_ratings_are_published_in_steps_so_that_a_late_one_cannot_be_told(app, make, visit, branch, lesson, rate):
    person, teacher = branch.members[0], visit(lesson.teacher)
    assert "《手机课》怎么样？打个分吧" in visit(person).get("/").text
    for member in branch.members[:4]:
        assert rate(member, 5).location == f"/schedule/{lesson.id}"
    url = f"/surveys/events/{lesson.id}/ratings"
    assert "还不到 5 个" in teacher.get(url).text
    assert totals(app, lesson) == {lesson.id: (0, None)}
    rate(branch.members[4], 4, "字大一点")
    page = teacher.get(url).text
    assert "平均 4.8 颗星" in page
    assert "字大一点" in page
    assert totals(app, lesson) == {lesson.id: (5, 480)}
    rate(branch.members[5], 1, "听不清")
    assert "听不清" not in teacher.get(url).text, "a single late one waits for company"
    assert totals(app, lesson) == {lesson.id: (5, 480)}
    assert len(make.rows(AnonymousAuditRow, action="rate")) == 6


def test_only_who_was_there_rates_and_only_once(make, visit, branch, lesson, rate):
    assert visit(branch.elsewhere).get(f"/surveys/events/{lesson.id}/rate").status == 404
    assert rate(branch.members[0], 9).status == 422
    assert rate(branch.members[0], 3).status == 303
    again = rate(branch.members[0], 3)
    assert "您已经评过了" in again.text
    assert len(make.rows(SealedBallot)) == len(make.rows(EventRatingGiven)) == 1
    assert "打个分吧" not in visit(branch.members[0]).get("/").text


def test_results_are_for_the_teacher_and_the_organisers(make, visit, branch, lesson):
    url = f"/surveys/events/{lesson.id}/ratings"
    assert visit(branch.organiser).get(url).status == 200
    for person in (branch.members[0], branch.elsewhere):
        assert visit(person).get(url).status == 404


def test_paper_slips_are_counted_in_and_cannot_outnumber_the_people(app, make, visit, branch, lesson, rate):
    desk, url = visit(branch.organiser), f"/surveys/events/{lesson.id}/rate/paper"
    assert desk.post(url, {"n-5": "8"}).errors() == ["评分会超过到场人数（7 人），请核对张数。"]
    assert desk.post(url, {"n-5": "4"}).status == 303
    rate(branch.members[0], 1)
    assert totals(app, lesson) == {lesson.id: (0, None)}, "four on paper do not lay the one from a phone open"
    desk.post(url, {"n-5": "1"})
    assert totals(app, lesson) == {lesson.id: (5, 500)}
    assert "☆☆☆☆☆" in desk.get(f"/surveys/events/{lesson.id}/rate/slips").text


def test_a_theatre_session_keeps_its_own_ratings(make, visit, branch, attend):
    session = make.event("先锋剧场", starts_at=clock.now() - timedelta(hours=3), minutes=60, unit=branch.unit)
    attend(session, *branch.members)
    for place in ("rate", "ratings", "rate/paper", "rate/slips"):
        assert visit(branch.organiser).get(f"/surveys/events/{session.id}/{place}").status == 404
    assert visit(branch.members[0]).get(f"/surveys/events/{session.id}/rate").status == 404
    assert "打个分吧" not in visit(branch.members[0]).get("/").text
    assert visit(branch.members[0]).get(f"/surveys/of-event/{session.id}", htmx=True).all("a") == []


def test_an_event_page_leads_to_its_rating(visit, branch, lesson, rate):
    address = f"/surveys/of-event/{lesson.id}"
    assert address in visit(branch.members[0]).get(f"/schedule/{lesson.id}").html
    region = visit(branch.members[0]).get(address, htmx=True)
    assert [link["href"] for link in region.all("a")] == [f"/surveys/events/{lesson.id}/rate"]
    rate(branch.members[0], 5)
    assert visit(branch.members[0]).get(address, htmx=True).all("a") == []


def test_after_thirty_days_or_a_cancelling_no_ratings_are_taken_and_the_page_says_so(make, visit, branch, lesson, rate):
    url = f"/surveys/events/{lesson.id}/rate"
    with time_machine.travel(clock.now() + timedelta(days=30), tick=False):
        assert "已经过了三十天" in visit(branch.members[0]).get(url).text
        assert "不再收评分了" in rate(branch.members[0], 5).text
    with make._session():
        db.session.get_one(Event, lesson.id).status = EventStatus.CANCELLED
    assert "这一场取消了，不用评分" in visit(branch.members[0]).get(url).text
    assert "这一场取消了" in rate(branch.members[0], 5).text
    assert make.rows(EventRatingGiven) == make.rows(SealedBallot) == []


def test_a_group_of_fewer_than_five_may_rate_and_is_never_shown(app, make, visit, branch, lesson, rate):
    for person in branch.members[:4]:
        rate(person, 5, "只有我们四个")
    url = f"/surveys/events/{lesson.id}/ratings"
    assert "还不到 5 个" in visit(lesson.teacher).get(url).text
    with time_machine.travel(clock.now() + timedelta(days=63), tick=False), app.app_context(), acting_as(MACHINE):
        nightly.close_surveys()
        db.session.remove()
    assert make.rows(SealedBallot) == []
    assert totals(app, lesson) == {lesson.id: (0, None)}
