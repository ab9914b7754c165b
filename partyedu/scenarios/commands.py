"""`partyedu scenario NAME` and `partyedu demo`."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import click

from partyedu.app import create_app
from partyedu.config import data_folder
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.clock import today as date_of_today
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.folder import lived_in
from partyedu.core.migrations import bring_up_to_date
from partyedu.core.settings import centre
from partyedu.core.words import _
from partyedu.scenarios import changsha_year, changzhou, guanyun, shanghai, xining
from partyedu.scenarios.demo import build
from partyedu.serving import serve

MARK = "demonstration.txt"

SCENARIOS: dict[str, Callable[[float], None]] = {
    "changsha": changsha_year.build,
    "changzhou": changzhou.build,
    "guanyun": lambda _scale: guanyun.build(),
    "shanghai": shanghai.build,
    "xining": xining.build,
}


@click.command()
@click.argument("name", type=click.Choice(sorted(SCENARIOS)))
@click.option(
    "--scale",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0.01, 1),
    help="A part of the place: 0.1 is a tenth of its people, classes, pieces (all but guanyun).",
)
def scenario(name: str, scale: float) -> None:
    """Build a place into an empty data folder, through the ordinary operations. Some minutes at full scale."""
    if centre().is_set_up:
        raise Problem(_("这个数据文件夹里已经有一个中心了。请用 --data 指定一个空文件夹。"))
    SCENARIOS[name](scale)
    click.echo(centre().name)


@click.command()
@click.option("--host", default="0.0.0.0", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--server", default="auto", type=click.Choice(["auto", "granian", "cheroot"]))
@click.pass_obj
def demo(data: Path | None, host: str, port: int, server: str) -> None:
    """Build a demonstration (anew each day) in a folder of its own, and serve it."""
    folder = data_folder(data) / "demo"
    sign_ins = _opened(folder)
    click.echo(f"演示数据 demonstration: {folder}")
    click.echo(sign_ins)
    sys.stdout.flush()
    with lived_in(folder):
        serve(folder, host, port, server)


def _opened(folder: Path) -> str:
    """A demonstration of today in the folder; who can sign in to it. A real centre is never touched."""
    if (folder / MARK).exists() and (folder / MARK).read_text(encoding="utf-8") != str(date_of_today()):
        shutil.rmtree(folder)
    elif folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        sys.exit(f"{folder}: 这里不是演示数据，没有动它。 Not a demonstration; left alone.")
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / MARK).exists():
        (folder / MARK).write_text("unfinished", encoding="utf-8")  # a build that breaks off is built anew next time
    app = create_app(folder)
    with app.app_context(), acting_as(MACHINE):
        bring_up_to_date()
        if not centre().is_set_up:
            build()
            (folder / MARK).write_text(str(date_of_today()), encoding="utf-8")
        sign_ins = centre().demo
        db.session.remove()
        db.engine.dispose()
    return sign_ins
