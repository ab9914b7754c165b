"""The run sheet: from the pool to a released programme."""

import pytest
from factories import Factory

from partyedu.accounts.models import Role
from partyedu.schedule.models import Event, EventPart, EventPerson, EventStatus
from partyedu.speakers.models import TalkState
from partyedu.theatre.models import ItemKind, ItemState, ProgrammeItem


@pytest.fixture
def planner(make: Factory, visit):
    """Somebody who plans for the community, at a browser."""
    return visit(make.staff(Role.ORGANISER))


def draft(make: Factory, **more):
    """A session in a room tomorrow that nobody has seen."""
    room = make.venue().id
    return make.event(published=False, room_id=room, theme_id=make.theme().id, **more)


def titles(page) -> list[str]:
    return [tag.get_text(" ", strip=True) for tag in page.all("#programme .act h3 a, #programme .act h3:not(:has(a))")]


def test_organiser_plans_a_session_and_finds_its_frame(make: Factory, planner) -> None:
    venue = make.venue()
    answer = planner.submit(
        "/theatre/new",
        title="我的学习故事", theme_id=str(make.theme().id), unit_id=str(make.root.id), room_id=str(venue.id),
        starts_at="2027-03-09T14:30", ends_at="2027-03-09T16:00",
    )  # fmt: skip
    event = make.get(Event, title="我的学习故事")
    assert answer.location == f"/theatre/{event.id}/programme"
    assert [item.kind for item in make.rows(ProgrammeItem, event_id=event.id)] == [ItemKind.OPENING, ItemKind.QUESTIONS]
    page = planner.get(answer.location)
    assert "草稿" in page.text and "还没有人讲" in page.text
    assert len(planner.get(f"/theatre/{event.id}/preparation").all("#preparation .lines.check li")) == 5


def test_a_session_needs_a_title_and_an_end_after_its_start(make: Factory, planner) -> None:
    answer = planner.submit("/theatre/new", title="", starts_at="2027-03-09T14:30", ends_at="2027-03-09T13:00")
    assert answer.status == 422 and "请填写这一项。" in " ".join(answer.errors())
    answer = planner.submit(
        "/theatre/new", title="倒过来的一场", unit_id=str(make.root.id),
        starts_at="2027-03-09T14:30", ends_at="2027-03-09T13:00",
    )  # fmt: skip
    assert answer.status == 422 and "结束要晚于开始" in " ".join(answer.errors())
    assert answer.one("#title")["value"] == "倒过来的一场"


def test_a_talk_of_the_pool_goes_on_the_programme_and_its_speaker_is_busy(make: Factory, planner) -> None:
    event, speaker = draft(make), make.member("甲讲")
    talk = make.talk(speaker, minutes=12)
    assert "四十年一本账" in planner.get(f"/theatre/{event.id}/pool?q=jj").text  # initials of 甲讲
    assert "四十年一本账" not in planner.get(f"/theatre/{event.id}/pool?q=yy").text
    planner.post(f"/theatre/{event.id}/talks", {"talk_id": talk.id})
    assert [(row.person_id, row.part) for row in make.rows(EventPerson)] == [(speaker.id, EventPart.SPEAKER)]
    page = planner.get(f"/theatre/{event.id}/programme")
    assert "甲讲" in page.text and "一共 12 分钟" in page.text
    assert "四十年一本账" not in planner.get(f"/theatre/{event.id}/pool").text
    again = planner.post(f"/theatre/{event.id}/talks", {"talk_id": talk.id})
    assert again.status == 422 and "已经在这张节目单上了" in again.text


def test_pool_shows_first_who_has_not_been_on_stage(make: Factory, planner) -> None:
    from datetime import timedelta

    from partyedu.core import clock

    heard, fresh = make.member("甲旧"), make.member("乙新")
    old, new = make.talk(heard, "旧故事"), make.talk(fresh, "新故事")
    later = make.talk(heard, "旧人新篇")
    past = make.event(starts_at=clock.now() - timedelta(hours=3), minutes=60)
    make.item(past, old)
    event = draft(make)
    shown = [tag.get_text(strip=True) for tag in planner.get(f"/theatre/{event.id}/pool").all("#pool-list .person a")]
    assert shown == [new.title, later.title, old.title]
    fresh_only = planner.get(f"/theatre/{event.id}/pool?fresh=1")
    assert old.title not in fresh_only.text and later.title in fresh_only.text


def test_the_pool_begins_with_the_theme_of_the_session_and_says_so(make: Factory, planner) -> None:
    make.talk(make.member(), "学习的故事")
    make.talk(make.member(), "家风的故事", theme=make.theme("家风"))
    pool = f"/theatre/{draft(make).id}/pool"
    page = planner.get(pool)
    assert [tag.get_text(strip=True) for tag in page.all("#pool-list .person a")] == ["学习的故事"]
    assert "先列出这一场的主题“学习”的讲述" in page.text
    assert page.one("#pick-theme option[selected]").get_text() == "学习"
    everything = planner.get(next(tag["href"] for tag in page.all("#pool-list a") if tag.get_text() == "看全部主题"))
    assert len(everything.all("#pool-list .person a")) == 2 and "先列出" not in everything.text


def test_a_talk_that_was_asked_for_is_not_offered_as_if_it_were_free(make: Factory, planner) -> None:
    talk, other = make.talk(make.member(), "问过的"), make.talk(make.member(), "没问过的")
    event = draft(make)
    planner.submit(f"/theatre/{event.id}/ask/{talk.id}")
    rows = {
        row.select_one(".person a").get_text(): row
        for row in planner.get(f"/theatre/{event.id}/pool").all("#pool-list li")
    }
    assert "已邀请，等回复" in rows["问过的"].get_text() and not rows["问过的"].select("form")
    assert "请他来讲" in rows["没问过的"].get_text() and len(rows["没问过的"].select("form")) == 2
    another = planner.get(f"/theatre/{draft(make).id}/pool")
    assert "已邀请" not in another.text  # asked for that session, free for this one
    assert other.title in another.text


def test_items_move_change_and_leave(make: Factory, planner) -> None:
    event = draft(make)
    first, second = (
        make.item(event, make.talk(make.member(), "第一篇")),
        make.item(event, make.talk(make.member(), "第二篇")),
    )
    base = f"/theatre/{event.id}/items"
    planner.post(f"{base}/{second.id}/move", {"to": "up"})
    assert titles(planner.get(f"/theatre/{event.id}/programme")) == ["第二篇", "第一篇"]
    planner.submit(f"{base}/{first.id}", minutes="７", cue="接着请听")
    page = planner.get(f"/theatre/{event.id}/programme")
    assert "7 分钟" in page.text and "接着请听" in page.text
    region = planner.post(f"{base}/{second.id}/remove", htmx=True)
    assert region.one("#programme") and titles(region) == ["第一篇"]
    assert "第二篇" in planner.get(f"/theatre/{event.id}/pool").text


def test_minutes_have_to_make_sense(make: Factory, planner) -> None:
    event = draft(make)
    item = make.item(event, make.talk(make.member()))
    answer = planner.submit(f"/theatre/{event.id}/items/{item.id}", minutes="一会儿", note="留着这句")
    assert answer.status == 422 and "请填一个整数" in " ".join(answer.errors())
    assert "留着这句" in answer.one("textarea[name=note]").get_text()
    answer = planner.submit(f"/theatre/{event.id}/items/{item.id}", minutes="9999")
    assert answer.status == 422 and "1 到 300" in " ".join(answer.errors())


def test_the_second_of_two_organisers_loses_nothing(make: Factory, planner, visit) -> None:
    event, other = draft(make), visit(make.staff(Role.ORGANISER))
    item = make.item(event, make.talk(make.member()))
    url = f"/theatre/{event.id}/items/{item.id}"
    opened = other.get(url).form(url)
    planner.submit(url, minutes="20")
    answer = other.post(url, {**opened, "minutes": "8", "cue": "我写的串词"})
    assert answer.status == 409 and "别人也改了" in answer.text
    assert "别人刚存的是： 20" in answer.text and "我写的串词" in answer.one("textarea[name=cue]").get_text()
    again = other.post(url, {**answer.form(url), "cue": "我写的串词"})
    assert again.status == 303
    assert make.get(ProgrammeItem, id=item.id).minutes == 8


def test_two_organisers_on_time_and_place(make: Factory, planner, visit) -> None:
    event, other = draft(make), visit(make.staff(Role.ORGANISER))
    url = f"/theatre/{event.id}/edit"
    opened = other.get(url).form(url)
    planner.submit(url, title="甲的题目")
    answer = other.post(url, {**opened, "title": "乙的题目"})
    assert answer.status == 409 and "甲的题目" in answer.text and answer.one("#title")["value"] == "乙的题目"


def test_warnings_name_the_clash_and_never_block(make: Factory, planner) -> None:
    speaker = make.member("甲忙")
    event = draft(make)
    make.event("同一时间的会", people=((speaker, EventPart.HOST),))
    planner.post(f"/theatre/{event.id}/talks", {"talk_id": make.talk(speaker).id})
    page = planner.get(f"/theatre/{event.id}/programme")
    assert "甲忙这段时间还有“同一时间的会”" in page.text
    assert planner.post(f"/theatre/{event.id}/publish").location == f"/theatre/{event.id}"


def test_second_talk_of_the_year_and_on_a_theme_is_pointed_out(make: Factory, planner) -> None:
    speaker = make.member("甲常讲")
    other = make.event("上一场", unit=make.root)
    make.item(other, make.talk(speaker, "先讲的"))
    event = draft(make)
    planner.post(f"/theatre/{event.id}/talks", {"talk_id": make.talk(speaker, "又讲的").id})
    assert "甲常讲今年讲过同一主题：上一场" in planner.get(f"/theatre/{event.id}/programme").text


def test_qualities_show_their_gaps(make: Factory, planner) -> None:
    from partyedu.core.db import db
    from partyedu.speakers.models import Quality, TalkQuality

    event = draft(make)
    talk = make.talk(make.member())
    with make._session():
        db.session.add(TalkQuality(talk_id=talk.id, quality=Quality.HONESTY))
    make.item(event, talk)
    rows = {
        tag.get_text(" ", strip=True) for tag in planner.get(f"/theatre/{event.id}/programme").all(".lines.check li")
    }
    assert "诚实守信 · 四十年一本账" in rows and "攻坚克难 · 还没有" in rows


def test_ritual_with_steps_stands_on_the_programme(make: Factory, planner) -> None:
    event = draft(make)
    planner.submit(
        f"/theatre/{event.id}/programme", f"/theatre/{event.id}/items",
        kind="ritual", title="重温入党誓词", minutes="6", note="全体起立\n领誓人领誓",
    )  # fmt: skip
    assert "全体起立" in planner.get(f"/theatre/{event.id}/programme").text
    bad = planner.submit(f"/theatre/{event.id}/programme", f"/theatre/{event.id}/items", kind="talk", minutes="6")
    assert bad.status == 422


def test_publishing_needs_a_place_and_says_so(make: Factory, planner) -> None:
    event = make.event(published=False)
    answer = planner.post(f"/theatre/{event.id}/publish")
    assert answer.status == 422 and "还没有定地点" in answer.text
    assert make.get(Event, id=event.id).status is EventStatus.DRAFT


def test_a_talk_taken_back_keeps_the_session_from_being_published(make: Factory, planner) -> None:
    event = draft(make)
    make.item(event, make.talk(make.member(), state=TalkState.WITHDRAWN))
    answer = planner.post(f"/theatre/{event.id}/publish")
    assert answer.status == 422 and "已经收回或正在修改" in answer.text


def test_publishing_prepares_the_discussion_once(make: Factory, planner) -> None:
    from partyedu.discussions.models import Discussion

    event = draft(make)
    item = make.item(event, make.talk(make.member()))
    planner.post(f"/theatre/{event.id}/publish")
    planner.submit(f"/theatre/{event.id}/items/{item.id}", minutes="5")
    planner.post(f"/theatre/{event.id}/publish")
    assert len(make.rows(Discussion, event_id=event.id)) == 1


def test_a_talk_moves_to_the_next_session_in_one_step(make: Factory, planner) -> None:
    from partyedu.notices.models import Notice

    event, following = draft(make), make.event("下一场", published=False)
    speaker = make.member()
    item = make.item(event, make.talk(speaker), minutes=9)
    page = planner.get(f"/theatre/{event.id}/items/{item.id}")
    assert "下一场" in page.text
    planner.post(f"/theatre/{event.id}/items/{item.id}/to-session", {"session": following.id})
    assert make.rows(ProgrammeItem, event_id=event.id) == []
    assert [row.minutes for row in make.rows(ProgrammeItem, event_id=following.id)] == [9]
    assert [row.event_id for row in make.rows(EventPerson, person_id=speaker.id)] == [following.id]
    assert make.get(Notice, person_id=speaker.id).subject == "下一场"


def test_a_talk_moved_from_a_published_session_stays_in_its_record(make: Factory, planner, visit) -> None:
    event, following = draft(make), make.event("下一场", published=False)
    item = make.item(event, make.talk(make.member(), "要改期的故事"))
    planner.post(f"/theatre/{event.id}/publish")
    planner.post(f"/theatre/{event.id}/items/{item.id}/to-session", {"session": following.id})
    assert make.get(ProgrammeItem, id=item.id).state is ItemState.DROPPED
    assert "改到《下一场》" in planner.get(f"/theatre/{event.id}/programme").text
    assert "要改期的故事" not in visit().get(f"/theatre/{event.id}").text


def test_a_draft_is_deleted_with_everything_but_its_talks(make: Factory, planner) -> None:
    from partyedu.speakers.models import Talk

    event = draft(make)
    make.item(event, make.talk(make.member()))
    planner.post(f"/theatre/{event.id}/support/usual")
    assert planner.post(f"/theatre/{event.id}/delete").location == "/theatre/"
    assert make.rows(Event) == [] and make.rows(ProgrammeItem) == [] and len(make.rows(Talk)) == 1


def test_only_the_unit_s_own_organiser_sees_a_programme(make: Factory, visit) -> None:
    own, other = make.unit(), make.unit()
    event = make.event(published=False, unit=own)
    item = make.item(event, make.talk(make.member(unit=own)))
    addresses = [
        f"/theatre/{event.id}/{page}" for page in ("programme", "preparation", "stage", "edit", "pool", "run-sheet")
    ]
    addresses.append(f"/theatre/{event.id}/items/{item.id}")
    stranger, member, secretary = (
        visit(make.staff(Role.ORGANISER, other)), visit(make.member(unit=own)), visit(make.staff(Role.SECRETARY, own)),
    )  # fmt: skip
    for url in addresses:
        assert visit(make.staff(Role.ORGANISER, own)).get(url).status == 200
        assert stranger.get(url).status == 404 and member.get(url).status == 404
        assert visit().get(url).location.startswith("/sign-in")
    assert secretary.get(addresses[0]).status == 404 and secretary.get(f"/theatre/{event.id}/stage").status == 200
    for action in ("publish", "delete", f"items/{item.id}/remove", "stage/steps", "talks", "support/usual"):
        assert stranger.post(f"/theatre/{event.id}/{action}").status == 404
    assert visit().get(f"/theatre/{event.id}").status == 404


def test_the_programme_page_asks_no_more_for_more_talks(make: Factory, planner) -> None:
    one, three = draft(make), make.event("三篇的", published=False, room_id=1)
    make.item(one, make.talk(make.member()))
    for number in range(3):
        make.item(three, make.talk(make.member(), f"第{number}篇"))
    for page in ("programme", "preparation", "stage", "pool"):
        few = len(planner.get(f"/theatre/{one.id}/{page}").statements)
        assert len(planner.get(f"/theatre/{three.id}/{page}").statements) == few, page


def test_checklist_is_ticked_by_somebody(make: Factory, planner) -> None:
    event = draft(make)
    planner.post(f"/theatre/{event.id}/support/usual")
    planner.submit(
        f"/theatre/{event.id}/preparation", f"/theatre/{event.id}/support", kind="materials", text="借算盘一把"
    )
    page = planner.get(f"/theatre/{event.id}/preparation")
    assert len(page.all("#support ~ .lines li, .lines.check li")) == 6
    action = next(form["action"] for form in page.all("form") if form["action"].endswith("/tick"))
    answer = planner.post(action, {"done": "1"}, htmx=True)
    assert "工作人员" in answer.text and "办好" in answer.text
    empty = planner.submit(f"/theatre/{event.id}/preparation", f"/theatre/{event.id}/support", text="")
    assert empty.status == 422 and "请填写这一项" in " ".join(empty.errors())
