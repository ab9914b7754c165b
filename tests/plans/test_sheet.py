"""A plan from Excel in the layout offices use, and back again."""

import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from partyedu.core import clock
from partyedu.core.spreadsheets import Sheet, read_sheets
from partyedu.plans.models import PlanImport, Task, TaskMonth
from partyedu.plans.sheet import NoPlan, ReadPlan, month_of, read_plan

HEAD = ["类别", "任务", *(f"{number}月" for number in range(1, 13)), "完成时限", "责任人"]


@pytest.mark.parametrize(
    ("heading", "month"),
    [
        ("1月", 1), ("一月", 1), ("十二月份", 12), ("2026年3月", 3), (" ３ 月 ", 3), ("元月", 1), ("第二季度", 6),
        ("1-3月", 3), ("十一月", 11), ("13月", None), ("任务", None), (None, None), (True, None), ("0月", None),
    ],
)  # fmt: skip
def test_months_are_read_as_offices_write_them(heading, month):
    assert month_of(heading) == month


def office_sheet(year):
    """A sheet as somebody in an office made it: merged title, categories merged downwards, notes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("计划")
    sheet.merge_range(0, 0, 0, 15, f"红旗支部{year}年推进表")
    for column, head in enumerate(HEAD):
        sheet.write(1, column, head)
    sheet.merge_range(2, 0, 3, 0, "离退休")
    sheet.write(2, 1, "入户送学")
    sheet.write(2, 4, "走 12 户\n带上放大字的书")
    sheet.merge_range(2, 5, 2, 6, "听广播")
    sheet.write(2, 14, "6月底")
    sheet.write(2, 15, "书记乙")
    sheet.write(3, 1, "主题党日")
    sheet.write(3, 2, "参观（1月20日前）")
    sheet.merge_range(4, 0, 4, 15, "注：没有写的月份自己安排")
    book.close()
    target.seek(0)
    return target


def test_a_sheet_of_an_office_is_shown_first_and_then_taken_in_once(branch, visit, make, year):
    secretary = visit(branch.secretary)

    def bring():
        form = secretary.get(f"{branch.url}/import").form(f"{branch.url}/import")
        return secretary.post(f"{branch.url}/import", {**form, "file": (office_sheet(year), "推进表.xlsx")}).location

    url = bring()
    page = secretary.get(url)
    assert page.heading == "读进来会怎样" and make.rows(TaskMonth) == []
    assert "走 12 户" in page.text and "E3" in page.text and "没有写的月份" in page.text
    secretary.submit(url)
    task = make.get(Task, title="入户送学")
    assert (task.due_on.isoformat(), task.owner_id, task.category_id is not None) == (
        f"{year}-06-30", branch.secretary.id, True,
    )  # fmt: skip
    found = {(row.task_id, row.month): row for row in make.rows(TaskMonth)}
    assert found[task.id, 3].content == "走 12 户\n带上放大字的书"
    assert {month for key, month in found if key == task.id} == {3, 4, 5}
    assert found[branch.task.id, 1].due_on.isoformat() == f"{year}-01-20"
    assert len(make.rows(Task)) == 2 and make.rows(PlanImport) == []
    again = secretary.get(bring())
    assert not again.soup.select("input[name=take]") and "4 格" not in again.one(".stats").get_text()
    secretary.submit(again.one("form[action$='/drop']")["action"].removesuffix("/drop"))
    assert len(make.rows(Task)) == 2 and len(make.rows(TaskMonth)) == len(found)


def test_what_stands_there_stays_unless_somebody_says_otherwise(branch, visit, make, year):
    secretary = visit(branch.secretary)
    secretary.submit(branch.cell(1), content="扫雪")
    form = secretary.get(f"{branch.url}/import").form(f"{branch.url}/import")
    url = secretary.post(f"{branch.url}/import", {**form, "file": (office_sheet(year), "x.xlsx")}).location
    page = secretary.get(url)
    assert "扫雪" in page.text
    key = page.one("input[name=take]")["value"]
    secretary.submit(url)
    assert make.get(TaskMonth, task_id=branch.task.id).content == "扫雪"
    url = secretary.post(f"{branch.url}/import", {**form, "file": (office_sheet(year), "x.xlsx")}).location
    secretary.submit(url, take=key)
    assert make.get(TaskMonth, task_id=branch.task.id).content == "参观"


def test_what_is_no_plan_is_refused_at_the_field(branch, visit):
    secretary = visit(branch.secretary)
    url = f"{branch.url}/import"
    for content, name in ((b"a,b\n1,2\n", "a.csv"), (b"nothing", "a.xlsx"), (b"\x89PNG\r\n\x1a\n", "a.png")):
        form = secretary.get(url).form(url)
        answer = secretary.post(url, {**form, "file": (io.BytesIO(content), name)})
        assert answer.status == 422 and answer.errors(), name
    assert secretary.post(url, {"file": ""}).status == 422


def test_a_section_across_the_sheet_names_the_category():
    rows = [HEAD, ["一、在职党员"] * 16, [None, "夜校", *[None] * 11, "结业"], ["说明：", None]]
    plan = read_plan([Sheet("s", rows)], 2026)
    assert [(task.category, task.title, task.cells[0].month) for task in plan.tasks] == [("在职党员", "夜校", 12)]


def test_a_national_id_number_is_never_kept(branch, visit, make, year):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    for column, head in enumerate(HEAD):
        sheet.write(0, column, head)
    sheet.write(1, 1, "走访")
    sheet.write(1, 2, "11010519491231002X 家")
    book.close()
    target.seek(0)
    secretary = visit(branch.secretary)
    url = secretary.post(f"{branch.url}/import", {"file": (target, "x.xlsx")}).location
    secretary.submit(url)
    assert "11010519491231002X" not in make.get(TaskMonth).content


words = st.text(st.characters(blacklist_categories=("Cs", "Cc"), max_codepoint=0x9FFF), max_size=40)


@given(st.lists(st.lists(words, min_size=14, max_size=14), max_size=6))
def test_whatever_stands_in_the_cells_a_plan_or_a_refusal_comes_of_it(rows):
    plan = read_plan([Sheet("s", [HEAD, *rows])], 2024)
    assert ReadPlan.from_json(plan.as_json()) == plan
    with pytest.raises(NoPlan):
        read_plan([Sheet("s", [["任务"], *[row for row in rows if not any(month_of(text) for text in row)]])], 2024)


def test_export_and_import_again_are_equal(branch, visit, make, year, tmp_path):
    """Through the file: tasks, contents of several lines, days, owners, occasions."""
    secretary = visit(branch.secretary)
    secretary.submit(
        f"{branch.url}/tasks/new", title="入户送学", owner="书记乙", due_on=f"{year}-11-30", evidence="照片"
    )
    other = make.get(Task, title="入户送学")
    secretary.submit(branch.cell(2), content="参观\n写心得", due_on=f"{year}-02-28")
    secretary.submit(branch.cell(7), content="=1+1")
    secretary.submit(f"/plans/tasks/{other.id}/months/12", content="", due_on=f"{year}-12-05")
    secretary.submit("/plans/new", title="空的")
    content = secretary.get(f"{branch.url}.xlsx").response.data
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    assert read_sheets(path, "plan.xlsx")[0].rows[2][:3] == ["类别", "任务", "1月"]
    url = secretary.get("/plans/?year=" + str(year)).soup.find("a", string="空的")["href"]
    location = secretary.post(f"{url}/import", {"file": (io.BytesIO(content), "plan.xlsx")}).location
    secretary.submit(location)

    def standing(plan_id):
        tasks = make.rows(Task, plan_id=plan_id)
        cells = {task.id: [] for task in tasks}
        for cell in make.rows(TaskMonth):
            if cell.task_id in cells:
                cells[cell.task_id].append((cell.month, cell.content, cell.due_on))
        return [
            (task.title, task.owner_id, task.due_on, task.evidence, task.occasion_id, sorted(cells[task.id]))
            for task in tasks
        ]

    assert standing(int(url.rsplit("/", 1)[1])) == standing(branch.plan.id)
    assert len(standing(branch.plan.id)) == 2 and clock.today().year == year
