"""The whole road over HTTP, as people go it: from an outline to a follow-up, on a real roster, on each database."""

from typing import Any

from flask import Flask
from road import Town, people, talks


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
