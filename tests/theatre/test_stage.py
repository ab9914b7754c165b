"""On the day: who does not come is swapped for a reserve, and the record keeps both."""

from datetime import timedelta

import pytest
from factories import Factory

from partyedu.accounts.models import Role
from partyedu.core import clock, watch
from partyedu.schedule.models import EventPart, EventPerson
from partyedu.theatre import queries
from partyedu.theatre.models import ItemState, ProgrammeItem


@pytest.fixture
def session(make: Factory):
    """A session that began ten minutes ago: opening (5), two talks (12, 10), a reserve (8)."""
    event = make.event(starts_at=clock.now() - timedelta(minutes=10), minutes=60)
    people = [make.member(name) for name in ("甲讲", "乙讲", "丙备")]
    make.item(event, title="开场", minutes=5)
    items = [
        make.item(event, make.talk(people[0], "第一篇", minutes=12)),
        make.item(event, make.talk(people[1], "第二篇", minutes=10)),
    ]
    reserve = make.item(event, make.talk(people[2], "候补篇", minutes=8), is_reserve=True)
    return event, people, items, reserve


def test_speaker_who_does_not_come_is_swapped_for_a_reserve(app, make: Factory, visit, session) -> None:
    event, people, (first, _second), reserve = session
    staff = visit(make.staff(Role.SECRETARY))
    with app.app_context():
        before = watch.version_of("schedule", "screens")
    answer = staff.post(
        f"/theatre/{event.id}/items/{first.id}/swap", {"reserve_id": reserve.id, "reason": "路上堵车"}, htmx=True
    )
    assert answer.status == 200 and "路上堵车" in answer.text and "接替甲讲" in answer.text
    kept = make.get(ProgrammeItem, id=first.id)
    assert (kept.state, kept.replaced_by_id) == (ItemState.SWAPPED_OUT, reserve.id)
    assert not make.get(ProgrammeItem, id=reserve.id).is_reserve
    parts = {(row.person_id, row.part) for row in make.rows(EventPerson, event_id=event.id)}
    assert parts == {(people[2].id, EventPart.SPEAKER), (people[1].id, EventPart.SPEAKER)}
    public = visit().get(f"/theatre/{event.id}")
    assert [tag.get_text(strip=True).split("正")[0][:3] for tag in public.all(".act h2")] == [
        "开场",
        "候补篇",
        "第二篇",
    ]
    assert "第一篇" not in public.text and "堵车" not in public.text
    with app.app_context():
        assert all(now > then for now, then in zip(watch.version_of("schedule", "screens"), before, strict=True))


def test_the_swap_is_undone_when_the_speaker_comes(make: Factory, visit, session) -> None:
    event, people, (first, _second), reserve = session
    staff = visit(make.staff(Role.ORGANISER))
    staff.post(f"/theatre/{event.id}/items/{first.id}/swap", {"reserve_id": reserve.id})
    staff.post(f"/theatre/{event.id}/items/{first.id}/undo-swap")
    text = visit().get(f"/theatre/{event.id}").text
    assert text.index("第一篇") < text.index("第二篇") < text.index("候补篇")
    parts = {(row.person_id, row.part) for row in make.rows(EventPerson, event_id=event.id)}
    assert (people[2].id, EventPart.RESERVE) in parts and (people[0].id, EventPart.SPEAKER) in parts


def test_nobody_is_swapped_twice(make: Factory, visit, session) -> None:
    event, _people, (first, second), reserve = session
    staff = visit(make.staff(Role.ORGANISER))
    staff.post(f"/theatre/{event.id}/items/{first.id}/swap", {"reserve_id": reserve.id})
    again = staff.post(f"/theatre/{event.id}/items/{second.id}/swap", {"reserve_id": reserve.id})
    assert again.status == 422 and "已经不在候补名单上了" in again.text
    taken = staff.post(f"/theatre/{event.id}/items/{first.id}/given")
    assert taken.status == 422 and "已经记过了" in taken.text


def test_a_reserve_of_another_session_cannot_be_called(make: Factory, visit, session) -> None:
    event, _people, (first, _second), _reserve = session
    other = make.item(make.event("别的场"), make.talk(make.member()), is_reserve=True)
    answer = visit(make.staff(Role.ORGANISER)).post(
        f"/theatre/{event.id}/items/{first.id}/swap", {"reserve_id": other.id}
    )
    assert answer.status == 404


def test_the_clock_says_what_is_on_stage(app, session) -> None:
    event, _people, _items, _reserve = session
    start = event.starts_at

    def at(minutes: int) -> tuple[str, str]:
        on = queries.now_and_next(event, start + timedelta(minutes=minutes))
        return on.current.title if on.current else "", on.next.title if on.next else ""

    with app.app_context():
        assert at(-1) == ("", "开场")
        assert at(0) == ("开场", "第一篇")
        assert at(5) == ("第一篇", "第二篇")
        assert at(17) == ("第二篇", "")
        assert at(27 + 24) == ("第二篇", "")  # sessions start late
        assert at(27 + 25) == ("", "")


def test_marks_on_stage_count_more_than_the_clock_for_25_minutes(app, make: Factory, visit, session) -> None:
    event, _people, (first, _second), _reserve = session
    staff = visit(make.staff(Role.ORGANISER))
    opening = make.rows(ProgrammeItem, event_id=event.id)[0]
    staff.post(f"/theatre/{event.id}/items/{opening.id}/given")
    with app.app_context():
        late = queries.now_and_next(event, event.starts_at + timedelta(minutes=30))
        assert late.current and late.current.title == "第一篇"
        later = queries.now_and_next(event, event.starts_at + timedelta(minutes=17 + 26))
        assert later.current and later.current.title == "第二篇"
    staff.post(f"/theatre/{event.id}/items/{first.id}/given")
    assert "第二篇" in staff.get(f"/theatre/{event.id}/stage").one(".act.now").get_text()


def test_a_talk_that_was_not_given_is_free_again(make: Factory, visit, session) -> None:
    event, _people, (first, _second), _reserve = session
    staff = visit(make.staff(Role.ORGANISER))
    staff.post(f"/theatre/{event.id}/items/{first.id}/drop", {"reason": "时间不够"})
    assert "第一篇" not in visit().get(f"/theatre/{event.id}").text
    following = make.event("下一场", published=False)
    assert "第一篇" in staff.get(f"/theatre/{following.id}/pool").text
    staff.post(f"/theatre/{event.id}/items/{first.id}/undo-mark")
    assert "第一篇" in visit().get(f"/theatre/{event.id}").text


def test_only_those_who_run_the_session_swap(make: Factory, visit, session) -> None:
    event, _people, (first, _second), reserve = session
    for somebody in (make.member(), make.staff(Role.ORGANISER, make.unit()), make.staff(Role.REVIEWER)):
        answer = visit(somebody).post(f"/theatre/{event.id}/items/{first.id}/swap", {"reserve_id": reserve.id})
        assert answer.status == 404
    assert make.get(ProgrammeItem, id=first.id).state is ItemState.PLANNED
