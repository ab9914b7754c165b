"""Televisions: paired screens and the codes that pair them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, enum_column
from partyedu.core.words import _l
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Room


class ScreenLayout(StrEnum):
    HALL = "hall"


SCREEN_LAYOUTS = {ScreenLayout.HALL: _l("大厅")}


class Screen(Row):
    """A paired television. Its token is its own: it opens the screen pages of one unit and nothing else."""

    __tablename__ = "screen"

    name: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    layout: Mapped[ScreenLayout] = mapped_column(enum_column(ScreenLayout), default=ScreenLayout.HALL)
    language: Mapped[str] = mapped_column(String(10), default="zh_Hans")
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)  # empty: revoked
    paired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    software: Mapped[str] = mapped_column(String(20), default="")

    unit: Mapped[Unit] = relationship()
    room: Mapped[Room | None] = relationship()


class Pairing(Row):
    """A code in the corner of an unpaired television: ten minutes, once.

    ``token`` is handed to the television when it next asks, after staff have named it; then the row goes.
    """

    __tablename__ = "pairing"

    code: Mapped[str] = mapped_column(String(6), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)  # known to that television only
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Where it was asked for, as a hash: one machine gets few codes at a time.
    asked_from: Mapped[str] = mapped_column(String(64), default="", server_default="")
