"""The `partyedu` command: everything a script or a keeper does, over one data folder.

Exit codes: 0 done, 1 refused with a sentence on standard error, 2 wrong words. ``--data FOLDER`` may stand before or
after the word.
"""

import gc
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from partyedu import __version__
from partyedu.config import data_folder
from partyedu.core.folder import keep_private

if TYPE_CHECKING:
    from flask import Flask


# The words of the features and where they are; those outside the house open it themselves.
INSIDE = {
    "init": "partyedu.admin.commands:init",
    "backup": "partyedu.admin.commands:backup",
    "restore": "partyedu.admin.commands:restore",
    "doctor": "partyedu.admin.commands:doctor",
    "https": "partyedu.admin.commands:https",
    "import-roster": "partyedu.organisation.commands:import_roster",
    "figures": "partyedu.reports.commands:figures",
    "scenario": "partyedu.scenarios.commands:scenario",
}
OUTSIDE = {"demo": "partyedu.scenarios.commands:demo", "bench": "partyedu.bench.commands:bench"}
FIRST_PAGES = ("/", "/schedule/")


class House(click.Group):
    """A group whose ``--data`` may stand before or after the word, and whose words are read when they are said."""

    def list_commands(self, context: click.Context) -> list[str]:
        """All words."""
        return sorted({*super().list_commands(context), *INSIDE, *OUTSIDE})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """One word; opening the house must not wait for what the others need."""
        if name not in self.commands and (place := INSIDE.get(name) or OUTSIDE.get(name)):
            module, _colon, attribute = place.partition(":")
            command: click.Command = getattr(importlib.import_module(module), attribute)
            if name in INSIDE and command.callback is not None:
                command.callback = in_house(command.callback)
            self.add_command(command)
        return super().get_command(context, name)

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Move ``--data X`` to the front."""
        found: list[str] = []
        rest: list[str] = []
        words = iter(args)
        for word in words:
            if word == "--data":
                found = [word, *([value] if (value := next(words, None)) is not None else [])]
            elif word.startswith("--data="):
                found = [word]
            else:
                rest.append(word)
        return super().parse_args(context, [*found, *rest])


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="partyedu")
@click.option("--data", type=click.Path(path_type=Path), help="The folder of the centre (default: instance).")
@click.pass_context
def house(context: click.Context, data: Path | None) -> None:
    """partyedu: the education desk of a neighbourhood centre."""
    context.obj = data


def application(data: Path | None) -> "Flask":
    """The application over a data folder, its tables up to date."""
    from partyedu.app import house_over
    from partyedu.core.migrations import bring_up_to_date

    app = house_over(data_folder(data))
    with app.app_context():
        bring_up_to_date()
    return app


def in_house(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application, acting as the machine; a ``Problem`` is a sentence and exit code 1."""

    @click.pass_obj
    @wraps(command)
    def run(data: Path | None, *args: Any, **kwargs: Any) -> Any:
        from partyedu.core.actor import MACHINE, acting_as
        from partyedu.core.errors import Problem

        app = application(data)
        try:
            with app.app_context(), acting_as(MACHINE):
                return command(*args, **kwargs)
        except Problem as problem:
            with app.app_context():
                click.echo(str(problem.message), err=True)
            sys.exit(1)

    return run


@house.command()
@click.option("--host", default="0.0.0.0", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--server", default="auto", type=click.Choice(["auto", "granian", "cheroot"]))
@click.option("--workers", default=None, type=click.IntRange(1, 16))
@click.option("--https-port", default=8443, show_default=True, type=click.IntRange(1, 65535))
@click.pass_obj
def serve(data: Path | None, host: str, port: int, server: str, workers: int | None, https_port: int) -> None:
    """Open the house: serve the centre of the data folder until Ctrl-C."""
    gc.disable()  # until everything is loaded (``serving.workers.settle``): looking through it is a fifth of the start
    from partyedu.serving import serve as open_house

    folder = data_folder(data)
    with living_in(folder):
        bring_house_up_to_date(data)
        open_house(folder, host, port, server, workers, https_port)


@contextmanager
def living_in(folder: Path) -> Iterator[None]:
    """Hold the folder as its server does; exit code 1 with a sentence while a backup is restored into it."""
    from partyedu.core.folder import FolderTakenError, lived_in

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with lived_in(folder):
            yield
    except FolderTakenError:
        sys.exit("这里正在恢复备份，等它做完再启动。 A backup is being restored here; start again when it is done.")


def bring_house_up_to_date(data: Path | None) -> None:
    """Migrate and sweep before the workers start, and leave no connection open: they are forked.

    What the pages need that everybody opens first is read here as well, once for all workers.
    """
    from partyedu.core import uploads, watch
    from partyedu.core.db import db

    app = application(data)
    with app.app_context():
        uploads.sweep()
        db.session.remove()
    for page in FIRST_PAGES:
        app.test_client().get(page)
    with app.app_context():
        watch.forget()  # the pages were asked for before the house had doors
        db.engine.dispose()


def main() -> None:
    """Entry point."""
    keep_private()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    house(prog_name="partyedu")
