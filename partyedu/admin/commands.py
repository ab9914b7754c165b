"""Words of the `partyedu` command that look after the machine."""

import sys
from pathlib import Path

import click
from flask import current_app

from partyedu.admin import backups, operations, queries
from partyedu.core.db import transaction
from partyedu.core.folder import wide_open
from partyedu.core.settings import centre
from partyedu.core.words import _


@click.command()
@click.option("--centre", "name", required=True, help="Name of the centre.")
@click.option("--code", required=True, help="Code of its root unit, for scripts.")
@click.option("--admin", required=True, help="Name of the administrator, also to sign in with.")
@click.option("--password", required=True, help="The administrator's password.")
def init(name: str, code: str, admin: str, password: str) -> None:
    """Set up a centre without a question."""
    with transaction():
        operations.set_up(name, code, admin, password)
    click.echo(f"{centre().name}: {current_app.config['DATA']}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Make a checked backup of the running centre."""
    contents = backups.make(file)
    click.echo(f"{file}: {sum(contents.rows.values())} rows, {len(contents.files)} files")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Put a backup in the place of what stands in the data folder (kept beside it), and check it."""
    contents = backups.restore(file, Path(current_app.config["DATA"]))
    click.echo(f"{contents.made_at}: {sum(contents.rows.values())} rows, {len(contents.files)} files")


@click.command()
def doctor() -> None:
    """Say how the machine is: versions, database library, disk, last backup."""
    health = queries.health()
    for name, value in health.as_dict().items():
        click.echo(f"{name}: {value}")
    click.echo(f"python: {sys.version.split()[0]}")
    kept = queries.kept_backups()
    click.echo(f"last_backup: {kept[0].name if kept else '-'}")
    data = Path(current_app.config["DATA"])
    wide = wide_open(data)
    click.echo(f"readable_by_others: {len(wide) or '-'}")
    if wide:
        click.echo(_("别的用户能看到：%(paths)s。请运行：chmod -R go= %(data)s", paths=_few(wide), data=data))
    if not health.ok:
        sys.exit(1)


@click.command()
@click.option("--host", "hosts", multiple=True, help="A further name or address of this machine on the LAN.")
def https(hosts: tuple[str, ...]) -> None:
    """Make the centre's own certificate authority, and a certificate for this machine."""
    with transaction():
        mark = operations.make_certificates(hosts)
    click.echo(_("证书做好了。重新启动服务，工作人员就可以用 https 打开。"))
    click.echo(_("指纹（和设备上看到的对一对）：%(mark)s", mark=mark))
    click.echo(_("怎样让设备信任它：打开“管理”里的“安全地址”，打印给工作人员。"))


def _few(paths: list[str]) -> str:
    return "、".join(paths[:5]) + (" …" if len(paths) > 5 else "")
