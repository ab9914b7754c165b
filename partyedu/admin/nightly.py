"""Scheduled work: the nightly backup and the sweeping. One process does it, whichever takes the lease."""

import os
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask, current_app

from partyedu.admin import backups, operations, queries
from partyedu.core import clock, throttle, uploads
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.ballots import throw_away_old
from partyedu.core.db import count_rows, db, transaction
from partyedu.core.https import certificate_files
from partyedu.core.settings import centre

LOOK_EVERY_SECONDS = 60
SWEEP_EVERY = timedelta(minutes=30)
CLOSE_EVERY = timedelta(minutes=10)
SETTLE_EVERY = timedelta(minutes=10)
RENEW_EVERY = timedelta(hours=6)
BACKUP_EVERY = timedelta(hours=20)


def _holder() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:60]


def back_up() -> None:
    """Tonight's backup in the data folder; old ones go."""
    folder = queries.backup_folder()
    backups.make(folder / f"partyedu-{clock.local(clock.now()):%Y%m%d-%H%M}.zip")
    backups.prune(folder, int(centre().backups_kept or 14))


def sweep() -> None:
    """Remove what interrupted uploads, imports and guesses left behind; see how large the tables have become."""
    from partyedu.organisation.operations import belonging, cards, sweep_imports

    with transaction():
        uploads.sweep()
        sweep_imports()
        belonging.sweep()
        cards.sweep()
        throttle.sweep()
    with transaction():
        count_rows()


def close_surveys() -> None:
    """Close the surveys whose time is over, open the urns that wait; ratings nobody may read any more go."""
    from partyedu.surveys.operations import do_what_is_due

    with transaction():
        do_what_is_due()
    with transaction():
        throw_away_old()


def renew_certificate() -> None:
    """Make this machine's certificate anew before it ends; the second door takes it up by itself."""
    data = Path(current_app.config["DATA"])
    if certificate_files(data).are_there:
        from partyedu.admin import certificates  # not needed where there is no certificate

        certificates.renew_if_due(data)


def settle_make_up() -> None:
    """Note which absences have been made up since the last look."""
    from partyedu.study.operations import settling

    with transaction():
        settling.settle_recent()


def end_of_day() -> None:
    """Note it for everybody; what was told about a year that is over is deleted."""
    from partyedu.study.operations import settling
    from partyedu.theatre.operations import sweep_floor

    with transaction():
        settling.settle_all()
        settling.forget_reasons()
    with transaction():
        sweep_floor()


def _do(name: str, work: Callable[[], None], every: timedelta) -> None:
    with transaction():
        taken = operations.take_lease(name, _holder(), minutes=30, not_within=every)
    if not taken:
        return
    problem = ""
    try:
        work()
    except Exception as error:  # whatever it is, it must be said on the administrator's page, and tried again
        db.session.rollback()
        problem = str(error) or type(error).__name__
    with transaction():
        operations.finish_lease(name, problem)


def round_of_work() -> None:
    """Do what is due; called once a minute in every process, and by tests."""
    if not centre().is_set_up:
        return
    _do("sweep", sweep, SWEEP_EVERY)
    _do("surveys", close_surveys, CLOSE_EVERY)
    _do("certificate", renew_certificate, RENEW_EVERY)
    _do("make-up", settle_make_up, SETTLE_EVERY)
    if clock.local(clock.now()).hour == int(centre().backup_hour or 2):
        _do("backup", back_up, BACKUP_EVERY)
        _do("study", end_of_day, BACKUP_EVERY)


def start(app: Flask) -> threading.Event:
    """Begin the scheduled work of this process in a thread of its own; set the event to end it."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(LOOK_EVERY_SECONDS):
            with app.app_context(), acting_as(MACHINE):
                try:
                    round_of_work()
                except Exception:
                    app.logger.exception("scheduled work")
                finally:
                    db.session.remove()

    threading.Thread(target=run, name="nightly", daemon=True).start()
    return stop
