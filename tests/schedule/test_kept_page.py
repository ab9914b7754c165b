"""A page that is kept for many readers holds nothing of any of them."""

import gzip
from datetime import timedelta

from visitor import Visitor

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.schedule.models import EventKind

PAGE = "/schedule/"


def token(visitor: Visitor) -> str:
    return str(visitor.get(PAGE).one("meta[name=csrf-token]")["content"])


def test_every_reader_gets_a_token_of_their_own_that_works(make, visit):
    first, second = visit(), visit()
    mine, other, theirs = token(first), token(first), token(second)
    assert theirs not in (mine, other)
    assert {tag["value"] for tag in second.get(PAGE).all("input[name=csrf_token]")} != {mine}
    for visitor, sent, status in ((second, theirs, 303), (second, mine, 403)):
        answer = visitor.client.post("/preferences/size", data={"size": "large", "csrf_token": sent})
        assert answer.status_code == status


def test_two_members_read_one_page_each_with_their_own_name(make, visit):
    first, second = visit(make.member("陈甲<b>")), visit(make.member("王乙"))
    for visitor, own, other in ((first, "陈甲<b>", "王乙"), (second, "王乙", "陈甲"), (first, "陈甲<b>", "王乙")):
        page = visitor.get(PAGE)
        assert page.one(".masthead .me").get_text().strip() == own
        assert other not in page.text
        assert "\x04" not in page.html and "\x05" not in page.html
    assert first.post("/preferences/size", {"csrf_token": token(first)}).status == 303


def test_what_staff_may_do_is_not_offered_to_members(make, visit):
    staff, member = visit(make.staff(Role.ORGANISER)), visit(make.member())
    assert "加一场活动" in staff.get(PAGE).text
    assert "加一场活动" not in member.get(PAGE).text
    assert "加一场活动" not in visit().get(PAGE).text
    assert "加一场活动" in staff.get(PAGE).text


def test_a_signed_in_page_is_never_stored_by_the_browser(make, visit):
    assert visit(make.member()).get(PAGE).headers["Cache-Control"] == "no-store"
    assert "HX-Request" in visit().get(PAGE).headers["Vary"]


def test_language_and_letters_are_the_readers_own(make, visit):
    assert visit().get(PAGE).soup.html["lang"] == "zh-Hans"
    assert visit(language="en").get(PAGE).soup.html["lang"] == "en"
    visitor = visit()
    visitor.post("/preferences/size", {"size": "large"})
    assert visitor.get(PAGE).soup.html["data-size"] == "large"
    assert "data-size" not in visit().get(PAGE).soup.html.attrs


def test_a_message_that_waits_is_shown_once_and_to_its_reader_only(make, visit):
    staff, other = visit(make.staff(Role.ORGANISER)), visit(make.staff(Role.ORGANISER))
    staff.get(PAGE)
    event = make.event("读书会", clock.now() + timedelta(hours=30), kind=EventKind.OTHER, published=False)
    staff.post(f"/schedule/{event.id}/publish")
    assert "已公布。" in staff.get(PAGE).text
    assert "已公布。" not in other.get(PAGE).text
    assert "已公布。" not in staff.get(PAGE).text


def test_an_address_with_odd_words_is_answered_and_not_kept(app, make, visit):
    visitor = visit()
    visitor.get(PAGE)
    before = len(app.extensions["partyedu-watch"].kept)
    for number in range(5):
        assert visitor.get(f"{PAGE}?odd={number}").status == 200
        assert visitor.get(f"{PAGE}?q=词{number}").status == 200
    assert len(app.extensions["partyedu-watch"].kept) <= before + 1


def test_a_phone_gets_the_very_same_page_in_gzip(make, visit):
    make.event("开课")
    for reader in (visit(), visit(make.member("陈甲<b>"))):
        reader.get(PAGE)
        plain = reader.client.get(PAGE)
        packed = reader.client.get(PAGE, headers={"Accept-Encoding": "gzip, deflate"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        for answer in (plain, packed):
            assert {"HX-Request", "Accept-Encoding", "Cookie"} <= set(answer.headers["Vary"].split(", "))
        head = reader.client.head(PAGE, headers={"Accept-Encoding": "gzip"})
        assert (head.data, head.headers["Content-Length"]) == (b"", packed.headers["Content-Length"])
        assert "Content-Encoding" not in reader.client.get(PAGE, headers={"Accept-Encoding": "identity"}).headers
