"""What the bench is at, on standard error: a line for each part that is done, with the seconds it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

_begun = time.perf_counter()


@contextmanager
def part(name: str) -> Iterator[None]:
    """Say how long this part took, and how long all has taken up to now."""
    begun = time.perf_counter()
    yield
    now = time.perf_counter()
    click.echo(f"{now - begun:7.1f} s  {name} ({(now - _begun) / 60:.1f} min)", err=True)
