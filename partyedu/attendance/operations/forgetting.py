"""Somebody is erased from the house: that they came stays a figure of the event, nothing else of it."""

from sqlalchemy import delete, update

from partyedu.attendance.models import Attendance, AttendanceChange, CheckInDevice
from partyedu.core.db import db


def forget(person_id: int) -> None:
    """The phones that knew them, and the reasons and words beside their records."""
    db.session.execute(delete(CheckInDevice).where(CheckInDevice.person_id == person_id))
    own = update(Attendance).where(Attendance.person_id == person_id)
    db.session.execute(own.values(reason="", device=""))
    db.session.execute(update(AttendanceChange).where(AttendanceChange.person_id == person_id).values(why=""))
