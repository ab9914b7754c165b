"""The order of a programme is dragged: sent whole, refused when somebody else moved something meanwhile."""

import pytest
from factories import Factory

from partyedu.accounts.models import Role
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.schedule.models import Event, EventStatus
from partyedu.theatre import queries
from partyedu.theatre.models import ItemState, ProgrammeItem


@pytest.fixture
def planner(make: Factory, visit):
    return visit(make.staff(Role.ORGANISER))


@pytest.fixture
def session(make: Factory):
    """A published session with four items: number and title in their order."""
    event = make.event()
    items = [make.item(event, title=title).id for title in ("开场", "甲讲", "乙讲", "提问")]
    return event, items


def words(numbers) -> str:
    return " ".join(str(number) for number in numbers)


def order(make: Factory, event) -> list[int]:
    items = make.rows(ProgrammeItem, event_id=event.id)
    return [item.id for item in sorted(items, key=lambda item: (item.position, item.id)) if item.is_on]


def send(planner, event, seen, wanted, htmx: bool = True):
    return planner.post(f"/theatre/{event.id}/order", {"seen": words(seen), "order": words(wanted)}, htmx=htmx)


def test_the_whole_order_is_sent_at_once_and_read_after_the_next_release(make, planner, visit, session):
    event, (opening, first, second, last) = session
    wanted = [opening, second, last, first]
    answer = send(planner, event, session[1], wanted)
    assert answer.status == 200 and not answer.all("h1")
    assert [tag["id"] for tag in answer.all("ol.acts > li")] == [f"item-{number}" for number in wanted]
    assert "有改动还没公布" in answer.text
    assert order(make, event) == wanted
    public = [tag.get_text(strip=True) for tag in visit().get(f"/theatre/{event.id}").all(".act h2")]
    assert public == ["开场", "甲讲", "乙讲", "提问"]
    moved = make.rows(AuditRow, action="move-in-programme")
    assert sorted(row.row_id for row in moved) == sorted([first, second, last])


def test_moved_back_nothing_is_left_to_publish(make, planner, session):
    event, items = session
    send(planner, event, items, items[::-1])
    answer = send(planner, event, items[::-1], items)
    assert "有改动还没公布" not in answer.text


def test_who_dragged_what_is_no_longer_so_is_told_and_sees_the_present_order(make, planner, session):
    event, items = session
    planner.post(f"/theatre/{event.id}/items/{items[1]}/move", {"to": "down"})
    standing = order(make, event)
    answer = send(planner, event, items, items[::-1])
    assert answer.status == 409
    assert "刚才有别人也动了节目单" in answer.one("#messages").get_text()
    assert [tag["id"] for tag in answer.all("ol.acts > li")] == [f"item-{number}" for number in standing]
    assert order(make, event) == standing


NOT_WHOLE = ("", "1 1 1 1", "1 2 3", "1 2 3 4 5", "x y z 0", "9" * 60_000, "4 3 2 ④")


@pytest.mark.parametrize("wanted", NOT_WHOLE)
def test_an_order_that_is_not_whole_moves_nothing(make, planner, session, wanted):
    event, items = session
    answer = planner.post(f"/theatre/{event.id}/order", {"seen": words(items), "order": wanted}, htmx=True)
    assert answer.status == 422 and "次序没有收全" in answer.one("#messages").get_text()
    assert order(make, event) == items


def test_what_was_swapped_out_keeps_its_place_for_the_record(make, planner, session):
    event, (opening, first, second, last) = session
    with make._session():
        db.session.get(ProgrammeItem, first).state = ItemState.SWAPPED_OUT
    send(planner, event, [opening, second, last], [last, second, opening])
    assert order(make, event) == [last, second, opening]
    assert make.get(ProgrammeItem, id=first).position == 2


def test_only_who_plans_there_and_only_while_it_is_open(make, planner, visit, session):
    event, items = session
    stranger = visit(make.staff(Role.ORGANISER, unit=make.unit("别的支部")))
    assert send(stranger, event, items, items[::-1]).status == 404
    with make._session():
        db.session.get(Event, event.id).status = EventStatus.CLOSED
    assert send(planner, event, items, items[::-1]).status == 422
    assert not planner.get(f"/theatre/{event.id}/programme").all("[data-order], .handle")
    assert order(make, event) == items


def test_the_console_shows_the_new_order_at_once(app, make, planner, session):
    event, items = session
    with app.app_context():
        before = queries.console_version(event.id)
    send(planner, event, items, items[::-1])
    with app.app_context():
        assert queries.console_version(event.id) != before
