"""R6: many who write at once, and two who edit the same thing: nobody is refused for it, nothing is overwritten unseen.

Both figures on SQLite and on PostgreSQL (there with 30 pairs of edits).
"""

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import pytest
from factories import Factory
from flask import Flask
from sqlalchemy.exc import OperationalError
from visitor import Answer, Visitor

from partyedu.accounts.models import Role
from partyedu.core import db as house
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.audit import AuditRow
from partyedu.core.db import db, transaction
from partyedu.organisation.models import Unit
from partyedu.organisation.operations import units
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventKind
from partyedu.speakers import operations as speakers
from partyedu.speakers.models import Talk, TalkState

THREADS, TRANSACTIONS = 8, 1200
EDITS = {"sqlite": {"event": 40, "talk": 30, "unit": 30}, "postgresql": {"event": 12, "talk": 9, "unit": 9}}


def seats_added(app: Flask, event_id: int, transactions: int) -> Counter[str]:
    """Each transaction reads how many seats an event has and saves one more; what became of them."""

    def one(_number: int) -> str:
        with app.app_context(), acting_as(MACHINE):
            try:
                with transaction():
                    event = db.session.get_one(Event, event_id)
                    schedule.edit(event, event.version, capacity=event.capacity + 1)
            except OperationalError as error:
                return str(error.orig)
        return "saved"

    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(pool.map(one, range(transactions)))


def _kind(app: Flask) -> str:
    return str(app.config["SQLALCHEMY_DATABASE_URI"]).partition(":")[0].partition("+")[0]


@dataclass
class Desk:
    """An event whose seats are counted."""

    app: Flask
    make: Factory
    event_id: int

    def found(self) -> tuple[int, int, int]:
        """Seats, version, audit rows."""
        event = self.make.get(Event, id=self.event_id)
        return event.capacity, event.version, len(self.make.rows(AuditRow, action="edit", row_id=self.event_id))


@pytest.fixture
def desk(each_database: Flask) -> Desk:
    """A plain event with no seat yet."""
    make = Factory(each_database)
    return Desk(each_database, make, make.event(kind=EventKind.MEETING, capacity=1).id)


@pytest.mark.slow
def test_1200_read_then_write_transactions_none_refused_none_lost(desk: Desk) -> None:
    assert seats_added(desk.app, desk.event_id, TRANSACTIONS) == {"saved": TRANSACTIONS}
    assert desk.found() == (TRANSACTIONS + 1, TRANSACTIONS + 1, TRANSACTIONS)


def test_a_transaction_that_does_not_take_the_write_lock_at_once_is_caught(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plain BEGIN: SQLite refuses most of them, PostgreSQL loses updates without a word."""

    class Never:
        @staticmethod
        def get() -> bool:
            return False

    monkeypatch.setattr(house, "_writing", Never)
    became = seats_added(desk.app, desk.event_id, 200)
    seats, _version, _rows = desk.found()
    if _kind(desk.app) == "sqlite":
        assert became["database is locked"] > 0
    else:
        assert seats - 1 < became["saved"]


# Two who edit the same thing.


@dataclass
class Thing:
    """Something two people edit: its page, the address of its form, its field, what stands in it now."""

    page: str
    action: str
    field: str
    standing: Callable[[], str]
    more: dict[str, Any]


@dataclass
class Saved:
    """What one of them typed, and the answer."""

    typed: str
    answer: Any


def things(make: Factory) -> dict[str, Thing]:
    """An event, a talk and a unit."""
    event = make.event("开会", kind=EventKind.MEETING)
    unit = make.unit("东街支部")
    talk = make.talk(make.member("讲者甲"), state=TalkState.DRAFT)
    return {
        "event": Thing(
            f"/schedule/{event.id}/edit", f"/schedule/{event.id}/edit", "title",
            lambda: make.get(Event, id=event.id).title, {},
        ),
        "talk": Thing(
            f"/speakers/talks/{talk.id}/edit", f"/speakers/talks/{talk.id}/edit", "title",
            lambda: make.get(Talk, id=talk.id).title, {"step": "save"},
        ),
        "unit": Thing(
            f"/organisation/units?at={unit.id}", f"/organisation/units/{unit.id}", "edit-name",
            lambda: make.get(Unit, id=unit.id).name, {},
        ),
    }  # fmt: skip


def opened(visitor: Visitor, thing: Thing, form: dict[str, Any]) -> dict[str, Any]:
    """The form as the page shows it now (read with its HTML the first time, by its version only after that)."""
    if not form:
        return visitor.get(thing.page).form(thing.action)
    page = visitor.client.get(thing.page).get_data(as_text=True)
    name = "edit-version" if "edit-version" in form else "version"
    tag = next(tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag)
    return {**form, name: re.search(r'value="(\d+)"', tag)[1]}  # type: ignore[index]


def edited_by_both(visitors: list[Visitor], thing: Thing, forms: list[dict[str, Any]], turn: int) -> list[Saved]:
    """Both open the form, both type, both save in the same moment."""
    forms[:] = [opened(visitor, thing, form) for visitor, form in zip(visitors, forms, strict=True)]
    gate = Barrier(len(visitors))

    def save(visitor: Visitor, form: dict[str, Any], typed: str) -> Saved:
        gate.wait(60)
        sent = {**form, **thing.more, thing.field: typed}
        return Saved(typed, visitor.client.post(thing.action, data=sent, content_type="multipart/form-data"))

    with ThreadPoolExecutor(len(visitors)) as pool:
        saving = [
            pool.submit(save, visitor, form, f"{name}第{turn}次写的")
            for visitor, form, name in zip(visitors, forms, ("甲", "乙"), strict=True)
        ]
        return [one.result() for one in saving]


def silent_overwrites(make: Factory, app: Flask, edits: dict[str, int]) -> list[str]:
    """Every pair of saves in which not exactly one won, or in which the other lost what was typed."""
    visitors = [Visitor(app, make.staff(Role.ADMINISTRATOR)) for _person in range(2)]
    found = []
    for name, thing in things(make).items():
        forms: list[dict[str, Any]] = [{}, {}]
        for turn in range(edits[name]):
            saved = sorted(edited_by_both(visitors, thing, forms, turn), key=lambda one: one.answer.status_code)
            if [one.answer.status_code for one in saved] != [303, 409]:
                found.append(f"{name}: {[one.answer.status_code for one in saved]}")
                continue
            won, lost = saved
            page = Answer(lost.answer, [])
            kept = page.one(f'input[name="{thing.field}"]')["value"]
            if thing.standing() != won.typed or kept != lost.typed or won.typed not in page.text:
                found.append(f"{name}: {won.typed} won, {thing.standing()} stands, {lost.typed} became {kept}")
    return found


@pytest.mark.slow
def test_100_conflicting_edits_none_overwrites_the_other_unseen(each_database: Flask) -> None:
    make = Factory(each_database)
    found = silent_overwrites(make, each_database, EDITS[_kind(each_database)])
    assert not found, "\n".join(found)


def test_saving_without_looking_at_the_version_is_caught(each_database: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def looks_at_nothing(row: Any, _version: int | None, _theirs: dict[str, Any]) -> None:
        row.version += 1

    for module in (schedule.events, speakers.talks, units):
        monkeypatch.setattr(module, "checked_version", looks_at_nothing)
    found = silent_overwrites(Factory(each_database), each_database, dict.fromkeys(EDITS["sqlite"], 1))
    assert len(found) == 3
    assert all("[303, 303]" in sentence for sentence in found)
