"""`partyedu bench`."""

import click

from partyedu.bench import district, measures


@click.command()
@click.option("--seconds", default=3.0, show_default=True, help="Length of one round of load.")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1, 20))
@click.option(
    "--communities",
    type=click.IntRange(1, 200),
    help="Instead: how long the list pages take over ten years of so many communities (65: a district, 1: a centre).",
)
def bench(seconds: float, rounds: int, communities: int | None) -> None:
    """Measure the house and print the figures as JSON; takes about a minute, on loopback only."""
    click.echo(measures.as_json(district.run(communities) if communities else measures.run(seconds, rounds)))
