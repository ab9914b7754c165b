"""Each page of plans has one filled button: the one clear next step, and it leads to what waits longest."""

from datetime import date

from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db
from partyedu.organisation.models import UnitKind
from partyedu.plans import operations
from partyedu.plans.models import Every, Plan, TaskMonth


def filled(page):
    """The filled buttons of a page that are on the page itself."""
    return [one for one in page.all("main .btn") if not {"quiet", "plain"} & set(one.get("class", []))]


def test_the_plan_leads_to_its_oldest_late_cell(branch, visit, make):
    with make._session():
        db.session.get(Plan, branch.plan.id).year = 2025
        db.session.add_all([TaskMonth(task_id=branch.task.id, month=month, content="走访") for month in (5, 3)])
    secretary = visit(branch.secretary)
    assert [one.get_text(strip=True) for one in filled(secretary.get(branch.url))] == ["公布计划"]
    secretary.submit(branch.url, f"{branch.url}/publish")
    [step] = filled(secretary.get(branch.url))
    assert step["href"] == branch.cell(3) and "逾期" in step.get_text()
    assert not filled(visit(branch.member).get(branch.url))
    secretary.submit(branch.cell(3), done_words="走了 12 家")
    assert filled(secretary.get(branch.url))[0]["href"] == branch.cell(5)


def test_the_gap_check_leads_to_what_is_missing(branch, visit, make):
    with make._session(), acting_as(MACHINE):
        operations.write_requirement(
            MACHINE, branch.unit.id, UnitKind.BRANCH, branch.occasion.id, Every.MONTH, date(2025, 1, 1)
        )
    page = visit(branch.secretary).get(f"/plans/gaps?occasion={branch.occasion.id}&year=2025")
    [step] = filled(page)
    assert step["href"] == f"/plans/gaps/{branch.unit.id}/{branch.occasion.id}/month/2025/1"
    assert "红旗支部" in step.get_text()
