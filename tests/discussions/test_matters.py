"""Matters: raised anywhere, assigned with a day, in hand, checked by somebody else, closed, told without names."""

import io
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
import python_calamine
import time_machine

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.audit import AnonymousAuditRow, AuditRow
from partyedu.core.db import db, transaction
from partyedu.discussions import operations, queries
from partyedu.discussions.models import Matter, MatterChannel, MatterState, MatterStep, Post
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import UnitKind
from partyedu.schedule.models import Event

SUGGEST = "/discussions/suggest"


@pytest.fixture
def matter(make, visit, hall):
    """A matter that stands at the beginning of its road."""
    visit(hall.organiser).submit("/discussions/matters/new", title="三号楼道的灯不亮", text="晚上看不见台阶")
    return make.get(Matter)


@pytest.fixture
def walk(visit, hall, matter):
    """``walk("assign", …)``: one step of the matter, as the organiser takes it; gives the answer."""

    def step(verb, person=None, **fields):
        if verb == "assign":
            fields.setdefault("version", "1")
            fields.setdefault("assignee", hall.came.name)
            fields.setdefault("assignee_id", str(hall.came.id))
            fields.setdefault("due_on", (clock.today() + timedelta(days=7)).isoformat())
        return visit(person or hall.organiser).post(f"/discussions/matters/{matter.id}/{verb}", fields)

    return step


def test_a_matter_walks_its_whole_road(make, visit, hall, matter, walk):
    assert (matter.state, matter.channel, matter.typed_by_id) == (
        MatterState.RAISED,
        MatterChannel.DESK,
        hall.organiser.id,
    )
    assert walk("assign", message="请看看是不是灯泡").status == 303
    assert [row.person_id for row in make.rows(Notice, kind=NoticeKind.MATTER_ASSIGNED)] == [hall.came.id]
    url = f"/discussions/matters/{matter.id}"
    assert make.get(Notice, kind=NoticeKind.MATTER_ASSIGNED).url == url

    # The assignee is any member: takes it in hand and reports.
    mine = visit(hall.came)
    assert "三号楼道的灯不亮" in mine.get("/discussions/matters/mine").text
    assert "三号楼道的灯不亮" in mine.get("/").text
    assert mine.submit(url, f"{url}/take-in-hand").status == 303
    assert mine.submit(url, f"{url}/report", note="换了灯泡，还不亮，找了电工").status == 303

    assert walk("check", seen="").status == 422
    assert walk("check", seen="晚上去看过，亮了").status == 303
    closing = visit(hall.organiser).submit(
        url,
        f"{url}/close",
        outcome="换了线路，灯亮了",
        households="24",
        publish="y",
        public_title="",
        public_outcome="",
    )
    assert closing.status == 303
    closed = make.get(Matter)
    assert (closed.state, closed.households) == (MatterState.CLOSED, 24)
    assert (closed.public_title, closed.public_outcome) == ("三号楼道的灯不亮", "换了线路，灯亮了")
    steps = [(step.state.value, step.by_id) for step in make.rows(MatterStep)]
    assert steps == [
        ("raised", hall.organiser.id), ("assigned", hall.organiser.id), ("in-hand", hall.came.id),
        ("in-hand", hall.came.id), ("checked", hall.organiser.id), ("closed", hall.organiser.id),
    ]  # fmt: skip
    page = visit(hall.organiser).get(url)
    assert [li.get("class") for li in page.all(".thread li")] == [["ok"]] * 5
    with make.app.app_context():
        assert [(row.title, row.households) for row in queries.you_said_we_did(3)] == [("三号楼道的灯不亮", 24)]


def test_who_does_it_does_not_check_it(make, visit, hall, walk):
    walk("assign", assignee=hall.organiser.name, assignee_id=str(hall.organiser.id))
    walk("take-in-hand")
    refused = walk("check", seen="我看过了")
    assert refused.status == 422
    assert "另一位同事" in " ".join(refused.errors())
    assert walk("check", person=make.staff(Role.ORGANISER), seen="我看过了").status == 303


def test_no_step_is_left_out_and_none_is_taken_twice(make, hall, walk):
    for verb, fields in (("check", {"seen": "x"}), ("close", {"outcome": "x"}), ("take-in-hand", {})):
        assert walk(verb, **fields).status == 422, verb
    assert walk("back", reason="x").status == 422
    walk("assign")
    assert walk("take-in-hand").status == 303
    assert walk("take-in-hand").status == 422
    assert make.get(Matter).state is MatterState.IN_HAND
    assert len(make.rows(MatterStep)) == 3


def test_one_step_back_needs_a_reason(make, visit, hall, matter, walk):
    walk("assign")
    walk("take-in-hand")
    walk("check", seen="亮了")
    walk("close", outcome="修好了", publish="y", public_title="灯不亮", public_outcome="修好了")
    assert walk("back", reason="").status == 422
    assert walk("back", reason="又坏了").status == 303
    row = make.get(Matter)
    assert (row.state, row.closed_at, row.public_title) == (MatterState.CHECKED, None, "")
    for state in (MatterState.IN_HAND, MatterState.ASSIGNED, MatterState.RAISED):
        assert walk("back", reason="再退").status == 303
        assert make.get(Matter).state is state
    assert (make.get(Matter).assignee_id, make.get(Matter).due_on) == (None, None)
    assert "退回一步" in visit(hall.organiser).get(f"/discussions/matters/{matter.id}").text


def test_two_organisers_assign_one_matter(make, visit, hall, matter, walk):
    second, url = visit(hall.organiser), f"/discussions/matters/{matter.id}"
    theirs = {"assignee": hall.absent.name, "assignee_id": str(hall.absent.id)}
    typed = {**second.get(url).form(f"{url}/assign"), **theirs, "due_on": clock.today().isoformat()}
    walk("assign")
    answer = second.post(f"{url}/assign", typed)
    assert answer.status == 409
    assert "甲来了" in answer.text
    assert make.get(Matter).assignee_id == hall.came.id
    assert second.post(f"{url}/assign", {**answer.form(f"{url}/assign"), **theirs}).status == 303
    assert make.get(Matter).assignee_id == hall.absent.id


def test_a_day_that_is_past_and_nobody_are_refused_at_the_field(hall, walk):
    past = walk("assign", due_on="2020-01-01")
    assert past.status == 422
    assert "已经过去" in " ".join(past.errors())
    nobody = walk("assign", assignee="", assignee_id="")
    assert nobody.status == 422
    assert "请写交给谁办" in " ".join(nobody.errors())
    unknown = walk("assign", assignee="查无此人", assignee_id="")
    assert "没有找到这个人" in " ".join(unknown.errors())


def test_what_is_overdue_is_marked_and_comes_first(make, visit, hall, matter, walk):
    walk("assign")
    with time_machine.travel(clock.now() + timedelta(days=9)):
        visit(hall.organiser).submit("/discussions/matters/new", title="新的一件")
        listed = visit(hall.organiser).get("/discussions/matters")
        assert [row.get_text(" ").split()[0] for row in listed.all("tbody tr")] == ["三号楼道的灯不亮", "新的一件"]
        assert "已超期" in listed.all("tbody tr")[0].get_text()
        assert len(visit(hall.organiser).get("/discussions/matters?overdue=1").all("tbody tr")) == 1
        assert "已超期" in visit(hall.came).get("/").text
        assert "过了期限" in visit(hall.organiser).get("/").text


def test_staff_find_matters_by_state_unit_channel_and_words(make, visit, hall, matter):
    visit(hall.secretary).submit(
        "/discussions/matters/new", title="想学用手机", channel="paper", unit_id=str(hall.branch.id)
    )
    organiser = visit(hall.organiser)

    def titles(query):
        return [row.th.get_text() for row in organiser.get(f"/discussions/matters?{query}").all("tbody tr")]

    assert titles("channel=paper") == ["想学用手机"]
    assert titles(f"unit={hall.branch.id}") == ["想学用手机"]
    assert titles("q=louddeng") == []
    assert titles("q=楼道") == titles("q=ldd") == ["三号楼道的灯不亮"]
    assert titles("state=closed") == []
    assert len(titles("state=open")) == len(titles("state=nonsense&unit=x&page=-3")) == 2
    # A secretary sees the matters of the branch only.
    assert [row.th.get_text() for row in visit(hall.secretary).get("/discussions/matters").all("tbody tr")] == [
        "想学用手机"
    ]
    assert visit(hall.secretary).get(f"/discussions/matters/{matter.id}").status == 404
    assert visit(hall.secretary).post(f"/discussions/matters/{matter.id}/back", {"reason": "x"}).status == 404


def test_the_list_goes_to_excel_and_formulas_stay_text(make, visit, hall):
    visit(hall.organiser).submit("/discussions/matters/new", title="=1+1")
    answer = visit(hall.organiser).get("/discussions/matters.xlsx?state=raised")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.response.data))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][1] == "=1+1"
    assert rows[1][3] == "已提出"
    assert visit(hall.came).get("/discussions/matters.xlsx").status == 404


def test_a_post_becomes_a_matter_with_one_button(make, visit, say, hall):
    say(hall.came, "楼梯没有扶手\n腿脚不好的人不敢走")
    post = make.get(Post)
    button = f"/discussions/posts/{post.id}/matter"
    assert visit(hall.came).post(button).status == 404
    assert visit(hall.organiser).post(button).status == 303
    row = make.get(Matter)
    assert (row.title, row.text) == ("楼梯没有扶手", "楼梯没有扶手\n腿脚不好的人不敢走")
    assert (row.channel, row.raised_by_id, row.post_id, row.event_id) == (
        MatterChannel.POST, hall.came.id, post.id, hall.event.id,
    )  # fmt: skip
    assert visit(hall.organiser).post(button).status == 422
    assert len(make.rows(Matter)) == 1
    assert "已转为跟进的事" in visit(hall.organiser).get(hall.url).text
    assert "已转为跟进的事" not in visit(hall.came).get(hall.url).text
    # Who said it sees where it stands, and neither notes nor names of those who work on it.
    visit(hall.organiser).post(
        f"/discussions/matters/{row.id}/assign",
        {"version": "1", "assignee": hall.secretary.name, "assignee_id": str(hall.secretary.id),
         "due_on": clock.today().isoformat(), "message": "内部的话"},
    )  # fmt: skip
    page = visit(hall.came).get(f"/discussions/matters/{row.id}")
    assert "已交办" in page.text
    assert "内部的话" not in page.text and "书记乙" not in page.text
    assert "楼梯没有扶手" in visit(hall.came).get("/discussions/matters/mine").text
    assert visit(hall.absent).get(f"/discussions/matters/{row.id}").status == 404
    assert visit(hall.came).post(f"/discussions/matters/{row.id}/report", {"note": "x"}).status == 404


def test_whoever_raised_it_hears_the_outcome(make, visit, hall):
    visit(hall.came).submit(SUGGEST, title="想要一张长椅")
    row = make.get(Matter)
    assert (row.raised_by_id, row.channel, row.typed_by_id) == (hall.came.id, MatterChannel.SUGGESTION_BOX, None)
    with make.app.app_context():
        standing = db.session.get(Matter, row.id)
        standing.state = MatterState.CHECKED
        operations.close_matter(standing, "放了两张", None)
        db.session.commit()
    told = make.get(Notice, kind=NoticeKind.MATTER_CLOSED)
    assert (told.person_id, told.detail) == (hall.came.id, "放了两张")
    assert "放了两张" in visit(hall.came).get(f"/discussions/matters/{row.id}").text


def everything(app):
    """Every value of every row of the database, by table."""
    path = Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    connection = sqlite3.connect(path)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    found = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}
    connection.close()
    return found


def test_an_anonymous_suggestion_leaves_nothing_that_says_who(app, make, visit, hall):
    visitor = visit(hall.came)
    before = everything(app)
    answer = visitor.submit(SUGGEST, title="食堂太咸", text="真的很咸", anonymous="y", follow=True)
    assert "没有记下是谁写的" in answer.text
    row, audited = make.get(Matter), make.get(AnonymousAuditRow)
    assert (row.raised_by_id, row.typed_by_id, row.contact) == (None, None, "")
    assert row.raised_at == clock.day_bounds(clock.today())[0]
    assert (audited.action, audited.day, audited.row_id) == ("raise", clock.today(), row.id)
    assert set(AnonymousAuditRow.__table__.columns.keys()) == {"key", "day", "action", "table_name", "row_id"}
    after = everything(app)
    assert {name for name in after if after[name] != before[name]} <= {
        "matter", "audit_anonymous", "sqlite_sequence", "public_version",
    }  # fmt: skip
    assert [len(after[name]) - len(before[name]) for name in ("audit", "matter_step")] == [0, 0]
    assert "食堂太咸" not in visitor.get("/discussions/matters/mine").text
    assert visitor.get(f"/discussions/matters/{row.id}").status == 404
    assert "没有留名字" in visit(hall.organiser).get(f"/discussions/matters/{row.id}").text


def test_a_suggestion_without_a_name_lies_in_no_order_beside_those_with_times(app, make, visit, hall):
    numbers = []
    for turn in range(10):
        with app.app_context(), transaction():
            without = turn % 2 == 1
            row = operations.raise_matter(make.root.id, MatterChannel.SUGGESTION_BOX, f"第{turn}件", anonymous=without)
            numbers.append(row.id)
    assert numbers != sorted(numbers), "numbers are drawn: what lies between two others says nothing about its time"
    assert len(make.rows(AuditRow, table="matter")) == len(make.rows(MatterStep)) == 5
    assert len(make.rows(AnonymousAuditRow)) == 5
    with app.app_context():
        assert "WITHOUT ROWID" in db.session.scalar(
            db.text("SELECT sql FROM sqlite_master WHERE name = 'audit_anonymous'")
        )
    page = visit(make.staff(Role.ADMINISTRATOR)).get("/admin/audit")
    assert "提出 议题或心愿 · 5 次" in page.text
    quiet = make.get(Matter, title="第1件")
    assert "已提出" in visit(hall.organiser).get(f"/discussions/matters/{quiet.id}").text


def test_anybody_in_the_house_may_drop_in_a_paper(make, visit):
    visitor = visit()
    fields = {"title": "想学剪纸", "channel": "wish-box", "contact": "三号楼老张，晚上在家"}
    assert visitor.submit(SUGGEST, **fields, follow=True).heading == "收到了，谢谢您"
    row = make.get(Matter)
    assert (row.channel, row.contact, row.raised_by_id) == (MatterChannel.WISH_BOX, fields["contact"], None)
    assert make.rows(AuditRow, table="matter") == []
    empty = visitor.submit(SUGGEST, title="")
    assert empty.status == 422
    # A visitor cannot choose a channel of the staff's or a unit that has no box.
    branch = make.unit()
    for wrong in ({"channel": "desk"}, {"unit_id": str(branch.id)}):
        base = visitor.get(SUGGEST).form(SUGGEST)
        answer = visitor.post(SUGGEST, {**base, "title": "x", **wrong})
        assert answer.status in (303, 422)
    assert {row.unit_id for row in make.rows(Matter)} == {make.root.id}
    assert {row.channel for row in make.rows(Matter)} <= {MatterChannel.WISH_BOX, MatterChannel.SUGGESTION_BOX}


def test_one_device_cannot_stuff_the_box(make, visit):
    visitor = visit()
    for number in range(5):
        assert visitor.submit(SUGGEST, title=f"第{number}张").status == 303
    answer = visitor.submit(SUGGEST, title="第六张")
    assert answer.status == 429
    assert answer.one("input[name=title]")["value"] == "第六张"
    assert len(make.rows(Matter)) == 5
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert visitor.submit(SUGGEST, title="第六张").status == 303


def test_every_community_has_its_box(make, visit):
    street = make.unit("青年路街道", kind=UnitKind.STREET)
    near = make.unit("近社区", street, kind=UnitKind.COMMUNITY)
    member = make.member("甲近", make.unit("近支部", near))
    page = visit(member).get(SUGGEST)
    assert [option.get_text() for option in page.all("select[name=unit_id] option")] == ["示范社区", "近社区"]
    visit(member).submit(SUGGEST, title="近处的事", unit_id=str(near.id))
    assert make.get(Matter).unit_id == near.id


def test_staff_write_down_what_somebody_said(make, visit, hall):
    answer = visit(hall.secretary).submit(
        "/discussions/matters/new",
        title="想有人送报纸",
        channel="paper",
        person="丙无机",
        person_id=str(hall.phoneless.id),
        follow=True,
    )
    row = make.get(Matter)
    assert (row.raised_by_id, row.typed_by_id) == (hall.phoneless.id, hall.secretary.id)
    assert "丙无机" in answer.text
    assert make.get(AuditRow, table="matter").on_behalf_of_id == hall.phoneless.id
    assert visit(hall.came).get("/discussions/matters/new").status == 404


def test_the_public_board_has_no_names(make, visit, hall, matter, walk):
    walk("assign")
    walk("take-in-hand")
    walk("check", seen="看过了")
    named = walk("close", outcome="修好了", publish="y", public_title="甲来了修的灯", public_outcome="修好了")
    assert named.status == 422
    assert "人名" in " ".join(named.errors())
    assert make.get(Matter).state is MatterState.CHECKED
    assert walk("close", outcome="甲来了换了灯泡", households="6").status == 303
    page = visit().get("/discussions/board")
    assert "灯不亮" not in page.text

    walk("on-board", public_title="楼道灯不亮", public_outcome="换了灯泡")
    for url in ("/discussions/board", "/discussions/board?print=1", "/discussions/"):
        page = visit().get(url)
        assert "楼道灯不亮" in page.text and "换了灯泡" in page.text
        assert "甲来了" not in page.text and "工甲" not in page.text and "三号楼道" not in page.text
    assert "6" in visit().get("/discussions/board").one(".stats").get_text()
    year = clock.today().year
    assert "楼道灯不亮" in visit().get(f"/discussions/board?year={year}&unit={make.root.id}").text
    assert "楼道灯不亮" in visit().get(f"/discussions/board?year={year - 1}&unit=x").text  # no such year: all
    walk("off-board")
    assert "楼道灯不亮" not in visit().get("/discussions/board").text


def test_a_report_can_count(make, visit, say, hall, matter, walk):
    say(hall.came, "记住了")
    say(hall.came, "问一句", kind="question")
    walk("assign")
    walk("take-in-hand")
    walk("check", seen="看过了")
    walk("close", outcome="修好了", households="24")
    span = clock.year_bounds(hall.event.starts_at.year)
    with make.app.app_context():
        paths = [make.root.path]
    with make.app.app_context():
        assert queries.count_discussions(paths, *span) == 1
        assert queries.count_reflections(paths, *span) == 1
        assert queries.count_matters(paths, *span) == queries.count_matters_closed(paths, *span) == 1
        assert queries.households_served(paths, *span) == 24
        assert queries.count_matters([hall.branch.path], *span) == 0
        row = db.session.execute(queries.discussions(paths, *span)).one()
        assert (row.title, row.posts, row.records) == ("我的学习故事", 2, 0)
        assert queries.has_discussion(db.session.get(Event, hall.event.id))


def test_lists_cost_the_same_with_one_row_and_with_three(make, visit, hall, matter, walk):
    walk("assign")

    def grow(number):
        with make.app.app_context():
            for place in range(number):
                row = operations.raise_matter(
                    hall.branch.id, MatterChannel.DESK, f"事{number}{place}", raised_by_id=hall.came.id
                )
                row.state, row.assignee_id, row.due_on = MatterState.ASSIGNED, hall.came.id, date(2026, 1, 1)
                done = operations.raise_matter(hall.branch.id, MatterChannel.DESK, f"完{number}{place}")
                done.state = MatterState.CHECKED
                operations.close_matter(done, "好了", 3, publish=True)
            db.session.commit()

    pages = [("/discussions/matters", hall.organiser), ("/discussions/matters/mine", hall.came),
             ("/discussions/board", None), (f"/discussions/matters/{matter.id}", hall.organiser)]  # fmt: skip

    def costs():
        return [len(visit(person).get(url).statements) for url, person in pages]

    grow(1)
    costs()
    once = costs()
    grow(2)
    assert costs() == once
    assert max(once) <= 8, once


def test_text_is_text(make, visit, hall):
    nasty = "<script>alert(1)</script>{{ 7*7 }}"
    visit().submit(SUGGEST, title=nasty, text=nasty, contact=nasty)
    row = make.get(Matter)
    with make.app.app_context():
        standing = db.session.get(Matter, row.id)
        standing.state = MatterState.CHECKED
        operations.close_matter(standing, nasty, 1, publish=True)
        db.session.commit()
    for url in (
        "/discussions/matters",
        f"/discussions/matters/{row.id}",
        "/discussions/board",
        "/discussions/board?print=1",
    ):
        page = visit(hall.organiser).get(url)
        assert not page.all("script:not([src])")
        assert "{{ 7*7 }}" in page.text


@pytest.mark.parametrize("language", ["en", "zh_Hant"])
def test_every_page_opens_in_every_language(make, visit, hall, matter, language):
    visitor = visit(hall.organiser, language=language)
    for url in (
        "/discussions/matters", f"/discussions/matters/{matter.id}", "/discussions/matters/mine",
        "/discussions/matters/new", "/discussions/board", "/discussions/board?print=1", SUGGEST,
        "/discussions/suggest/thanks",
    ):  # fmt: skip
        assert visitor.get(url).status == 200, url
    assert visit(language=language).get("/discussions/").status == 200
