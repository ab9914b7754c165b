"""Themes, venues with rooms, and days: edited in place, by those who may."""

import pytest

from partyedu.accounts.models import Role
from partyedu.schedule.models import CalendarDay, DayKind, EventKind, Room, Theme, Venue


def test_themes_are_added_renamed_moved_and_taken_out_of_use(make, visit):
    admin = visit(make.staff(Role.ADMINISTRATOR))
    theme = make.theme("家风")
    make.event("家风故事会", theme_id=theme.id, kind=EventKind.OTHER)
    admin.submit("/schedule/themes", "/schedule/themes", name="法治")
    admin.post(f"/schedule/themes/{theme.id}", {f"theme{theme.id}-name": "家风家训"})
    admin.post(f"/schedule/themes/{theme.id}/up")
    assert [row.name for row in sorted(make.rows(Theme), key=lambda row: row.position)] == [
        "入党", "学习", "家风家训", "创业", "法治"]  # fmt: skip
    assert "家风家训" in visit().get("/schedule/?view=list").text
    admin.post(f"/schedule/themes/{theme.id}/archive")
    assert "不再用" in admin.get("/schedule/themes").text
    admin.post(f"/schedule/themes/{theme.id}/restore")
    assert make.get(Theme, id=theme.id).archived_at is None


def test_a_theme_needs_a_name_of_its_own_and_keeps_what_was_typed(make, visit):
    admin, theme = visit(make.staff(Role.ADMINISTRATOR)), make.theme("家风")
    for typed, words in (("", "请填写这一项"), ("学习", "已经有这个主题了"), ("长" * 41, "最多 40 个字")):
        answer = admin.post(f"/schedule/themes/{theme.id}", {f"theme{theme.id}-name": typed})
        assert answer.status == 422
        assert words in " ".join(answer.errors())
        assert answer.one(f"[name=theme{theme.id}-name]")["value"] == typed
    assert admin.post("/schedule/themes", {"name": "学习"}).status == 422


def test_venues_and_rooms_belong_to_those_who_plan_for_the_unit(make, visit):
    own, other = make.unit("第一支部"), make.unit("第二支部")
    strange = make.venue("别人的", unit=other, rooms=("小屋",))
    staff = visit(make.staff(Role.ORGANISER, own))
    staff.submit("/schedule/venues", "/schedule/venues", name="活动室", address="一号楼")
    venue = make.get(Venue, name="活动室")
    assert venue.unit_id == own.id
    staff.post(f"/schedule/venues/{venue.id}/rooms", {f"new{venue.id}-name": "一楼", f"new{venue.id}-capacity": "３０"})
    room = make.get(Room, name="一楼")
    assert room.capacity == 30
    bad = staff.post(f"/schedule/rooms/{room.id}", {f"room{room.id}-name": "一楼", f"room{room.id}-capacity": "-1"})
    assert bad.status == 422 and bad.errors()
    staff.post(f"/schedule/rooms/{room.id}", {f"room{room.id}-name": "一楼大厅", f"room{room.id}-capacity": ""})
    assert make.get(Room, id=room.id).capacity is None
    staff.post(f"/schedule/venues/{venue.id}", {f"venue{venue.id}-name": "老年活动室", f"venue{venue.id}-address": ""})
    assert make.get(Venue, id=venue.id).name == "老年活动室"
    for path in (f"rooms/{room.id}/archive", f"venues/{venue.id}/archive", f"venues/{venue.id}/restore"):
        assert staff.post(f"/schedule/{path}").status == 303
    assert make.get(Room, id=room.id).archived_at is not None
    hut = make.get(Room, name="小屋")
    for path in (f"rooms/{hut.id}", f"rooms/{hut.id}/archive", f"venues/{strange.id}", f"venues/{strange.id}/rooms"):
        assert staff.post(f"/schedule/{path}").status == 404
    assert "别人的" not in staff.get("/schedule/venues").text


def test_an_archived_room_stays_with_the_event_that_has_it(make, visit):
    make.venue()
    room, staff = make.get(Room), visit(make.staff(Role.ORGANISER))
    event = make.event("读书会", kind=EventKind.OTHER, room_id=room.id, published=False)
    staff.post(f"/schedule/rooms/{room.id}/archive")
    page = staff.get(f"/schedule/{event.id}/edit")
    assert page.one("#room_id option[selected]")["value"] == str(room.id)
    assert not staff.get("/schedule/new").all(f"#room_id option[value='{room.id}']")


def test_days_are_entered_by_hand_or_for_a_year_that_is_known(make, visit):
    admin, organiser = visit(make.staff(Role.ADMINISTRATOR)), visit(make.staff(Role.ORGANISER))
    assert "还没有录入" in organiser.get("/schedule/days?year=2026").text
    assert organiser.post("/schedule/days/2026/seed").status == 404
    page = admin.post("/schedule/days/2026/seed", follow=True)
    assert "录入了 39 天" in page.text
    assert "10月10日 周六 · 国庆节" in page.text
    assert "没有可以自动录入的日子" in admin.post("/schedule/days/2031/seed", follow=True).text
    admin.submit("/schedule/days?year=2027", "/schedule/days", on="2027-01-01", kind="holiday", name="元旦")
    day = make.rows(CalendarDay)[-1]
    assert (day.name, day.kind) == ("元旦", DayKind.HOLIDAY)
    assert admin.post("/schedule/days", {"on": "元旦", "kind": "holiday", "name": "元旦"}).status == 422
    assert admin.post("/schedule/days", {"on": "2027-01-01", "kind": "workday", "name": "改了"}).status == 303
    assert len(make.rows(CalendarDay)) == 40
    assert admin.post(f"/schedule/days/{day.id}/remove").location == "/schedule/days?year=2027"
    assert admin.post("/schedule/days/9999/remove").status == 404
    assert admin.get("/schedule/days?year=abc").status == 200


@pytest.mark.parametrize("path", ["themes", "venues", "days"])
def test_members_and_passers_by_stay_outside(make, visit, path):
    assert visit(make.member()).get(f"/schedule/{path}").status == 404
    assert visit().get(f"/schedule/{path}").status == 303


def test_settings_cost_the_same_for_one_and_three_rows_in_every_language(make, visit):
    boss = make.staff(Role.ADMINISTRATOR)
    costs = {}
    for number in (1, 3):
        while len(make.rows(Venue)) < number:
            make.venue(f"阵地{len(make.rows(Venue))}", rooms=("一", "二"))
        for language in ("zh_Hans", "en"):
            admin = visit(boss, language=language)
            admin.get("/")
            pages = ("/schedule/venues", "/schedule/themes", "/schedule/days", "/schedule/new")
            costs[number, language] = [len(admin.get(page).statements) for page in pages]
    assert len({tuple(cost) for cost in costs.values()}) == 1, costs
    assert max(costs[3, "en"]) <= 8, costs
