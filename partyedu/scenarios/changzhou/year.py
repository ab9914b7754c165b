"""A year of the street: study days published ahead, visits, pairs, a class at a distance, councils."""

from datetime import date

from sqlalchemy import select

from partyedu.core.db import db
from partyedu.discussions.models import MatterKind
from partyedu.organisation.models import Person, StudyMode, Unit
from partyedu.organisation.queries import active_members_here
from partyedu.scenarios.changzhou.street import SETTLED, YEAR, Home, Street, able
from partyedu.scenarios.changzhou.texts import COUNCIL, NOTICES, PIECES, SLIPS, THEME_DAYS
from partyedu.scenarios.community import hall_time
from partyedu.scenarios.scale import in_turn
from partyedu.schedule.models import EventKind
from partyedu.study.models import PairKind


def published(street: Street) -> dict[int, list[int]]:
    """The fixed study days of the whole year, published in December: twelve for every branch and temporary group.

    The events of a unit, by its number.
    """
    found: dict[int, list[int]] = {}
    for home in street.homes:
        for turn, branch in enumerate(home.branches):
            found[branch.unit_id] = _study_days(street, home, branch.unit_id, "主题党日", 5 + turn, 9)
    for group in street.groups:
        found[group.unit_id] = _study_days(street, street.host(group.unit_id), group.unit_id, "固定学习日", 12, 14)
    return found


def _study_days(street: Street, home: Home, unit_id: int, word: str, day: int, hour: int) -> list[int]:
    place = street.place
    with place.step(home.organiser, hall_time(date(YEAR - 1, 12, 20), 9)):
        return [
            place.gather(
                home.organiser, EventKind.THEME_DAY, f"{word}：{THEME_DAYS[month - 1]}", unit_id,
                hall_time(date(YEAR, month, day), hour), room_id=home.room_id, expected_unit_id=unit_id,
            )
            for month in range(1, 13)
        ]  # fmt: skip


def rules(street: Street) -> None:
    """What is owed is said in December; who is visited at home owes nothing."""
    street.care.owes(street.organiser, street.place.root_id, date(YEAR, 1, 1), hall_time(date(YEAR - 1, 12, 20), 10))
    for home in street.homes:
        query = select(Person.id).where(Person.id.in_(home.members), Person.study_mode == StudyMode.AT_THE_DOOR)
        street.care.exempt(home.organiser, list(db.session.scalars(query.order_by(Person.id))), YEAR)


def told(street: Street) -> None:
    """Twice a year each community tells its people something and sees who knows."""
    for home in street.homes:
        for month, (title, text) in zip((3, 9), NOTICES, strict=True):
            street.care.notice(home.organiser, home.unit_id, title, text, hall_time(date(YEAR, month, 1), 9))


def theme_days(street: Street, events: dict[int, list[int]]) -> None:
    """Who came: of those who study nearby about five of six, each month others; guests sign the same sheet."""
    for unit_id, own in events.items():
        home = street.host(unit_id)
        path, day = db.session.get_one(Unit, unit_id).path, date(YEAR, 1, 1)
        nearby = Person.study_mode == StudyMode.NEARBY
        query = select(Person.id).where(active_members_here(path, day), nearby).order_by(Person.id)
        people = list(db.session.scalars(query))
        for month, event in enumerate(own, 1):
            here = [person for turn, person in enumerate(people) if (turn + month) % 6]
            begun = hall_time(date(YEAR, month, 20), 17)
            street.place.sign_in(home.organiser, event, here, begun)


def at_the_door(street: Street) -> None:
    """Each quarter the helper of a branch goes to those who cannot come, and to the ill of the temporary groups."""
    for home in street.homes:
        for turn, branch in enumerate(home.branches):
            query = select(Person.id).where(Person.id.in_(branch.members), Person.study_mode == StudyMode.AT_THE_DOOR)
            people, ready = list(db.session.scalars(query.order_by(Person.id))), able(branch.members)
            for quarter in range(4 if people else 0):
                day, studied = date(YEAR, quarter * 3 + 2, 10 + turn), f"读了《{PIECES[quarter][0]}》，说了会儿话"
                helper = ready[2 % len(ready)]
                street.care.visits(
                    home.organiser, people, [helper], day, "年纪大了，下楼不便", studied, not_met_each=11
                )


def pairs(street: Street) -> None:
    """In the new communities the young teach the old the telephone, and the old tell the young how it was."""
    kinds = (PairKind.YOUNG_HELPS_OLD, PairKind.OLD_HELPS_YOUNG)
    for home in street.of(SETTLED):
        for turn, branch in enumerate(home.branches):
            query = select(Person.id).where(Person.id.in_(branch.members)).order_by(Person.birth_year, Person.id)
            by_age = list(db.session.scalars(query))
            for two in range(min(2, len(by_age) // 4)):
                elder, younger = by_age[len(by_age) // 3 + two], by_age[-1 - two]
                purpose = ("学会手机挂号", "听老书记讲村史")[two]
                pair = street.care.pair(home.organiser, elder, younger, kinds[two], date(YEAR, 3, 1 + turn), purpose)
                for month in (4, 6, 9, 11):
                    day = date(YEAR, month, 18 + two)
                    street.care.meet(home.organiser, pair, day, 60, "学了一样新的，也听了一段老的。")


def online(street: Street) -> None:
    """The young of the whole street have a branch of their own on the line: six short pieces, six weeks."""
    query = select(Person.id).where(Person.study_mode == StudyMode.ONLINE).order_by(Person.id)
    people = list(db.session.scalars(query))
    pieces = street.care.distance_class(
        street.organiser, street.place.root_id, "青年网上支部 · 春季六课", date(YEAR, 3, 6), PIECES, people
    )
    for turn, piece in enumerate(pieces):
        street.care.hand_in(street.organiser, piece, in_turn(people, turn * 5, len(people) * 4 // 5))
    street.care.end_class(street.organiser, pieces[0], hall_time(date(YEAR, 4, 25), 9))


def talked_over(street: Street) -> None:
    """The councils of the new communities take up one matter at a time; slips in the box say what else there is."""
    for turn, home in enumerate(street.of(SETTLED)):
        for number, what in enumerate(COUNCIL):
            at = hall_time(date(YEAR, 3 + number * 3, 10 + turn), 15)
            street.place.matter(
                home.organiser, MatterKind.COUNCIL, home.unit_id, what, home.members[3 + number % 2], street.checker,
                at, days=21, raised_by=home.members[2],
            )  # fmt: skip
        for number, slip in enumerate(SLIPS):
            street.care.suggest(home.unit_id, slip, hall_time(date(YEAR, 2 + number * 2, 3 + turn), 18))
