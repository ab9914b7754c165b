"""What somebody sees who has the files: the centre's own backups, and every byte of its data folder."""

import sqlite3
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

from flask import Flask

from partyedu.admin import backups
from partyedu.core.db import db

Rows = dict[str, list[tuple]]


def backup(app: Flask, target: Path) -> Path:
    """A backup as the centre makes it every night; the zip at ``target``."""
    with app.app_context():
        backups.make(target)
        db.session.remove()
    return target


def rows(backup_file: Path) -> Rows:
    """Every row of every table in a backup."""
    database = backup_file.with_suffix(".sqlite")
    with ZipFile(backup_file) as archive:
        database.write_bytes(archive.read("database.sqlite"))
    connection = sqlite3.connect(database)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
    connection.close()
    return found


def came(before: Rows, after: Rows, passing: tuple[str, ...] = ("sign_in", "public_version")) -> Rows:
    """The rows of the second that are not in the first, by table; ``passing``: tables that say nothing of it."""
    new = {name: list((Counter(after[name]) - Counter(before.get(name, []))).elements()) for name in after}
    return {name: found for name, found in new.items() if found and name not in passing}


def went(before: Rows, after: Rows) -> Rows:
    """The rows of the first that are not in the second."""
    return came(after, before)


def every_byte(app: Flask) -> bytes:
    """The whole data folder but the keys: database, journal, uploads, everything."""
    data = Path(app.config["DATA"])
    with app.app_context():
        db.session.remove()
    kept = (path for path in sorted(data.rglob("*")) if path.is_file() and path.parent.name != "keys")
    return b"".join(path.read_bytes() for path in kept)


def keys(app: Flask, room: str = "rating") -> list[bytes]:
    """The keys of standing urns on this machine."""
    return [path.read_bytes() for path in sorted((Path(app.config["DATA"]) / "keys").glob(f"{room}*.key"))]
