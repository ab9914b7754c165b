"""The people of a unit: found, read, entered, corrected, taken along."""

import io
import json
from datetime import date

import openpyxl
import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.organisation.models import Category, MemberStatus, Person, PersonKind, StudyMode, UnitKind


@pytest.fixture
def organiser(make):
    return make.staff(Role.ORGANISER)


def names(page):
    return [tag.get_text(strip=True) for tag in page.all("#people-list .person b")]


def entered(make, **more):
    return {
        "name": "王芳", "kind": "member", "unit_id": make.root.id, "status": "full", "category_id": "",
        "study_mode": "", "phone": "13900001111", "birth_year": "1950", "birth_month": "3", "joined_on": "1975-07-01",
        "member_number": "", "education": "", "trade": "", "version": "", "same_name_seen": "", **more,
    }  # fmt: skip


def test_people_are_found_by_name_initials_number_and_last_four_digits(make, visit, organiser):
    make.member("曾秀兰", phone="13900005678", member_number="D0042", account=False)
    make.member("甲二", phone="13900001234", account=False)
    visitor = visit(organiser)
    for words in ("曾秀", "zxl", "5678", "d0042", "曾秀兰 5678"):
        assert names(visitor.get(f"/organisation/people?q={words}")) == ["曾秀兰"], words


def test_filters_narrow_the_list_and_the_gone_are_left_out(make, visit, organiser):
    retired = make.get(Category, name="离退休")
    branch = make.unit("第一支部")
    make.member("甲一", branch, account=False, category_id=retired.id, study_mode=StudyMode.ONLINE)
    make.member("甲二", account=False)
    make.member("甲三", account=False, status=MemberStatus.DECEASED)
    make.person(PersonKind.RESIDENT, "居民乙")
    visitor = visit(organiser)
    asked = {
        "": {"甲一", "甲二", "居民乙", organiser.name},
        f"?unit={branch.id}": {"甲一"},
        "?kind=member": {"甲一", "甲二"},
        f"?category={retired.id}": {"甲一"},
        "?status=deceased": {"甲三"},
        "?status=all&kind=member": {"甲一", "甲二", "甲三"},
        "?study_mode=online": {"甲一"},
        "?unit=abc&kind=nonsense&status=%00": {"甲一", "甲二", "居民乙", organiser.name},
    }
    for query, expected in asked.items():
        assert set(names(visitor.get(f"/organisation/people{query}"))) == expected, query


def test_a_list_costs_the_same_with_one_and_with_three_people(make, visit, organiser):
    make.member("甲一", account=False)
    visitor = visit(organiser)
    visitor.get("/organisation/people")
    one = visitor.get("/organisation/people").statements
    make.member("甲二", account=False)
    make.member("甲三", account=False)
    assert len(visitor.get("/organisation/people").statements) == len(one) <= 8


def test_somebody_is_entered_and_found_at_once(make, visit, organiser):
    answer = visit(organiser).post("/organisation/people/new", entered(make, phone="139 0000-1111"), follow=True)
    assert answer.heading == "王芳"
    person = make.get(Person, name="王芳")
    assert (person.phone, person.on_roster_since, person.is_active_member) == ("13900001111", clock.today(), True)
    assert names(visit(organiser).get("/organisation/people?q=wf")) == ["王芳"]
    assert make.get(AuditRow, table="person", action="add").row_id == person.id


def test_two_people_of_one_name_are_two_people_after_a_look(make, visit, organiser):
    first = make.member("王芳", birth_year=1961, account=False)
    visitor = visit(organiser)
    asked = visitor.post("/organisation/people/new", entered(make))
    assert asked.status == 422
    assert asked.one(f"a[href='/organisation/people/{first.id}']")
    assert len(make.rows(Person, name="王芳")) == 1
    again = visitor.post("/organisation/people/new", asked.form("/organisation/people/new"))
    assert again.status == 303
    assert len(make.rows(Person, name="王芳")) == 2
    assert visitor.get(again.location).one(f"#main a[href='/organisation/people/{first.id}']")


def test_a_couple_shares_a_phone(make, visit, organiser):
    make.member("甲一", phone="13900001111", account=False)
    assert visit(organiser).post("/organisation/people/new", entered(make)).status == 303
    assert len(make.rows(Person, phone="13900001111")) == 2


def test_every_wrong_field_says_so_and_keeps_what_was_typed(make, visit, organiser):
    make.member("甲一", member_number="D1", account=False)
    visitor = visit(organiser)
    wrong = {
        "name": ("", "请填写这一项。"),
        "phone": ("12345", "电话不对，请核对位数。"),
        "birth_year": ("三月", "请填一个整数。"),
        "birth_month": ("13", "请填 1 到 12 之间的数。"),
        "joined_on": ("昨天", "请写成 1985-07-01 这样，不能是以后的日子。"),
        "member_number": ("D1", "这个党员编号已经是另一个人的了。"),
        "trade": ("320101195001011234", "请不要填身份证号，本系统不保存它。"),
        "unit_id": ("9999", "请选择组织。"),
    }
    for field, (typed, sentence) in wrong.items():
        answer = visitor.post("/organisation/people/new", entered(make, **{field: typed, "education": "大专"}))
        assert answer.status == 422, field
        assert sentence in answer.text or field == "unit_id", (field, answer.errors())
        assert answer.one("input[name=education]")["value"] == "大专"
        assert "320101195001011234" not in answer.html
    assert not make.rows(Person, name="王芳")


def test_the_second_editor_sees_what_the_first_saved(make, visit, organiser):
    person = make.member("甲一", trade="木工", account=False)
    url = f"/organisation/people/{person.id}/edit"
    first, second = visit(organiser), visit(make.staff(Role.ORGANISER))
    form = second.get(url).form(url)
    first.submit(url, trade="电工")
    answer = second.post(url, {**form, "education": "高中", "trade": "瓦工"})
    assert answer.status == 409
    assert "电工" in answer.text
    assert answer.one("input[name=trade]")["value"] == "瓦工"
    assert second.post(url, answer.form(url)).status == 303
    saved = make.get(Person, id=person.id)
    assert (saved.trade, saved.education) == ("瓦工", "高中")


def test_the_dead_are_never_chased(make, visit, organiser):
    person = make.member("甲一", account=False)
    visitor = visit(organiser)
    page = f"/organisation/people/{person.id}"
    visitor.submit(page, f"{page}/status", status="deceased", on="2026-03-05")
    saved = make.get(Person, id=person.id)
    assert (saved.is_active_member, saved.off_roster_on) == (False, date(2026, 3, 5))
    assert names(visitor.get("/organisation/people?kind=member")) == []
    assert visitor.get("/organisation/people/suggest?field=host&host=甲一", htmx=True).all("input") == []
    # Somebody else's death was a mistake of the desk:
    visitor.submit(page, f"{page}/status", status="full", on="")
    saved = make.get(Person, id=person.id)
    assert (saved.is_active_member, saved.off_roster_on) == (True, None)


def test_who_moves_away_leaves_the_roster_today(make, visit, organiser):
    person = make.member("甲一", account=False)
    visit(organiser).submit(f"/organisation/people/{person.id}/edit", status="transferred")
    saved = make.get(Person, id=person.id)
    assert (saved.status, saved.off_roster_on) == (MemberStatus.TRANSFERRED, clock.today())


def test_a_page_says_what_changed_when_but_not_from_what(make, visit, organiser):
    person = make.member("甲一", trade="木工", account=False)
    visitor = visit(organiser)
    visitor.submit(f"/organisation/people/{person.id}/edit", trade="电工", phone="13900009999")
    page = visitor.get(f"/organisation/people/{person.id}")
    assert "修改 电话、职业" in page.text
    assert organiser.name in page.text
    assert "木工" not in page.text
    kept = make.get(AuditRow, table="person", action="edit")
    assert "13900009999" not in kept.fields


def test_people_of_another_community_are_not_there(make, visit):
    east, west = make.unit("东社区", kind=UnitKind.COMMUNITY), make.unit("西社区", kind=UnitKind.COMMUNITY)
    person = make.member("甲一", east, account=False)
    stranger = visit(make.staff(Role.ORGANISER, west))
    for url in (f"/organisation/people/{person.id}", f"/organisation/people/{person.id}/edit"):
        assert stranger.get(url).status == 404
    for url in (f"/organisation/people/{person.id}/edit", f"/organisation/people/{person.id}/status"):
        assert stranger.post(url, entered(make)).status == 404
    assert stranger.get(f"/organisation/people?unit={east.id}&q=甲一").all("#people-list .person") == []
    secretary = visit(make.staff(Role.SECRETARY, east))
    assert secretary.get(f"/organisation/people/{person.id}").status == 200
    assert secretary.get(f"/organisation/people/{person.id}/edit").status == 404
    member = visit(make.member("甲二", east))
    assert member.get("/organisation/people").status == 404
    assert visit().get("/organisation/people").status == 303


def test_the_exported_list_is_text_and_leaves_a_trace(make, visit, organiser):
    make.member('=HYPERLINK("http://x")', phone="13900001234", member_number="007", account=False)
    make.member("甲二", account=False)
    answer = visit(organiser).post("/organisation/people/export", {"kind": "member", "q": "1234"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.response.data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["姓名", '=HYPERLINK("http://x")']
    assert rows[1][6:8] == ("13900001234", "007")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert make.get(AuditRow, action="export-people").fields == "rows=1"


def test_a_member_sees_corrects_and_takes_along_what_is_held(make, visit):
    member = make.member("甲一", trade="木工", birth_year=1950, birth_month=3)
    visitor = visit(member)
    page = visitor.get("/organisation/me")
    for held in ("甲一", "木工", "1950.03", member.phone, "示范社区"):
        assert held in page.text
    assert visitor.submit("/organisation/me", trade="电工", phone="13911112222", follow=True).status == 200
    saved = make.get(Person, id=member.id)
    assert (saved.trade, saved.phone) == ("电工", "13911112222")
    assert make.get(AuditRow, action="correct-own").fields == "phone trade"
    taken = json.loads(visitor.get("/organisation/me/export.json").response.data)
    assert taken["held"]["职业"] == "电工"
    sheet = openpyxl.load_workbook(io.BytesIO(visitor.get("/organisation/me/export.xlsx").response.data)).worksheets[0]
    assert ("职业", "电工") in list(sheet.iter_rows(values_only=True))


def test_a_member_cannot_make_themselves_somebody_else(make, visit):
    member = make.member("甲一")
    visitor = visit(member)
    visitor.submit("/organisation/me", trade="电工", name="甲二", unit_id="1", status="left", kind="staff", version="1")
    saved = make.get(Person, id=member.id)
    assert (saved.name, saved.status, saved.kind) == ("甲一", MemberStatus.FULL, PersonKind.MEMBER)
    answer = visitor.submit("/organisation/me", phone="abc")
    assert answer.status == 422
    assert "电话不对，请核对位数。" in answer.errors()
    assert answer.one("input[name=phone]")["value"] == "abc"


def test_categories_are_edited_in_place(make, visit):
    visitor = visit(make.staff(Role.ADMINISTRATOR))
    visitor.post("/organisation/categories", {"name": "流动"})
    row = make.get(Category, name="流动")
    visitor.post(f"/organisation/categories/{row.id}", {"name": "流动党员"})
    assert "已经有这个类别了。" in visitor.post("/organisation/categories", {"name": "流动黨員"}).errors()
    visitor.post(f"/organisation/categories/{row.id}/up")
    shown = [tag.b.get_text() for tag in visitor.get("/organisation/categories").all("#category-list .person")]
    assert shown == ["离退休", "流动党员", "在职"]
    visitor.post(f"/organisation/categories/{row.id}/archive")
    assert make.get(Category, id=row.id).archived_at is not None
    visitor.post(f"/organisation/categories/{row.id}/restore")
    assert make.get(Category, id=row.id).archived_at is None
    assert visit(make.staff(Role.ORGANISER)).get("/organisation/categories").status == 404


def test_in_english_every_page_opens(make, visit):
    person = make.member("甲一")
    visitor = visit(make.staff(Role.ADMINISTRATOR), language="en")
    for url in (
        "/organisation/people", "/organisation/people/new", f"/organisation/people/{person.id}",
        f"/organisation/people/{person.id}/edit", "/organisation/units", f"/organisation/units?at={make.root.id}",
        "/organisation/units/bin", "/organisation/imports", "/organisation/categories", "/organisation/me",
    ):  # fmt: skip
        page = visitor.get(url)
        assert page.status == 200, url
        assert page.one("html")["lang"] == "en"
