"""Plain factories. Names are made up on purpose: 甲一, 乙二 … are nobody."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Flask
from werkzeug.security import generate_password_hash

from partyedu.accounts.models import Account, Role, RoleGrant
from partyedu.core import clock, settings, watch
from partyedu.core.db import db
from partyedu.library.models import CoursewareCategory
from partyedu.organisation.models import Category, Duty, DutyKind, MemberStatus, Person, PersonKind, Unit, UnitKind
from partyedu.schedule.models import (
    Event,
    EventKind,
    EventPart,
    EventPerson,
    EventStatus,
    Occasion,
    Room,
    Theme,
    Venue,
)
from partyedu.schedule.operations import write_face
from partyedu.speakers.models import Outline, Talk, TalkState
from partyedu.theatre.models import ItemKind, ProgrammeItem

# Of the first year of the house, not of the one in which the tests run: many of them stand in June 2026.
ON_ROSTER_SINCE = date(2026, 1, 1)
PASSWORD = "a long enough password"
PIN = "204816"
_HASHES: dict[str, str] = {}


def _hash(secret: str) -> str:
    # scrypt is slow on purpose; tests hash each secret once, and lightly.
    return _HASHES.setdefault(secret, generate_password_hash(secret, method="scrypt:1024:8:1"))


class Factory:
    """Makes rows and commits them; a row given back may be read after its session has ended."""

    def __init__(self, app: Flask | None = None) -> None:
        self.app = app
        self.count = 0

    @contextmanager
    def _session(self) -> Iterator[None]:
        with self.app.app_context() if self.app else nullcontext():
            db.session().expire_on_commit = False
            yield
            db.session.flush()
            db.session.commit()
            watch.forget()  # rows written past the operations say nothing to what is kept
            if self.app:
                db.session.expunge_all()

    def _number(self) -> int:
        self.count += 1
        return self.count

    def centre(self) -> None:
        """What an empty, set-up centre holds: its name, a root unit, four themes, categories.

        It is older than every day on which a test stands: a house takes no check-in once its clock has gone back.
        """
        with clock.standing_at(clock.at(ON_ROSTER_SINCE, time())), self._session():
            settings.change(name="示范社区", code="demo")
            root = Unit(kind=UnitKind.COMMUNITY, name="示范社区", code="demo", path="")
            db.session.add(root)
            db.session.flush()
            root.path = f"/{root.id}/"
            for place, name in enumerate(("入党", "学习", "创业", "家风")):
                db.session.add(Theme(name=name, position=place))
            for place, name in enumerate(("离退休", "在职")):
                db.session.add(Category(name=name, position=place))
            if db.session.scalar(db.select(Occasion.id).limit(1)) is None:  # migrations bring their own
                for place, (name, kind) in enumerate((("主题党日", EventKind.THEME_DAY), ("党课", None))):
                    db.session.add(Occasion(name=name, kind=kind, position=place))
            if db.session.scalar(db.select(CoursewareCategory.id).limit(1)) is None:  # migrations bring their own
                for place, name in enumerate(("党史故事", "身边榜样", "实用本领")):
                    db.session.add(CoursewareCategory(name=name, position=place))

    def get(self, model: type, **where: Any) -> Any:
        """The one row that fits, read anew."""
        with self._session():
            return db.session.scalars(db.select(model).filter_by(**where)).one()

    def rows(self, model: type, **where: Any) -> list[Any]:
        """All rows that fit, read anew, in order of their numbers where they have one."""
        with self._session():
            query = db.select(model).filter_by(**where)
            if hasattr(model, "id"):
                query = query.order_by(model.id)
            return list(db.session.scalars(query))

    @property
    def root(self) -> Unit:
        """The community everything hangs on."""
        return self.get(Unit, parent_id=None)

    def theme(self, name: str = "学习") -> Theme:
        """One of the four themes."""
        return self.get(Theme, name=name)

    def unit(self, name: str = "", parent: Unit | None = None, kind: UnitKind = UnitKind.BRANCH, **more: Any) -> Unit:
        """A unit below ``parent`` (the root when none is given)."""
        parent = parent or self.root
        with self._session():
            unit = Unit(name=name or f"第{self._number()}支部", kind=kind, parent_id=parent.id, path="", **more)
            db.session.add(unit)
            db.session.flush()
            unit.path = f"{parent.path}{unit.id}/"
        return unit

    def person(self, kind: PersonKind, name: str = "", unit: Unit | None = None, **more: Any) -> Person:
        """A person of any kind, without an account."""
        unit = unit or self.root
        number = self._number()
        with self._session():
            person = Person(kind=kind, name=name or f"甲{number}", unit_id=unit.id, created_at=clock.now(), **more)
            person.refresh_search()
            db.session.add(person)
        return person

    def member(self, name: str = "", unit: Unit | None = None, account: bool = True, **more: Any) -> Person:
        """A full member with phone and birth month, who can sign in with ``PIN``."""
        number = self._number()
        more.setdefault("status", MemberStatus.FULL)
        more.setdefault("phone", f"1390000{number:04d}")
        more.setdefault("birth_year", 1950 + number % 40)
        more.setdefault("birth_month", number % 12 + 1)
        more.setdefault("on_roster_since", ON_ROSTER_SINCE)
        person = self.person(PersonKind.MEMBER, name, unit, **more)
        if account:
            self.account(person)
        return person

    def duty(self, person: Person, unit: Unit, kind: DutyKind, **more: Any) -> Duty:
        """A post or duty that holds since its person has been on the roster."""
        more.setdefault("since_on", ON_ROSTER_SINCE)
        with self._session():
            row = Duty(person_id=person.id, unit_id=unit.id, kind=kind, written_at=clock.now(), **more)
            db.session.add(row)
        return row

    def account(self, person: Person, user_name: str | None = None, **more: Any) -> Account:
        """An account: with a user name one of staff (``PASSWORD``), without one a member's (``PIN``)."""
        with self._session():
            account = Account(
                person_id=person.id,
                user_name=user_name,
                password_hash=_hash(PASSWORD) if user_name else None,
                pin_hash=None if user_name else _hash(PIN),
                created_at=clock.now(),
                **more,
            )
            db.session.add(account)
        return account

    def staff(self, role: Role, unit: Unit | None = None, name: str = "") -> Person:
        """Somebody with a role over a unit (the root when none is given), who can sign in with ``PASSWORD``."""
        unit = unit or self.root
        person = self.person(PersonKind.STAFF, name or f"工作人员{self._number()}", unit)
        self.account(person, user_name=f"staff{person.id}")
        self.grant(person, role, unit)
        return person

    def grant(self, person: Person, role: Role, unit: Unit | None = None) -> RoleGrant:
        """A role over a unit (the root when none is given) for somebody who has an account."""
        unit = unit or self.root
        account = self.get(Account, person_id=person.id)
        with self._session():
            grant = RoleGrant(account_id=account.id, unit_id=unit.id, role=role, granted_at=clock.now())
            db.session.add(grant)
        return grant

    def venue(self, name: str = "社区中心", unit: Unit | None = None, rooms: tuple[str, ...] = ("二楼大厅",)) -> Venue:
        """A venue with rooms of 60 seats."""
        unit = unit or self.root
        with self._session():
            venue = Venue(unit_id=unit.id, name=name)
            db.session.add(venue)
            db.session.flush()
            for room in rooms:
                db.session.add(Room(venue_id=venue.id, name=room, capacity=60))
        return venue

    def event(
        self,
        title: str = "我的学习故事",
        starts_at: datetime | None = None,
        minutes: int = 90,
        unit: Unit | None = None,
        published: bool = True,
        kind: EventKind = EventKind.THEATRE,
        people: tuple[tuple[Person, EventPart], ...] = (),
        **more: Any,
    ) -> Event:
        """An event tomorrow (or at ``starts_at``), written straight into the tables."""
        unit = unit or self.root
        starts_at = starts_at or (clock.now() + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
        ends_at = starts_at + timedelta(minutes=minutes)
        with self._session():
            event = Event(
                kind=kind, title=title, unit_id=unit.id, starts_at=starts_at, ends_at=ends_at,
                status=EventStatus.PUBLISHED if published else EventStatus.DRAFT, created_at=clock.now(), **more,
            )  # fmt: skip
            if published:
                event.release_number = 1
            db.session.add(event)
            db.session.flush()
            for person, part in people:
                db.session.add(EventPerson(event_id=event.id, person_id=person.id, part=part))
            if published:
                db.session.flush()
                write_face(event)
        return event

    def talk(
        self,
        speaker: Person,
        title: str = "四十年一本账",
        state: TalkState = TalkState.APPROVED,
        theme: Theme | None = None,
        minutes: int = 12,
        text: str = "我怎样学会了记账。",
    ) -> Talk:
        """A talk with one version of its outline."""
        theme = theme or self.theme()
        with self._session():
            talk = Talk(
                person_id=speaker.id, theme_id=theme.id, title=title, state=state, minutes=minutes,
                created_at=clock.now(), submitted_at=None if state is TalkState.DRAFT else clock.now(),
            )  # fmt: skip
            db.session.add(talk)
            db.session.flush()
            db.session.add(
                Outline(talk_id=talk.id, number=1, text=text, written_at=clock.now(), submitted_at=talk.submitted_at)
            )
        return talk

    def item(self, event: Event, talk: Talk | None = None, **more: Any) -> ProgrammeItem:
        """An item at the end of an event's programme."""
        with self._session():
            place = len(db.session.scalars(db.select(ProgrammeItem.id).filter_by(event_id=event.id)).all()) + 1
            more.setdefault("kind", ItemKind.TALK if talk else ItemKind.OTHER)
            more.setdefault("minutes", talk.minutes if talk else 5)
            item = ProgrammeItem(event_id=event.id, talk_id=talk.id if talk else None, position=place, **more)
            if event.release_number:  # on the playbill of a published session
                item.public_position, item.public_minutes = place, item.minutes
                item.public_title, item.public_note = talk.title if talk else item.title or "", item.note or ""
                item.public_is_reserve = bool(item.is_reserve)
            db.session.add(item)
        return item
