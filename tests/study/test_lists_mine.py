"""My study list: from rules, from what I missed, ordered, and must learn; the reason beside each item."""

from datetime import timedelta

import pytest

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.courses.models import (
    AudienceKind,
    ClassroomKind,
    Course,
    CourseKind,
    CourseMode,
    CourseState,
    CourseWay,
    LessonFormat,
)
from partyedu.organisation.models import Category, Person
from partyedu.study.models import ListMark, ListRule


@pytest.fixture
def rule(make):
    """``rule(unit, courseware_id=…, …)``: a rule that holds for a month."""

    def written(unit, **more):
        with make._session():
            values = {"from_on": clock.today() - timedelta(days=1), "until_on": clock.today() + timedelta(days=30)}
            row = ListRule(unit_id=unit.id, written_at=clock.now(), version=1, **{**values, **more})
            db.session.add(row)
        return row

    return written


@pytest.fixture
def course(make):
    """``course(title, unit)``: a required course that is offered."""

    def offered(title="党章必修", unit=None, **more):
        with make._session():
            row = Course(
                unit_id=(unit or make.root).id, title=title, kind=CourseKind.THEMED, format=LessonFormat.OPEN,
                classroom=ClassroomKind.THEORY, mode=CourseMode.COLLECTIVE, way=CourseWay.IN_CLASS,
                is_required=True, state=CourseState.OFFERED, created_at=clock.now(), version=1, **more,
            )  # fmt: skip
            db.session.add(row)
        return row

    return offered


def change(make, person, **values):
    """Change columns of a person."""
    with make._session():
        row = db.session.get_one(Person, person.id)
        for name, value in values.items():
            setattr(row, name, value)


def items(page):
    """The items of a list: title → what is said beside it."""
    cards = page.soup.select(".study-item")
    return {card.select_one("h2").get_text(strip=True): card.get_text(" ", strip=True) for card in cards}


def test_rules_by_category_field_job_and_education_pick_whom_they_mean(make, visit, hall, piece, rule):
    category = make.get(Category, name="离退休")
    change(make, hall.absent, category_id=category.id, trade="小学教师", education="初中")
    words = {AudienceKind.FIELD: "教师", AudienceKind.JOB: "网格员", AudienceKind.EDUCATION: "初中"}
    for kind in AudienceKind:
        whom = {"words": words[kind]} if kind in words else {"category_id": category.id}
        rule(hall.branch, courseware_id=piece(f"给{kind.value}").id, audience_kind=kind, **whom)
    page = visit(hall.absent).get("/study/list")
    assert sorted(items(page)) == sorted(["给category", "给field", "给education"])
    assert "给离退休的" in items(page)["给category"]
    assert "给教师的" in items(page)["给field"]
    assert items(visit(hall.came).get("/study/list")) == {}
    assert len(page.statements) <= 8


def test_a_rule_holds_from_its_first_to_its_last_day_and_for_its_unit_and_below(make, visit, hall, piece, rule):
    today = clock.today()
    rule(hall.branch, courseware_id=piece("还没到").id, from_on=today + timedelta(days=1))
    rule(hall.branch, courseware_id=piece("过去了").id, until_on=today - timedelta(days=1))
    rule(hall.beside, courseware_id=piece("隔壁的").id)
    rule(make.root, courseware_id=piece("全社区的").id, until_on=today)
    assert list(items(visit(hall.absent).get("/study/list"))) == ["全社区的"]
    change(make, hall.absent, daily_unit_id=hall.beside.id)
    assert sorted(items(visit(hall.absent).get("/study/list"))) == ["全社区的", "隔壁的"]


def test_what_i_missed_and_what_is_required_stand_there_with_their_reason(visit, hall, ask, course):
    course(summary="")
    course("隔壁必修", hall.beside)
    ask(hall.absent)
    found = items(visit(hall.absent).get("/study/list"))
    assert "没赶上的，等您补上" in found["重温入党誓词"]
    assert "必修课，今年还没有上" in found["党章必修"]
    assert "隔壁必修" not in found
    assert "党章必修" in visit(hall.absent).get("/study/list/region").text


def test_one_thing_from_two_rules_stands_once_with_both_reasons(visit, hall, piece, rule):
    one = piece("家风一课")
    rule(hall.branch, courseware_id=one.id, reason="支部商量定的")
    rule(hall.street, courseware_id=one.id, reason="社区统一安排", is_required=True)
    found = items(visit(hall.absent).get("/study/list"))
    assert list(found) == ["家风一课"]
    assert "支部商量定的；社区统一安排" in found["家风一课"]
    assert "必须学" in found["家风一课"]


def test_my_own_marks_are_mine_and_count_nothing(make, visit, hall, piece, rule):
    one = piece("家风一课")
    rule(hall.branch, courseware_id=one.id)
    mine = visit(hall.absent)
    item = f"courseware:{one.id}"
    assert mine.post("/study/list/mark", {"item": item, "mark": "seen"}).status == 303
    assert mine.post("/study/list/mark", {"item": item, "mark": "aside"}).status == 303
    assert [(row.person_id, row.item, row.put_aside) for row in make.rows(ListMark)] == [(hall.absent.id, item, True)]
    assert "先放一放" in mine.get("/study/list").text
    assert "做过记号的" not in visit(hall.came).get("/study/list").text
    mine.post("/study/list/mark", {"item": item, "mark": ""})
    assert make.rows(ListMark) == []
    mine.post("/study/list/mark", {"item": "course:1; drop", "mark": "seen"})
    assert make.rows(ListMark) == []


def test_the_list_asks_the_same_whatever_stands_on_it(make, visit, hall, piece, rule):
    rule(hall.branch, courseware_id=piece("一").id)
    few = len(visit(hall.absent).get("/study/list").statements)
    for number in range(12):
        rule(hall.branch, courseware_id=piece(f"第{number}篇").id)
    assert len(visit(hall.absent).get("/study/list").statements) == few
