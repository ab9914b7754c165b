"""What stands on the sheet at the end of a year: attendance, sharing, activity, honours of each person (S3.10)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select, union_all

from partyedu.contests.models import Contest, Entry
from partyedu.core.together import ask_together
from partyedu.courses.models import ClassPlace, CourseClass
from partyedu.discussions.models import Post, PostKind
from partyedu.schedule.models import SPEAKING_PARTS, Event, EventPart, EventPerson
from partyedu.schedule.queries import begun
from partyedu.speakers.models import Honour
from partyedu.study.models import HomeVisit, VisitHelper, VisitState
from partyedu.study.queries.hours import Share, shares
from partyedu.study.queries.ledger import Ledger
from partyedu.study.queries.standing import standings
from partyedu.study.queries.years import Year

ACTIVE_PARTS = (EventPart.OWNER, EventPart.HOST, EventPart.HELPER)


@dataclass
class Statement:
    """The year of one person. Hours alone never decide an assessment; that sentence stands on the sheet."""

    person_id: int
    name: str
    unit: str
    standing: Any = None
    shares: list[Share] = field(default_factory=list)
    attended: int = 0
    talks: list[Any] = field(default_factory=list)  # title, starts_at
    reflections: int = 0
    helped: int = 0
    visits: int = 0
    classes: list[Any] = field(default_factory=list)  # title, completed_at
    honours: list[Any] = field(default_factory=list)  # title, day, by

    @property
    def minutes(self) -> int:
        """What counts in the year."""
        return sum(share.counted for share in self.shares)


def statements(ledger: Ledger, people: Sequence[tuple[int, str, str]]) -> list[Statement]:
    """The sheets of some people (number, name, unit), in their order: one statement, however many they are.

    The ledger must be that of these people.
    """
    found = {number: Statement(number, name, unit) for number, name, unit in people}
    numbers, year = list(found), ledger.year
    sums, standing, attended, talks, posts, parts, visits, classes, honours = ask_together(
        ledger.totals().subquery().select(), _standing(ledger), _attended(ledger), _talks(numbers, year),
        _reflections(numbers, year), _parts(numbers, year), _visits(numbers, year), _classes(numbers, year),
        _honours(numbers, year),
    )  # fmt: skip
    by_person: dict[int, list[Any]] = defaultdict(list)
    for row in sums:
        by_person[row.person_id].append(row)
    for number, rows in by_person.items():
        if number in found:
            found[number].shares = shares(rows)
    for row in standing:
        found[row.person_id].standing = row
    for name, counted in (("attended", attended), ("reflections", posts), ("helped", parts), ("visits", visits)):
        for row in counted:
            setattr(found[row.person_id], name, row.number)
    for name, listed in (("talks", talks), ("classes", classes), ("honours", honours)):
        for row in listed:
            getattr(found[row.person_id], name).append(row)
    return list(found.values())


def _standing(ledger: Ledger) -> Select[*tuple[Any, ...]]:
    rows = standings(ledger).subquery("standings")
    columns = (rows.c.person_id, rows.c.minutes, rows.c.target, rows.c.months, rows.c.exempt, rows.c.standing)
    return select(*columns).where(rows.c.person_id.in_(ledger.people))


def _attended(ledger: Ledger) -> Select[*tuple[Any, ...]]:
    rows = ledger.attendance(ledger.events).subquery("attended")
    return select(rows.c.person_id, func.count().label("number")).group_by(rows.c.person_id)


def _talks(people: Sequence[int], year: Year) -> Select[*tuple[Any, ...]]:
    return (
        select(EventPerson.person_id, Event.public_title.label("title"), Event.public_starts_at.label("at"))
        .join(Event, EventPerson.event_id == Event.id)
        .where(EventPerson.person_id.in_(people), EventPerson.part.in_(SPEAKING_PARTS), *begun(*year.until_now))
        .group_by(EventPerson.person_id, Event.id, Event.public_title, Event.public_starts_at)
        .order_by(Event.public_starts_at)
    )


def _reflections(people: Sequence[int], year: Year) -> Select[*tuple[Any, ...]]:
    since, until = year.bounds
    return (
        select(Post.person_id, func.count().label("number"))
        .where(Post.person_id.in_(people), Post.kind == PostKind.REFLECTION)
        .where(Post.withdrawn_at.is_(None), Post.hidden_at.is_(None))
        .where(Post.written_at >= since, Post.written_at < until)
        .group_by(Post.person_id)
    )


def _parts(people: Sequence[int], year: Year) -> Select[*tuple[Any, ...]]:
    return (
        select(EventPerson.person_id, func.count(func.distinct(EventPerson.event_id)).label("number"))
        .join(Event, EventPerson.event_id == Event.id)
        .where(EventPerson.person_id.in_(people), EventPerson.part.in_(ACTIVE_PARTS), *begun(*year.until_now))
        .group_by(EventPerson.person_id)
    )


def _visits(people: Sequence[int], year: Year) -> Select[*tuple[Any, ...]]:
    return (
        select(VisitHelper.person_id, func.count().label("number"))
        .join(HomeVisit, VisitHelper.visit_id == HomeVisit.id)
        .where(VisitHelper.person_id.in_(people), HomeVisit.state == VisitState.DONE)
        .where(HomeVisit.visited_on >= year.first, HomeVisit.visited_on <= year.last)
        .group_by(VisitHelper.person_id)
    )


def _classes(people: Sequence[int], year: Year) -> Select[*tuple[Any, ...]]:
    since, until = year.bounds
    return (
        select(ClassPlace.person_id, CourseClass.title, ClassPlace.completed_at.label("at"))
        .join(CourseClass, ClassPlace.class_id == CourseClass.id)
        .where(ClassPlace.person_id.in_(people), ClassPlace.completed_at >= since, ClassPlace.completed_at < until)
        .order_by(ClassPlace.completed_at)
    )


def _honours(people: Sequence[int], year: Year) -> Select[*tuple[Any, ...]]:
    """Honours that were written down, and prizes of contests."""
    since, until = year.bounds
    given = (
        select(Honour.person_id, Honour.title, Honour.given_by.label("by"))
        .where(Honour.person_id.in_(people), Honour.given_on >= year.first, Honour.given_on <= year.last)
    )  # fmt: skip
    prizes = (
        select(Entry.person_id, Entry.prize.label("title"), Contest.title.label("by"))
        .join(Contest, Entry.contest_id == Contest.id)
        .where(Entry.person_id.in_(people), Entry.prize != "")
        .where(Entry.published_at >= since, Entry.published_at < until)
    )
    rows = union_all(given, prizes).subquery("honours")
    return select(rows.c.person_id, rows.c.title, rows.c.by).order_by(rows.c.title)
