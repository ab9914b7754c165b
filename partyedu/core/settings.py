"""What a centre sets for itself, as rows with a name: its own name, its address on the LAN, when backups run."""

from dataclasses import dataclass, fields

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from partyedu.core import audit, watch
from partyedu.core.db import Row, db


class Setting(Row):
    """One value the centre has set."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(60), unique=True)
    value: Mapped[str] = mapped_column(Text, default="")


@dataclass(frozen=True, slots=True)
class Centre:
    """The settings of the centre; a field's name is the setting's name, its default holds until it is set."""

    name: str = ""
    code: str = ""
    address: str = ""
    contact: str = ""  # shown at the foot of every page: who helps, room, extension
    base_url: str = ""  # how phones on the LAN reach this machine; empty: as the staff's browser does
    backup_hour: str = "2"
    backups_kept: str = "14"
    video_limit_mb: str = "100"  # how large a video may be that is uploaded
    staff_https: str = ""  # "True": who holds a role signs in over https or on the server itself only
    demo: str = ""  # who can sign in to a demonstration, a line each, shown where one signs in; empty in a real centre

    @property
    def is_set_up(self) -> bool:
        """Whether somebody has named the centre yet."""
        return bool(self.name)


def _read() -> Centre:
    known = {field.name for field in fields(Centre)}
    rows = db.session.execute(select(Setting.name, Setting.value))
    return Centre(**{name: value for name, value in rows if name in known})


def centre() -> Centre:
    """The centre's settings, kept in memory while they stay."""
    return watch.kept("centre", ("centre",), _read)


def change(**values: str) -> None:
    """Set some of the centre's settings."""
    known = {field.name for field in fields(Centre)}
    for name, value in values.items():
        if name not in known:
            raise ValueError(name)
        row = db.session.scalar(select(Setting).where(Setting.name == name))
        if row is None:
            row = Setting(name=name, value=value)
            db.session.add(row)
        row.value = value
        audit.record("change-setting", row, [name])
    watch.touch("centre")
