"""Matters have a kind: a task set from above, one matter at a time before the council, key matters of households."""

from datetime import timedelta

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.discussions import operations, queries
from partyedu.discussions.models import Matter, MatterChannel, MatterKind, MatterState
from partyedu.organisation.models import DutyKind


def raised(visit, hall, kind, title):
    """Staff write a matter of a kind down."""
    return visit(hall.organiser).submit(
        "/discussions/matters/new", kind=kind, title=title, unit_id=str(hall.branch.id)
    )  # fmt: skip


def assigned(visit, hall, matter, **more):
    """It is given to a member of the branch."""
    url = f"/discussions/matters/{matter.id}"
    day = (clock.today() + timedelta(days=7)).isoformat()
    return visit(hall.organiser).submit(url, f"{url}/assign", assignee="甲来了", due_on=day, **more)


def closed(app, matter, households=None):
    """Walked to its end by two people."""
    with app.app_context():
        row = db.session.get(Matter, matter.id)
        operations.take_in_hand(row)
        operations.check(row, "看过了")
        operations.close_matter(row, "装了扶手", households)
        db.session.commit()


def test_a_kind_is_chosen_shown_and_looked_for(visit, hall, make):
    for kind, title in (("key-matter", "楼道扶手"), ("task", "六月党课"), ("matter", "路灯")):
        raised(visit, hall, kind, title)
    page = visit(hall.organiser).get("/discussions/matters?kind=key-matter")
    assert "楼道扶手" in page.text and "路灯" not in page.one("#matters").get_text()
    assert page.one("#matters .tag.plain").get_text() == "关键小事"
    assert "六月党课" in visit(hall.organiser).get("/discussions/matters").text
    matter = make.get(Matter, title="六月党课")
    assert "督查事项" in visit(hall.organiser).get(f"/discussions/matters/{matter.id}").text


def test_a_task_is_seen_by_whom_it_was_given_to(visit, hall, make):
    raised(visit, hall, "task", "六月党课")
    assigned(visit, hall, make.get(Matter))
    assert "六月党课" in visit(hall.came).get("/discussions/matters/mine").text
    assert "六月党课" in visit(hall.came).get("/").text


def test_what_came_out_of_the_wish_box_is_still_a_wish(visit, hall, make):
    visit(hall.organiser).submit(
        "/discussions/matters/new", channel="wish-box", title="想学剪纸", unit_id=str(hall.branch.id)
    )
    assert make.get(Matter).kind is MatterKind.WISH


def test_the_council_takes_up_one_matter_at_a_time(visit, hall, make, app):
    for title in ("停车", "加装电梯"):
        raised(visit, hall, "council", title)
    first, second = (make.get(Matter, title=title) for title in ("停车", "加装电梯"))
    assert assigned(visit, hall, first).status == 303
    refused = assigned(visit, hall, second)
    assert refused.status == 422 and "停车" in " ".join(refused.errors())
    page = visit(hall.organiser).get("/discussions/council")
    assert page.one(".playbill h2").get_text().strip() == "停车" and "加装电梯" in page.text
    closed(app, first)
    assert assigned(visit, hall, second).status == 303
    page = visit(hall.organiser).get("/discussions/council")
    assert page.one(".playbill h2").get_text().strip() == "加装电梯" and "装了扶手" in page.text
    assert visit(hall.came).get("/discussions/council").status == 404


def test_a_key_matter_says_how_many_households_it_served_and_both_are_counted(visit, hall, make, app):
    raised(visit, hall, "key-matter", "楼道扶手")
    matter = make.get(Matter)
    assigned(visit, hall, matter)
    closed(app, matter, 12)
    with app.app_context():
        span = clock.year_bounds(clock.today().year)
        rows = db.session.execute(queries.key_matters([hall.branch.path], *span)).all()
        assert [(row.title, row.households) for row in rows] == [("楼道扶手", 12)]
    with app.app_context():
        other = operations.raise_matter(hall.branch.id, MatterChannel.DESK, "栏杆", kind=MatterKind.KEY_MATTER)
        other.state = MatterState.CHECKED
        db.session.commit()
        number = other.id
    url = f"/discussions/matters/{number}"
    refused = visit(hall.organiser).submit(url, f"{url}/close", outcome="修好了")
    assert refused.status == 422 and "多少户" in " ".join(refused.errors())


def test_tasks_are_no_matters_that_people_brought_up(visit, hall, app):
    for kind, title in (("key-matter", "楼道扶手"), ("task", "六月党课"), ("council", "停车"), ("matter", "路灯")):
        raised(visit, hall, kind, title)
    with app.app_context():
        span = clock.year_bounds(clock.today().year)
        assert queries.count_matters([hall.branch.path], *span) == 3


def test_who_sits_on_a_council_reads_what_is_before_it_and_nothing_else(visit, hall, make):
    other = make.unit("绿叶支部")
    seated, gone = make.member("议一", hall.branch), make.member("议二", hall.branch)
    make.duty(seated, hall.branch, DutyKind.COUNCIL)
    make.duty(gone, hall.branch, DutyKind.COUNCIL, until_on=clock.today() - timedelta(days=1))
    make.duty(hall.absent, hall.branch, DutyKind.HELPER)
    for kind, title in (("council", "停车"), ("council", "加装电梯"), ("matter", "路灯"), ("key-matter", "水压")):
        raised(visit, hall, kind, title)
    visit(hall.organiser).submit(
        "/discussions/matters/new", kind="council", title="别处的事", text="别处", unit_id=str(other.id)
    )
    matters = {row.title: row for row in make.rows(Matter)}
    assigned(visit, hall, matters["停车"])
    reader = visit(seated)
    page = reader.get("/discussions/council")
    assert page.one(".playbill h2").get_text().strip() == "停车" and "加装电梯" in page.text
    assert not {"路灯", "水压", "别处的事"} & set(page.text.split()) and "提一件给议事会" not in page.text
    shown = reader.get(f"/discussions/matters/{matters['停车'].id}")
    assert shown.heading == "停车" and not shown.soup.select("main form[action*='/matters/']")
    assert hall.came.name not in shown.text, "who does it is for those who follow it up"
    for title in ("路灯", "水压", "别处的事"):
        assert reader.get(f"/discussions/matters/{matters[title].id}").status == 404
    assert reader.get("/discussions/matters").status == 404
    assert "议事会正在议“停车”" in reader.get("/").text and "议事会正在议" not in visit(gone).get("/").text
    for person in (gone, hall.absent, hall.came):
        assert visit(person).get("/discussions/council").status == 404
    assert visit(gone).get(f"/discussions/matters/{matters['停车'].id}").status == 404
    assert reader.get("/organisation/me").one("a[href='/discussions/council']")
    assert len(page.statements) <= 8
