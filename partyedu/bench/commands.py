"""`partyedu bench`."""

import click

from partyedu.bench import district, measures


@click.command()
@click.option("--seconds", default=3.0, show_default=True, help="Length of one round of load.")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1, 20))
@click.option(
    "--communities",
    default=65,
    show_default=True,
    type=click.IntRange(0, 200),
    help="The pages over ten years of so many communities (65: a district of 13,000), beside one centre; 0: left out.",
)
@click.option("--pages-only", is_flag=True, help="Nothing but those pages.")
def bench(seconds: float, rounds: int, communities: int, pages_only: bool) -> None:
    """Measure the house and print the figures as JSON; takes some minutes, on loopback only."""
    figures = {} if pages_only else measures.run(seconds, rounds)
    if communities:
        figures["district"] = district.run(communities)
    click.echo(measures.as_json(figures))
