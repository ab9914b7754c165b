"""Small wishes (微心愿): made, put on the wall without a name, claimed by one, done, thanked for."""

import pytest

from partyedu.accounts.models import Role
from partyedu.discussions import box
from partyedu.discussions.models import Matter, MatterKind, MatterState
from partyedu.notices.models import Notice, NoticeKind

WALL = "/discussions/wishes"


@pytest.fixture
def wish(make, visit, hall):
    """A wish that a member made; nobody has looked at it yet."""
    made = visit(hall.came).submit(f"{WALL}/new", title="想有人教我用手机挂号", text="眼睛不好，字要大")
    assert made.status == 303, made.errors()
    return make.get(Matter)


@pytest.fixture
def on_wall(make, visit, hall, wish):
    """The same wish, on the wall."""
    url = f"{WALL}/{wish.id}"
    assert visit(hall.organiser).submit(url, f"{url}/wall", words="教一位老人用手机挂号").status == 303
    return make.get(Matter)


def test_a_wish_walks_its_whole_road(make, visit, hall, on_wall):
    url = f"{WALL}/{on_wall.id}"
    wall = visit().get(WALL)
    assert "教一位老人用手机挂号" in wall.text
    helper = visit(make.member("热心人", hall.branch))
    assert helper.submit(f"{url}/claim").status == 303
    assert "教一位老人用手机挂号" not in visit().get(WALL).text
    assert "教一位老人用手机挂号" in visit().get(f"{WALL}?which=claimed").text
    assert "您认领了 1 个微心愿" in helper.get("/").text
    assert helper.submit(url, f"{url}/fulfil", outcome="教了两个下午，她自己挂上了号").status == 303
    wisher = visit(hall.came)
    assert "您的微心愿实现了，说声谢谢吧" in wisher.get("/").text
    assert wisher.submit(url, f"{url}/thank", thanks="谢谢你，耐心得像自家孩子").status == 303
    row = make.get(Matter)
    assert (row.kind, row.state, row.thanks) == (MatterKind.WISH, MatterState.CLOSED, "谢谢你，耐心得像自家孩子")
    assert "耐心得像自家孩子" in helper.get(url).text
    done = visit().get(f"{WALL}?which=done").text
    assert "已道谢" in done
    assert "耐心得像自家孩子" not in done
    told = [(one.person_id, one.detail) for one in make.rows(Notice, kind=NoticeKind.WISH_ANSWERED)]
    assert [person for person, _words in told] == [hall.came.id] * 3 + [row.assignee_id]


def test_what_is_private_stays_private(make, visit, hall, on_wall):
    helper = visit(make.member("热心人", hall.branch))
    url = f"{WALL}/{on_wall.id}"
    assert helper.get(url).status == helper.get(f"/discussions/matters/{on_wall.id}").status == 404
    helper.submit(f"{url}/claim")
    for page in (visit().get(WALL), visit().get(f"{WALL}?which=claimed"), helper.get(url), helper.get(f"{WALL}/mine")):
        assert hall.came.name not in page.text
        assert "眼睛不好" not in page.text
        assert "想有人教我" not in page.text
    staff = visit(hall.organiser).get(url).text
    assert hall.came.name in staff
    assert "眼睛不好" in staff
    # A wish is no matter: its number there leads to its own page, whoever may read that.
    assert visit(hall.organiser).get(f"/discussions/matters/{on_wall.id}").location == url
    assert "想有人教我" not in visit(hall.organiser).get("/discussions/matters").text


def test_the_words_on_the_wall_bear_no_name_and_no_phone(visit, hall, wish):
    staff, url = visit(hall.organiser), f"{WALL}/{wish.id}"
    named = staff.submit(url, f"{url}/wall", words=f"教{hall.came.name}用手机")
    assert named.status == 422
    assert f"公开的文字里有人名（{hall.came.name}），请改成不带名字的说法。" in named.text
    phone = staff.submit(url, f"{url}/wall", words="教手机，打 139 0000 1234")
    assert "公开的文字里好像有电话，请去掉。" in phone.text
    assert "心愿墙" in visit().get(WALL).text
    assert not visit().get(WALL).all(".wish-card")


def test_the_second_of_two_who_claim_is_told(make, visit, hall, on_wall):
    url = f"{WALL}/{on_wall.id}/claim"
    first, second = visit(make.member("先来", hall.branch)), visit(make.member("后到", hall.branch))
    fields = second.get(url).form(url)
    assert first.submit(url).status == 303
    late = second.post(url, fields)
    assert late.status == 409
    assert "这个心愿刚刚有人认领了，谢谢您的好意。再看看别的心愿吧。" in late.text
    assert make.get(Matter).assignee_id is not None
    assert len(make.rows(Notice, kind=NoticeKind.WISH_ANSWERED)) == 2  # on the wall, claimed


def test_a_unit_claims_and_gives_back(make, visit, hall, on_wall):
    secretary = visit(make.staff(Role.SECRETARY, hall.branch, "书记"))
    url = f"{WALL}/{on_wall.id}"
    assert secretary.submit(f"{url}/claim", unit_id=str(hall.branch.id)).status == 303
    assert make.get(Matter).claimant_unit_id == hall.branch.id
    assert secretary.post(f"{url}/give-up").status == 303
    row = make.get(Matter)
    assert (row.state, row.assignee_id, row.claimant_unit_id) == (MatterState.RAISED, None, None)
    assert "教一位老人用手机挂号" in visit().get(WALL).text


def test_one_does_not_claim_ones_own_wish(visit, hall, on_wall):
    refused = visit(hall.came).submit(f"{WALL}/{on_wall.id}/claim")
    assert "这是您自己的心愿，等别人来认领吧。" in refused.text


def test_a_resident_wishes_through_the_box(make, visit, hall):
    box.forget()
    fields = {"channel": "wish-box", "title": "想要一本大字挂历", "contact": "二号楼李奶奶"}
    assert visit().submit("/discussions/suggest", **fields).status == 303
    row = make.get(Matter)
    assert (row.kind, row.raised_by_id) == (MatterKind.WISH, None)
    staff = visit(hall.organiser)
    assert "有 1 个微心愿，还没有放到墙上" in staff.get("/").text
    assert "想要一本大字挂历" in staff.get(f"{WALL}/kept").text
    assert "二号楼李奶奶" in staff.get(f"{WALL}/{row.id}").text
    url = f"{WALL}/{row.id}"
    staff.submit(url, f"{url}/wall", words="想要一本大字挂历")
    helper = visit(make.member("热心人", hall.branch))
    helper.submit(f"{url}/claim")
    assert "二号楼" not in helper.get(url).text


def test_staff_wish_for_somebody_and_write_the_thanks_down(make, visit, hall):
    staff = visit(hall.organiser)
    made = staff.submit(f"{WALL}/new", title="想听一场评书", person=hall.came.name)
    assert made.status == 303, made.errors()
    row = make.get(Matter)
    assert (row.raised_by_id, row.typed_by_id) == (hall.came.id, hall.organiser.id)
    url = f"{WALL}/{row.id}"
    staff.submit(url, f"{url}/wall")
    staff.submit(f"{url}/claim")
    staff.submit(url, f"{url}/fulfil", outcome="请来了说书人")
    assert staff.submit(url, f"{url}/thank", thanks="老人家说，听得过瘾").status == 303
    assert make.get(Matter).thanked_at is not None


def test_a_wish_that_cannot_be_done_ends_with_a_reason(make, visit, hall, on_wall):
    staff, url = visit(hall.organiser), f"{WALL}/{on_wall.id}"
    silent = staff.submit(url, f"{url}/end")
    assert "请写一句为什么结束，许愿的人会看到。" in silent.text
    assert staff.submit(url, f"{url}/end", reason="医院已经派人来教了").status == 303
    assert "教一位老人用手机挂号" not in visit().get(WALL).text
    assert "医院已经派人来教了" in visit(hall.came).get(url).text


def test_empty_and_late_steps_have_sentences(make, visit, hall, on_wall):
    url = f"{WALL}/{on_wall.id}"
    member = visit(hall.came)
    assert member.submit(f"{WALL}/new", title=" ").errors()[-1] == "请写一句话，说说您的心愿。"
    assert "心愿实现以后再道谢。" in member.post(f"{url}/thank", {"thanks": "谢谢"}).text
    helper = visit(make.member("热心人", hall.branch))
    helper.submit(f"{url}/claim")
    assert "请写几句做了什么。" in helper.submit(url, f"{url}/fulfil", outcome="").text
    assert make.get(Matter).state is MatterState.ASSIGNED
