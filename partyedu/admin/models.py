"""The machine: leases of scheduled work, and the backups that were made."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from partyedu.core.db import Row, UTCDateTime


class Lease(Row):
    """Which process does a piece of scheduled work, and until when: two processes never do it at the same time."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(60), unique=True)
    holder: Mapped[str] = mapped_column(String(60), default="")
    until: Mapped[datetime] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    problem: Mapped[str] = mapped_column(String(300), default="")
