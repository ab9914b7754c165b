"""`partyedu bench`."""

import platform
from typing import Any

import click

from partyedu import __version__
from partyedu.bench import district, measures, places
from partyedu.core import clock


@click.command()
@click.option("--seconds", default=2.0, show_default=True, help="Length of one round of load.")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1, 20))
@click.option(
    "--communities",
    default=65,
    show_default=True,
    type=click.IntRange(0, 200),
    help="The pages over ten years of so many communities (65: a district of 13,000), beside one centre; 0: left out.",
)
@click.option(
    "--minutes", default=1.0, show_default=True, help="So long the district is under load before its memory is read."
)
@click.option("--pages-only", is_flag=True, help="Nothing but those pages.")
@click.option("--database", default="", help="An empty PostgreSQL (an SQLAlchemy address) instead of files of its own.")
def bench(seconds: float, rounds: int, communities: int, minutes: float, pages_only: bool, database: str) -> None:
    """Measure the house and print the figures as JSON; takes some minutes, on loopback only."""
    try:
        with places.measured_in(database):
            figures = _conditions(seconds, rounds, database)
            figures |= {} if pages_only else measures.run(seconds, rounds)
            if communities:
                figures["district"] = district.run(communities, 0 if pages_only else minutes)
    except places.NotEmpty as taken:
        raise click.ClickException(f"这个数据库不是空的。 This database is not empty: {taken}") from taken
    click.echo(measures.as_json(figures))


def _conditions(seconds: float, rounds: int, database: str) -> dict[str, Any]:
    """When, of what and on what was measured."""
    return {
        "measured": {
            "at": clock.now().isoformat(timespec="minutes"), "version": __version__, "commit": measures.commit(),
            "python": platform.python_version(), "machine": measures.machine(), "seconds": seconds, "rounds": rounds,
            "database": "PostgreSQL" if database else "SQLite",
        }
    }  # fmt: skip
