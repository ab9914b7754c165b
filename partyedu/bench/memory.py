"""Memory of a server over ten years of a district, after everybody has opened everything.

For so many minutes (the aim speaks of an hour) every page that the bench times is opened again and again over a few
connections, by somebody who may see them all; the figures say how many answers that were. One process, then two.
"""

import time
from itertools import cycle
from typing import Any

from flask import Flask

from partyedu.bench.inside import cookie_of_keeper
from partyedu.bench.load import get_request, take_turns
from partyedu.bench.pages import addresses
from partyedu.bench.servers import serving
from partyedu.core import clock
from partyedu.core.db import db

CONNECTIONS = 4
AIMS = {1: ("largest_process_rss_mb", 110), 2: ("all_processes_pss_mb", 190)}


def after_load(app: Flask, minutes: float) -> dict[str, Any]:
    """Megabytes with one process and with two; ``minutes`` for each."""
    folder = app.config["DATA"]
    cookie = cookie_of_keeper(app)
    with app.app_context():
        paths = list(addresses(app, clock.today().year - 1))
        db.session.remove()
        db.engine.dispose()
    found = {}
    for workers, (name, aim) in AIMS.items():
        with serving(folder, workers=workers) as server:
            at_start = server.memory_mb()[name]
            requests = cycle([get_request(path, server.port, cookie) for path in paths])
            begun = time.perf_counter()
            answers, failed = take_turns(server.port, requests, 60 * minutes, CONNECTIONS)
            found[f"{workers} process{'es' if workers > 1 else ''}"] = {
                **server.memory_mb(), f"{name}_at_the_start": at_start, "answers": answers, "failed": failed,
                "minutes": round((time.perf_counter() - begun) / 60, 1), f"aim_{name}": aim,
            }  # fmt: skip
    return found
