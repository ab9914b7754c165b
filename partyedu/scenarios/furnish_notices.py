"""The demonstration's announcements: one that has nearly come round, one still being written."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.core import clock
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.notices import operations, queries
from partyedu.notices.models import Announcement, Notice
from partyedu.organisation.models import StudyMode, Unit
from partyedu.scenarios.community import Community


def furnish(place: Community, home: Any, now: datetime) -> None:
    """A water cut that most have heard of; a call to the members on shifts that waits to be sent."""
    with place.step(home.organiser, now - timedelta(days=2)):
        text = "二楼开水房周六 8:00–12:00 没有水。茶会改到下午两点，地方不变。"
        row = _written(home, "周六上午停水，老党员茶会改到下午两点", text)
        row.answer_by_on = clock.today()
        operations.send(row)
        number = row.id
    with place.step(home.organiser, now - timedelta(days=1)):
        sent = db.session.scalars(select(Notice).where(Notice.about == queries.ABOUT.format(number))).all()
        for notice in sent[: len(sent) // 2]:
            operations.open_notice(notice)
        operations.mark_told(sent[len(sent) // 2 : len(sent) * 3 // 4])
    with place.step(home.organiser, now - timedelta(hours=3)):
        _written(
            home, "倒班的同志，网络共学这周的一课开了", "十分钟看完，写一句自己的话就行。晚上、歇班都可以。",
            study_mode=StudyMode.ONLINE,
        )  # fmt: skip


def _written(home: Any, title: str, text: str, study_mode: StudyMode | None = None) -> Announcement:
    actor = current_actor()
    assert actor is not None
    unit = db.session.get_one(Unit, home.units[0])
    return operations.write(actor, None, unit=unit, title=title, text=text, study_mode=study_mode)
