"""The whole road over HTTP, as people go it: from an outline to a follow-up, on a real roster, on each database."""

from datetime import datetime
from typing import Any

from flask import Flask
from road import HALL, Town, people, session, talks

STARTS, ENDS = datetime(2026, 3, 18, 15, tzinfo=HALL), datetime(2026, 3, 18, 16, 30, tzinfo=HALL)


def test_from_an_outline_to_a_follow_up(each_database: Flask, time_machine: Any) -> None:
    time_machine.move_to("2026-03-02T01:00:00+00:00")
    town = Town(each_database, time_machine)
    town.at("2026-03-02 09:00")
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
