"""Questions about the machine: its health, its audit, its scheduled work."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, and_, func, or_, select, text
from sqlalchemy.orm import aliased

from partyedu import __version__
from partyedu.admin.models import Lease
from partyedu.core import clock
from partyedu.core.audit import AnonymousAuditRow, AuditRow
from partyedu.core.db import db
from partyedu.core.https import certificate_files
from partyedu.core.paging import Page, paged
from partyedu.organisation.models import Person

LOW_DISK_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Health:
    """Version, database and disk, as `/healthz` says them. ``ok`` when people can work."""

    version: str
    database: str
    database_answers: bool
    disk_free_bytes: int

    @property
    def ok(self) -> bool:
        """Whether the database answers; a full disk is said, but reading goes on."""
        return self.database_answers

    @property
    def disk_is_low(self) -> bool:
        """Whether less than 500 MB are free."""
        return self.disk_free_bytes < LOW_DISK_BYTES

    def as_dict(self) -> dict[str, Any]:
        """For `/healthz`."""
        return {
            "status": "ok" if self.ok else "down",
            "version": self.version,
            "database": self.database,
            "disk_free_mb": self.disk_free_bytes // 1_048_576,
            "disk_low": self.disk_is_low,
        }


@dataclass(frozen=True, slots=True)
class Authority:
    """The centre's own certificate authority: its fingerprint, and when this machine's certificate ends."""

    mark: str
    until: datetime


def authority() -> Authority | None:
    """The authority of this centre; None where it has none."""
    data = Path(current_app.config["DATA"])
    if not certificate_files(data).are_there:
        return None
    from partyedu.admin import certificates  # ten megabytes, where there are some

    return Authority(certificates.fingerprint(data), certificates.valid_until(data))


def authority_file() -> bytes | None:
    """The certificate that devices are told to trust; never a key."""
    path = certificate_files(Path(current_app.config["DATA"])).authority
    return path.read_bytes() if path.exists() else None


def health() -> Health:
    """How the machine is."""
    answers = True
    try:
        db.session.execute(text("SELECT 1"))
    except Exception:
        current_app.logger.exception("the database does not answer")
        answers = False
    driver: Any = db.engine.dialect.dbapi
    version = getattr(driver, "sqlite_version", "")
    return Health(
        version=__version__,
        database=f"{db.engine.dialect.name} {version}".strip(),
        database_answers=answers,
        disk_free_bytes=shutil.disk_usage(current_app.config["DATA"]).free,
    )


DAYS = 31  # a look at the record: ten years of it are millions of rows


@dataclass(frozen=True, slots=True)
class AskedChanges:
    """Which changes are to be seen: the last day of 31, verbs (some with their table before them), a table, a part of
    the name of who made them."""

    until: date
    verbs: Sequence[str] = ()
    table: str = ""
    who: str = ""

    @property
    def since(self) -> date:
        """The first of the days."""
        return self.until - timedelta(days=DAYS - 1)

    @property
    def earlier(self) -> date:
        """The last of the days before."""
        return self.until - timedelta(days=DAYS)


def changes(asked: AskedChanges, number: int) -> Page[Any]:
    """Changes, newest first: (at, who typed, for whom else, action, table, row number, fields)."""
    behalf = aliased(Person)
    of_them: list[ColumnElement[bool]] = [_in_days(asked)]
    if asked.verbs:
        of_them.append(_is_one_of(asked.verbs))
    if asked.table:
        of_them.append(AuditRow.table == asked.table)
    if asked.who:
        of_them.append(AuditRow.actor_id.in_(select(Person.id).where(Person.name.contains(asked.who, autoescape=True))))
    query = (
        select(
            AuditRow.at,
            Person.name,
            behalf.name,
            AuditRow.action,
            AuditRow.table,
            AuditRow.row_id,
            AuditRow.fields,
        )
        .outerjoin(Person, Person.id == AuditRow.actor_id)
        .outerjoin(
            behalf,
            and_(behalf.id == AuditRow.on_behalf_of_id, behalf.id.is_distinct_from(AuditRow.actor_id)),
        )
        .where(*of_them)
        .order_by(AuditRow.at.desc(), AuditRow.id.desc())
    )
    return paged(query, number, 50, select(func.count()).select_from(AuditRow).where(*of_them))


def kinds_of_change(asked: AskedChanges) -> Sequence[Any]:
    """What is recorded in these days, of whatever kind: pairs of verb and table."""
    return db.session.execute(select(AuditRow.action, AuditRow.table).where(_in_days(asked)).distinct()).all()


def _in_days(asked: AskedChanges) -> ColumnElement[bool]:
    return and_(AuditRow.at >= clock.day_bounds(asked.since)[0], AuditRow.at < clock.day_bounds(asked.until)[1])


def _is_one_of(verbs: Iterable[str]) -> ColumnElement[bool]:
    """Whether a change is one of some verbs, some of which have their table before them."""
    plain = [verb for verb in verbs if "." not in verb]
    of_tables = [verb.split(".") for verb in verbs if "." in verb]
    return or_(
        AuditRow.action.in_(plain),
        *(and_(AuditRow.table == table, AuditRow.action == action) for table, action in of_tables),
    )


def anonymous_acts(asked: AskedChanges) -> Sequence[Any]:
    """What was done without a name in these days, the newest first: (day, action, table, how often)."""
    query = (
        select(AnonymousAuditRow.day, AnonymousAuditRow.action, AnonymousAuditRow.table, func.count())
        .where(AnonymousAuditRow.day.between(asked.since, asked.until))
        .group_by(AnonymousAuditRow.day, AnonymousAuditRow.action, AnonymousAuditRow.table)
        .order_by(AnonymousAuditRow.day.desc(), AnonymousAuditRow.action)
        .limit(100)
    )
    return db.session.execute(query).all()


def lease(name: str) -> Lease | None:
    """The lease of a piece of scheduled work."""
    return db.session.scalar(select(Lease).where(Lease.name == name))


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """One backup file in the data folder."""

    name: str
    size_bytes: int
    made_at: datetime


def kept_backups() -> list[KeptBackup]:
    """The backups in the data folder, newest first."""
    from datetime import UTC

    found = []
    for path in backup_folder().glob("partyedu-*.zip"):
        stat = path.stat()
        found.append(KeptBackup(path.name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC)))
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def backup_folder() -> Path:
    """Where nightly backups are kept."""
    path = Path(current_app.config["DATA"]) / "backups"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path
