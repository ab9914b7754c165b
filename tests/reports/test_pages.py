"""The pages of the figures: who may see what, and that every number opens exactly its rows."""

import io
import re

import openpyxl
import pytest

from partyedu.accounts.models import Role
from partyedu.attendance.models import AttendanceState
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.library.models import Courseware, CoursewareCategory
from partyedu.organisation.models import Person, PersonKind, PublicName
from partyedu.reports import columns
from partyedu.reports.models import FIGURE_LABELS, FigureName
from partyedu.speakers.models import Honour
from partyedu.surveys.models import Survey, SurveyState


@pytest.fixture
def full(held):
    """Something in every figure."""
    held.there(held.listener)
    held.there(held.speaker, AttendanceState.LATE)
    held.there(held.silent, AttendanceState.LEAVE)
    held.group_record("大家说巷口的灯坏了。", held.listener)
    held.matter()
    held.matter("门口的台阶太高", state="raised")
    return held


EXPECTED = {
    "sessions": "1",
    "talks": "1",
    "different_speakers": "1",
    "never_spoken": "2",
    "attendances": "2",
    "members": "3",
    "coverage": "66.6%",
    "discussions": "1",
    "reflections": "1",
    "matters": "2",
    "matters_closed": "1",
    "key_matters": "0",
    "households_served": "0",
    "theatre_attendances": "2",
    "class_attendances": "0",
    "units": "0",
    "study_hours": "3",
    "members_reached_target": "0",
    "exempt": "0",
    "communities": "0",
    "temporary_groups": "0",
    "daily_elsewhere": "0",
    "members_over_60": "3",
}

# Where the number is not that of its rows: a share, and hours that add up.
ROWS = {FigureName.COVERAGE: 2, FigureName.STUDY_HOURS: 2}


def shown(page):
    """The large numbers of a page, by their words."""
    return {figure.span.get_text(): figure.b.get_text() for figure in page.all(".counted")}


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.SECRETARY, Role.ADMINISTRATOR])
def test_each_number_opens_its_rows_and_the_same_rows_go_into_the_workbook(full, make, visit, role):
    visitor = visit(make.staff(role, full.unit))
    page = visitor.get("/reports/")
    assert shown(page) == {str(FIGURE_LABELS[FigureName(key)]): value for key, value in EXPECTED.items()}
    assert len(page.all(".ledger")) == 11
    assert page.text.count("这里还没有。") == 7, "a group without anything says so instead of a row of noughts"
    links = {figure.span.get_text(): figure["href"] for figure in page.all("a.counted")}
    assert len(links) == len(EXPECTED)
    for name in map(FigureName, EXPECTED):
        rows = visitor.get(links[str(FIGURE_LABELS[name])])
        number = ROWS.get(name) or int(EXPECTED[name])
        assert len(rows.all("#rows tbody tr")) == number, name
        assert f"一共 {number} 条" in rows.text or name is FigureName.STUDY_HOURS
        if number == 0:
            assert "这里还没有内容" in rows.text
            continue
        answer = visitor.submit(links[str(FIGURE_LABELS[name])], f"/reports/figures/{name}/export")
        book = openpyxl.load_workbook(io.BytesIO(answer.response.data))
        assert book.active.max_row == number + 1, name


def test_every_row_leads_to_a_page_that_is_there(app):
    routes = app.url_map.bind("localhost")
    for name, (address, _needed) in columns._LEADS_TO.items():
        endpoint, arguments = routes.match(address % 7)
        assert 7 in arguments.values(), (name, endpoint)


def test_rows_lead_only_where_their_reader_may_go(full, make, visit):
    with full.app.app_context():
        db.session.add(
            Survey(
                unit_id=full.unit.id, title="想学什么", state=SurveyState.OPEN, opened_at=clock.now(),
                created_at=clock.now(),
            )
        )  # fmt: skip
        db.session.commit()
    organiser = visit(make.staff(Role.ORGANISER, full.unit)).get("/reports/figures/surveys")
    [link] = organiser.all("#rows tbody th a")
    assert (link.get_text(), visit(make.staff(Role.ORGANISER, full.unit)).get(link["href"]).status) == ("想学什么", 200)
    secretary = visit(make.staff(Role.SECRETARY, full.unit)).get("/reports/figures/surveys")
    assert "想学什么" in secretary.text
    assert not secretary.all("#rows tbody a")


def test_courseware_falls_into_categories_and_stages(held, make, visit):
    with held.app.app_context():
        query = db.select(CoursewareCategory).order_by(CoursewareCategory.position)
        [first, second] = db.session.scalars(query.limit(2)).all()
        for number, (category, stage) in enumerate(((first, "admitted"), (first, "textbook"), (second, "admitted"))):
            piece = Courseware(
                unit_id=held.unit.id, category_id=category.id, title=f"课件{number}", origin="developed", tier="street",
                stage=stage, created_at=clock.now(), admitted_at=clock.now(),
            )  # fmt: skip
            db.session.add(piece)
        db.session.commit()
    page = visit(make.staff(Role.ORGANISER)).get("/reports/figures/coursewares")
    shares = page.one(".shares table")
    assert [cell.get_text() for cell in shares.select("thead th")] == ["类别", "已入库", "已进教材", "合计"]
    numbers = [[cell.get_text() for cell in row.select("td")] for row in shares.select("tbody tr")]
    assert numbers == [["1", "1", "2"], ["1", "0", "1"]]
    assert "一共 3 条" in page.text


def test_the_year_is_taken_along_as_a_workbook_of_sums(full, make, visit):
    visitor = visit(make.staff(Role.ADMINISTRATOR))
    [link] = [link["href"] for link in visitor.get("/reports/").all("a") if "/sheet.xlsx" in link.get("href", "")]
    book = openpyxl.load_workbook(io.BytesIO(visitor.get(link).response.data))
    year, below = book.worksheets
    told = {row[1]: row[2] for row in year.iter_rows(min_row=2, values_only=True)}
    assert len(told) == len(FigureName)
    assert (told["剧场场次"], told["党员人数"], told["开办的班次"]) == (1, 3, 0)
    assert [row[0] for row in below.iter_rows(min_row=2, values_only=True)] == ["示范社区本级", "第一支部", "第二支部"]
    assert "甲一" not in {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert visit(make.staff(Role.SECRETARY, full.unit)).get(f"/reports/sheet.xlsx?unit={full.other.id}").status == 404


def test_an_export_leaves_a_trace_without_names(full, make, visit):
    visitor = visit(make.staff(Role.SECRETARY, full.unit))
    year = clock.today().year
    assert visitor.post("/reports/figures/members/export", {"unit": full.unit.id}).status == 200
    rows = [row for row in make.rows(AuditRow) if row.action == "export-figure"]
    assert [(row.row_id, row.fields) for row in rows] == [(full.unit.id, f"members year={year} rows=3")]


def test_formulas_in_names_stay_text_in_the_workbook(held, make, visit):
    make.member("=1+1", held.unit)
    answer = visit(make.staff(Role.SECRETARY, held.unit)).post("/reports/figures/members/export")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.response.data)).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_a_secretary_sees_the_own_branch_and_nothing_of_the_other(full, make, visit):
    visitor = visit(make.staff(Role.SECRETARY, full.unit))
    for url in ("/reports/", "/reports/sheet", "/reports/figures/members", "/reports/figures/never_spoken"):
        assert visitor.get(f"{url}?unit={full.unit.id}").status == 200
        assert visitor.get(f"{url}?unit={full.other.id}").status == 404
        assert visitor.get(f"{url}?unit={make.root.id}").status == 404
        assert visitor.get(f"{url}?unit=999999").status == 404
    assert visitor.post("/reports/figures/members/export", {"unit": full.other.id}).status == 404
    assert visitor.get("/reports/figures/nothing").status == 404


def test_members_reviewers_and_visitors_see_no_rows(full, make, visit):
    for person in (full.listener, make.staff(Role.REVIEWER, full.unit)):
        visitor = visit(person)
        for url in ("/reports/", "/reports/sheet", "/reports/figures/members", "/reports/events/"):
            assert visitor.get(url).status == 404
        assert visitor.post("/reports/figures/members/export").status == 404
    assert visit().get("/reports/figures/members").status == 303


def test_the_year_for_everybody_has_sums_and_honours_and_no_names_of_members(full, make, visit, app):
    full.add(
        Honour(person_id=full.speaker.id, title="优秀宣讲员", given_on=clock.today(), given_by="街道"),
        Honour(person_id=full.silent.id, title="好邻居", given_on=clock.today()),
    )
    with app.app_context():
        db.session.get(Person, full.silent.id).public_name = PublicName.NONE
        db.session.commit()
    page = visit().get("/reports/year")
    unsaid = ("never_spoken", "exempt")
    public = {str(FIGURE_LABELS[FigureName(key)]): value for key, value in EXPECTED.items() if key not in unsaid}
    assert shown(page) == public | {"下级组织": "2"}, "everybody reads the sums of the whole centre"
    assert not page.all("a.counted")
    assert "甲老师" in page.text and "优秀宣讲员" in page.text
    assert "好邻居" not in page.text
    for name in ("甲一", "乙二", "丙三", "上过台"):
        assert name not in page.html
    assert visit().get(f"/reports/year?unit={full.unit.id}").status == 404


def test_a_year_without_anything_is_a_friendly_page(held, make, visit):
    visitor = visit(make.staff(Role.ORGANISER))
    page = visitor.get("/reports/?year=1999")
    assert len(page.all(".ledger ul")) == 1, "only the members, none of whom was there yet"
    assert set(shown(page).values()) == {"0", "0%", "2"}
    assert visitor.get("/reports/?year=all").status == 200
    for nonsense in ("-1", "99999", "abc", "²", "9" * 5000):
        assert str(clock.today().year) in visitor.get(f"/reports/?year={nonsense}").one("#figures .row h2").get_text()
    assert visit().get("/reports/year?year=all").status == 200
    empty = visitor.get("/reports/figures/sessions?year=1999")
    assert "这里还没有内容" in empty.text


def test_the_region_comes_alone_for_htmx(held, make, visit):
    visitor = visit(make.staff(Role.ORGANISER))
    region = visitor.get("/reports/?year=all", htmx=True)
    assert region.one("#figures") and not region.all("h1, nav.pages")
    assert visitor.get("/reports/figures/members", htmx=True).one("#rows")
    assert visit().get("/reports/year", htmx=True).one("#year")


def test_parts_of_a_unit_are_listed_in_the_order_of_the_tree_and_add_up(full, make, visit):
    outside = make.member("丁四", full.other)
    full.there(outside)
    page = visit(make.staff(Role.ADMINISTRATOR)).get("/reports/")
    table = next(table for table in page.all("table") if "第一支部" in table.get_text())
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in table.select("tbody tr")]
    # unit, sessions, classes, attendances, members, coverage, discussions, matters closed
    assert rows == [
        ["示范社区本级", "0", "0", "0", "0", "—", "0", "0"],
        ["第一支部", "1", "0", "3", "3", "66.6%", "1", "1"],
        ["第二支部", "0", "0", "0", "1", "100%", "0", "0"],
    ]


def test_statements_do_not_grow_with_the_rows(full, make, visit):
    visitor = visit(make.staff(Role.ADMINISTRATOR))
    urls = ["/reports/", "/reports/year", "/reports/sheet", "/reports/events/"]
    urls += [f"/reports/figures/{name}" for name in FigureName]
    for url in urls:
        visitor.get(url)  # warm: the versions are read once a second
    before = {url: len(visitor.get(url).statements) for url in urls}
    for number in range(3):
        unit = make.unit()
        event = full.session(f"又一场{number}", days_ago=3 + number, unit=unit)
        person = make.member(unit=unit)
        full.on_stage(event, make.talk(person, f"新的{number}"))
        full.there(person, event=event)
        full.discussed(event, person)
        full.matter(f"新的事{number}", unit_id=unit.id)
    after = {url: len(visitor.get(url).statements) for url in urls}
    assert all(abs(after[url] - before[url]) <= 1 for url in urls), (
        before,
        after,
    )  # a version read may fall in between
    assert max(after.values()) <= 8


def test_outside_experts_on_stage_are_counted(held, make, visit):
    expert = make.person(PersonKind.EXPERT, "戊五")
    held.on_stage(held.event, make.talk(expert, "怎样养花"), public_position=2)
    page = visit(make.staff(Role.SECRETARY, held.unit)).get("/reports/figures/different_speakers")
    assert re.search("戊五.*外请专家", page.text)


def test_the_sheet_prints_the_rules(full, make, visit):
    page = visit(make.staff(Role.SECRETARY, full.unit)).get("/reports/sheet")
    assert page.heading == "第一支部年度表"
    assert len(page.all("dl.rules dt")) == len(FigureName)
