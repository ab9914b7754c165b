"""Courseware as lists: what everybody may read, and what staff keep."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from partyedu.core.search import matches
from partyedu.library.models import READABLE, Courseware, CoursewareCategory, Distinction, Origin, Tier
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Theme


@dataclass(frozen=True, slots=True)
class CoursewareFilter:
    """What a list of courseware is narrowed to; empty values narrow nothing."""

    category_id: int | None = None
    theme_id: int | None = None
    origin: Origin | None = None
    tier: Tier | None = None
    distinction: Distinction | None = None
    words: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out by it."""
        return any((self.category_id, self.theme_id, self.origin, self.tier, self.distinction, self.words.strip()))


def readable() -> ColumnElement[bool]:
    """Condition on Courseware: everybody may read it. A story only while its owner agrees."""
    return Courseware.stage.in_(READABLE) & (~Courseware.is_story | Courseware.consented_at.is_not(None))


def narrowed(chosen: CoursewareFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on Courseware."""
    asked = (
        (Courseware.category_id, chosen.category_id),
        (Courseware.theme_id, chosen.theme_id),
        (Courseware.origin, chosen.origin),
        (Courseware.tier, chosen.tier),
        (Courseware.distinction, chosen.distinction),
    )
    conditions: list[ColumnElement[bool]] = [column == value for column, value in asked if value is not None]
    if chosen.words.strip():
        conditions.append(matches(Courseware.search_text, chosen.words))
    return conditions


def courseware_listed(chosen: CoursewareFilter) -> Select[*tuple[Any, ...]]:
    """Column query of what everybody may read, admitted last first.

    id, title, summary, minutes, stage, distinction, is_story, tier, category, theme, unit, admitted_at.
    """
    return (
        select(
            Courseware.id,
            Courseware.title,
            Courseware.summary,
            Courseware.minutes,
            Courseware.stage,
            Courseware.distinction,
            Courseware.is_story,
            Courseware.tier,
            CoursewareCategory.name.label("category"),
            Theme.name.label("theme"),
            Unit.name.label("unit"),
            Courseware.admitted_at,
        )
        .join(CoursewareCategory, Courseware.category_id == CoursewareCategory.id)
        .join(Unit, Courseware.unit_id == Unit.id)
        .outerjoin(Theme, Courseware.theme_id == Theme.id)
        .where(readable(), *narrowed(chosen))
        .order_by(Courseware.admitted_at.desc(), Courseware.id.desc())
    )
