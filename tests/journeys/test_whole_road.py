"""The whole road over HTTP, as people go it: from an outline to a follow-up, on a real roster, on each database."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from road import HALL, Town, afterwards, day, people, session, sums, talks

BEGINNING = datetime(2026, 3, 2, 9, tzinfo=HALL)
STARTS, ENDS = datetime(2026, 3, 18, 15, tzinfo=HALL), datetime(2026, 3, 18, 16, 30, tzinfo=HALL)


@pytest.fixture
def march(time_machine: Any) -> Any:
    """The story begins on a Monday in March, before the database is made: its clock never runs backwards."""
    time_machine.move_to(BEGINNING, tick=True)
    return time_machine


def test_from_an_outline_to_a_follow_up(
    march: Any, each_database: Flask, another_database: str, tmp_path: Path
) -> None:
    town = Town(each_database, march)
    for chapter in (people.add_branches, people.import_roster, people.give_roles, people.print_cards):
        chapter(town)
    for chapter in (
        talks.offer_with_outline, talks.return_with_reasons, talks.hand_in_again, talks.approve, talks.offer_on_behalf,
    ):  # fmt: skip
        chapter(town)
    town.at("2026-03-04 09:00")
    for chapter in (
        session.add_venue, session.plan, session.set_time_and_place, session.ask_speakers, session.programme,
        session.publish, session.release_a_change,
    ):  # fmt: skip
        chapter(town)
    session.calendar_programs_agree(town, STARTS, ENDS)
    town.at("2026-03-16 10:00")
    session.on_the_television(town)
    assert town["组织干事"].get("/notices/calls").status == 303, "staff who were idle for days sign in again"
    town.signs_in("组织干事")
    day.sign_up(town)
    day.move_up(town)
    town.at("2026-03-18 13:00")
    day.not_before_the_hour(town)
    town.at("2026-03-18 14:45")
    television = day.pair_television(town)
    day.check_in_by_phone(town, television)
    day.check_in_at_the_desk(town)
    town.at("2026-03-18 15:15")
    day.check_in_late(town)
    day.swap_for_the_reserve(town, television)
    town.at("2026-03-18 16:45")
    day.type_the_sheet_in(town)
    day.roll(town)
    afterwards.not_without_a_discussion(town)
    town.signs_in("壬九")
    for chapter in (
        afterwards.write, afterwards.group_record, afterwards.lead, afterwards.raise_matter, afterwards.follow_up,
        afterwards.rate, afterwards.close,
    ):  # fmt: skip
        chapter(town)
    town.at("2026-03-20 09:00")
    for chapter in (sums.figures_by_unit, sums.rows_behind, sums.event_file):
        chapter(town)
    here = Path(each_database.config["DATA"]), each_database.config["SQLALCHEMY_DATABASE_URI"]
    sums.figures_for_scripts(*here)
    sums.backup_and_restore(*here, tmp_path, another_database)
