"""A plan is copied from last year's or from the upper unit's; its rows are moved, taken out, changed by two."""

from datetime import date

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.organisation.models import MemberStatus, Person
from partyedu.plans.models import Plan, Task, TaskEvent, TaskMonth
from partyedu.schedule.models import EventKind


def of_copy(make, plan_id):
    """Title, owner, day of the tasks of a plan, and its cells."""
    [task] = make.rows(Task, plan_id=plan_id)
    return task, [
        (cell.month, cell.content, cell.due_on, cell.done_on) for cell in make.rows(TaskMonth, task_id=task.id)
    ]


def test_next_year_s_copy_keeps_days_and_those_who_are_still_there(branch, visit, make, year, app):
    secretary, leap = visit(branch.secretary), 2024
    event = make.event("党日", unit=branch.unit, kind=EventKind.OTHER)
    with make._session():
        plan, task = db.session.get(Plan, branch.plan.id), db.session.get(Task, branch.task.id)
        plan.year, task.owner_id, task.due_on = leap, branch.member.id, date(leap, 12, 20)
        cell = TaskMonth(task_id=task.id, month=2, content="参观", due_on=date(leap, 2, 29), done_on=date(leap, 2, 3))
        db.session.add(cell)
        db.session.flush()
        db.session.add(TaskEvent(task_month_id=cell.id, event_id=event.id))
    secretary.submit(f"{branch.url}/copy")
    copy = make.get(Plan, year=leap + 1)
    assert (copy.copied_from_id, copy.unit_id, copy.published_at) == (branch.plan.id, branch.unit.id, None)
    task, cells = of_copy(make, copy.id)
    assert (task.owner_id, task.due_on, task.occasion_id) == (
        branch.member.id, date(leap + 1, 12, 20), branch.occasion.id,
    )  # fmt: skip
    assert cells == [(2, "参观", date(leap + 1, 2, 28), None)] and len(make.rows(TaskEvent)) == 1
    with make._session():
        db.session.get(Person, branch.member.id).status = MemberStatus.DECEASED
    secretary.submit(f"{branch.url}/copy", year=str(leap + 2))
    assert of_copy(make, make.get(Plan, year=leap + 2).id)[0].owner_id is None


def test_a_plan_is_not_copied_onto_itself(branch, visit, make, year):
    answer = visit(branch.secretary).submit(f"{branch.url}/copy", year=str(year))
    assert answer.status == 422 and "抄到它自己上面" in " ".join(answer.errors()) and len(make.rows(Plan)) == 1


def test_copying_twice_asks(branch, visit, make, year):
    secretary = visit(branch.secretary)
    secretary.submit(f"{branch.url}/copy")
    again = secretary.submit(f"{branch.url}/copy")
    assert again.status == 422 and "已经抄过一份" in again.text and len(make.rows(Plan)) == 2
    assert again.soup.select("input[name=again]")
    form = {**again.form(f"{branch.url}/copy"), "again": "y"}
    assert secretary.post(f"{branch.url}/copy", form).status == 303
    assert secretary.post(f"{branch.url}/copy", form).status == 303  # the same form sent twice
    assert len(make.rows(Plan)) == 3


def test_a_branch_copies_the_plan_of_the_unit_above(branch, visit, make, year):
    organiser, secretary = visit(branch.organiser), visit(branch.other)
    organiser.submit("/plans/new", unit_id=str(make.root.id), title="社区计划", owner="工甲")
    plan = make.get(Plan, title="社区计划")
    organiser.submit(f"/plans/{plan.id}/tasks/new", title="党课", owner="工甲")
    assert secretary.get(f"/plans/{plan.id}/copy").status == 404  # a draft of the unit above
    organiser.submit(f"/plans/{plan.id}", f"/plans/{plan.id}/publish")
    secretary.submit("/plans/new", title="绿叶计划")
    own = make.get(Plan, title="绿叶计划")
    assert "社区计划" in secretary.get(f"/plans/{own.id}").text
    secretary.submit(f"/plans/{plan.id}/copy?unit={own.unit_id}&year={year}", f"/plans/{plan.id}/copy")
    copy = make.get(Plan, copied_from_id=plan.id)
    assert copy.unit_id == own.unit_id and copy.owner_id is None and of_copy(make, copy.id)[0].owner_id is None


def test_rows_are_moved_taken_out_and_put_back(branch, visit, make):
    secretary = visit(branch.secretary)
    secretary.submit(f"{branch.url}/tasks/new", title="走访")
    other = make.get(Task, title="走访")
    tasks = f"{branch.url}/tasks"
    secretary.submit(tasks, f"/plans/tasks/{other.id}/up")
    rows = [row.get_text().strip() for row in secretary.get(tasks).all(".person b")]
    assert rows == ["走访", "主题党日"]
    secretary.submit(tasks, f"/plans/tasks/{other.id}/archive")
    assert "走访" not in secretary.get(branch.url).text and "走访" in secretary.get(tasks).text
    secretary.submit(tasks, f"/plans/tasks/{other.id}/restore")
    assert "走访" in secretary.get(branch.url).text


def test_two_who_change_one_row_both_see_both_texts(branch, visit, make):
    url = f"/plans/tasks/{branch.task.id}/edit"
    first = visit(branch.secretary)
    form = first.get(url).form(url)
    visit(branch.organiser).submit(url, title="主题党日（新）")
    answer = first.post(url, {**form, "title": "党日"})
    assert answer.status == 409 and "主题党日（新）" in answer.text
    assert first.post(url, answer.form(url)).status == 303 and make.get(Task).title == "党日"


def test_a_plan_put_away_counts_no_longer_and_comes_back(branch, visit, make):
    secretary = visit(branch.secretary)
    secretary.submit(branch.url, f"{branch.url}/archive")
    assert branch.plan.title not in secretary.get("/plans/").text
    assert branch.plan.title in secretary.get("/plans/?which=away").text
    assert "收起来了" in secretary.get(branch.url).text
    secretary.submit(branch.url, f"{branch.url}/restore")
    assert branch.plan.title in secretary.get("/plans/").text


def test_an_empty_plan_is_not_published_and_a_progress_table_says_for_whom(branch, visit, make):
    secretary = visit(branch.secretary)
    wrong = secretary.submit("/plans/new", kind="progress")
    assert wrong.status == 422 and "给一类党员" in " ".join(wrong.errors())
    secretary.submit("/plans/new", kind="progress", audience="楼宇青年党员", title="青年推进表")
    plan = make.get(Plan, title="青年推进表")
    refused = secretary.post(f"/plans/{plan.id}/publish")
    assert refused.status == 422 and "还没有任务" in refused.text


def test_an_event_is_put_to_a_task_from_its_own_page(branch, visit, make):
    # Of today: on the last day of a year, tomorrow's would belong to a plan that nobody has made.
    event = make.event("邻居节", unit=branch.unit, kind=EventKind.OTHER, starts_at=clock.now())
    organiser, url = visit(branch.organiser), f"/plans/of-event/{event.id}"
    assert url in organiser.get(f"/schedule/{event.id}/manage").html
    assert organiser.submit(url, task_id=str(branch.task.id)).status == 303
    assert "邻居节" in organiser.get(branch.url).text and branch.plan.title in organiser.get(url).text
    assert visit(branch.other).get(url).status == 404


def test_numbers_too_large_and_strange_letters_are_no_fault_of_ours(branch, visit):
    secretary = visit(branch.secretary)
    for url in (
        "/plans/99999999999999999999",
        "/plans/?year=99999999999",
        "/plans/tasks/1/months/13",
        "/plans/gaps?year=0",
    ):
        assert secretary.get(url).status in (200, 404), url
    answer = secretary.submit(branch.cell(3), content="🎉" * 400)
    assert answer.status == 422 and "最多" in " ".join(answer.errors())
    assert secretary.submit(branch.cell(3), content="a\x00b🎉").status == 303
    assert secretary.submit("/plans/new", year="999999999999").status == 422
    assert secretary.post(branch.cell(3) + "/events", {"event_id": "x"}).status == 422
