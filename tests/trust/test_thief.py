"""A thief with two backups, or with the whole data folder but the keys: no rating can be told."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import thief
from factories import Factory
from flask import Flask
from visitor import Visitor

from partyedu.admin import backups
from partyedu.app import create_app
from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core import ballots, clock, urn
from partyedu.core.db import db
from partyedu.schedule.models import EventKind

WORDS = "墙上那只蓝色的钟慢了七分钟"
MORE = "后排的椅子一坐就响，能不能换几把，谢谢" * 9


class Rated:
    """An event two hours over and those who were there; ``rate`` as one of them does it on the phone."""

    def __init__(self, make: Factory, visit: Any, kind: str, table: str, people: int = 9) -> None:
        self.kind, self.table, self.visit = kind, table, visit
        is_talk = kind == "talk"
        self.event = make.event(
            "讲完的一场", starts_at=clock.now() - timedelta(hours=3), minutes=60,
            kind=EventKind.THEATRE if is_talk else EventKind.CLASS,
        )  # fmt: skip
        self.talks = [make.talk(make.member(), f"第{one}篇") for one in range(2)] if is_talk else []
        for talk in self.talks:
            make.item(self.event, talk)
        self.people = [make.member() for _one in range(people)]
        with make._session():
            for person in self.people:
                db.session.add(
                    Attendance(event_id=self.event.id, person_id=person.id, state=AttendanceState.PRESENT,
                               via=Via.DESK, at=clock.now())
                )  # fmt: skip

    def rate(self, person: Any, *answers: tuple[int, str]) -> None:
        """Rate; of a session with its talks in order."""
        if self.kind == "talk":
            url, fields = f"/theatre/{self.event.id}/rate", {}
            for talk, (stars, words) in zip(self.talks, answers, strict=False):
                fields |= {f"stars-{talk.id}": str(stars), f"words-{talk.id}": words}
        else:
            url, fields = f"/surveys/events/{self.event.id}/rate", {"stars": str(answers[0][0]), "words": answers[0][1]}
        assert self.visit(person).post(url, fields).status == 303


@pytest.fixture(params=[("talk", "talk_rating"), ("event", "event_rating")], ids=lambda param: param[0])
def rated(request: pytest.FixtureRequest, make: Factory, visit: Any) -> Rated:
    """A theatre session with two talks, or a lesson."""
    return Rated(make, visit, *request.param)


@pytest.fixture
def backup(app: Flask, tmp_path: Path) -> Callable[[], Path]:
    """``backup()``: the file of another night."""
    made: list[Path] = []

    def make_one() -> Path:
        made.append(thief.backup(app, tmp_path / f"night-{len(made)}.zip"))
        return made[-1]

    return make_one


def outline(rows: thief.Rows) -> dict[str, list[tuple]]:
    """What rows say when all that is random is taken out: of bytes and of random keys the length, the rest as is."""

    def plain(value: Any) -> Any:
        if isinstance(value, bytes) or (isinstance(value, str) and re.fullmatch(r"(rating)?[0-9a-f]{24,}", value)):
            return len(value)
        return value

    return {name: sorted(tuple(plain(value) for value in row) for row in found) for name, found in rows.items()}


def test_two_backups_around_one_rating_say_who_and_nothing_of_what(rated: Rated, backup) -> None:
    """Two people after each other say opposite things: what each adds to a backup looks alike to the last column."""
    rated.rate(rated.people[0], (4, ""))
    first = thief.rows(backup())
    rated.rate(rated.people[1], (5, ""))
    second = thief.rows(backup())
    rated.rate(rated.people[2], (1, WORDS), (2, MORE))
    third = thief.rows(backup())
    [one, other] = [outline(thief.came(first, second)), outline(thief.came(second, third))]
    given = {"talk": "rating_given", "event": "event_rating_given"}[rated.kind]
    assert {name: len(rows) for name, rows in one.items()} == {given: 1, "sealed_ballot": 1, "audit_anonymous": 1}
    assert (one.pop(given), other.pop(given)) == (
        [(rated.event.id, rated.people[1].id)],
        [(rated.event.id, rated.people[2].id)],
    )
    assert one == other
    assert thief.went(first, second) == thief.went(second, third) == {}


def test_what_waits_stands_in_no_byte_of_the_data_folder(app: Flask, rated: Rated, backup) -> None:
    rated.rate(rated.people[0], (5, WORDS), (4, MORE))
    folder, packed = thief.every_byte(app), backup().read_bytes()
    for words in (WORDS, MORE[:40]):
        assert words.encode() not in folder
        assert words.encode("unicode-escape") not in folder
    assert [key for key in thief.keys(app) if key in folder + packed] == []
    assert len(thief.keys(app)) == 1


def test_a_step_comes_out_under_new_keys_and_the_older_backup_stays_closed(app: Flask, rated: Rated, backup) -> None:
    told = [(stars, f"说的话{stars}") for stars in (5, 1, 4, 2)]
    for person, answer in zip(rated.people, told, strict=False):
        rated.rate(person, answer)
    before = thief.rows(backup())
    keys = thief.keys(app)
    rated.rate(rated.people[4], (3, WORDS))
    night = backup()
    after = thief.rows(night)
    new = thief.came(before, after)
    columns = {"talk_rating": (3, 4), "event_rating": (2, 3)}[rated.table]
    published = {tuple(row[column] for column in columns) for row in new[rated.table]}
    assert published == {*told, (3, WORDS)}, "the one who came in between is one of five"
    sealed = {row[0] for row in before["sealed_ballot"]}
    assert after["sealed_ballot"] == []
    assert not sealed & {row[0] for row in after[rated.table]}
    assert not set(keys) & set(thief.keys(app)), "the key of the older backup is nowhere any more"
    free_pages = night.with_suffix(".sqlite").read_bytes()
    assert [row[2] for row in before["sealed_ballot"] if row[2][-400:] in free_pages] == [], "nor are its sheets"
    with app.app_context():
        for name in {row[4] for row in before["ballot_box"]}:
            assert not urn.has_key(name)
        for table in ("sealed_ballot", rated.table, "audit_anonymous"):
            with db.engine.connect() as connection, pytest.raises(Exception, match="rowid"):
                connection.exec_driver_sql(f"SELECT rowid FROM {table}")


def test_the_order_of_the_published_is_not_the_order_in_which_people_came(make: Factory, rated: Rated) -> None:
    from partyedu.surveys.models import EventRating
    from partyedu.theatre.models import TalkRating

    for number, person in enumerate(rated.people[:5]):
        rated.rate(person, (5, f"第{number}位"))
    rows = make.rows(TalkRating if rated.kind == "talk" else EventRating)
    assert sorted(row.words for row in rows) == [f"第{number}位" for number in range(5)]
    by_key = [row.words for row in sorted(rows, key=lambda row: str(row.key))]
    assert [row.words for row in rows] == by_key, "the file holds them by their random keys"


def test_no_audit_row_names_who_rated(make: Factory, rated: Rated) -> None:
    from partyedu.core.audit import AnonymousAuditRow, AuditRow

    rated.rate(rated.people[0], (5, ""))
    assert make.rows(AuditRow, action="rate") == []
    [row] = make.rows(AnonymousAuditRow, action="rate")
    assert (row.day, row.table, row.row_id) == (clock.today(), "event", rated.event.id)
    assert set(AnonymousAuditRow.__table__.columns.keys()) == {"key", "day", "action", "table_name", "row_id"}


def test_on_another_machine_the_published_is_there_and_what_waited_is_not(app, rated: Rated, backup, tmp_path) -> None:
    """A backup restored elsewhere: five published answers stand, the sixth can be opened by nobody."""
    for number, person in enumerate(rated.people[:6]):
        rated.rate(person, (5 if number < 5 else 1, WORDS if number == 5 else ""))
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere = create_app(folder, TESTING=True)
    with elsewhere.app_context():
        backups.restore(backup(), folder)
        room = {"talk": "theatre", "event": "surveys"}[rated.kind]
        published = f"SELECT count(*), sum(stars) FROM {rated.table}"
        assert db.session.execute(db.text(published)).one() == (5, 25)
        assert db.session.scalar(db.text("SELECT count(*) FROM sealed_ballot")) == 1
        assert ballots.waiting(room, rated.event.id) == {}
        db.session.remove()
        db.engine.dispose()
    there = Rated.__new__(Rated)
    there.__dict__.update(rated.__dict__, visit=lambda person: Visitor(elsewhere, person))
    there.rate(rated.people[6], (4, ""))
    with elsewhere.app_context():
        assert ballots.waiting(room, rated.event.id) == {rated.talks[0].id if rated.talks else 0: 1}
        assert db.session.scalar(db.text("SELECT count(*) FROM sealed_ballot")) == 1, "the old one went"
        db.session.remove()
        db.engine.dispose()
