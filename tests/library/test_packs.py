"""Packs: put together, ordered by buttons, read by everybody, printed, copied; what is withdrawn drops out at once."""

from types import SimpleNamespace

import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.core.search import index_text
from partyedu.library.models import (
    Courseware,
    CoursewareCategory,
    CoursewareVersion,
    Origin,
    Pack,
    PackItem,
    Stage,
    Tier,
)


@pytest.fixture
def shelf(app, make):
    """Three readable pieces of the community and one that is being made; who keeps the library."""
    keeper, root = make.staff(Role.ORGANISER), make.root
    with app.app_context():
        category = CoursewareCategory(name="党史", position=1)
        db.session.add(category)
        db.session.flush()
        pieces = {}
        stages = (Stage.ADMITTED, Stage.TEXTBOOK, Stage.ADMITTED, Stage.MAKING)
        for title, stage in zip(("第一课", "第二课", "第三课", "半成品"), stages, strict=True):
            piece = Courseware(
                unit_id=root.id, category_id=category.id, title=title, summary=f"{title}讲什么", stage=stage,
                origin=Origin.COMPILED, tier=Tier.STREET, created_at=clock.now(), admitted_at=clock.now(),
                search_text=index_text(title, spelled_part=title),
            )  # fmt: skip
            db.session.add(piece)
            db.session.flush()
            for number in (1, 2):
                words = f"{title}第{number}稿的正文"
                db.session.add(
                    CoursewareVersion(courseware_id=piece.id, number=number, text=words, made_at=clock.now())
                )
            pieces[title] = piece.id
        db.session.commit()
    elsewhere = make.staff(Role.ORGANISER, make.unit("东风支部"))
    return SimpleNamespace(keeper=keeper, elsewhere=elsewhere, pieces=pieces)


@pytest.fixture
def pack(make, visit, shelf):
    """A pack with the three readable pieces, in order."""
    staff = visit(shelf.keeper)
    staff.submit("/library/packs/new", title="冬天读的", introduction="坐下来慢慢读")
    row = make.get(Pack)
    for title in ("第一课", "第二课", "第三课"):
        url = f"/library/packs/{row.id}/pieces"
        assert staff.post(url, {"courseware_id": str(shelf.pieces[title])}).status == 303
    return row


def headings(page):
    return [tag.get_text() for tag in page.all("article h2")]


def test_a_pack_is_read_on_one_page_printed_and_copied(visit, pack):
    page = visit().get(f"/library/packs/{pack.id}")
    assert headings(page) == ["一、第一课", "二、第二课", "三、第三课"]
    assert "第一课第2稿的正文" in page.text
    assert "第一课第1稿的正文" not in page.text
    short = page.one("#pack-short").get_text()
    assert short.splitlines()[:3] == ["【学习包】冬天读的", "坐下来慢慢读", "一、第一课"]
    assert "第三课第2稿的正文" in page.one("#pack-whole").get_text()
    assert page.one("button[data-copy='#pack-short']")
    printed = visit().get(f"/library/packs/{pack.id}/print")
    assert headings(printed) == headings(page)
    assert "冬天读的" in visit().get("/library/packs").text
    assert len(page.statements) <= 8


def test_pieces_are_ordered_by_buttons_and_taken_out(make, visit, shelf, pack):
    staff = visit(shelf.keeper)
    third = make.rows(PackItem)[2]
    url = f"/library/packs/items/{third.id}"
    assert staff.post(f"{url}/move", {"up": "1"}).status == 303
    assert headings(visit().get(f"/library/packs/{pack.id}")) == ["一、第一课", "二、第三课", "三、第二课"]
    staff.post(f"{url}/move", {"up": "1"})
    staff.post(f"{url}/move", {"up": "1"})  # at the top already
    assert headings(visit().get(f"/library/packs/{pack.id}"))[0] == "一、第三课"
    staff.post(f"{url}/take-out")
    assert headings(visit().get(f"/library/packs/{pack.id}")) == ["一、第一课", "二、第二课"]
    assert "第三课" in staff.get(f"/library/packs/{pack.id}/arrange?q=disan").text


def test_a_withdrawn_piece_drops_out_at_once_and_comes_back_with_its_place(app, visit, shelf, pack):
    def stage(to):
        with app.app_context():
            db.session.get(Courseware, shelf.pieces["第二课"]).stage = to
            db.session.commit()

    for hidden in (Stage.WITHDRAWN, Stage.REWORK, Stage.MAKING):
        stage(hidden)
        page = visit().get(f"/library/packs/{pack.id}")
        assert headings(page) == ["一、第一课", "二、第三课"]
        assert "第二课" not in page.html
        assert "第二课" not in visit().get(f"/library/packs/{pack.id}/print").html
    assert "已撤下，读的人看不到" in visit(shelf.keeper).get(f"/library/packs/{pack.id}/arrange").text
    stage(Stage.ADMITTED)
    assert headings(visit().get(f"/library/packs/{pack.id}")) == ["一、第一课", "二、第二课", "三、第三课"]


def test_only_readable_pieces_go_in_once(make, visit, shelf, pack):
    staff, url = visit(shelf.keeper), f"/library/packs/{pack.id}/pieces"
    assert staff.post(url, {"courseware_id": str(shelf.pieces["第一课"])}).status == 303
    assert len(make.rows(PackItem)) == 3
    for nonsense in (str(shelf.pieces["半成品"]), "424242", "", "9" * 30, "-1"):
        refused = staff.post(url, {"courseware_id": nonsense})
        assert refused.status == 422
        assert "这一篇现在不能放进来" in refused.text


def test_staff_of_another_branch_leave_it_alone(make, visit, shelf, pack):
    other = visit(shelf.elsewhere)
    item = make.rows(PackItem)[0]
    assert other.get(f"/library/packs/{pack.id}").status == 200
    assert other.get(f"/library/packs/{pack.id}/arrange").status == 404
    for url in ("words", "pieces", "archive", "restore"):
        assert other.post(f"/library/packs/{pack.id}/{url}").status == 404
    for verb in ("move", "take-out"):
        assert other.post(f"/library/packs/items/{item.id}/{verb}").status == 404


def test_two_who_change_a_pack_both_see_both_texts(make, visit, shelf, pack):
    page, url = f"/library/packs/{pack.id}/arrange", f"/library/packs/{pack.id}/words"
    first, second = visit(shelf.keeper), visit(shelf.keeper)
    older = second.get(page).form(url)
    assert first.submit(page, url, title="春天读的").status == 303
    late = second.post(url, {**older, "title": "夏天读的"})
    assert late.status == 409
    assert "春天读的" in late.text
    assert second.post(url, late.form(url)).status == 303
    assert make.get(Pack).title == "夏天读的"


def test_a_pack_is_made_once_and_put_away(make, visit, shelf):
    staff, url = visit(shelf.keeper), "/library/packs/new"
    assert staff.submit(url, title="").errors() == ["请写名称。"]
    fields = {**staff.get(url).form(url), "title": "冬天读的"}
    assert [staff.post(url, fields).status for _time in range(2)] == [303, 303]
    row = make.get(Pack)
    assert "现在没有可以读的" in visit().get(f"/library/packs/{row.id}").text
    staff.post(f"/library/packs/{row.id}/archive")
    assert visit().get(f"/library/packs/{row.id}").status == 404
    assert "冬天读的" not in visit().get("/library/packs?state=archived").text
    assert "冬天读的" in staff.get("/library/packs?state=archived").text
    staff.post(f"/library/packs/{row.id}/restore")
    assert visit().get(f"/library/packs/{row.id}").status == 200
