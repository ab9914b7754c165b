"""A menu: written, filled, opened, looked at, printed, copied for the next period."""

from datetime import timedelta

from partyedu.core import clock
from partyedu.courses.models import ClassroomKind, Course, CourseMode, CourseState, CourseWay, LessonFormat
from partyedu.orders.models import Menu, MenuItem, MenuState
from partyedu.theatre.models import TalkRating


def in_days(days):
    return (clock.today() + timedelta(days=days)).isoformat()


def course_of(make, unit, title="手机挂号", state=CourseState.OFFERED):
    """A course, written straight into its table: its own room makes them."""
    from partyedu.core.db import db

    with make._session():
        course = Course(
            unit_id=unit.id, title=title, format=LessonFormat.MICRO, classroom=ClassroomKind.THEORY,
            mode=CourseMode.TAILORED, way=CourseWay.IN_CLASS, state=state, created_at=clock.now(), minutes=45,
        )  # fmt: skip
        db.session.add(course)
    return course


def test_a_draft_is_seen_by_its_keepers_only(make, visit, house):
    keeper = visit(house.organiser)
    made = keeper.submit(
        "/orders/menus/new", title="春季菜单", unit_id=str(house.community.id), starts_on=in_days(0),
        ends_on=in_days(30), follow=True,
    )  # fmt: skip
    assert made.heading == "春季菜单"
    menu = make.get(Menu)
    assert visit(house.member).get(f"/orders/menus/{menu.id}").status == 404
    assert visit().get(f"/orders/menus/{menu.id}/print").status == 404
    assert "现在没有菜单" in visit().get("/orders/").text
    empty = keeper.post(f"/orders/menus/{menu.id}/open")
    assert empty.status == 422
    assert "菜单上还没有东西，请先加几道。" in empty.text
    assert make.get(Menu).state is MenuState.DRAFT


def test_a_menu_offers_talks_and_courses_in_order(make, visit, house):
    course = course_of(make, house.community)
    draft = course_of(make, house.community, "还没写好的课", CourseState.DRAFT)
    keeper = visit(house.organiser)
    keeper.submit(
        "/orders/menus/new",
        title="春季菜单",
        unit_id=str(house.community.id),
        starts_on=in_days(0),
        ends_on=in_days(30),
    )
    menu = make.get(Menu)
    add = f"/orders/menus/{menu.id}/add"
    assert "四十年一本账" in keeper.get(add).text
    courses = keeper.get(f"{add}?which=courses").text
    assert "手机挂号" in courses
    assert "还没写好的课" not in courses
    keeper.post(f"/orders/menus/{menu.id}/talks/{house.talk.id}")
    keeper.post(f"/orders/menus/{menu.id}/talks/{house.talk.id}")  # pressed twice
    keeper.post(f"/orders/menus/{menu.id}/courses/{course.id}")
    assert keeper.post(f"/orders/menus/{menu.id}/courses/{draft.id}").status == 404
    first, second = make.rows(MenuItem)
    keeper.post(f"/orders/items/{second.id}/move", {"by": "-1"})
    keeper.submit(f"/orders/items/{second.id}", at_door="y", note="带上自己的手机")
    keeper.post(f"/orders/menus/{menu.id}/open")
    shown = visit().get("/orders/")
    assert [title.get_text(strip=True) for title in shown.all(".dishes h3")] == ["手机挂号", "四十年一本账"]
    assert "来课堂 · 送上门" in shown.text
    assert "带上自己的手机" in shown.text
    # Now the numbers stand on paper: nothing moves any more, and what goes stays marked.
    assert keeper.post(f"/orders/items/{second.id}/move", {"by": "1"}).status == 422
    keeper.post(f"/orders/items/{first.id}/take-off")
    assert "已撤下" in visit().get("/orders/").text
    sheet = visit().get(f"/orders/menus/{menu.id}/print").text
    assert "点单条" in sheet
    assert "四十年一本账" not in sheet


def test_a_thing_needs_a_way_to_be_had(make, visit, house, menu, dish):
    keeper = visit(house.organiser)
    refused = keeper.submit(f"/orders/items/{dish.id}", in_class=None)
    assert refused.errors() == ["至少选一种送法：来课堂、送上门或网上学。"]


def test_the_next_menu_is_copied_without_what_is_gone(make, visit, house, menu, dish):
    keeper = visit(house.organiser)
    keeper.submit(f"/orders/items/{dish.id}", note="带一件老物件来看")
    keeper.post(f"/speakers/talks/{house.family.id}/withdraw")
    copied = keeper.submit(
        f"/orders/menus/{menu}/copy", title="来年菜单", starts_on=in_days(61), ends_on=in_days(120), follow=True
    )
    assert copied.heading == "来年菜单"
    fresh = make.get(Menu, title="来年菜单")
    [item] = make.rows(MenuItem, menu_id=fresh.id)
    assert (item.talk_id, item.note, item.position) == (house.talk.id, "带一件老物件来看", 1)
    assert fresh.state is MenuState.DRAFT


def test_a_period_ends_after_it_begins(make, visit, house):
    keeper = visit(house.organiser)
    refused = keeper.submit(
        "/orders/menus/new", title="倒过来", unit_id=str(house.community.id), starts_on=in_days(9), ends_on=in_days(2)
    )
    assert refused.errors() == ["结束的日子不能早于开始的日子。"]
    assert make.rows(Menu) == []


def test_two_keepers_of_one_menu_see_both_texts(make, visit, house, menu):
    keeper = visit(house.organiser)
    url = f"/orders/menus/{menu}/edit"
    old = keeper.get(url).form(url)
    assert keeper.post(url, {**old, "title": "甲写的"}).status == 303
    second = keeper.post(url, {**old, "title": "乙写的"})
    assert second.status == 409
    assert "甲写的" in second.text
    assert second.form(url)["title"] == "乙写的"


def test_ratings_stand_on_the_menu_from_five_answers_up(make, visit, house, menu):
    from partyedu.core.db import db

    event = make.event(unit=house.branch)

    def rate(stars):
        with make._session():
            db.session.add(
                TalkRating(key=f"k{stars}-{clock.now().timestamp()}", event_id=event.id, talk_id=house.talk.id,
                           stars=stars, words="")
            )  # fmt: skip

    for stars in (5, 5, 4, 4):
        rate(stars)
    assert "人评" not in visit().get("/orders/").text
    rate(5)
    assert "4.6 分（5 人评）" in visit().get("/orders/").text


def test_other_units_menus_are_not_kept(make, visit, house, menu, dish):
    stranger = visit(make.staff("organiser", house.second))
    for url in (f"/orders/menus/{menu}/arrange", f"/orders/menus/{menu}/demand", f"/orders/items/{dish.id}"):
        assert stranger.get(url).status == 404, url
    for url in (f"/orders/menus/{menu}/close", f"/orders/items/{dish.id}/take-off"):
        assert stranger.post(url).status == 404, url
