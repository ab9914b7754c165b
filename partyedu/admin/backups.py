"""Backups: database and uploads in one zip, consistent while the server runs, checked when made and when restored.

The zip holds ``manifest.json`` (what, when, row counts, a hash of every file), the database (``database.sqlite`` made
by SQLite's own backup, or ``tables/*.jsonl`` on PostgreSQL), ``uploads/`` and the centre's own Word templates
(``templates/``). Roster files and the secret key stay out. Nothing in it is ever executed.
"""

import base64
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from flask import current_app
from sqlalchemy import Date, DateTime, LargeBinary, Table, bindparam, func, insert, select, text, update
from sqlalchemy.engine import Connection

from partyedu import __version__
from partyedu.core import clock, uploads
from partyedu.core.db import Base, db, engine_options, sqlite_path
from partyedu.core.errors import Problem
from partyedu.core.folder import FolderTakenError, emptied
from partyedu.core.words import _

FORMAT = 1
_BLOCK = 1 << 20
_LIMIT_MANIFEST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds, as its manifest says."""

    made_at: str
    software: str
    database: str
    revision: str
    rows: dict[str, int]
    files: dict[str, str]  # name in the zip → sha256


def _hash(source: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := source.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _revision(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def _snapshot_sqlite(source: Path, target: Path) -> tuple[dict[str, int], str]:
    """Copy the live database with SQLite's backup, and read counts and revision from the copy."""
    driver = engine_options("sqlite://")["module"]
    with closing(driver.connect(source)) as live, closing(driver.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        counts = {
            table.name: copy.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]
            for table in Base.metadata.sorted_tables
        }
        return counts, copy.execute("SELECT version_num FROM alembic_version").fetchone()[0]


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _tables_as_lines(connection: Connection, folder: Path) -> dict[str, int]:
    """Write every table as JSON lines, all from one snapshot."""
    counts = {}
    for table in Base.metadata.sorted_tables:
        counts[table.name] = 0
        columns = [column.name for column in table.columns]
        with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as lines:
            for row in connection.execution_options(yield_per=1000).execute(select(*table.columns)):
                # The house's instant type gives aware UTC; the zone is part of what is written.
                lines.write(json.dumps([_plain(value) for value in row], ensure_ascii=False) + "\n")
                counts[table.name] += 1
        (folder / f"{table.name}.columns").write_text(json.dumps(columns), encoding="utf-8")
    return counts


def _snapshot(folder: Path) -> tuple[dict[str, int], str]:
    source = sqlite_path(current_app._get_current_object())  # type: ignore[attr-defined]
    if source is not None:
        return _snapshot_sqlite(source, folder / "database.sqlite")
    tables = folder / "tables"
    tables.mkdir()
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        return _tables_as_lines(connection, tables), _revision(connection)


def make(target: Path) -> Contents:
    """Make a backup of the running centre at ``target``; it appears there only when complete and checked.

    Raises ``Problem`` when it cannot be written.
    """
    target = target.absolute()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as temporary:
            folder = Path(temporary)
            (folder / "kept").mkdir()
            counts, revision = _snapshot(folder / "kept")
            beside = folder / "backup.zip"
            contents = _pack(folder / "kept", beside, counts, revision)
            verify(beside)
            os.replace(beside, target)
    except OSError as error:
        raise Problem(_("备份没有写成：%(why)s", why=error.strerror or str(error))) from error
    return contents


def _pack(folder: Path, target: Path, counts: dict[str, int], revision: str) -> Contents:
    files: dict[str, str] = {}
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for path, name, compression in _what_to_pack(folder):
            try:
                with path.open("rb") as source:
                    files[name] = _hash(source)
                archive.write(path, name, compression)
            except FileNotFoundError:
                files.pop(name, None)  # discarded since the snapshot: its row goes with the next backup
        contents = Contents(
            made_at=clock.now().isoformat(timespec="seconds"),
            software=__version__,
            database=db.engine.dialect.name,
            revision=revision,
            rows=counts,
            files=files,
        )
        manifest = {"format": FORMAT, **{name: getattr(contents, name) for name in Contents.__slots__}}
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    return contents


def _what_to_pack(folder: Path) -> Iterator[tuple[Path, str, int]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path, path.relative_to(folder).as_posix(), ZIP_DEFLATED
    for path in sorted(uploads.folder().iterdir()):
        if path.is_file() and not path.name.startswith("incoming-"):
            # Pictures and office files are compressed already.
            yield path, f"uploads/{path.name}", ZIP_STORED
    for path in sorted((Path(current_app.config["DATA"]) / "templates").glob("*.docx")):
        if path.is_file():
            yield path, f"templates/{path.name}", ZIP_STORED


def verify(path: Path) -> Contents:
    """Read a backup through and compare every hash. Raises ``Problem`` when anything is wrong or missing."""
    damaged = Problem(_("这个备份文件已经损坏，或者不是本软件的备份。请换另一份。"))
    try:
        with ZipFile(path) as archive:
            contents = _manifest(archive)
            names = set(archive.namelist()) - {"manifest.json"}
            if names != set(contents.files) or len(archive.namelist()) != len(names) + 1:
                raise damaged
            for name, expected in contents.files.items():
                with archive.open(name) as source:
                    if _hash(source) != expected:
                        raise damaged
    except (BadZipFile, OSError, ValueError, KeyError, TypeError, EOFError, NotImplementedError, RuntimeError) as error:
        raise damaged from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise damaged from error
        raise
    return contents


def _manifest(archive: ZipFile) -> Contents:
    if archive.getinfo("manifest.json").file_size > _LIMIT_MANIFEST_BYTES:
        raise ValueError("manifest")
    manifest = json.loads(archive.read("manifest.json"))
    if manifest.pop("format") != FORMAT:
        raise ValueError("format")
    contents = Contents(**manifest)
    allowed = ("database.sqlite", "tables/", "uploads/", "templates/")
    for name in contents.files:
        inside = name.partition("/")[2]
        if not name.startswith(allowed) or ".." in name or "\\" in name or "/" in inside:
            raise ValueError(name)
    return contents


def restore(path: Path, data: Path) -> Contents:
    """Put a backup in the place of what stands in ``data``; what stood there is kept in ``before-restore-…``.

    Needs an application over ``data`` whose database is closed. Nothing is touched unless the backup is whole and the
    server is stopped; none can start meanwhile. Afterwards counts, keys and files are compared with the manifest.
    Templates that stand in ``data`` stay when the backup has none: older backups did not keep them.
    """
    contents = verify(path)
    try:
        with emptied(data):
            return _put_in_place(path, data, contents)
    except FolderTakenError as error:
        raise _still_running() from error


def _still_running() -> Problem:
    return Problem(_("服务器还开着。请先停下来（在它的窗口按 Ctrl+C），再恢复备份。"))


def _put_in_place(path: Path, data: Path, contents: Contents) -> Contents:
    target = sqlite_path(current_app._get_current_object())  # type: ignore[attr-defined]
    if (contents.database == "sqlite") != (target is not None):
        raise Problem(_("这份备份来自另一种数据库（%(name)s），不能直接恢复到这里。", name=contents.database))
    db.session.remove()
    db.engine.dispose()
    if target is not None:
        _refuse_if_running(target)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=data) as temporary:
        folder = Path(temporary)
        with ZipFile(path) as archive:
            for name in contents.files:
                inside = folder / name
                inside.parent.mkdir(exist_ok=True)
                with archive.open(name) as source, inside.open("wb") as out:
                    shutil.copyfileobj(source, out, _BLOCK)
        (folder / "uploads").mkdir(exist_ok=True)
        if target is not None:
            _check_sqlite(folder / "database.sqlite", contents)
        if target is None:
            _fill_tables(folder / "tables", contents)
        folders = [name for name in ("uploads", "templates") if (folder / name).exists()]
        aside = _set_aside(data, target, folders)
        if target is not None:
            os.replace(folder / "database.sqlite", target)
        for name in folders:
            os.replace(folder / name, data / name)
    _check_files(data, contents, aside)
    return contents


def _refuse_if_running(target: Path) -> None:
    """SQLite leaves WAL mode only for the last connection: whoever cannot has company."""
    if not target.exists():
        return
    driver = engine_options("sqlite://")["module"]
    with closing(driver.connect(target, timeout=0.2)) as alone:
        try:
            mode = alone.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except driver.OperationalError:
            mode = "wal"
        except driver.DatabaseError:
            return  # what stands there is damaged: it is set aside all the same
    if mode == "wal":
        raise _still_running()


def _check_sqlite(path: Path, contents: Contents) -> None:
    driver = engine_options("sqlite://")["module"]
    with closing(driver.connect(path)) as copy:
        whole = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        whole = whole and not copy.execute("PRAGMA foreign_key_check").fetchall()
        for name, count in contents.rows.items():
            quoted = name.replace('"', "")
            whole = whole and copy.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0] == count
    if not whole:
        raise Problem(_("备份里的数据库没有通过检查，没有恢复，原来的数据没有动。"))


def _set_aside(data: Path, target: Path | None, folders: Iterable[str]) -> Path:
    aside = Path(tempfile.mkdtemp(prefix=f"before-restore-{clock.local(clock.now()):%Y%m%d-%H%M%S}-", dir=data))
    database = [target, Path(f"{target}-wal"), Path(f"{target}-shm")] if target is not None else []
    for path in [*database, *(data / name for name in folders)]:
        if path.exists():
            shutil.move(path, aside / path.name)
    return aside


def _rows_of(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    table = Base.metadata.tables[name]
    columns = json.loads((folder / f"{name}.columns").read_text(encoding="utf-8"))
    dates: dict[str, Any] = {}  # how a value is read back that JSON has no kind for
    for column in table.columns:
        plain = getattr(column.type, "impl_instance", column.type)
        if isinstance(plain, DateTime):
            dates[column.name] = datetime.fromisoformat
        elif isinstance(plain, Date):
            dates[column.name] = date.fromisoformat
        elif isinstance(plain, LargeBinary):
            dates[column.name] = base64.b64decode
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = dict(zip(columns, json.loads(line), strict=True))
            yield {
                key: dates[key](value) if key in dates and value is not None else value for key, value in row.items()
            }


def _blocks(rows: Iterable[dict[str, Any]], size: int = 500) -> Iterator[list[dict[str, Any]]]:
    block: list[dict[str, Any]] = []
    for row in rows:
        block.append(row)
        if len(block) == size:
            yield block
            block = []
    if block:
        yield block


def _fill_tables(folder: Path, contents: Contents) -> None:
    """Empty PostgreSQL's tables and fill them from the lines, in one transaction, then set the sequences.

    An ordinary owner of the tables may do it: rows that point to rows of their own table are written first and point
    afterwards, so that no constraint has to be switched off.
    """
    tables = Base.metadata.sorted_tables
    with db.engine.begin() as connection:
        if _revision(connection) != contents.revision:
            raise Problem(_("这份备份的版本和现在的软件不一致，请先装上同一版本的软件。"))
        names = ", ".join(f'"{table.name}"' for table in tables)
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        for table in tables:
            _fill_table(connection, folder, table)
        if _counts(connection) != contents.rows:
            raise Problem(_("备份里的数据库没有通过检查，没有恢复，原来的数据没有动。"))


def _fill_table(connection: Connection, folder: Path, table: Table) -> None:
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    pointing: list[dict[str, Any]] = []
    for block in _blocks(_rows_of(folder, table.name)):
        if own:
            pointing += [{"row": row["id"], **{name: row[name] for name in own}} for row in block]
            block = [{**row, **dict.fromkeys(own)} for row in block]
        connection.execute(insert(table), block)
    pointing = [row for row in pointing if any(row[name] is not None for name in own)]
    if pointing:
        to_own: dict[str, Any] = {name: bindparam(f"to_{name}") for name in own}
        rows = [{"row": row["row"], **{f"to_{name}": row[name] for name in own}} for row in pointing]
        connection.execute(update(table).where(table.c.id == bindparam("row")).values(to_own), rows)
    if "id" in table.columns and table.columns["id"].autoincrement:
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'), "
                f'coalesce(max(id), 1), max(id) IS NOT NULL) FROM "{table.name}"'
            )
        )


def _check_files(data: Path, contents: Contents, aside: Path) -> None:
    for name, expected in contents.files.items():
        if name.startswith(("uploads/", "templates/")):
            with (data / name).open("rb") as source:
                if _hash(source) != expected:
                    raise Problem(_("恢复后的文件和备份不一致。原来的数据在 %(folder)s。", folder=aside.name))


def prune(folder: Path, keep: int) -> None:
    """Keep the newest ``keep`` nightly backups."""
    for path in sorted(folder.glob("partyedu-*.zip"), reverse=True)[max(1, keep) :]:
        path.unlink(missing_ok=True)
