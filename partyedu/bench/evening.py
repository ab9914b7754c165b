"""An evening in the hall, from the moment when nobody is there until the session is over."""

from typing import Any

from flask import Flask

from partyedu.bench import door, hall, stage
from partyedu.bench.progress import part
from partyedu.bench.servers import Server


def measured(
    app: Flask, server: Server, screens: int = 40, phones: int = 500, idle_seconds: float = 30, rounds: int = 3
) -> dict[str, Any]:
    """The hall of a district: alone, changed, with everybody at the door, and with somebody on stage.

    Of what is done several times the median counts. ``memory``: what the server holds when everybody has gone home.
    The first event to come must be hours away, or its check-in code keeps the screens busy.
    """
    place = hall.furnish(app, server, screens, phones)
    figures: dict[str, Any] = {}
    with part("screens left alone"):
        figures["left_alone"] = hall.left_alone(place, idle_seconds)
    with part("a change on all screens"):
        figures["change"] = hall.reached_by_a_change(place)
    with part("phones in ten seconds"):
        coming = [door.phones_at_the_door(place, 10, 3) for _round in range(rounds)]
        figures["phones_in_ten_seconds"] = _middle(coming, "press_p95_ms") | {"aim_p95_ms": 300, "aim_failed": 0}
    with part("phones in one instant"):
        at_once = [door.phones_at_the_door(place, 0, 1) for _round in range(rounds)]
        aims = {"aim_seconds": 2, "aim_failed": 0}
        figures["phones_at_once"] = _middle(at_once, "seconds_to_the_last_press_answered") | aims
    with part("steps of the stage on all screens"):
        figures["stage"] = stage.steps_on_all_screens(place)
    figures["memory"] = server.memory_mb()
    return figures


def _middle(rounds: list[dict[str, Any]], by: str) -> dict[str, Any]:
    """The round that is the median by one figure; failures and records are those of all rounds."""
    middle = sorted(rounds, key=lambda one: one[by])[len(rounds) // 2]
    return middle | {
        "rounds": len(rounds),
        "failed": sum(one["failed"] for one in rounds),
        "records": [one["records"] for one in rounds],
        by + "_of_all_rounds": [one[by] for one in rounds],
    }
