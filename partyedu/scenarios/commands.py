"""`partyedu scenario NAME` and `partyedu demo`."""

import click

from partyedu.core.errors import Problem
from partyedu.core.settings import centre
from partyedu.core.words import _
from partyedu.scenarios import guanyun

SCENARIOS = {"guanyun": guanyun.build}


@click.command()
@click.argument("name", type=click.Choice(sorted(SCENARIOS)))
def scenario(name: str) -> None:
    """Build a community into an empty data folder, through the ordinary operations."""
    if centre().is_set_up:
        raise Problem(_("这个数据文件夹里已经有一个中心了。请用 --data 指定一个空文件夹。"))
    SCENARIOS[name]()
    click.echo(centre().name)
