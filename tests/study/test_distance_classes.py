"""A class at a distance: pieces by the week, joined or called into, read here or taken away, nobody ranked."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.actor import MACHINE
from partyedu.core.db import db
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import MemberStatus, Person, StudyMode
from partyedu.organisation.operations import belonging
from partyedu.schedule.models import CalendarDay, DayKind
from partyedu.study.models import DistanceClass, DistancePiece, DistancePlace, DistanceState, PieceAnswer
from partyedu.study.weeks import Time, Week, time_of, week_of

LONG = "晚上十点收工，骑手小站的灯还亮着。"


@pytest.fixture
def night(make):
    """Members on shifts, their organiser, and a member of another branch."""
    branch = make.unit("骑手支部")
    return SimpleNamespace(
        branch=branch,
        rider=make.member("骑手甲", branch, study_mode=StudyMode.ONLINE),
        second=make.member("骑手乙", branch),
        elsewhere=make.member("别家的", make.unit("青松支部")),
        organiser=make.staff(Role.ORGANISER, branch, name="工甲"),
        today=clock.today(),
    )


@pytest.fixture
def course(app, make, night):
    """``course(pieces=2, starts=…, state=OPEN)``: a class of the branch; its pieces as they lie in the weeks."""

    def write(pieces=2, starts=None, state=DistanceState.OPEN, people=()):
        starts = starts or night.today
        with app.app_context():
            row = DistanceClass(
                unit_id=night.branch.id,
                title="夜班共学",
                starts_on=starts,
                state=state,
                created_at=clock.now(),
                version=1,
            )
            db.session.add(row)
            db.session.flush()
            for number in range(1, pieces + 1):
                week = week_of(starts, number)
                db.session.add(
                    DistancePiece(
                        class_id=row.id, position=number, title=f"第 {number} 课", text=LONG, question="您遇见过谁？",
                        opens_on=week.opens_on, closes_on=week.closes_on, version=1,
                    )
                )  # fmt: skip
            for person in people:
                db.session.add(DistancePlace(class_id=row.id, person_id=person.id, entered_at=clock.now()))
            db.session.commit()
            number = row.id
        return make.get(DistanceClass, id=number)

    return write


def titles(page):
    """The pieces of a class page, in order."""
    return [tag.get_text() for tag in page.all(".stop h3")]


# --- weeks ------------------------------------------------------------------------------------------------------------


def test_each_piece_has_a_week_of_its_own_and_one_week_of_grace():
    from datetime import date

    start = date(2028, 2, 28)
    assert week_of(start, 1) == Week(date(2028, 2, 28), date(2028, 3, 5))
    assert week_of(start, 2) == Week(date(2028, 3, 6), date(2028, 3, 12))
    own = week_of(start, 1)
    days = {-1: Time.TO_COME, 0: Time.NOW, 6: Time.NOW, 7: Time.LATE, 13: Time.LATE, 14: Time.OVER}
    for days_on, time in days.items():
        assert time_of(own.opens_on, own.closes_on, start + timedelta(days=days_on)) is time, days_on


# --- made -------------------------------------------------------------------------------------------------------------


def test_a_class_is_made_filled_previewed_and_opened(make, visit, night):
    staff, start = visit(night.organiser), night.today + timedelta(days=3)
    made = staff.submit("/study/distance/new", title="夜班共学", starts_on=start.isoformat())
    assert made.status == 303, made.errors()
    url = made.location
    for number in (1, 2):
        added = staff.submit(
            f"{url}/pieces/new", title=f"第 {number} 课", text=LONG, question="您遇见过谁？", minutes="30"
        )
        assert added.status == 303, added.errors()
    assert [(piece.position, piece.opens_on, piece.closes_on) for piece in make.rows(DistancePiece)] == [
        (1, start, start + timedelta(days=6)),
        (2, start + timedelta(days=7), start + timedelta(days=13)),
    ]
    assert visit(night.rider).get(url).status == 404  # a draft is nobody's business
    assert staff.submit(url, f"{url}/open").status == 303
    assert make.get(DistanceClass).state is DistanceState.OPEN
    assert titles(visit(night.rider).get(url)) == ["第 1 课", "第 2 课"]


def test_a_form_sent_twice_makes_one_class(make, visit, night):
    staff = visit(night.organiser)
    fields = staff.get("/study/distance/new").form("/study/distance/new") | {"title": "夜班共学"}
    assert len({staff.post("/study/distance/new", fields).location for _twice in range(2)}) == 1
    assert len(make.rows(DistanceClass)) == 1


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"title": " "}, "请写班名。"),
        ({"starts_on": "2020-01-01"}, "这一天已经过去了，请选今天或以后的日子。"),
        ({"starts_on": "2199-01-01"}, "最多提前一年安排，请检查年份。"),
        ({"starts_on": "2027-02-29"}, "请写成 2026-03-05 这样。"),
        ({"unit_id": "99999"}, "请从列出的里面选一个。"),
        ({"summary": "😀" * 65_536}, "最多 1000 个字。"),
    ],
)
def test_a_class_that_cannot_be_says_why(make, visit, night, filled, sentence):
    answer = visit(night.organiser).submit("/study/distance/new", **{"title": "夜班共学", **filled})
    assert answer.status == 422
    assert sentence in answer.text
    assert make.rows(DistanceClass) == []


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"question": ""}, "请写一个要用自己的话回答的问题。"),
        ({"text": ""}, "请选一篇课件，或者自己写一段短文。"),
        ({"minutes": "0"}, "请填 5 到 120 之间的数。"),
        ({"minutes": "2000"}, "请填 5 到 120 之间的数。"),
        ({"courseware_id": "99999"}, "请从列出的里面选一个。"),
    ],
)
def test_a_piece_that_cannot_be_says_why(make, visit, night, course, filled, sentence):
    row = course(pieces=0, state=DistanceState.DRAFT)
    typed = {"title": "第 1 课", "text": LONG, "question": "您遇见过谁？", "minutes": "30"}
    answer = visit(night.organiser).submit(f"/study/distance/{row.id}/pieces/new", **{**typed, **filled})
    assert answer.status == 422
    assert sentence in answer.text
    assert make.rows(DistancePiece) == []


def test_pieces_change_places_with_their_weeks_until_the_class_is_open(make, visit, night, course):
    row = course(pieces=3, state=DistanceState.DRAFT, starts=night.today + timedelta(days=1))
    first, second, third = make.rows(DistancePiece)
    staff, url = visit(night.organiser), f"/study/distance/{row.id}"
    staff.post(f"/study/distance/pieces/{third.id}/move", {"up": "1"})
    staff.post(f"/study/distance/pieces/{first.id}/remove")
    assert titles(staff.get(url)) == ["第 3 课", "第 2 课"]
    assert [piece.opens_on for piece in (make.get(DistancePiece, id=one.id) for one in (third, second))] == [
        night.today + timedelta(days=1),
        night.today + timedelta(days=8),
    ]
    staff.submit(f"{url}/edit", starts_on=(night.today + timedelta(days=2)).isoformat())
    assert make.get(DistancePiece, id=third.id).opens_on == night.today + timedelta(days=2)
    staff.submit(url, f"{url}/open")
    assert staff.post(f"/study/distance/pieces/{third.id}/move", {"up": "0"}).status == 422
    assert titles(staff.get(url)) == ["第 3 课", "第 2 课"]


def test_a_class_without_pieces_or_with_a_past_day_does_not_open(make, visit, night, course):
    staff = visit(night.organiser)
    bare = course(pieces=0, state=DistanceState.DRAFT)
    assert "还没有要学的内容，请先放一篇进来。" in staff.post(f"/study/distance/{bare.id}/open").text
    old = course(state=DistanceState.DRAFT, starts=night.today - timedelta(days=1))
    assert "开始的日子已经过去了，请先改日子。" in staff.post(f"/study/distance/{old.id}/open").text


def test_two_who_change_a_piece_see_each_other(make, visit, night, course):
    course(pieces=1, state=DistanceState.DRAFT)
    piece = make.get(DistancePiece)
    url = f"/study/distance/pieces/{piece.id}/edit"
    first, second = visit(night.organiser), visit(make.staff(Role.ORGANISER))
    opened = second.get(url).form(url)
    assert first.submit(url, question="您会怎么做？").status == 303
    answer = second.post(url, opened | {"question": "您想起了谁？"})
    assert answer.status == 409
    assert "您会怎么做？" in answer.text
    assert second.post(url, answer.form(url)).status == 303
    assert make.get(DistancePiece).question == "您想起了谁？"


# --- who is in --------------------------------------------------------------------------------------------------------


def test_a_category_comes_in_when_the_class_opens_and_is_told(make, visit, night, course, app):
    row = course(state=DistanceState.DRAFT)
    with app.app_context():
        category = db.session.get_one(Person, night.rider.id).category_id or 1
        db.session.get_one(Person, night.rider.id).category_id = category
        db.session.get_one(Person, night.elsewhere.id).category_id = category
        db.session.get_one(DistanceClass, row.id).category_id = category
        db.session.commit()
    visit(night.organiser).submit(f"/study/distance/{row.id}", f"/study/distance/{row.id}/open")
    assert [place.person_id for place in make.rows(DistancePlace)] == [night.rider.id]
    notice = make.get(Notice, kind=NoticeKind.DISTANCE_OPENED)
    assert (notice.person_id, notice.url) == (night.rider.id, f"/study/distance/{row.id}")


def test_members_join_and_leave_by_themselves_and_staff_add_by_list_or_by_name(make, visit, night, course):
    row = course()
    url = f"/study/distance/{row.id}"
    rider = visit(night.second)
    assert "夜班共学" in rider.get("/study/distance").text
    assert rider.submit(url, f"{url}/join").status == 303
    staff = visit(night.organiser)
    staff.submit(f"{url}/people", way="online")
    assert {place.person_id for place in make.rows(DistancePlace, left_at=None)} == {night.rider.id, night.second.id}
    nobody = staff.submit(f"{url}/people", way="category")
    assert nobody.status == 422
    assert any("请选是哪一类" in error for error in nobody.errors())
    again = staff.submit(f"{url}/people", way="name", person="骑手甲")
    assert "没有可以加进来的人：要么已经在班里，要么不归这个组织。" in again.text
    assert rider.submit(url, f"{url}/leave").status == 303
    assert make.get(DistancePlace, person_id=night.second.id).left_at is not None
    rider.submit(url, f"{url}/join")
    assert len(make.rows(DistancePlace, person_id=night.second.id)) == 1
    assert [tag.get_text() for tag in staff.get(f"{url}/people").all("th[scope=row]")] == ["骑手乙", "骑手甲"]


def test_a_class_is_seen_in_its_own_units_only(make, visit, night, course):
    row = course(people=[night.rider])
    url = f"/study/distance/{row.id}"
    piece = make.rows(DistancePiece)[0]
    for person in (night.elsewhere, make.staff(Role.ORGANISER, make.unit("青松二支部")), make.staff(Role.REVIEWER)):
        if person.unit_id == make.root.id:
            continue
        for address in (url, f"{url}/file", f"/study/distance/pieces/{piece.id}", f"{url}/people"):
            assert visit(person).get(address).status == 404, (person.name, address)
    assert visit(night.rider).get(f"{url}/people").status == 404
    assert visit(make.staff(Role.ORGANISER)).get(f"{url}/people").status == 200


def test_daily_study_opens_the_class_of_the_other_unit(visit, night, course, app):
    row = course()
    with app.app_context():
        db.session.get_one(Person, night.elsewhere.id).daily_unit_id = night.branch.id
        db.session.commit()
    assert visit(night.elsewhere).get(f"/study/distance/{row.id}").status == 200


# --- read and taken away ----------------------------------------------------------------------------------------------


def test_what_waits_stands_on_the_home_page_and_opens_the_piece(visit, night, course):
    course(people=[night.rider])
    page = visit(night.rider).get("/")
    assert "网络共学：《第 1 课》等您学" in page.text
    assert "等您学" not in visit(night.second).get("/").text


def test_the_class_is_taken_away_as_one_file_that_needs_nothing_else(visit, night, course):
    row = course(people=[night.rider])
    answer = visit(night.rider).get(f"/study/distance/{row.id}/file")
    page = answer.response.get_data(as_text=True)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert page.count(LONG) == 2
    assert "您遇见过谁？" in page
    assert not re.search(r"https?:|src=\"/|href=\"/|<script", page)
    assert 'href="data:text/css;base64,' in page
    assert "csrf" not in page


def test_a_piece_is_read_with_its_question(make, visit, night, course):
    course(people=[night.rider])
    piece = make.rows(DistancePiece)[0]
    page = visit(night.rider).get(f"/study/distance/pieces/{piece.id}")
    assert LONG in page.text
    assert "您遇见过谁？" in page.text
    assert len(page.statements) <= 8


# --- those who run it -------------------------------------------------------------------------------------------------


def test_reminders_go_once_a_day_to_those_who_have_not_handed_in(make, visit, night, course, app):
    gone = make.member("走了的", night.branch)
    row = course(people=[night.rider, gone])
    with app.app_context():
        db.session.get_one(Person, gone.id).status = MemberStatus.LEFT
        db.session.commit()
    staff, url = visit(night.organiser), f"/study/distance/{row.id}"
    assert "提醒了 1 次。" in staff.submit(url, f"{url}/remind", follow=True).text
    assert "没有要提醒的：都交了，或者今天已经提醒过。" in staff.submit(url, f"{url}/remind", follow=True).text
    notice = make.get(Notice, kind=NoticeKind.DISTANCE_DUE)
    assert (notice.person_id, notice.subject) == (night.rider.id, "第 1 课")


def test_an_ended_class_takes_nobody_in(visit, night, course):
    row = course(people=[night.rider])
    staff, url = visit(night.organiser), f"/study/distance/{row.id}"
    staff.submit(url, f"{url}/end")
    assert "这个班现在不收人。" in visit(night.second).post(f"{url}/join").text
    assert "等您学" not in visit(night.rider).get("/").text
    assert staff.post(f"{url}/end").status == 422


# --- answered ---------------------------------------------------------------------------------------------------------


SENTENCE = "想起我师傅，夜里也给我留一盏灯。"


def test_a_sentence_is_handed_in_and_counts_only_once_somebody_else_accepts_it(make, visit, night, course):
    row = course(pieces=1, people=[night.rider])
    piece, rider, staff = make.get(DistancePiece), visit(night.rider), visit(night.organiser)
    url = f"/study/distance/pieces/{piece.id}"
    short = rider.submit(url, text="好")
    assert short.status == 422
    assert "请写一句自己的话，至少 6 个字" in short.text
    assert rider.submit(url, text=SENTENCE).status == 303
    answer = make.get(PieceAnswer)
    assert (answer.person_id, answer.minutes, answer.accepted_at, answer.late_word) == (night.rider.id, 30, None, "")
    page = rider.get(f"/study/distance/{row.id}")
    assert "交了，等人看" in page.text
    assert "您学完了，祝贺！" not in page.text
    assert staff.post(f"/study/answers/{answer.id}/accept", {"version": str(answer.version)}).status == 303
    assert "您学完了，祝贺！" in rider.get(f"/study/distance/{row.id}").text
    assert "学完了" in staff.get(f"/study/distance/{row.id}/people").one("#people").get_text()


def test_a_late_answer_is_taken_for_a_week_with_a_word(make, visit, night, course):
    course(pieces=1, starts=night.today - timedelta(days=9), people=[night.rider])
    piece, rider = make.get(DistancePiece), visit(night.rider)
    url = f"/study/distance/pieces/{piece.id}"
    silent = rider.submit(url, text=SENTENCE)
    assert "这一篇的一周已经过了，还可以交，请写一句为什么晚了。" in silent.text
    assert silent.one("#text").get_text().strip() == SENTENCE
    assert rider.submit(url, text=SENTENCE, late_word="连上了六个夜班").status == 303
    assert make.get(PieceAnswer).late_word == "连上了六个夜班"
    page = visit(night.organiser).get(f"/study/distance/{piece.class_id}/people")
    assert "晚交时说：连上了六个夜班" in page.text


def test_before_its_week_and_two_weeks_later_nothing_is_taken_but_paper_is(make, visit, night, course):
    course(pieces=1, starts=night.today - timedelta(days=20), people=[night.rider])
    piece, url = make.get(DistancePiece), "/study/distance/pieces/"
    late = visit(night.rider).post(f"{url}{piece.id}", {"text": SENTENCE, "late_word": "忙"})
    assert "这一篇的时间已经过了。写好的请交给工作人员补记。" in late.text
    typed = visit(night.organiser).submit(f"{url}{piece.id}", text=SENTENCE, person="骑手甲")
    assert typed.status == 303, typed.errors()
    assert make.get(PieceAnswer).typed_by_id == night.organiser.id
    course(pieces=1, starts=night.today + timedelta(days=3), people=[night.rider])
    coming = make.rows(DistancePiece)[-1]
    assert "这一篇还没有到时间。" in visit(night.rider).post(f"{url}{coming.id}", {"text": SENTENCE}).text


def test_who_is_not_in_the_class_hands_nothing_in(make, visit, night, course):
    course(pieces=1)
    piece = make.get(DistancePiece)
    answer = visit(night.second).post(f"/study/distance/pieces/{piece.id}", {"text": SENTENCE})
    assert answer.status == 422
    assert "骑手乙不在这个班里，请先进班。" in answer.text
    assert make.rows(PieceAnswer) == []


# --- on paper, for those who study here day by day ------------------------------------------------------------------


def test_staff_hand_in_what_a_guest_of_daily_study_wrote_on_paper(app, make, visit, night, course):
    guest, stranger = night.elsewhere, make.member("路人丙", make.unit("远山支部"))
    with app.app_context():
        person = db.session.get(Person, guest.id)
        belonging.give_daily(MACHINE, person, night.branch.id, clock.today())
        db.session.commit()
    row, staff = course(), visit(night.organiser)
    people = f"/study/distance/{row.id}/people"
    assert staff.submit(people, way="name", person=guest.name).status == 303
    assert make.get(DistancePlace).person_id == guest.id
    piece = make.get(DistancePiece, position=1)
    url = f"/study/distance/pieces/{piece.id}"
    sent = staff.submit(url, person=guest.name, text="在站点门口扶过一位老人。")
    assert sent.status == 303, sent.errors()
    answer = make.get(PieceAnswer)
    assert (answer.person_id, answer.typed_by_id) == (guest.id, night.organiser.id)
    refused = staff.submit(url, person=stranger.name, text="在站点门口扶过一位老人。")
    assert refused.status == 422 and "没有找到这个人" in " ".join(refused.errors())


def test_a_guest_is_offered_by_name_without_the_year_of_birth(app, make, visit, night):
    guest = make.member("骑手丙", make.unit("远山支部"), birth_year=1971)
    with app.app_context():
        belonging.give_daily(MACHINE, db.session.get(Person, guest.id), night.branch.id, clock.today())
        db.session.commit()
    staff = visit(night.organiser)
    offered = staff.get("/organisation/people/suggest?field=person&guests=1&person=骑手", htmx=True).text
    assert "骑手丙" in offered and "1971" not in offered and f"{night.rider.birth_year}年生" in offered
    assert "骑手丙" not in staff.get("/organisation/people/suggest?field=person&person=骑手", htmx=True).text


def test_who_runs_a_class_is_told_which_year_has_no_holidays_yet(make, visit, night, course):
    row = course(pieces=20, starts=night.today)
    page = visit(night.organiser).get(f"/study/distance/{row.id}")
    assert f"{night.today.year}年的节假日还没有录入" in page.text
    with make._session():
        for year in range(night.today.year, night.today.year + 2):
            on = night.today.replace(year=year, month=10, day=1)
            db.session.add(CalendarDay(on=on, kind=DayKind.HOLIDAY, name="国庆节"))
    assert "的节假日还没有录入" not in visit(night.organiser).get(f"/study/distance/{row.id}").text
