"""Talks that were given and rated, pieces on their way, and the people around them."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.library import operations
from partyedu.library.models import Courseware, CoursewareCategory, CoursewareStep, CoursewareVersion, Stage
from partyedu.speakers.models import Talk, TalkFormat
from partyedu.theatre.models import TalkRating


@pytest.fixture
def people(make):
    """A branch with a maker, a neighbour and a reviewer; staff of the community above it."""
    branch = make.unit("一支部")
    return SimpleNamespace(
        branch=branch,
        maker=make.member("陈大明", branch),
        neighbour=make.member("李小红", branch),
        reviewer=make.staff(Role.REVIEWER, name="王老师"),
        second=make.staff(Role.REVIEWER, name="赵老师"),
        organiser=make.staff(Role.ORGANISER, name="周干事"),
        colleague=make.staff(Role.ORGANISER, name="吴干事"),
    )


@pytest.fixture
def given(app, make) -> Callable[..., Talk]:
    """``given(speaker, stars=(5, 5, 4, …))``: a talk that was given last week, with ratings that were published."""

    def talk(
        speaker: Any, title: str = "怎样防诈骗", form: TalkFormat = TalkFormat.SPEECH, stars=(), **more: Any
    ) -> Talk:
        row = make.talk(speaker, title, **more)
        event = make.event(f"一场：{title}", clock.now() - timedelta(days=7))
        make.item(event, row)
        with app.app_context():
            db.session.get_one(Talk, row.id).format = form
            for number in stars:
                key = secrets.token_hex(16)
                db.session.add(TalkRating(key=key, talk_id=row.id, event_id=event.id, stars=number))
            db.session.commit()
        row.event_id = event.id  # type: ignore[attr-defined]
        return row

    return talk


@pytest.fixture
def piece(app, make) -> Callable[..., Courseware]:
    """``piece(owner, stage=…)``: a piece with one version, written straight into the tables."""

    def made(
        owner: Any = None,
        title: str = "怎样防诈骗",
        stage: Stage = Stage.ADMITTED,
        unit: Any = None,
        text="三不原则。",
        **more,
    ) -> Courseware:
        root, category = make.root, make.rows(CoursewareCategory)[0]
        unit_id = unit.id if unit else owner.unit_id if owner else root.id
        with app.app_context():
            db.session().expire_on_commit = False
            operations.sheet_in_use(root.path)
            more.setdefault("search_text", title)
            row = Courseware(
                unit_id=unit_id, category_id=category.id, owner_id=owner.id if owner else None, title=title,
                origin="developed", tier="street", stage=stage, created_at=clock.now(), version=1,
                admitted_at=clock.now() if stage in (Stage.ADMITTED, Stage.TEXTBOOK) else None, **more,
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            version = CoursewareVersion(courseware_id=row.id, number=1, text=text, made_at=clock.now())
            db.session.add(version)
            db.session.flush()
            step = CoursewareStep(courseware_id=row.id, version_id=version.id, stage=stage, at=clock.now())
            db.session.add(step)
            db.session.commit()
            db.session.expunge_all()
        return row

    return made


@pytest.fixture
def points() -> Callable[[Any], dict[str, str]]:
    """``points(page)``: full points on every line of the sheet that stands on a page."""

    def full(page: Any, share: float = 1.0) -> dict[str, str]:
        fields = {}
        for field in page.soup.select("[name^=points_]"):
            most = field.find_parent("div").select_one(".hint").get_text().split()[-1]
            fields[field["name"]] = str(int(int(most) * share))
        return fields

    return full
