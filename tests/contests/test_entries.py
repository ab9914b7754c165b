"""Entries: handed in on the phone, on paper, after the last day; changed, taken back; the wall of family rules."""

import io
from datetime import timedelta

import pytest
import time_machine

from partyedu.contests.models import Contest, Entry, EntryFile, EntryState
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.core.uploads import StoredFile
from partyedu.organisation.models import Person, PublicName


def today_in_words() -> str:
    """As pages write it."""
    return f"{clock.today():%Y}年{clock.today().month}月{clock.today().day}日"


def test_a_member_hands_in_a_photo_of_a_page_and_changes_it(make, visit, street, call, hand_in, photo):
    contest = call()
    assert hand_in(street.writer, contest, "那盏路灯", "", photos=[photo(), photo("second.jpg")]).status == 303
    entry = make.get(Entry)
    assert (entry.person_id, entry.typed_by_id, entry.agrees) == (street.writer.id, None, False)
    url = f"/contests/entries/{entry.id}"
    first = make.rows(EntryFile)[0]
    changed = visit(street.writer).submit(f"{url}/edit", text="改成这样", without=str(first.id), agrees="y")
    assert changed.status == 303
    entry = make.get(Entry)
    assert (entry.text, entry.agrees, len(make.rows(EntryFile)), len(make.rows(StoredFile))) == ("改成这样", True, 1, 1)
    assert visit(street.writer).get(f"/contests/{contest.id}/write").location == url
    assert "那盏路灯" in visit(street.writer).get("/contests/mine").text


def test_a_double_click_hands_in_once_and_a_second_entry_is_refused(make, visit, street, call):
    contest = call()
    url, writer = f"/contests/{contest.id}/write", visit(street.writer)
    fields = {**writer.get(url).form(url), "title": "一篇", "text": "字"}
    assert [writer.post(url, fields).status for _time in range(2)] == [303, 303]
    again = writer.post(url, {"title": "又一篇", "text": "字"})
    assert again.status == 422
    assert "已经交过一篇" in again.text
    assert len(make.rows(Entry)) == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(visit, street, call, make):
    contest = call()
    url, writer = f"/contests/{contest.id}/write", visit(street.writer)
    empty = writer.submit(url, title="", text="只有正文")
    assert (empty.status, empty.errors()) == (422, ["请写一个题目。"])
    assert "只有正文" in empty.html
    assert writer.submit(url, title="只有题目", text="").errors() == ["请写正文，或者拍一张手写稿的照片。"]
    assert writer.submit(url, title="字太多", text="字" * 20_001).status == 422
    assert writer.submit(url, title="证件", text="我的身份证 110101195003070038").status == 422
    odd = writer.submit(url, title="有\x00怪字😀", text="\u202e好")
    assert odd.status == 303
    assert make.get(Entry).title == "有怪字😀"


def test_a_file_that_is_no_picture_is_refused_and_the_words_stay(visit, street, call, make):
    contest = call()
    answer = visit(street.writer).submit(
        f"/contests/{contest.id}/write", title="题", text="还在", photos=(io.BytesIO(b"MZ" * 50), "photo.jpg")
    )
    assert answer.status == 422
    assert "还在" in answer.html
    assert make.rows(Entry) == []


def test_nothing_is_lost_when_the_last_day_passes_while_typing(make, visit, street, call):
    contest = call(days=0)
    url, writer = f"/contests/{contest.id}/write", visit(street.writer)
    fields = {**writer.get(url).form(url), "title": "写到半夜", "text": "写了三个晚上的字"}
    with time_machine.travel(clock.day_bounds(clock.today())[1] + timedelta(minutes=1)):
        late = writer.post(url, fields)
        assert late.status == 422
        assert "您写的字还在下面，没有丢" in late.text
        assert late.one("textarea[name=text]").get_text().strip() == "写了三个晚上的字"
        assert make.rows(Entry) == []
        # What came on paper in time is typed by staff.
        staff = visit(street.organiser)
        typed = staff.submit(
            url, person="甲写了", person_id=str(street.writer.id), title="写到半夜", text="写了三个晚上的字"
        )
        assert typed.status == 303
    entry = make.get(Entry)
    assert (entry.person_id, entry.typed_by_id) == (street.writer.id, street.organiser.id)
    assert [row.on_behalf_of_id for row in make.rows(AuditRow, table="contest_entry")] == [street.writer.id]


def test_staff_hand_in_for_somebody_without_a_phone(make, visit, street, call):
    contest = call()
    url = f"/contests/{contest.id}/write"
    typed = visit(street.organiser).submit(
        url, person="丁无机", person_id=str(street.phoneless.id), title="粮票", text="一张粮票的故事", agrees="y"
    )
    assert typed.status == 303
    assert "由工作人员录入" in visit(street.organiser).get(typed.location).text
    # A second one for the same person, and one for somebody of another branch.
    again = visit(street.organiser).submit(
        url, person="丁无机", person_id=str(street.phoneless.id), title="又", text="又"
    )
    assert "丁无机已经交过一篇" in again.text
    other = visit(street.organiser).submit(
        url, person="戊外人", person_id=str(street.stranger.id), title="外来的", text="稿"
    )
    assert (other.status, other.errors()) == (422, ["这次征集只收“红旗支部”的稿件。"])


def test_people_of_another_branch_read_but_do_not_hand_in(make, visit, street, call):
    contest = call()
    page = visit(street.stranger).get(f"/contests/{contest.id}")
    assert "这次只收“红旗支部”的稿件" in page.text
    answer = visit(street.stranger).post(f"/contests/{contest.id}/write", {"title": "我也写", "text": "字还在"})
    assert answer.status == 422
    assert "字还在" in answer.html
    assert make.rows(Entry) == []
    assert "这次征集只收“红旗支部”的稿件" in visit(street.stranger).get(f"/contests/{contest.id}/write").text
    assert visit().get(f"/contests/{contest.id}/write").status in (303, 401)


def test_others_neither_read_nor_touch_an_entry(visit, street, call, hand_in, make):
    contest = call()
    hand_in(street.writer, contest, agrees="y")
    entry = make.get(Entry)
    for person in (street.second, street.stranger, street.elsewhere):
        assert visit(person).get(f"/contests/entries/{entry.id}").status == 404
        for verb in ("edit", "withdraw", "agree", "take-back-agreement"):
            assert visit(person).post(f"/contests/entries/{entry.id}/{verb}").status == 404
    for verb in ("publish", "unpublish", "prize"):
        assert visit(street.elsewhere).post(f"/contests/entries/{entry.id}/{verb}").status == 404
    assert make.get(Entry).version == entry.version


def test_what_was_taken_back_can_be_handed_in_again(make, visit, street, call, hand_in):
    contest = call()
    hand_in(street.writer, contest, agrees="y")
    entry = make.get(Entry)
    assert visit(street.writer).post(f"/contests/entries/{entry.id}/withdraw").status == 303
    assert make.get(Entry).state is EntryState.WITHDRAWN
    assert visit(street.organiser).get(f"/contests/entries/{entry.id}").status == 404
    assert "那盏路灯" not in visit(street.organiser).get(f"/contests/{contest.id}/manage").text
    assert hand_in(street.writer, contest, "重新写的").status == 303
    assert (make.get(Entry).title, make.get(Entry).state) == ("重新写的", EntryState.HANDED_IN)


def test_two_devices_that_change_one_entry_see_both_texts(visit, street, call, hand_in, make):
    contest = call()
    hand_in(street.writer, contest)
    url = f"/contests/entries/{make.get(Entry).id}/edit"
    phone, desk = visit(street.writer), visit(street.writer)
    older = desk.get(url).form(url)
    assert phone.submit(url, text="手机上改的").status == 303
    late = desk.post(url, {**older, "text": "电脑上改的"})
    assert late.status == 409
    assert "手机上改的" in late.text
    assert "电脑上改的" in late.html


@pytest.mark.parametrize(
    ("choice", "named"),
    [(PublicName.FULL, "丁无机家"), (PublicName.SURNAME, "丁老师家"), (PublicName.NONE, "一户人家")],
)
def test_a_rule_hangs_on_the_wall_under_the_name_its_family_chose(app, make, visit, street, call, choice, named):
    wall = call("family-rule", "我家的一条家规", days=None)
    url = f"/contests/{wall.id}"
    visit(street.organiser).submit(
        f"{url}/write", person="丁无机", person_id=str(street.phoneless.id), title="一粥一饭不可浪费", agrees="y"
    )
    with app.app_context():
        db.session.get(Person, street.phoneless.id).public_name = choice
        db.session.commit()
    entry = make.get(Entry)
    assert "一粥一饭" not in visit().get(url).text
    assert "有 1 条等着展示" in visit(street.organiser).get("/").text
    assert visit(street.organiser).post(f"/contests/entries/{entry.id}/publish").status == 303
    page = visit().get(url)
    assert page.one(".rule-words").get_text() == "一粥一饭不可浪费"
    assert page.one(".whose").get_text() == named
    if choice is not PublicName.FULL:
        assert street.phoneless.name not in page.html + visit().get(f"{url}/print").html
        assert street.phoneless.name not in visit().get(f"/contests/entries/{entry.id}").html


def test_a_rule_comes_down_when_its_family_says_so_and_waits_again_when_changed(make, visit, street, call, hand_in):
    wall = call("family-rule", "我家的一条家规")
    url, staff, writer = f"/contests/{wall.id}", visit(street.organiser), visit(street.writer)
    assert hand_in(street.writer, wall, "吃饭不许说粗话", "", agrees="y").status == 303
    entry = make.get(Entry)
    entry_url = f"/contests/entries/{entry.id}"
    staff.post(f"{entry_url}/publish")
    assert "吃饭不许说粗话" in visit().get(url).text
    writer.submit(f"{entry_url}/edit", title="吃饭不许说脏话")
    assert "吃饭不许说" not in visit().get(url).text
    staff.post(f"{entry_url}/publish")
    assert "吃饭不许说脏话" in visit().get(url).text
    writer.post(f"{entry_url}/take-back-agreement")
    assert "吃饭不许说" not in visit().get(url).text
    assert visit().get(entry_url).status == 404
    assert staff.post(f"{entry_url}/publish").status == 422


def test_a_wall_that_is_closed_keeps_what_hangs_there(make, visit, street, call, hand_in):
    wall = call("family-rule", "我家的一条家规")
    url, staff = f"/contests/{wall.id}", visit(street.organiser)
    hand_in(street.writer, wall, "不占公家一根线", "", agrees="y")
    staff.post(f"/contests/entries/{make.get(Entry).id}/publish")
    assert staff.post(f"{url}/begin-judging").status == 422
    assert staff.post(f"{url}/judges", {"person": street.judge.name, "person_id": str(street.judge.id)}).status == 422
    assert staff.post(f"{url}/close").status == 303
    assert "不占公家一根线" in visit().get(url).text
    assert visit(street.second).post(f"{url}/write", {"title": "迟了"}).status == 422
    assert staff.post(f"{url}/reopen").status == 303
    assert make.get(Contest).state == "open"


def test_a_photo_is_public_only_with_its_entry(visit, street, call, hand_in, photo, make):
    wall = call("family-rule", "我家的一条家规")
    hand_in(street.writer, wall, "祖父的话", "", photos=[photo()], agrees="y")
    file = f"/contests/files/{make.get(EntryFile).id}"
    entry_url = f"/contests/entries/{make.get(Entry).id}"
    assert visit().get(file).status == 404
    visit(street.organiser).post(f"{entry_url}/publish")
    assert visit().get(file).status == 200
    assert visit().get(f"{file}/preview").status == 200
    visit(street.writer).post(f"{entry_url}/take-back-agreement")
    assert visit().get(file).status == 404
    assert visit(street.writer).get(file).status == 200


def test_what_an_author_took_back_staff_cannot_tick_again_without_a_new_paper(make, visit, street, call, hand_in):
    wall = call("family-rule")
    hand_in(street.writer, wall, "不占公家一根线", "", agrees="y")
    entry = make.get(Entry)
    url = f"/contests/entries/{entry.id}"
    writer, staff = visit(street.writer), visit(street.organiser)
    writer.post(f"{url}/take-back-agreement")
    said = f"甲写了在 {today_in_words()}自己收回了同意。"
    assert said in staff.get(url).text
    assert staff.post(f"{url}/agree").status == 422
    ticked = staff.submit(f"{url}/edit", agrees="y", text="工作人员改的")
    assert (ticked.status, said in " ".join(ticked.errors()), "工作人员改的" in ticked.text) == (422, True, True)
    assert make.get(Entry).agrees is False

    # Taken back whole, typed in again by staff from paper: the tick is refused, what was typed is kept.
    writer.post(f"{url}/withdraw")
    again = staff.submit(
        f"/contests/{wall.id}/write", person="甲写了", person_id=str(street.writer.id), title="再挂一次", agrees="y"
    )
    assert again.status == 422
    assert said in " ".join(again.errors())
    assert again.form(f"/contests/{wall.id}/write")["title"] == "再挂一次"
    typed = staff.submit(
        f"/contests/{wall.id}/write", person="甲写了", person_id=str(street.writer.id), title="再挂一次"
    )
    assert (typed.status, make.get(Entry).agrees) == (303, False)
    assert staff.post(f"{url}/agree").status == 422

    # A new paper, signed afterwards; a day before or ahead, or no tick, is none.
    assert "有新的书面同意" in staff.get(url).text
    paper = staff.get(f"{url}/agree/paper")
    assert said in paper.text
    today = clock.today()
    assert staff.submit(f"{url}/agree/paper").errors() == ["拿到了本人签字的纸，才能登记。", "请写纸上签字的日期。"]
    old = staff.submit(f"{url}/agree/paper", written="y", written_on=(today - timedelta(days=1)).isoformat())
    assert "以后签的才算" in " ".join(old.errors())
    ahead = staff.submit(f"{url}/agree/paper", written="y", written_on=(today + timedelta(days=1)).isoformat())
    assert ahead.errors() == ["签字的日期还没有到。"]
    assert ahead.form(f"{url}/agree/paper")["written_on"] == (today + timedelta(days=1)).isoformat()
    assert visit(street.elsewhere).get(f"{url}/agree/paper").status == 404
    assert staff.submit(f"{url}/agree/paper", written="y", written_on=today.isoformat()).status == 303
    given = make.get(Entry)
    assert (given.agrees, given.taken_back_on, given.written_consent_on) == (True, None, today)
    [row] = make.rows(AuditRow, action="agree")
    assert (row.actor_id, row.on_behalf_of_id) == (street.organiser.id, street.writer.id)
    assert row.fields == "agrees taken_back_on taken_back_by_id written_consent_on"


def test_an_author_gives_again_what_they_took_back_themselves(make, visit, street, call, hand_in):
    hand_in(street.writer, call("family-rule"), "不占公家一根线", "", agrees="y")
    url = f"/contests/entries/{make.get(Entry).id}"
    writer = visit(street.writer)
    writer.post(f"{url}/take-back-agreement")
    assert make.get(Entry).taken_back_on == clock.today()
    assert writer.post(f"{url}/agree").status == 303
    entry = make.get(Entry)
    assert (entry.agrees, entry.taken_back_on, entry.taken_back_by_id) == (True, None, None)
