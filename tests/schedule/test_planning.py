"""Organisers plan: drafts, warnings, releases, postponing and cancelling, two at one event, other people's units."""

import json
from datetime import date, datetime, time, timedelta

import pytest
import time_machine

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.notices.models import Notice, NoticeKind
from partyedu.schedule import operations
from partyedu.schedule.models import (
    CalendarDay,
    DayKind,
    Event,
    EventKind,
    EventPart,
    EventPerson,
    EventStatus,
    Release,
    Room,
    SignUp,
    SignUpState,
)

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=clock.now().tzinfo)


@pytest.fixture(autouse=True)
def _tuesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def organiser(make):
    return make.staff(Role.ORGANISER, name="林组织")


def at(day: int, hour: int = 14, minute: int = 30, month: int = 11) -> datetime:
    return clock.at(date(2026, month, day), time(hour, minute))


def test_a_film_is_planned_checked_and_published(make, visit, organiser):
    make.venue()
    host, room = make.member("陈甲"), make.get(Room, name="二楼大厅")
    answer = visit(organiser).submit(
        "/schedule/new", kind="film", title="露天电影", starts_at="2026-11-27T19:00", ends_at="2026-11-27T21:00",
        room_id=str(room.id), host="陈甲", open_to_residents="y",
    )  # fmt: skip
    event = make.get(Event)
    assert answer.location == f"/schedule/{event.id}/manage"
    assert (event.status, event.starts_at, event.capacity) == (EventStatus.DRAFT, at(27, 19, 0), 60)
    assert make.get(EventPerson, part=EventPart.HOST).person_id == host.id
    assert "露天电影" not in visit().get("/schedule/").text

    answer = visit(organiser).submit(answer.location, f"/schedule/{event.id}/publish")
    assert answer.status == 303
    assert "露天电影" in visit().get("/schedule/").text
    told = make.get(Notice)
    assert (told.person_id, told.kind, told.url) == (host.id, NoticeKind.EVENT_PUBLISHED, f"/schedule/{event.id}")
    assert [row.action for row in make.rows(AuditRow, table="event")] == ["create", "release"]


@pytest.mark.parametrize(
    ("filled", "words"),
    [
        ({"title": ""}, "请填写这一项"),
        ({"title": "长" * 121}, "最多 120 个字"),
        ({"starts_at": "明天下午"}, "请写成 2026-03-05 14:30 这样"),
        ({"ends_at": "2026-11-27T18:00"}, "结束要晚于开始"),
        ({"ends_at": "2027-11-27T18:00"}, "最长七天"),
        ({"capacity": "很多"}, "请填一个整数"),
        ({"capacity": "0"}, "请填 1 到"),
        ({"host": "没有这个人"}, "没有找到这个人"),
        ({"unit_id": "99999"}, ""),
        ({"room_id": "abc"}, ""),
    ],
)
def test_bad_input_is_said_at_the_field_and_kept(make, visit, organiser, filled, words):
    fields = {"title": "留着的题目", "starts_at": "2026-11-27T19:00", "ends_at": "2026-11-27T21:00", **filled}
    answer = visit(organiser).submit("/schedule/new", **fields)
    assert answer.status == 422
    assert words in " ".join(answer.errors())
    assert not make.rows(Event)
    for name, value in filled.items():
        box = answer.soup.select_one(f"input[name={name}]")
        assert box is None or box["value"] == value


def test_two_people_of_one_name_are_offered_to_choose_from(make, visit, organiser):
    first, second = make.member("王小红", birth_year=1950), make.member("王小红", birth_year=1971)
    fields = {"title": "会", "starts_at": "2026-11-27T19:00", "ends_at": "2026-11-27T21:00", "host": "王小红"}
    answer = visit(organiser).submit("/schedule/new", **fields)
    assert answer.status == 422
    assert {tag["value"] for tag in answer.all("input[name=host_id]")} == {str(first.id), str(second.id)}
    answer = visit(organiser).submit("/schedule/new", **fields, host_id=str(second.id))
    assert make.get(EventPerson).person_id == second.id


def test_two_edit_one_event_and_the_second_loses_nothing(make, visit, organiser):
    event = make.event("读书会", at(27), kind=EventKind.OTHER, published=False)
    first, second = visit(organiser), visit(make.staff(Role.ORGANISER))
    url = f"/schedule/{event.id}/edit"
    page = second.get(url).form(url)
    first.submit(url, title="读书会（第二季）", capacity="30")

    answer = second.post(url, {**page, "title": "读书分享会", "summary": "我写了很久的简介"})
    assert answer.status == 409
    assert "别人也改了这一项" in answer.text
    assert answer.one("#title")["value"] == "读书分享会"
    assert "我写了很久的简介" in answer.one("#summary").get_text()
    assert "别人刚存的是： 读书会（第二季）" in answer.text
    assert "别人刚存的是： 30" in answer.text
    assert make.get(Event).title == "读书会（第二季）"

    answer = second.post(url, answer.form(url))
    assert answer.status == 303
    assert (make.get(Event).title, make.get(Event).summary) == ("读书分享会", "我写了很久的简介")


def test_a_session_moves_out_of_its_room_and_everybody_reads_where_to(app, make, visit, organiser):
    make.venue()
    room = make.get(Room, name="二楼大厅")
    event = make.event("读书会", at(27), kind=EventKind.OTHER, room_id=room.id, capacity=20)
    staff, edit = visit(organiser), f"/schedule/{event.id}/edit"
    both = staff.submit(edit, place="东门集合")  # typed beside the room that is still chosen
    assert both.status == 422
    assert "只能是一个" in " ".join(both.errors())
    assert both.one("input[name=place]")["value"] == "东门集合"
    assert make.get(Event).room_id == room.id
    assert staff.submit(edit, where="outside", place="东门集合").status == 303
    page = staff.get(f"/schedule/{event.id}/manage")
    assert [tag.get_text(" ", strip=True) for tag in page.all(".lines .pre")] == ["社区中心 二楼大厅 → —", "东门集合"]
    staff.submit(f"/schedule/{event.id}/manage", f"/schedule/{event.id}/publish")
    assert set(json.loads(make.get(Release).changes)) == {"room_id", "place"}
    assert "东门集合" in visit().get(f"/schedule/{event.id}").text
    form = staff.get(edit)
    assert form.one("input[name=where][checked]")["value"] == "outside"
    # And back into the room: what was typed for outside no longer counts.
    back = staff.submit(edit, where="room", room_id=str(room.id), place="")
    assert back.status == 303
    staff.submit(f"/schedule/{event.id}/manage", f"/schedule/{event.id}/publish")
    assert (make.get(Event).public_room_id, make.get(Event).public_place) == (room.id, "")


def test_a_room_that_no_longer_counts_stands_in_nobodys_way(make, visit, organiser):
    make.venue()
    room = make.get(Room, name="二楼大厅")
    make.event("读书会", at(27), kind=EventKind.OTHER, room_id=room.id)
    typed = f"starts_at=2026-11-27T14:30&ends_at=2026-11-27T15:30&room_id={room.id}"
    staff = visit(organiser)
    assert "读书会" in staff.get(f"/schedule/clashes?{typed}&where=room").text
    assert "读书会" not in staff.get(f"/schedule/clashes?{typed}&where=outside").text


def test_a_release_says_what_changed_and_tells_those_concerned(app, make, visit, organiser):
    member, waiting, away = make.member("甲"), make.member("乙"), make.member("丙")
    event = make.event("读书会", at(27), kind=EventKind.OTHER, capacity=1, place="东门")
    with app.app_context(), acting_as(MACHINE):
        row = db.session.get(Event, event.id)
        for person in (member, waiting, away):
            operations.sign_up(row, person)
        operations.ask_leave(row, away, "出门")
        db.session.commit()
    visit(organiser).submit(f"/schedule/{event.id}/edit", starts_at="2026-11-28T09:00", ends_at="2026-11-28T11:00",
                            place="西门", capacity="2")  # fmt: skip
    page = visit(organiser).get(f"/schedule/{event.id}/manage")
    assert "东门 → 西门" in page.text
    visit(organiser).submit(f"/schedule/{event.id}/manage", f"/schedule/{event.id}/publish", name="改时间")
    release = make.get(Release)
    assert (release.number, release.name) == (2, "改时间")
    assert set(json.loads(release.changes)) == {"starts_at", "ends_at", "place", "capacity"}
    told = make.rows(Notice, kind=NoticeKind.EVENT_CHANGED)
    assert {row.person_id for row in told} == {member.id, waiting.id}
    assert "地点：东门 → 西门" in told[0].detail
    # The second seat goes to the one who waited.
    assert make.get(SignUp, person_id=waiting.id).state is SignUpState.SIGNED_UP
    assert make.get(Notice, kind=NoticeKind.MOVED_UP).person_id == waiting.id
    english = visit(language="en").get(f"/schedule/{event.id}/releases").text
    assert "28 November 2026 09:00" in english
    again = visit(organiser).post(f"/schedule/{event.id}/publish")
    assert again.status == 422 and "没有新的改动" in again.text


def test_cancelling_needs_a_reason_and_can_be_undone(make, visit, organiser):
    host = make.member()
    event = make.event("读书会", at(27), kind=EventKind.OTHER, people=((host, EventPart.HOST),))
    url = f"/schedule/{event.id}/manage"
    assert visit(organiser).submit(url, f"/schedule/{event.id}/cancel", reason=" ").errors()
    assert make.get(Event).status is EventStatus.PUBLISHED
    visit(organiser).submit(url, f"/schedule/{event.id}/cancel", reason="场地停电")
    assert make.get(Event).status is EventStatus.CANCELLED
    assert make.get(Notice, kind=NoticeKind.EVENT_CANCELLED).detail == "原因：场地停电"
    assert "场地停电" in visit().get(f"/schedule/{event.id}").text
    visit(organiser).submit(url, f"/schedule/{event.id}/publish")
    assert make.get(Event).status is EventStatus.PUBLISHED
    assert "已取消 → 已公布" in visit().get(f"/schedule/{event.id}/releases").text


def test_a_postponed_event_gets_a_new_time(make, visit, organiser):
    event = make.event("读书会", at(27), kind=EventKind.OTHER)
    url = f"/schedule/{event.id}/manage"
    visit(organiser).submit(url, f"/schedule/{event.id}/postpone", reason="下大雪")
    assert make.get(Event).status is EventStatus.POSTPONED
    assert visit(make.member()).post(f"/schedule/{event.id}/sign-up").status == 422
    visit(organiser).submit(f"/schedule/{event.id}/edit", starts_at="2026-12-03T09:00", ends_at="2026-12-03T11:00")
    visit(organiser).submit(url, f"/schedule/{event.id}/publish")
    event = make.get(Event)
    assert (event.status, event.public_starts_at) == (EventStatus.PUBLISHED, at(3, 9, 0, month=12))


def test_only_drafts_are_deleted_and_only_what_is_over_is_closed(make, visit, organiser):
    draft = make.event("草稿", at(27), kind=EventKind.OTHER, published=False, people=((organiser, EventPart.OWNER),))
    event = make.event("已公布", at(27), kind=EventKind.OTHER)
    over = make.event("办过的", at(20), kind=EventKind.OTHER)
    session = make.event("剧场", at(20))
    staff = visit(organiser)
    assert staff.post(f"/schedule/{event.id}/delete").status == 422
    assert staff.post(f"/schedule/{event.id}/close").status == 422
    assert staff.post(f"/schedule/{draft.id}/delete").location == "/schedule/manage?which=drafts"
    assert staff.post(f"/schedule/{over.id}/close").status == 303
    assert staff.post(f"/schedule/{session.id}/close", {"reason": "主讲人突然生病"}).status == 404  # the theatre's
    assert staff.post(f"/schedule/{session.id}/publish").status == 404
    assert {row.title: row.status.value for row in make.rows(Event)} == {
        "已公布": "published", "办过的": "closed", "剧场": "published"}  # fmt: skip


def test_other_units_are_the_same_404_as_nothing(make, visit):
    own, other = make.unit("第一支部"), make.unit("第二支部")
    stranger = visit(make.staff(Role.ORGANISER, other))
    event = make.event("支部会", at(27), unit=own, kind=EventKind.MEETING)
    for path in ("manage", "edit", "sign-ups", "sign-ups.xlsx"):
        assert stranger.get(f"/schedule/{event.id}/{path}").status == 404
        assert visit(make.member(unit=own)).get(f"/schedule/{event.id}/{path}").status == 404
        assert visit().get(f"/schedule/{event.id}/{path}").status == 303
    for path in ("publish", "postpone", "cancel", "close", "delete", "sign-ups/add", "sign-ups/resident"):
        assert stranger.post(f"/schedule/{event.id}/{path}", {"reason": "x"}).status == 404
    assert "支部会" not in stranger.get("/schedule/manage").text
    assert "支部会" in visit(make.staff(Role.ORGANISER)).get("/schedule/manage").text
    assert visit(make.staff(Role.SECRETARY, own)).get(f"/schedule/{event.id}/sign-ups").status == 200
    assert visit(make.staff(Role.SECRETARY, own)).get(f"/schedule/{event.id}/manage").status == 404
    form = visit(make.staff(Role.ORGANISER, other)).submit(
        "/schedule/new", title="冒名", starts_at="2026-11-27T19:00", ends_at="2026-11-27T21:00", unit_id=str(own.id)
    )
    assert form.status == 422


def clash_words(visitor, event_id: int) -> list[str]:
    return [tag.get_text(" ", strip=True) for tag in visitor.get(f"/schedule/{event_id}/manage").all(".notice li")]


def test_warnings_name_what_stands_in_the_way_and_never_block(app, make, visit, organiser):
    make.venue(rooms=("二楼大厅", "三楼教室"))
    hall, class_room = make.get(Room, name="二楼大厅"), make.get(Room, name="三楼教室")
    host = make.member("陈甲")
    with app.app_context(), acting_as(MACHINE):
        assert operations.seed_calendar_days(2026) == 39
        assert operations.seed_calendar_days(2026) == 0
        db.session.commit()
    mine = make.event("读书会", at(27), kind=EventKind.OTHER, room_id=hall.id, published=False,
                      people=((host, EventPart.HOST),), expected_unit_id=make.root.id)  # fmt: skip
    assert clash_words(visit(organiser), mine.id) == []
    assert "没有冲突" in visit(organiser).get(f"/schedule/{mine.id}/manage").text

    same = make.event("一模一样的时间", at(27), kind=EventKind.FILM, room_id=hall.id)
    make.event("紧接着", at(27, 16, 10), room_id=hall.id)
    make.event("他还要讲", at(27, 15, 0), room_id=class_room.id, people=((host, EventPart.SPEAKER),))
    make.event("负责人不算", at(27, 15, 0), people=((host, EventPart.OWNER),))
    make.event("同一批人", at(27, 13, 30), expected_unit_id=make.unit("第一支部").id)
    make.event("差一刻钟", at(27, 16, 15), room_id=hall.id)
    words = clash_words(visit(organiser), mine.id)
    assert words == [
        "社区中心 二楼大厅这段时间已经有“一模一样的时间”（11月27日 周五 14:30–16:00）。 去看看",
        "社区中心 二楼大厅和“紧接着”（11月27日 周五 16:10–17:40）之间不到 15 分钟，来不及收拾场地。 去看看",
        "陈甲这段时间还有“他还要讲”（11月27日 周五 15:00–16:30）。 去看看",
        "同一批党员这段时间还要参加“同一批人”（11月27日 周五 13:30–15:00）。 去看看",
    ]
    assert f"/schedule/{same.id}/manage" in str(visit(organiser).get(f"/schedule/{mine.id}/manage").soup)
    assert visit(organiser).post(f"/schedule/{mine.id}/publish").status == 303


def test_days_lengths_and_seats_are_warned_about(app, make, visit, organiser):
    make.venue()
    hall = make.get(Room, name="二楼大厅")
    with app.app_context(), acting_as(MACHINE):
        operations.add_day(date(2026, 12, 25), DayKind.HOLIDAY, "试放假")
        operations.add_day(date(2026, 12, 27), DayKind.WORKDAY, "调休")
        db.session.commit()
    for day, minutes, words in (
        (25, 60, ["12月25日是节假日（试放假）。 去看看"]),
        (27, 60, ["12月27日是调休上班日（调休）。 去看看"]),
        (28, 200, ["社区中心 二楼大厅只有 60 个座位，少于要坐的 80 人。",
                   "一共 3 小时 20 分钟，比较长，年纪大的同志会累。"]),
    ):  # fmt: skip
        event = make.event("活动", at(day, month=12), minutes, kind=EventKind.OTHER, published=False,
                           room_id=hall.id if minutes > 60 else None, capacity=80)  # fmt: skip
        assert clash_words(visit(organiser), event.id) == words
    event = make.event("明年", at(1, month=12) + timedelta(days=60), kind=EventKind.OTHER, published=False)
    assert clash_words(visit(organiser), event.id) == ["2027年的节假日还没有录入，碰上放假或调休时不会提醒。 去看看"]
    assert make.rows(CalendarDay, kind=DayKind.HOLIDAY)[0].name == "试放假"


def test_a_draft_of_another_unit_is_not_named(make, visit):
    make.venue()
    hall = make.get(Room, name="二楼大厅")
    own, other = make.unit("第一支部"), make.unit("第二支部")
    make.event("秘密计划", at(27), unit=other, room_id=hall.id, published=False)
    mine = make.event("读书会", at(27), unit=own, kind=EventKind.OTHER, room_id=hall.id, published=False)
    words = clash_words(visit(make.staff(Role.ORGANISER, own)), mine.id)
    assert "社区中心 二楼大厅这段时间已经有另一个活动（11月27日 周五 14:30–16:00）。" in words
    assert "秘密计划" not in " ".join(words)


def test_warnings_come_while_the_form_is_being_filled_in(make, visit, organiser):
    make.venue()
    hall = make.get(Room, name="二楼大厅")
    make.event("读书会", at(27), room_id=hall.id)
    query = (
        f"starts_at=2026-11-27T15:00&ends_at=2026-11-27T16:00&room_id={hall.id}&capacity=&expected_unit_id=&host_id="
    )
    page = visit(organiser).get(f"/schedule/clashes?{query}", htmx=True)
    assert "已经有“读书会”" in page.text
    assert page.one("#clashes")["hx-get"] == "/schedule/clashes"
    for odd in ("", "starts_at=x&ends_at=y", "starts_at=2026-11-27T15:00&ends_at=2026-11-27T14:00", "room_id=abc"):
        assert visit(organiser).get(f"/schedule/clashes?{odd}").status == 200


def test_lists_cost_the_same_for_one_and_three_events(app, make, visit, organiser):
    staff, costs = visit(organiser), {}
    event = make.event("第一场", at(27), kind=EventKind.OTHER)
    for number in (1, 3):
        while len(make.rows(Event)) < number:
            make.event("又一场", at(27), kind=EventKind.OTHER, expected_unit_id=make.root.id)
        while len(make.rows(Release)) < number:
            with app.app_context(), acting_as(MACHINE):
                row = db.session.get(Event, event.id)
                operations.edit(row, None, place=f"{row.release_number} 号门", theme_id=make.theme().id)
                operations.release(row)
                db.session.commit()
        staff.get("/schedule/manage")
        pages = ("/schedule/manage", f"/schedule/{event.id}/releases", f"/schedule/{event.id}/manage")
        costs[number] = [len(staff.get(page).statements) for page in pages]
    assert costs[1][:2] == costs[3][:2], costs
    assert max(costs[3][:2]) <= 8, costs


def test_home_says_what_to_publish_and_what_is_held_today(make, visit, organiser):
    from partyedu import schedule
    from partyedu.core.actor import Actor, Permission
    from partyedu.core.navigation import answered

    draft = make.event("草稿的会", at(27), kind=EventKind.OTHER, published=False)
    today = make.event("今天的会", at(24), kind=EventKind.OTHER)
    actor = Actor(name="林", person_id=organiser.id, grants={Permission.EVENT_MANAGE: ("/",)})
    with visit().app.test_request_context():
        found = [(item.text, item.url) for item in answered(schedule.waiting(actor))]
    assert found == [
        ("今天 14:30 有“今天的会”。", f"/attendance/{today.id}/desk"),
        ("11月27日的“草稿的会”还是草稿。", f"/schedule/{draft.id}/manage"),
    ]
