"""What everybody reads: sessions, playbill, poster; names and withdrawals as they are today."""

from datetime import timedelta

import pytest
from factories import Factory

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.discussions.models import Discussion, Post, PostKind
from partyedu.notices.models import Notice
from partyedu.organisation.models import Person, PublicName
from partyedu.schedule.models import Event, EventPart, Release
from partyedu.speakers.models import Keepsake, Talk, TalkState
from partyedu.theatre import queries


@pytest.fixture
def planner(make: Factory, visit):
    return visit(make.staff(Role.ORGANISER))


@pytest.fixture
def released(make: Factory, planner):
    """A published session of tomorrow with a talk and a reserve: (event, speaker, talk)."""
    speaker = make.member("欧阳甲", public_name=PublicName.SURNAME)
    talk, spare = make.talk(speaker, "四十年一本账"), make.talk(make.member("乙备"), "孙女教我用手机")
    event = make.event(published=False, room_id=make.venue().id, theme_id=make.theme().id)
    planner.post(f"/theatre/{event.id}/items", {"kind": "opening", "title": "开场与主题", "minutes": "5"})
    planner.post(f"/theatre/{event.id}/talks", {"talk_id": talk.id})
    planner.post(f"/theatre/{event.id}/talks", {"talk_id": spare.id, "reserve": "1"})
    planner.post(f"/theatre/{event.id}/publish")
    return event, speaker, talk


def change(make: Factory, model: type, key: int, **values: object) -> None:
    with make._session():
        row = db.session.get(model, key)
        for name, value in values.items():
            setattr(row, name, value)


def test_playbill_shows_acts_reserve_and_minutes(released, visit) -> None:
    event, _speaker, _talk = released
    page = visit().get(f"/theatre/{event.id}")
    assert page.heading == "我的学习故事"
    acts = [tag.get_text(" ", strip=True) for tag in page.all(".act")]
    assert acts[0].startswith("一 开场与主题") and acts[0].endswith("5 分钟")
    assert "二 四十年一本账" in acts[1] and "欧阳老师" in acts[1] and acts[1].endswith("12 分钟")
    assert acts[2].startswith("备 孙女教我用手机") and "乙备" not in page.text and "乙老师" in acts[2]
    assert page.one(".thread .now").get_text(strip=True) == "报名"
    assert page.one("#sign-up")["hx-get"] == f"/schedule/{event.id}/sign-up-region"


@pytest.mark.parametrize(
    ("choice", "shown"), [(PublicName.FULL, "欧阳甲"), (PublicName.SURNAME, "欧阳老师"), (PublicName.NONE, "")]
)
def test_the_name_is_what_the_speaker_chooses_today(make: Factory, released, visit, choice, shown) -> None:
    event, speaker, _talk = released
    change(make, Person, speaker.id, public_name=choice)
    planner = visit(make.staff(Role.ORGANISER))
    for url, place in (
        (f"/theatre/{event.id}", ".act:nth-of-type(2) p"),
        (f"/theatre/{event.id}/poster", ".speakers b"),
        (f"/theatre/{event.id}/playbill", ".acts li:nth-of-type(2) p"),
        (f"/schedule/{event.id}/cards", ".table-card:first-of-type .half:not(.turned) .name"),
    ):
        page = planner.get(url)
        words = [text for tag in page.all(place) if (text := tag.get_text(strip=True))]
        assert words == ([shown] if shown else ["主讲人"] if "cards" in url else []), url
        assert ("欧阳" in page.text) == bool(shown), url
    message = visit().get(f"/theatre/{event.id}/message").one("#text-zh_Hans").get_text()
    assert ("欧阳" in message) == bool(shown) and (not shown or shown in message)


def test_a_withdrawn_talk_is_gone_at_once_everywhere(make: Factory, released, visit) -> None:
    event, speaker, talk = released
    change(make, Talk, talk.id, state=TalkState.WITHDRAWN)
    for url in (
        "/theatre/",
        f"/theatre/{event.id}",
        f"/theatre/{event.id}/poster",
        f"/theatre/{event.id}/playbill",
        f"/theatre/{event.id}/message",
        f"/theatre/speakers/{speaker.id}/times",
    ):
        assert "四十年一本账" not in visit().get(url).text, url


def test_a_withdrawn_talk_is_gone_from_what_changed(make: Factory, released, planner, visit) -> None:
    event, _speaker, _talk = released
    extra = make.talk(make.member(), "后来收回的故事")
    planner.post(f"/theatre/{event.id}/talks", {"talk_id": extra.id})
    planner.post(f"/theatre/{event.id}/publish")
    assert "新增：后来收回的故事" in visit().get(f"/theatre/{event.id}").text
    change(make, Talk, extra.id, state=TalkState.WITHDRAWN)
    for url in (f"/theatre/{event.id}", f"/schedule/{event.id}/releases", f"/schedule/{event.id}.ics"):
        assert "后来收回的故事" not in visit().get(url).response.get_data(as_text=True), url


def test_a_withdrawn_title_is_found_by_no_search_and_stands_in_no_old_notice(make, released, planner, visit) -> None:
    event, _speaker, _talk = released
    listener, teller = make.member(), make.member()
    visit(listener).post(f"/schedule/{event.id}/sign-up", {})
    extra = make.talk(teller, "后来收回的故事")
    planner.post(f"/theatre/{event.id}/talks", {"talk_id": extra.id})
    planner.post(f"/theatre/{event.id}/publish")

    def given_away() -> list[str]:
        row = make.get(Event, id=event.id)
        kept = {"search": row.search_text, "released": row.released}
        kept["changes"] = " ".join(release.changes for release in make.rows(Release, event_id=event.id))
        kept["notices"] = " ".join(notice.detail for notice in make.rows(Notice, person_id=listener.id))
        kept["feed"] = visit().get("/schedule.ics").response.get_data(as_text=True)
        found = [
            words for words in ("后来收回", "hlshdgs") if "我的学习故事" in visit().get(f"/schedule/?q={words}").html
        ]
        return [place for place, text in kept.items() if "后来收回的故事" in text] + found

    assert set(given_away()) == {"search", "released", "changes", "notices", "后来收回", "hlshdgs"}
    visit(teller).post(f"/speakers/talks/{extra.id}/withdraw")
    assert given_away() == []
    assert "后来收回的故事" in planner.get(f"/theatre/{event.id}/programme").text, "the record for staff stays"
    assert "四十年一本账" in make.get(Event, id=event.id).search_text
    visit(teller).post(f"/speakers/talks/{extra.id}/restore")
    assert "后来收回的故事" in make.get(Event, id=event.id).search_text
    assert "有改动还没公布" not in planner.get(f"/theatre/{event.id}/programme").text


def test_keepsakes_only_with_consent(make: Factory, released, visit) -> None:
    event, _speaker, talk = released
    with make._session():
        db.session.add(Keepsake(talk_id=talk.id, name="一九八三年的算盘", consent=True))
        db.session.add(Keepsake(talk_id=talk.id, name="不让人看的信", consent=False))
    text = visit().get(f"/theatre/{event.id}").text
    assert "老物件：一九八三年的算盘" in text and "不让人看的信" not in text


def test_later_edits_show_after_the_next_release_with_what_changed(make: Factory, released, planner, visit) -> None:
    event, _speaker, _talk = released
    extra = make.talk(make.member(), "夜校三年")
    planner.post(f"/theatre/{event.id}/talks", {"talk_id": extra.id})
    item = next(item for item in make.rows(queries.programme.__globals__["ProgrammeItem"]) if item.minutes == 5)
    planner.submit(f"/theatre/{event.id}/items/{item.id}", minutes="8")
    before = visit().get(f"/theatre/{event.id}")
    assert "夜校三年" not in before.text and "8 分钟" not in before.text
    assert "有改动还没公布" in planner.get(f"/theatre/{event.id}/programme").text
    planner.post(f"/theatre/{event.id}/publish")
    after = visit().get(f"/theatre/{event.id}").text
    assert "新增：夜校三年" in after and "开场与主题：5 分钟改为 8 分钟" in after
    assert "有改动还没公布" not in planner.get(f"/theatre/{event.id}/programme").text


def test_host_s_words_and_notes_in_preparation_stay_off_the_playbill(make: Factory, planner, visit) -> None:
    event = make.event(published=False, room_id=make.venue().id, people=((make.member("甲主持"), EventPart.HOST),))
    item = make.item(event, make.talk(make.member()), cue="只给主持人看的话")
    planner.post(f"/theatre/{event.id}/publish")
    assert "只给主持人看的话" not in visit().get(f"/theatre/{event.id}").text
    assert "甲老师" in visit().get(f"/theatre/{event.id}").text
    assert "只给主持人看的话" in planner.get(f"/theatre/{event.id}/run-sheet").text
    assert item.id


def test_sessions_to_come_first_and_years_to_look_back_on(make: Factory, visit) -> None:
    for days, title in ((9, "后面的一场"), (2, "近的一场"), (-3, "办过的一场")):
        make.event(title, starts_at=clock.now() + timedelta(days=days))
    make.event("草稿一场", published=False)
    page = visit().get("/theatre/")
    assert [tag.get_text(strip=True) for tag in page.all("#session-list h2")] == ["近的一场", "后面的一场"]
    held = visit().get(f"/theatre/?year={(clock.now() - timedelta(days=3)).year}")
    assert "办过的一场" in held.text and "近的一场" not in held.text
    assert "草稿一场" not in page.text and not page.all("a[href='/theatre/new']")
    staff = visit(make.staff(Role.ORGANISER)).get("/theatre/")
    assert "草稿一场" in staff.text and staff.one("a[href='/theatre/new']")


def test_lists_ask_no_more_for_more_rows(make: Factory, visit, planner) -> None:
    def with_one() -> None:
        event = make.event(starts_at=clock.now() + timedelta(days=1 + make._number()))
        make.item(event, make.talk(make.member()))

    with_one()
    one, bill = len(visit().get("/theatre/").statements), make.rows(Talk)[0]
    few = len(visit().get("/theatre/1").statements)
    with_one(), with_one()
    make.item(make.event("三"), make.talk(make.member()))
    assert len(visit().get("/theatre/").statements) == one <= 4
    for _more in range(2):
        event = make.get(type(make.event("四", published=False)), id=1)
        make.item(event, make.talk(make.member()))
    assert len(visit().get("/theatre/1").statements) == few <= 8
    assert bill


def test_programmes_of_many_sessions_are_one_statement(app, make: Factory) -> None:
    from sqlalchemy import event as listen

    events = [make.event(f"第{number}场") for number in range(3)]
    for one in events:
        make.item(one, make.talk(make.member()))
    seen: list[str] = []
    with app.app_context():
        listen.listen(db.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
        found = queries.programme_public([one.id for one in events])
    assert [len(found[one.id]) for one in events] == [1, 1, 1]
    assert len([text for text in seen if text.startswith("SELECT")]) == 1


def test_times_on_stage_of_a_speaker(make: Factory, visit) -> None:
    speaker = make.member("甲讲", public_name=PublicName.FULL)
    talk = make.talk(speaker)
    make.item(make.event("办过的", starts_at=clock.now() - timedelta(days=2)), talk)
    make.item(make.event("还没办的"), talk)
    region = visit().get(f"/theatre/speakers/{speaker.id}/times", htmx=True)
    assert "办过的" in region.text and "还没办的" not in region.text and region.one("#times-on-stage")
    change(make, Person, speaker.id, public_name=PublicName.NONE)
    assert visit().get(f"/theatre/speakers/{speaker.id}/times").status == 404


def test_thread_follows_what_really_happened(make: Factory, planner, visit) -> None:
    event = make.event("走流程", starts_at=clock.now() - timedelta(hours=3), minutes=60)
    make.item(event, make.talk(make.member()))
    page = visit().get(f"/theatre/{event.id}")
    assert [tag.get_text(strip=True) for tag in page.all(".thread .ok .word")] == ["提纲", "评审", "公布", "报名"]
    assert page.one(".thread .now").get_text(strip=True) == "讨论"


def test_a_session_closes_with_a_discussion_or_a_reason(make: Factory, planner) -> None:
    event = make.event("要收尾", starts_at=clock.now() - timedelta(hours=3), minutes=60)
    refused = planner.post(f"/theatre/{event.id}/close", {"reason": ""})
    assert refused.status == 422 and "这一场还没有讨论" in refused.text
    assert planner.post(f"/theatre/{event.id}/close", {"reason": "停电散场"}).status == 303


def test_a_reflection_that_was_hidden_is_no_discussion(app, make: Factory, planner) -> None:
    event = make.event("没人说话", starts_at=clock.now() - timedelta(hours=3), minutes=60)
    with app.app_context():
        discussion = Discussion(event_id=event.id, prepared_at=clock.now())
        kept = {"kind": PostKind.REFLECTION, "written_at": clock.now(), "person_id": make.member().id}
        post = Post(discussion=discussion, hidden_at=clock.now(), **kept)
        db.session.add(post)
        db.session.commit()
        number = post.id
    assert planner.post(f"/theatre/{event.id}/close", {"reason": ""}).status == 422
    with app.app_context():
        db.session.get_one(Post, number).hidden_at = None
        db.session.commit()
    assert planner.post(f"/theatre/{event.id}/close", {"reason": ""}).status == 303


def test_other_kinds_of_events_are_not_here(make: Factory, visit) -> None:
    from partyedu.schedule.models import EventKind

    film = make.event("看电影", kind=EventKind.FILM)
    assert visit().get(f"/theatre/{film.id}").status == 404


def test_english_pages_open(make: Factory, released, visit) -> None:
    event, _speaker, _talk = released
    staff = visit(make.staff(Role.ORGANISER), language="en")
    own = [f"/theatre/{event.id}/{page}" for page in ("programme", "preparation", "stage", "pool", "poster", "edit")]
    lists = ["/theatre/", "/theatre/new", "/theatre/plan", "/theatre/plan/rotation", "/theatre/requests"]
    for url in (*lists, f"/theatre/{event.id}", *own):
        assert staff.get(url).status == 200, url
