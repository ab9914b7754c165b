"""Rules of the lists: written with a preview, pushed as notices, as slips, as text that names nobody."""

from datetime import timedelta

import pytest

from partyedu.core import clock
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import Category
from partyedu.study.models import ListRule, MakeUp


@pytest.fixture
def fill(visit, hall, piece):
    """``fill(…)``: the form of a rule is sent once by the organiser; gives the answer and the browser."""

    def send(seen="", **more):
        one = more.pop("piece", None) or piece("家风一课")
        fields = {
            "form_key": "k1", "seen": seen, "unit_id": str(hall.branch.id), "item": f"courseware:{one.id}",
            "audience_kind": "", "reason": "支部商量定的", "from_on": clock.today().isoformat(),
            "until_on": (clock.today() + timedelta(days=9)).isoformat(), **more,
        }  # fmt: skip
        return visit(hall.organiser).post("/study/lists/new", fields)

    return send


def seen_in(answer):
    """What the preview wants back."""
    return answer.soup.select_one("input[name=seen]")["value"]


def test_the_preview_says_how_many_before_anything_is_saved(make, hall, fill, piece):
    one = piece("家风一课")
    answer = fill(piece=one)
    assert answer.status == 200
    assert "选中了全部 5 人" in answer.text  # the dead are nobody
    assert make.rows(ListRule) == []
    assert fill(piece=one, seen=seen_in(answer)).status == 303
    row = make.get(ListRule)
    assert (row.unit_id, row.courseware_id, row.audience_kind) == (hall.branch.id, one.id, None)
    fill(piece=one, seen=seen_in(answer))  # a double click
    assert len(make.rows(ListRule)) == 1


def test_a_rule_that_selects_nobody_says_so_and_another_choice_is_previewed_again(make, fill, piece):
    one = piece("家风一课")
    category = make.get(Category, name="在职")
    answer = fill(piece=one, audience_kind="category", category_id=str(category.id))
    assert "一个人也没选中" in answer.text
    answer = fill(piece=one, seen=seen_in(answer))
    assert answer.status == 200
    assert "选中了全部 5 人" in answer.text
    assert make.rows(ListRule) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"item": "course:999999"}, ""),
        ({"until_on": "2020-01-01"}, "结束的日子比开始的早"),
        ({"from_on": "昨天"}, "请写成 2026-03-05 这样"),
        ({"audience_kind": "field"}, "请写行业、岗位或者文化程度"),
        ({"audience_kind": "category"}, "请选一个党员类别"),
        ({"reason": "乙没来那天没有来"}, "理由里有人名（乙没来）"),
        ({"unit_id": "99"}, ""),
    ],
)
def test_what_does_not_make_a_rule_is_said_at_its_field(make, fill, piece, wrong, sentence):
    one = piece("家风一课")
    first = fill(piece=one, **wrong)
    answer = fill(piece=one, seen=seen_in(first), **wrong) if first.status == 200 else first
    assert answer.status == 422
    assert sentence in answer.text
    assert make.rows(ListRule) == []


@pytest.fixture
def rule(make, fill, piece):
    """A rule for the whole branch."""
    one = piece("家风一课")
    fill(piece=one, seen=seen_in(fill(piece=one)))
    return make.get(ListRule)


def test_pushed_as_notices_once_to_each_and_never_to_the_dead(make, visit, hall, rule):
    desk = visit(hall.organiser)
    page = desk.get(f"/study/lists/{rule.id}")
    assert "5 人，没有手机的 1 人" in page.text
    assert len(page.statements) <= 9
    assert desk.post(f"/study/lists/{rule.id}/push").status == 303
    told = make.rows(Notice, kind=NoticeKind.STUDY_LIST)
    assert sorted(row.person_id for row in told) == sorted(
        person.id for person in (hall.came, hall.absent, hall.phoneless, hall.excused, hall.exempt)
    )
    assert {(row.subject, row.detail) for row in told} == {("家风一课", "支部商量定的")}
    desk.post(f"/study/lists/{rule.id}/push")
    assert len(make.rows(Notice, kind=NoticeKind.STUDY_LIST)) == 5


def test_text_and_slips_hold_nobody_elses_name_and_no_private_reason(make, visit, hall, rule, ask):
    ask(hall.phoneless)
    task = make.get(MakeUp)
    visit(hall.organiser).post(f"/study/make-up/{task.id}/why", {"version": "1", "reason": "work", "words": "夜班太累"})
    desk = visit(hall.organiser)
    text = desk.get(f"/study/lists/{rule.id}").soup.select_one("#list-text").get_text()
    assert "家风一课" in text
    assert not any(person.name in text for person in (hall.came, hall.absent, hall.phoneless))
    page = desk.get(f"/study/lists/slips?rule={rule.id}")
    slips = [slip.get_text(" ", strip=True) for slip in page.soup.select(".slip")]
    assert len(slips) == 1
    assert slips[0].startswith("丙无机同志")
    assert "支部商量定的" in slips[0]
    assert "夜班" not in page.text
    assert "誓词" not in page.text
    assert len(desk.get(f"/study/lists/slips?rule={rule.id}&all=1").soup.select(".slip")) == 5


def test_only_those_who_manage_the_study_of_the_unit_reach_its_rules(make, visit, hall, rule):
    from partyedu.accounts.models import Role

    beside = make.staff(Role.ORGANISER, hall.beside)
    for url in (f"/study/lists/{rule.id}", f"/study/lists/{rule.id}/edit", f"/study/lists/slips?rule={rule.id}"):
        assert visit(beside).get(url).status == 404
        assert visit(hall.secretary).get(url).status == 404
    assert "家风一课" not in visit(beside).get("/study/lists").text
    assert visit(beside).post(f"/study/lists/{rule.id}/push").status == 404


def test_changed_with_a_new_preview_and_ended(make, visit, hall, rule):
    desk = visit(hall.organiser)
    url = f"/study/lists/{rule.id}/edit"
    fields = desk.get(url).form(url)
    answer = desk.post(url, {**fields, "audience_kind": "education", "words": "博士"})
    assert answer.status == 200
    assert "一个人也没选中" in answer.text
    fields["seen"] = seen_in(answer)
    assert desk.post(url, {**fields, "audience_kind": "education", "words": "博士"}).status == 303
    assert make.get(ListRule).words == "博士"
    assert "家风一课" not in visit(hall.absent).get("/study/list").text
    late = desk.post(url, {**fields, "audience_kind": "education", "words": "博士", "reason": "另一个理由"})
    assert late.status == 409
    assert desk.post(f"/study/lists/{rule.id}/end").status == 303
    assert make.get(ListRule).until_on == clock.today()
