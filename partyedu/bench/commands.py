"""`partyedu bench`."""

import click

from partyedu.bench import measures


@click.command()
@click.option("--seconds", default=3.0, show_default=True, help="Length of one round of load.")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1, 20))
def bench(seconds: float, rounds: int) -> None:
    """Measure the house and print the figures as JSON; takes about a minute, on loopback only."""
    click.echo(measures.as_json(measures.run(seconds, rounds)))
