"""What everybody sees of talks and speakers: found by word and pinyin, named as they chose, gone when withdrawn."""

from datetime import timedelta

import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock, watch
from partyedu.core.search import index_text
from partyedu.organisation.models import Person, PublicName
from partyedu.speakers.models import Honour, Quality, Source, SpeakerSource, Talk, TalkQuality, TalkState


@pytest.fixture
def talk_of(make):
    """An approved talk that can be searched for."""

    def approved(person, title="四十年一本账", **more):
        talk = make.talk(person, title=title, **more)
        with make._session():
            from partyedu.core.db import db

            row = db.session.get(Talk, talk.id)
            row.search_text = index_text(title, "", spelled_part=title)
        return talk

    return approved


def titles(page):
    return [tag.get_text() for tag in page.all("#talk-list .act h3 a")]


def test_only_approved_talks_are_everybodys(make, visit):
    speaker = make.member()
    for state in TalkState:
        make.talk(speaker, title=f"题目-{state.value}", state=state)
    page = visit().get("/speakers/")
    assert titles(page) == ["题目-approved"]
    for talk in make.rows(Talk):
        expected = 200 if talk.state is TalkState.APPROVED else 404
        assert visit().get(f"/speakers/talks/{talk.id}").status == expected
        assert visit(make.member()).get(f"/speakers/talks/{talk.id}").status == expected


def test_outline_is_for_signed_in_members(make, visit):
    talk = make.talk(make.member(), text="只给党员看的提纲")
    passer_by = visit().get(f"/speakers/talks/{talk.id}")
    assert "只给党员看的提纲" not in passer_by.text
    assert "党员登录以后可以看提纲。" in passer_by.text
    assert "只给党员看的提纲" in visit(make.member()).get(f"/speakers/talks/{talk.id}").text
    assert passer_by.all(".thread, .remark") == []


@pytest.mark.parametrize(
    ("words", "found"),
    [("一本账", 1), ("sishinian", 1), ("ssnybz", 1), ("一本賬", 1), ("甲一文", 1), ("jyw", 1), ("两本账", 0)],
)
def test_talks_are_found_by_word_pinyin_and_shown_name(make, visit, talk_of, words, found):
    talk_of(make.member("甲一文", public_name=PublicName.FULL))
    assert len(titles(visit().get(f"/speakers/?q={words}"))) == found


@pytest.mark.parametrize("choice", [PublicName.SURNAME, PublicName.NONE])
def test_a_name_that_is_not_shown_cannot_be_searched_out(make, visit, talk_of, choice):
    person = make.member("甲一文", public_name=choice, phone="13900001234", member_number="DY7788")
    talk_of(person)
    for words in ("甲一文", "一文", "jyw", "jiayiwen", "1234", "7788"):
        assert titles(visit().get(f"/speakers/?q={words}")) == [], words
        assert visit().get(f"/speakers/people?q={words}").all("#speaker-list .person") == [], words
    assert "甲一文" not in visit().get("/speakers/").html
    assert len(titles(visit().get("/speakers/?q=甲"))) == (1 if choice is PublicName.SURNAME else 0)


def test_end_of_a_phone_number_finds_nobody_in_public(make, visit, talk_of):
    talk_of(make.member("甲一文", public_name=PublicName.FULL, phone="13900001234"))
    assert titles(visit().get("/speakers/?q=1234")) == []
    assert visit().get("/speakers/people?q=1234").all(".person") == []
    assert titles(visit().get("/speakers/?q=%25")) == []


def test_themes_and_qualities_filter_as_a_region(make, visit, talk_of):
    speaker = make.member()
    talk_of(speaker, "学的")
    other = talk_of(speaker, "家的", theme=make.theme("家风"))
    with make._session():
        from partyedu.core.db import db

        db.session.add(TalkQuality(talk_id=other.id, quality=Quality.FAMILY))
    region = visit().get(f"/speakers/?theme={make.theme('家风').id}", htmx=True)
    assert region.soup.find(True)["id"] == "talk-list"
    assert titles(region) == ["家的"]
    assert titles(visit().get("/speakers/?quality=family")) == ["家的"]
    assert sorted(titles(visit().get("/speakers/?quality=nonsense&theme=x&page=-3"))) == ["学的", "家的"]


def test_name_is_changed_at_once_everywhere(app, make, visit, talk_of):
    speaker = make.member("甲一文", public_name=PublicName.FULL)
    talk = talk_of(speaker)
    at_home = visit(speaker)
    assert "甲一文" in visit().get("/speakers/").text
    with app.app_context():
        before = watch.version_of("schedule", "screens", "speakers")

    changed = at_home.submit("/speakers/mine", f"/speakers/{speaker.id}/public-name", public_name="surname")
    assert changed.location == "/speakers/mine"
    for url in ("/speakers/", f"/speakers/talks/{talk.id}", f"/speakers/{speaker.id}", "/speakers/people"):
        page = visit().get(url)
        assert "甲老师" in page.text, url
        assert "甲一文" not in page.html, url
    with app.app_context():
        after = watch.version_of("schedule", "screens", "speakers")
    assert all(now > then for now, then in zip(after, before, strict=True))

    at_home.post(f"/speakers/{speaker.id}/public-name", {"public_name": "none"})
    assert visit().get(f"/speakers/{speaker.id}").status == 404
    assert visit().get("/speakers/people").all(".person") == []
    assert "一位主讲人" in visit().get(f"/speakers/talks/{talk.id}").text
    assert at_home.get(f"/speakers/{speaker.id}").heading == "甲一文"
    assert at_home.post(f"/speakers/{speaker.id}/public-name", {"public_name": "loud"}).status == 422
    record = " ".join(at_home.get("/organisation/me").one("main").get_text(" ", strip=True).split())
    assert "修改 对外的名字" in record and "set-public-name" not in record  # in words, in their own record of changes


def test_withdrawn_talk_is_gone_at_once_and_only_its_speaker_brings_it_back(app, make, visit, talk_of):
    speaker = make.member(public_name=PublicName.FULL)
    talk = talk_of(speaker)
    at_home, desk = visit(speaker), visit(make.staff(Role.ORGANISER))
    with app.app_context():
        before = watch.version_of("schedule", "screens", "speakers")
    assert at_home.post(f"/speakers/talks/{talk.id}/withdraw").status == 303
    with app.app_context():
        after = watch.version_of("schedule", "screens", "speakers")
    assert all(now > then for now, then in zip(after, before, strict=True))
    for url in (f"/speakers/talks/{talk.id}", f"/speakers/{speaker.id}"):
        assert visit().get(url).status == 404
    assert talk.title not in visit().get("/speakers/").text

    refused = desk.post(f"/speakers/talks/{talk.id}/restore")
    assert refused.status == 422
    assert "要由本人放回来" in refused.text
    assert at_home.submit("/speakers/mine", f"/speakers/talks/{talk.id}/restore").status == 303
    # Its newest version was never approved by anybody here, so it waits for review again.
    assert make.get(Talk).state is TalkState.SUBMITTED


def test_staff_may_withdraw_for_somebody_and_move_it_back(make, visit, offer):
    speaker, desk = make.member(), visit(make.staff(Role.ORGANISER))
    offer(visit(speaker))
    url = "/speakers/review/1"
    visit(make.staff(Role.REVIEWER)).submit(url, f"{url}/approve")
    desk.post("/speakers/talks/1/withdraw")
    assert make.get(Talk).state is TalkState.WITHDRAWN
    desk.post("/speakers/talks/1/restore")
    talk = make.get(Talk)
    assert (talk.state, talk.withdrawn_by_id) == (TalkState.APPROVED, None)
    assert visit().get("/speakers/talks/1").status == 200


def test_speaker_page_is_there_only_with_an_approved_talk(make, visit, talk_of):
    quiet, draft, known = make.member(), make.member(), make.member("乙二武", public_name=PublicName.FULL)
    make.talk(draft, state=TalkState.DRAFT)
    talk_of(known)
    assert visit().get(f"/speakers/{quiet.id}").status == 404
    assert visit().get(f"/speakers/{draft.id}").status == 404
    assert visit().get("/speakers/99999").status == 404
    page = visit().get(f"/speakers/{known.id}")
    assert page.heading == "乙二武"
    assert page.one("#times")["hx-get"] == f"/theatre/speakers/{known.id}/times"
    assert page.one("#times a")["href"] == f"/theatre/speakers/{known.id}/times"


def test_staff_add_honours_and_source(make, visit, talk_of):
    speaker = make.member("乙二武", public_name=PublicName.FULL)
    talk_of(speaker)
    desk = visit(make.staff(Role.ORGANISER))
    about = f"/speakers/{speaker.id}/about"
    honours = f"/speakers/{speaker.id}/honours"
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    future = desk.submit(about, honours, title="优秀党员", given_on=tomorrow)
    assert (future.status, future.errors()) == (422, ["日期还没有到。"])
    far = desk.submit(about, honours, title="优秀党员", given_on="2999-01-01")
    assert (far.status, far.errors()) == (422, ["这个日期不对，请检查年份。"])
    assert future.one("input[name=title]")["value"] == "优秀党员"
    nonsense = desk.submit(about, f"/speakers/{speaker.id}/honours", title="优秀党员", given_on="昨天")
    assert nonsense.status == 422
    desk.submit(about, f"/speakers/{speaker.id}/honours", title="优秀党员", given_on="2019-07-01")
    desk.submit(about, f"/speakers/{speaker.id}/source", source="veteran")
    desk.submit(about, f"/speakers/{speaker.id}/introduction", introduction="老锅炉工")

    page = visit().get(f"/speakers/{speaker.id}")
    for words in ("优秀党员", "老干部、老战士", "老锅炉工"):
        assert words in page.text
    assert [tag.get_text() for tag in visit().get("/speakers/people?source=veteran").all(".person b")] == ["乙二武"]
    assert visit().get("/speakers/people?source=craft").all(".person") == []
    assert make.get(SpeakerSource).source is Source.VETERAN

    own = visit(speaker)
    assert own.post(f"/speakers/{speaker.id}/honours", {"title": "我最好", "given_on": "2020-01-01"}).status == 404
    assert own.post(f"/speakers/honours/{make.get(Honour).id}/remove").status == 404
    west = make.unit("西园支部")
    assert visit(make.staff(Role.SECRETARY, west)).get(about).status == 404
    assert desk.post(f"/speakers/honours/{make.get(Honour).id}/remove").status == 303
    assert make.rows(Honour) == []


def test_nobody_changes_the_name_of_somebody_else(make, visit):
    speaker = make.member(unit=make.unit("东园支部"))
    for stranger in (make.member(), make.staff(Role.REVIEWER), make.staff(Role.SECRETARY, make.unit("西园支部"))):
        page = visit(stranger)
        assert page.post(f"/speakers/{speaker.id}/public-name", {"public_name": "full"}).status == 404
        assert page.get(f"/speakers/{speaker.id}/about").status == 404
    assert make.get(Person, id=speaker.id).public_name is PublicName.SURNAME


def test_pool_is_what_staff_plan_from(make, visit, talk_of):
    east, west = make.unit("东园支部"), make.unit("西园支部")
    talk_of(make.member("甲一文", east, phone="13900004321"), "东边的")
    talk_of(make.member("乙二武", west), "西边的")
    make.talk(make.member(unit=east), "还在写", state=TalkState.DRAFT)

    def listed(page):
        return [tag.get_text() for tag in page.all("#talk-list th[scope=row] a")]

    secretary = visit(make.staff(Role.SECRETARY, east))
    assert listed(secretary.get("/speakers/pool")) == ["东边的"]
    assert listed(secretary.get("/speakers/pool?state=draft")) == ["还在写"]
    assert listed(secretary.get("/speakers/pool?q=jyw")) == listed(secretary.get("/speakers/pool?q=4321")) == ["东边的"]
    assert listed(secretary.get("/speakers/pool?q=西边")) == []
    assert sorted(listed(visit(make.staff(Role.ORGANISER)).get("/speakers/pool"))) == ["东边的", "西边的"]
    assert visit(make.member()).get("/speakers/pool").status == 404


def test_every_page_reads_in_english(make, visit, talk_of):
    speaker, reviewer, organiser = make.member(), make.staff(Role.REVIEWER), make.staff(Role.ORGANISER)
    approved = talk_of(speaker)
    waiting = make.talk(speaker, state=TalkState.SUBMITTED)
    draft = make.talk(speaker, state=TalkState.DRAFT)
    pages = {
        None: ["/speakers/", "/speakers/people", f"/speakers/talks/{approved.id}", f"/speakers/{speaker.id}"],
        speaker: [
            "/speakers/mine",
            "/speakers/talks/new",
            f"/speakers/talks/{draft.id}/edit",
            f"/speakers/talks/{waiting.id}",
            f"/speakers/{speaker.id}/about",
        ],
        reviewer: ["/speakers/review", f"/speakers/review/{waiting.id}", "/speakers/review/decided"],
        organiser: ["/speakers/pool", f"/speakers/{speaker.id}/about", "/speakers/talks/new"],
    }
    for person, urls in pages.items():
        for url in urls:
            assert visit(person, language="en").get(url).status == 200, url


def test_lists_ask_no_more_for_three_than_for_one(make, visit, talk_of, offer):
    organiser, reviewer = make.staff(Role.ORGANISER), make.staff(Role.REVIEWER)
    writer = make.member(public_name=PublicName.FULL)

    def one_more(number):
        speaker = make.member(public_name=PublicName.FULL)
        talk_of(speaker, f"题目{number}")
        talk_of(writer, f"再讲{number}")
        make.talk(speaker, state=TalkState.SUBMITTED)
        make.talk(writer, state=TalkState.DRAFT)
        offer(visit(organiser), "save", person=speaker.name, title=f"代写{number}")
        with make._session():
            from partyedu.core.db import db
            from partyedu.speakers.models import CastMember, Keepsake, Outline, Review, ReviewVerdict

            outline = db.session.scalars(db.select(Outline).order_by(Outline.talk_id)).first()
            db.session.add(CastMember(talk_id=outline.talk_id, person_id=speaker.id, name=speaker.name))
            db.session.add(Keepsake(talk_id=outline.talk_id, name=f"老物件{number}", consent=True))
            db.session.add(
                Review(
                    talk_id=outline.talk_id, outline_id=outline.id, reviewer_id=reviewer.id,
                    verdict=ReviewVerdict.RETURNED, text="x", at=outline.written_at,
                )
            )  # fmt: skip

    one_more(1)
    first = make.rows(Talk)[0]
    urls = (
        (None, "/speakers/"),
        (None, "/speakers/people"),
        (None, f"/speakers/{writer.id}"),
        (organiser, "/speakers/pool"),
        (organiser, "/speakers/mine"),
        (organiser, f"/speakers/talks/{first.id}"),
        (organiser, f"/speakers/talks/{first.id}/edit"),
        (reviewer, "/speakers/review"),
        (reviewer, "/speakers/review/decided"),
        (writer, "/speakers/mine"),
    )

    def asked():
        counts = {}
        for person, url in urls:
            page = visit(person)
            page.get(url)
            answer = page.get(url)
            assert answer.status in (200, 303), url
            counts[(person.id if person else 0, url)] = len(answer.statements)
        return counts

    with_one = asked()
    one_more(2)
    one_more(3)
    assert asked() == with_one
    assert max(with_one.values()) <= 8, with_one
