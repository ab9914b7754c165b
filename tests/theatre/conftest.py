"""A session that is about to begin, and the host's console."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from console import Console
from factories import Factory

from partyedu.accounts.models import Role
from partyedu.core import clock


@pytest.fixture
def hall(make: Factory) -> SimpleNamespace:
    """A session that begins now: opening (5), two talks (12, 10), questions (20), a reserve (8)."""
    event = make.event(starts_at=clock.now() - timedelta(minutes=1), minutes=60, theme_id=make.theme().id)
    people = [make.member(name) for name in ("甲讲", "乙讲", "丙备")]
    opening = make.item(event, title="开场", minutes=5, cue="各位同志，今天的主题是学习。")
    first = make.item(event, make.talk(people[0], "第一篇", minutes=12))
    second = make.item(event, make.talk(people[1], "第二篇", minutes=10))
    questions = make.item(event, title="提问", minutes=20)
    reserve = make.item(event, make.talk(people[2], "候补篇", minutes=8), is_reserve=True)
    return SimpleNamespace(
        event=event, people=people, opening=opening, first=first, second=second, questions=questions, reserve=reserve
    )


@pytest.fixture
def host(make: Factory, visit, hall) -> Console:
    """The host's device."""
    return Console(visit(make.staff(Role.SECRETARY)), hall.event.id)


@pytest.fixture
def helper(make: Factory, visit, hall) -> Console:
    """A second device with the same console."""
    return Console(visit(make.staff(Role.ORGANISER)), hall.event.id)
