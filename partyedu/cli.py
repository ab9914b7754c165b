"""The `partyedu` command: everything a script or a keeper does, over one data folder.

Exit codes: 0 done, 1 refused with a sentence on standard error, 2 wrong words. ``--data FOLDER`` may stand before or
after the word.
"""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask

from partyedu import __version__
from partyedu.config import data_folder


class House(click.Group):
    """A group whose ``--data`` may stand before or after the word."""

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


def application(data: Path | None) -> Flask:
    """The application over a data folder, its tables up to date."""
    from partyedu.app import create_app
    from partyedu.core.migrations import bring_up_to_date

    app = create_app(data_folder(data))
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


def main() -> None:
    """Entry point."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    house(prog_name="partyedu")
