"""One task: why it was not possible, how it is made up, and what follows by itself."""

from datetime import timedelta

import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.schedule.models import EventKind, SignUp, SignUpState
from partyedu.study.models import AbsenceReason, HomeVisit, MakeUp, MakeUpState, PieceAnswer, VisitState
from partyedu.study.operations.settling import settle_recent


@pytest.fixture
def task(make, hall, ask):
    """What 乙没来 is to make up."""
    ask(hall.absent)
    return make.get(MakeUp)


@pytest.fixture
def url(task):
    """Its page."""
    return f"/study/make-up/{task.id}"


@pytest.fixture
def another(make, hall):
    """The same theme day in the branch beside, in three days."""
    return make.event(
        "隔壁的主题党日", starts_at=clock.now() + timedelta(days=3), unit=hall.beside, kind=EventKind.THEME_DAY,
        expected_unit_id=hall.beside.id, theme_id=make.theme().id, capacity=20,
    )  # fmt: skip


def begin_now(app, make, event):
    """Let an event begin an hour ago."""
    from partyedu.schedule.models import Event

    with make._session():
        row = db.session.get_one(Event, event.id)
        row.starts_at = row.public_starts_at = clock.now() - timedelta(hours=2)
        row.ends_at = row.public_ends_at = clock.now() - timedelta(hours=1)


def test_the_member_says_why_in_their_own_words(make, visit, hall, url):
    home = visit(hall.absent).get("/")
    assert "没赶上的可以补，您来选：重温入党誓词" in home.text
    answer = visit(hall.absent).post(f"{url}/why", {"version": "1", "reason": "work", "words": "那天上夜班"})
    assert answer.status == 303
    row = make.get(MakeUp)
    assert (row.reason, row.words) == (AbsenceReason.WORK, "那天上夜班")
    assert "那天上夜班" in visit(hall.absent).get(url).text
    assert "那天上夜班" in visit(hall.secretary).get(url).text
    assert "那天上夜班" in visit(hall.organiser).get("/study/make-up/desk").text


def test_who_has_been_elsewhere_meanwhile_is_told_that_it_is_made_up(make, visit, hall, ask, attend):
    """Asked the day after, by somebody who did not know; why they were away is no longer asked then."""
    elsewhere = make.event(
        "隔壁的主题党日", starts_at=clock.now() - timedelta(hours=2), minutes=60, unit=hall.beside,
        kind=EventKind.THEME_DAY, expected_unit_id=hall.beside.id, theme_id=make.theme().id,
    )  # fmt: skip
    attend(elsewhere, hall.absent)
    ask(hall.absent)
    task = make.get(MakeUp)
    assert (task.state, task.by_event_id) == (MakeUpState.DONE, elsewhere.id)
    answer = visit(hall.absent).post(f"/study/make-up/{task.id}/why", {"version": str(task.version), "reason": "work"})
    assert answer.status == 422 and "已经补上了" in answer.text
    assert make.get(MakeUp).reason is None


def test_reason_and_words_are_read_by_nobody_else(visit, hall, url):
    visit(hall.absent).post(f"{url}/why", {"version": "1", "reason": "inconvenient", "words": "腿疼"})
    for person in (hall.came, hall.secretary_beside):
        assert visit(person).get(url).status == 404
        assert visit(person).post(f"{url}/why", {"version": "2", "reason": "work"}).status == 404
        assert visit(person).post(f"{url}/choose", {"visit": "1"}).status == 404
    assert "腿疼" not in visit(hall.secretary_beside).get("/study/make-up/desk").text
    assert visit(hall.absent).get("/study/make-up/desk").status == 404


def test_whoever_keeps_the_machine_sees_the_task_and_not_why(make, visit, hall, url):
    visit(hall.absent).post(f"{url}/why", {"version": "1", "reason": "inconvenient", "words": "腿疼"})
    keeper = visit(make.staff(Role.ADMINISTRATOR))
    for page in (keeper.get(url), keeper.get(f"{url}?why=1"), keeper.get("/study/make-up/desk")):
        assert "重温入党誓词" in page.text
        assert "腿疼" not in page.text
        assert not page.soup.select("input[name=reason][checked]")
    assert "乙没来" in keeper.get("/study/make-up/desk").text
    assert "乙没来" not in keeper.get("/study/make-up/desk?reason=inconvenient").text
    assert "乙没来" in visit(hall.secretary).get("/study/make-up/desk?reason=inconvenient").text


def test_nothing_said_is_asked_again_and_two_who_write_at_once_both_see_it(visit, hall, url):
    answer = visit(hall.absent).post(f"{url}/why", {"version": "1", "words": ""})
    assert answer.status == 422
    assert "请选一个原因，或者用自己的话说一句。" in answer.text
    visit(hall.organiser).post(f"{url}/why", {"version": "1", "reason": "work"})
    answer = visit(hall.absent).post(f"{url}/why", {"version": "1", "reason": "unwilling", "words": "不想来"})
    assert answer.status == 409
    assert "不想来" in answer.text


@pytest.mark.parametrize(
    ("reason", "first"),
    [("work", "在家读一篇，写一句自己的话"), ("inconvenient", "请人送学上门"), ("cannot-follow", "附近还有这几场")],
)
def test_the_offer_fits_the_reason(visit, hall, url, another, piece, make, reason, first):
    piece(theme=make.theme())
    visit(hall.absent).post(f"{url}/why", {"version": "1", "reason": reason})
    page = visit(hall.absent).get(url)
    assert page.soup.select_one("#how h3").get_text(strip=True) == first
    assert len(page.soup.select("#how .btn:not(.quiet):not(.plain)")) == 1
    assert len(page.statements) <= 8


def test_made_up_at_another_session_by_coming_there(app, make, visit, hall, url, another, attend):
    answer = visit(hall.absent).post(f"{url}/choose", {"session": str(another.id)})
    assert answer.status == 303
    assert make.get(SignUp, event_id=another.id, person_id=hall.absent.id).state is SignUpState.SIGNED_UP
    begin_now(app, make, another)
    assert "已经补上了" not in visit(hall.absent).get(url).text
    attend(another, hall.absent)
    assert "已经补上了" in visit(hall.absent).get(url).text
    assert "没赶上的可以补" not in visit(hall.absent).get("/study/make-up/region").text
    with app.app_context():
        settle_recent()
        db.session.commit()
    row = make.get(MakeUp)
    assert (row.state, row.by_event_id) == (MakeUpState.DONE, another.id)
    assert make.get(AuditRow, action="settle").row_id == row.id


def test_an_attendance_taken_back_opens_the_task_again(app, make, visit, hall, url, another, attend):
    visit(hall.absent).post(f"{url}/choose", {"session": str(another.id)})
    begin_now(app, make, another)
    attend(another, hall.absent)
    with app.app_context():
        settle_recent()
        db.session.commit()
    from partyedu.attendance.models import Attendance

    record = make.get(Attendance, event_id=another.id, person_id=hall.absent.id)
    visit(hall.organiser).post(f"/attendance/{another.id}/people/{hall.absent.id}", {"state": "", "why": "记错了"})
    with app.app_context():
        standing = db.session.get(Attendance, record.id)
        if standing is not None:  # however the desk takes it back, the row is gone
            db.session.delete(standing)
        db.session.commit()
        from partyedu.study.operations.settling import settle_all

        settle_all()
        db.session.commit()
    assert make.get(MakeUp).state is MakeUpState.OPEN
    assert "已经补上了" not in visit(hall.absent).get(url).text


def test_the_next_theme_day_of_ones_own_branch_makes_nothing_up(app, make, visit, hall, url, attend):
    own = make.event(
        "下个月的主题党日", starts_at=clock.now() - timedelta(hours=1), minutes=30, unit=hall.branch,
        kind=EventKind.THEME_DAY, expected_unit_id=hall.branch.id, theme_id=make.theme().id,
    )  # fmt: skip
    attend(own, hall.absent)
    assert "已经补上了" not in visit(hall.absent).get(url).text


def test_sessions_where_one_is_expected_anyway_and_full_ones_are_not_offered(make, visit, hall, url, another):
    make.event(
        "自己支部下一次", starts_at=clock.now() + timedelta(days=9), unit=hall.branch, kind=EventKind.THEME_DAY,
        expected_unit_id=hall.branch.id, theme_id=make.theme().id,
    )  # fmt: skip
    full = make.event(
        "坐满了的", starts_at=clock.now() + timedelta(days=4), unit=hall.beside, kind=EventKind.THEME_DAY, capacity=1
    )
    with make._session():
        db.session.add(
            SignUp(event_id=full.id, person_id=hall.came.id, state=SignUpState.SIGNED_UP, entered_at=clock.now())
        )
    page = visit(hall.absent).get(url)
    assert "隔壁的主题党日" in page.text
    assert "自己支部下一次" not in page.text
    assert "坐满了的" not in page.text
    assert visit(hall.absent).post(f"{url}/choose", {"session": str(full.id)}).status == 404


def test_choosing_something_else_gives_the_seat_back(make, visit, hall, url, another, piece):
    one = piece(theme=make.theme())
    visit(hall.absent).post(f"{url}/choose", {"session": str(another.id)})
    visit(hall.absent).post(f"{url}/choose", {"piece": str(one.id)})
    assert make.get(SignUp, event_id=another.id, person_id=hall.absent.id).state is SignUpState.WITHDRAWN
    row = make.get(MakeUp)
    assert (row.offered_event_id, row.offered_courseware_id, row.offered_visit) == (None, one.id, False)


def test_made_up_by_a_piece_and_a_sentence_that_somebody_accepts(make, visit, hall, url, piece):
    one = piece(theme=make.theme())
    member = visit(hall.absent)
    member.post(f"{url}/choose", {"piece": str(one.id)})
    answer = member.submit(f"/study/pieces/{one.id}", text="记账记的是良心，一分也不能含糊")
    assert answer.status == 303
    row = make.get(PieceAnswer)
    assert "等工作人员看" in member.get(url).text
    queue = visit(hall.secretary).get("/study/answers")
    assert "记账记的是良心" in queue.text
    assert visit(hall.secretary).post(f"/study/answers/{row.id}/accept", {"version": "1"}).status == 303
    assert (make.get(MakeUp).state, make.get(MakeUp).by_answer_id) == (MakeUpState.DONE, row.id)
    assert "已经补上了" in member.get(url).text


def test_made_up_by_a_visit_that_was_asked_for(app, make, visit, hall, url):
    visit(hall.absent).post(f"{url}/choose", {"visit": "1"})
    assert "乙没来" in visit(hall.organiser).get("/study/make-up/desk?show=visit").text
    with make._session():
        db.session.add(
            HomeVisit(
                person_id=hall.absent.id, unit_id=hall.branch.id, planned_on=clock.today(), state=VisitState.DONE,
                visited_on=clock.today(), minutes=60, created_at=clock.now(), recorded_by_id=hall.came.id, version=1,
            )
        )  # fmt: skip
    assert "已经补上了" in visit(hall.absent).get(url).text


def test_one_visit_makes_up_one_task(app, make, visit, hall, ask):
    ask(hall.absent)
    before = make.event(
        "更早的主题党日", starts_at=clock.now() - timedelta(days=2), minutes=30, unit=hall.branch,
        kind=EventKind.THEME_DAY, expected_unit_id=hall.branch.id,
    )  # fmt: skip
    due = (clock.today() + timedelta(days=5)).isoformat()
    visit(hall.organiser).post(f"/study/make-up/events/{before.id}", {"person": str(hall.absent.id), "due_on": due})
    with make._session():
        db.session.add(
            HomeVisit(
                person_id=hall.absent.id, unit_id=hall.branch.id, planned_on=clock.today(), state=VisitState.DONE,
                visited_on=clock.today(), minutes=60, created_at=clock.now(), recorded_by_id=hall.came.id, version=1,
            )
        )  # fmt: skip
    with app.app_context():
        from partyedu.study.operations.settling import settle_all

        settle_all()
        db.session.commit()
    assert sorted(row.state.value for row in make.rows(MakeUp)) == ["done", "open"]


def test_staff_answer_for_somebody_without_a_phone_and_the_record_says_so(make, visit, hall, ask):
    ask(hall.phoneless)
    task = make.get(MakeUp)
    url = f"/study/make-up/{task.id}"
    desk = visit(hall.secretary)
    assert "没有手机" in desk.get("/study/make-up/desk").text
    assert "丙无机" in desk.get("/study/make-up/sheets").text
    assert desk.post(f"{url}/why", {"version": "1", "reason": "inconvenient"}).status == 303
    assert make.get(AuditRow, action="say-why").on_behalf_of_id == hall.phoneless.id
    assert desk.post(f"{url}/choose", {"visit": "1"}).status == 303
    assert make.get(AuditRow, action="choose-visit").on_behalf_of_id == hall.phoneless.id


def test_waived_with_a_reason_that_the_member_reads(make, visit, hall, url):
    desk = visit(hall.secretary)
    answer = desk.post(f"{url}/waive", {"version": "1", "waived_reason": ""})
    assert answer.status == 422
    assert desk.post(f"{url}/waive", {"version": "1", "waived_reason": "那天在外地参加了"}).status == 303
    page = visit(hall.absent).get(url)
    assert "那天在外地参加了" in page.text
    assert not page.soup.select("#how")
    assert visit(hall.absent).post(f"{url}/choose", {"visit": "1"}).status == 422
    assert visit(hall.absent).post(f"{url}/waive", {"version": "2", "waived_reason": "我"}).status == 404
    desk.post(f"{url}/ask-again")
    assert make.get(MakeUp).state is MakeUpState.OPEN


def test_nobody_waives_their_own(make, visit, hall, ask):
    make.grant(hall.absent, Role.SECRETARY, hall.branch)
    ask(hall.absent)
    task = make.get(MakeUp)
    answer = visit(hall.absent).post(f"/study/make-up/{task.id}/waive", {"version": "1", "waived_reason": "忙"})
    assert answer.status == 422
    assert "自己的补训不能自己免" in answer.text


def test_the_member_takes_the_daily_unit_with_them(make, visit, hall, url):
    from partyedu.organisation.models import Person

    with make._session():
        db.session.get_one(Person, hall.absent.id).daily_unit_id = hall.beside.id
    assert visit(hall.secretary_beside).get(url).status == 200


def test_a_visit_recorded_late_and_corrected_is_seen_by_the_look_back(app, make, hall, url):
    """Rows as another machine, or a restored backup, brings them: no operation noted anything beside them."""
    helper = make.member("帮手", hall.branch)
    long_ago = clock.today() - timedelta(days=3)
    task = make.get(MakeUp, id=int(url.rsplit("/", 1)[1]))
    with make._session():
        db.session.get(MakeUp, task.id).opened_at = clock.now() - timedelta(days=9)
        visit = HomeVisit(
            person_id=hall.absent.id, unit_id=hall.branch.id, planned_on=long_ago, visited_on=long_ago, minutes=40,
            state=VisitState.DONE, recorded_by_id=helper.id, recorded_at=clock.now(), created_at=clock.now(), version=1,
        )  # fmt: skip
        db.session.add(visit)
    for state, noted in ((VisitState.DONE, MakeUpState.DONE), (VisitState.NOT_MET, MakeUpState.OPEN)):
        with make._session():
            row = db.session.get(HomeVisit, visit.id)
            row.state, row.recorded_at = state, clock.now()
            row.minutes = 40 if state is VisitState.DONE else None
            db.session.flush()
            settle_recent()
        assert make.get(MakeUp, id=task.id).state is noted
