"""Keepsakes to walk through: only what owners agreed to, on a phone piece by piece, on a television by itself."""

import papers
import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock, uploads
from partyedu.core.db import db
from partyedu.organisation.models import PublicName
from partyedu.speakers.models import Keepsake, TalkState


def today_in_words() -> str:
    """As pages write it."""
    return f"{clock.today():%Y}年{clock.today().month}月{clock.today().day}日"


def with_photo(app, make, talk, name: str, consent: bool = True, **values) -> Keepsake:
    """A keepsake with a photo."""
    with app.app_context():
        photo = uploads.store(uploads.read(papers.storage(f"{name}.jpg", papers.photo()), uploads.PICTURES))
        row = Keepsake(
            talk_id=talk.id, name=name, consent=consent, photo_id=photo.id, caption=f"{name}的来历", **values
        )
        db.session.add(row)
        db.session.commit()
        db.session.refresh(row)
        db.session.expunge(row)
    return row


@pytest.fixture
def told(app, make):
    """An approved talk with three keepsakes, one of them not to be shown; and a draft with one."""
    speaker = make.member("讲者甲")
    talk = make.talk(speaker, title="四十年一本账", state=TalkState.APPROVED)
    for place, (name, consent) in enumerate((("账本", True), ("申请书", False), ("奖章", True))):
        with_photo(app, make, talk, name, consent, position=place)
    draft = make.talk(speaker, title="还没写完", state=TalkState.DRAFT)
    with_photo(app, make, draft, "草稿里的", True)
    return speaker, talk, draft


def test_everybody_walks_through_what_owners_agreed_to_and_nothing_else(told, visit):
    passer_by = visit()
    wall = passer_by.get("/speakers/keepsakes")
    assert [tag.get_text() for tag in wall.all(".wall b")] == ["账本", "奖章"]
    page = passer_by.get(wall.one(".head a.btn:not(.plain)")["href"])
    assert (page.heading, page.all("a[rel=prev]")) == ("账本", [])
    assert "第 1 件，共 2 件" in page.text
    assert "账本的来历" in page.text
    page = passer_by.get(page.one("a[rel=next]")["href"])
    assert (page.heading, page.all("a[rel=next]")) == ("奖章", [])
    assert passer_by.get(page.one("a[rel=prev]")["href"]).heading == "账本"
    assert passer_by.get(page.one("figure img")["src"]).status == 200
    assert passer_by.get("/speakers/keepsakes/walk?page=99999").heading == "奖章"


def test_the_keepsakes_of_one_talk_are_walked_through_by_those_who_may(told, make, visit):
    speaker, talk, draft = told
    url = f"/speakers/talks/{talk.id}/keepsakes"
    assert "共 2 件" in visit().get(url).text
    own = visit(speaker)
    assert "共 3 件" in own.get(url).text
    hidden = own.get(f"{url}?page=2")
    assert hidden.heading == "申请书"
    assert "只有本人和工作人员看得到" in hidden.text
    assert "共 3 件" in visit(make.staff(Role.ORGANISER)).get(url).text
    assert visit().get(f"/speakers/talks/{draft.id}/keepsakes").status == 404
    assert own.get(f"/speakers/talks/{draft.id}/keepsakes").heading == "草稿里的"


def test_a_consent_taken_back_is_gone_from_the_wall_and_from_the_screen_at_its_next_poll(told, make, visit):
    speaker, _talk, _draft = told
    television = visit()
    screen = television.get("/speakers/keepsakes/screen")
    assert [tag.get_text() for tag in screen.all(".pieces h1, .pieces h2")] == ["账本", "奖章"]
    poll = f"/speakers/keepsakes/screen?version={screen.one('#screen')['data-version']}"
    assert television.get(poll, htmx=True).status == 204
    [first] = make.rows(Keepsake, name="账本")
    answer = visit(speaker).post(f"/speakers/keepsakes/{first.id}/consent", {"consent": "no"})
    assert answer.status == 303
    anew = television.get(poll, htmx=True)
    assert [tag.get_text() for tag in anew.all(".pieces h1, .pieces h2")] == ["奖章"]
    assert television.get(f"/speakers/keepsakes/{first.id}/photo").status == 404


def test_a_speaker_who_shows_no_name_has_none_on_wall_walk_and_screen(app, make, visit):
    speaker = make.member("郑小满", public_name=PublicName.NONE)
    talk = make.talk(speaker, title="一枚奖章", state=TalkState.APPROVED)
    with_photo(app, make, talk, "奖章")
    for page in ("/speakers/keepsakes", "/speakers/keepsakes/walk", "/speakers/keepsakes/screen"):
        assert "郑" not in visit().get(page).text


def test_the_screen_has_something_on_it_when_nothing_is_exhibited(make, visit):
    assert "主人同意公开的老物件会在这里展出" in visit().get("/speakers/keepsakes/screen").text
    assert "这里还没有老物件" in visit().get("/speakers/keepsakes").text
    assert visit().get("/speakers/keepsakes/walk").status == 200


def test_it_asks_the_same_however_many_there_are(app, make, visit, told):
    _speaker, talk, _draft = told
    pages = [f"/speakers/keepsakes{page}" for page in ("", "/walk", "/screen")]
    pages.append(f"/speakers/talks/{talk.id}/keepsakes")
    few = [len(visit().get(page).statements) for page in pages]
    with app.app_context():
        db.session.add_all(Keepsake(talk_id=talk.id, name=f"物件{number}", consent=True) for number in range(30))
        db.session.commit()
    assert [len(visit().get(page).statements) for page in pages] == few
    assert max(few) <= 8


def test_the_name_of_a_photo_does_not_say_whose_the_keepsake_is(app, make, visit):
    talk = make.talk(make.member("不留名", public_name=PublicName.NONE), state=TalkState.APPROVED)
    row = with_photo(app, make, talk, "不留名的账本")
    for address in (f"/speakers/keepsakes/{row.id}/photo", f"/speakers/keepsakes/{row.id}/photo/preview"):
        answer = visit().get(address)
        assert answer.status == 200
        assert "filename=file-" in answer.headers["Content-Disposition"]
        assert "filename*" not in answer.headers["Content-Disposition"]


def test_a_keepsake_whose_owner_took_it_back_is_shown_again_only_by_them_or_on_a_new_paper(told, make, visit):
    speaker, talk, _draft = told
    [first] = make.rows(Keepsake, name="账本")
    url, staff, own = f"/speakers/keepsakes/{first.id}/consent", visit(make.staff(Role.ORGANISER)), visit(speaker)
    own.post(url, {"consent": "no"})
    said = f"讲者甲在 {today_in_words()}自己收回了同意。"
    page = staff.get(f"/speakers/talks/{talk.id}")
    assert f"{today_in_words()}收回了同意" in page.text
    refused = staff.post(url, {"consent": "yes"})
    assert (refused.status, said in refused.text) == (422, True)

    # Nor in the form of the talk: the tick is refused, what was typed is kept.
    staff.post(f"/speakers/talks/{talk.id}/reopen")
    edit = f"/speakers/talks/{talk.id}/edit"
    ticked = staff.submit(edit, **{"step": "save", "keepsakes-0-consent": "y", "keepsakes-0-caption": "三代人的账"})
    assert (ticked.status, said in ticked.text) == (422, True)
    assert "三代人的账" in ticked.text
    assert make.get(Keepsake, id=first.id).consent is False

    today = clock.today()
    assert visit(make.staff(Role.ORGANISER, make.unit())).get(f"{url}/paper").status == 404
    assert "有新的书面同意" in page.text
    assert said in staff.get(f"{url}/paper").text
    assert staff.submit(f"{url}/paper", written="y", written_on=today.isoformat()).status == 303
    row = make.get(Keepsake, id=first.id)
    assert (row.consent, row.taken_back_on, row.written_consent_on) == (True, None, today)
    own.post(url, {"consent": "no"})
    assert own.post(url, {"consent": "yes"}).status == 303
    assert make.get(Keepsake, id=first.id).consent is True
