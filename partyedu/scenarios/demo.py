"""A living demonstration: a small community on the day it is opened, with something to do for every role.

A session begins in three quarters of an hour, so that its check-in is open and the television shows the code;
yesterday's session waits for words; talks wait for a reviewer, matters for a hand.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from partyedu.accounts import credentials
from partyedu.accounts.models import Account, Role
from partyedu.core import clock, settings
from partyedu.core.db import db, transaction
from partyedu.discussions import operations as discussions
from partyedu.discussions.models import MatterChannel
from partyedu.organisation.models import MemberStatus, Person, PublicName, UnitKind
from partyedu.scenarios import (
    furnish_banks,
    furnish_cards,
    furnish_contests,
    furnish_courses,
    furnish_door,
    furnish_hours,
    furnish_library,
    furnish_make_up,
    furnish_notices,
    furnish_orders,
    furnish_plans,
    furnish_reading,
    furnish_roster,
    furnish_screens,
    furnish_stage,
    furnish_surveys,
)
from partyedu.scenarios.community import Community, hall_time
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventKind
from partyedu.speakers import operations as speakers
from partyedu.speakers import queries as speaker_queries
from partyedu.speakers.models import Talk
from partyedu.theatre import operations as theatre

BRANCHES = ("东街支部", "西街支部", "南园支部", "退休教师支部")
MEMBERS_A_BRANCH = 18
PASSWORD = "partyedu 2026"
PIN = "258036"


def build() -> None:
    """Build the demonstration into an empty data folder; a few seconds."""
    now = clock.now()
    place = Community("昌和社区", "demo", seed=7)
    home = _People(place, now)
    _past(place, home, now)
    _yesterday(place, home, now)
    _today(place, home, now)
    _ahead(place, home, now)
    _waiting(place, home, now)
    furnish_library.furnish(place, home, now)
    furnish_orders.furnish(place, home, now)
    furnish_surveys.furnish(place, home, now)
    furnish_hours.furnish(place, home, now)
    furnish_roster.furnish(place, home, now)
    furnish_courses.furnish(place, home, now)
    furnish_orders.order_a_course(place, home, now)
    furnish_reading.furnish(place, home, now)
    furnish_banks.furnish(place, home, now)
    furnish_contests.furnish(place, home, now)
    furnish_cards.furnish(place, home, now)
    furnish_notices.furnish(place, home, now)
    furnish_plans.furnish(place, home, now)
    furnish_door.furnish(place, home, now)
    furnish_make_up.furnish(place, home, now)
    furnish_library.show_model_lessons(place, home, now)
    furnish_screens.furnish(place, home, now)
    furnish_stage.furnish(place, home, now)
    _open_accounts(place, home)


class _People:
    """Who is who in the demonstration."""

    def __init__(self, place: Community, now: datetime) -> None:
        begin = hall_time(clock.local(now).date().replace(month=1, day=2), 9)
        self.units = [place.unit(name, UnitKind.BRANCH) for name in BRANCHES]
        self.members = {unit: [place.member(unit, begin) for _number in range(MEMBERS_A_BRANCH)] for unit in self.units}
        self.first = self.members[self.units[0]]
        self.organiser = place.staff(Role.ORGANISER, place.root_id, "organiser")
        self.reviewer = place.staff(Role.REVIEWER, place.root_id, "reviewer")
        self.secretary = place.staff(Role.SECRETARY, self.units[0], "secretary", self.members[self.units[0]][0])
        with place.step(place.keeper, now):
            db.session.get_one(Person, self.first[5]).status = MemberStatus.PROBATIONARY
        for person_id in self.first[1:4]:
            with place.step(place.actor(person_id, None, ""), begin):
                person = db.session.get_one(Person, person_id)
                speakers.set_public_name(place.actor(person_id, None, ""), person, PublicName.FULL)


def _past(place: Community, home: _People, now: datetime) -> None:
    """Sessions of the months before: held, discussed, followed up, closed."""
    themes = list(place.themes)
    for number, days in enumerate((200, 120, 60, 21)):
        unit = home.units[number % len(home.units)]
        people = home.members[unit]
        day = clock.local(now - timedelta(days=days)).date()
        starts_at = hall_time(day, 14, 30)
        talks = [
            place.talk(home.reviewer, person, themes[number], number + turn, starts_at - timedelta(days=25))
            for turn, person in enumerate(people[3:6])
        ]
        session = place.session(
            home.organiser, unit, themes[number], starts_at, talks, starts_at - timedelta(days=14), people[-1]
        )
        here = place.chance.sample(people, 13)
        place.hold(session, sorted({*here, *people[3:6]}), starts_at + timedelta(minutes=30))
        place.discuss(session, here[:4], starts_at + timedelta(hours=3))
        place.follow_up(
            home.organiser, session, here[0], here[1], home.reviewer, starts_at + timedelta(days=1), days=10
        )
        place.end(home.organiser, session, starts_at + timedelta(days=14))


def _yesterday(place: Community, home: _People, now: datetime) -> None:
    """A session whose discussion is open now."""
    unit = home.units[1]
    people = home.members[unit]
    starts_at = hall_time(clock.local(now - timedelta(days=1)).date(), 9, 30)
    talks = [
        place.talk(home.reviewer, person, "家风", turn, starts_at - timedelta(days=20))
        for turn, person in enumerate(people[7:10])
    ]
    session = place.session(home.organiser, unit, "家风", starts_at, talks, starts_at - timedelta(days=10), people[-1])
    here = people[2:14]
    place.hold(session, here, starts_at + timedelta(minutes=30))
    written = min(starts_at + timedelta(hours=3), now - timedelta(minutes=10))
    place.discuss(session, here[:3], written)


def _today(place: Community, home: _People, now: datetime) -> None:
    """A session that begins soon: people have signed up, some are here already."""
    unit, people = home.units[0], home.first
    begin = (now + timedelta(minutes=45)).replace(second=0, microsecond=0)
    begin -= timedelta(minutes=begin.minute % 5)
    talks = [
        place.talk(home.reviewer, person, "学习", turn, now - timedelta(days=18), minutes=12)
        for turn, person in enumerate(people[1:5])
    ]
    session = place.session(
        home.organiser, unit, "学习", begin, talks[:3], now - timedelta(days=8), people[0], talks[3],
        open_to_residents=True, capacity=16,
    )  # fmt: skip
    for turn, person_id in enumerate([*people[6:], *home.members[home.units[2]][:7]]):
        with place.step(place.actor(person_id, None, ""), now - timedelta(days=7) + timedelta(minutes=turn)):
            schedule.sign_up(db.session.get_one(Event, session), db.session.get_one(Person, person_id))
    place.hold(session, people[8:13], now - timedelta(minutes=3))


def _ahead(place: Community, home: _People, now: datetime) -> None:
    """What comes in the next weeks: plain events, sessions, a draft with a request that waits for an answer."""
    day = clock.local(now).date()
    plain = (
        (2, 19, EventKind.FILM, "露天电影：老街往事", "二楼大厅放映，凳子自带"),
        (5, 9, EventKind.THEME_DAY, "主题党日：楼道清洁", "门口集合"),
        (6, 15, EventKind.MEETING, "议事会：停车怎么停", "一事一议"),
    )
    for days, hour, kind, title, summary in plain:
        with place.step(home.organiser, now - timedelta(days=3)):
            starts_at = hall_time(day + timedelta(days=days), hour)
            event = schedule.create(
                home.organiser, kind=kind, title=title, unit_id=place.root_id, room_id=place.classroom_id,
                starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90), summary=summary,
                open_to_residents=kind is not EventKind.MEETING,
            )  # fmt: skip
            schedule.release(event)
    for number, days in enumerate((8, 15)):
        unit = home.units[2 + number]
        people = home.members[unit]
        starts_at = hall_time(day + timedelta(days=days), 14, 30)
        talks = [
            place.talk(home.reviewer, person, "创业", number * 3 + turn, now - timedelta(days=12))
            for turn, person in enumerate(people[10:13])
        ]
        place.session(home.organiser, unit, "创业", starts_at, talks, now - timedelta(days=2), people[-1])
    asked = place.talk(home.reviewer, home.first[6], "入党", 4, now - timedelta(days=9))
    with place.step(home.organiser, now - timedelta(days=1)):
        starts_at = hall_time(day + timedelta(days=24), 14, 30)
        draft = theatre.plan_session(
            home.organiser, title="我的入党故事", theme_id=place.themes["入党"], unit_id=home.units[0],
            expected_unit_id=home.units[0], room_id=place.hall_id, starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=90),
        )  # fmt: skip
        theatre.ask(draft, db.session.get_one(Talk, asked), message="请您来讲一讲那枚党徽的来历。")
    _plan(place, home, now)


def _plan(place: Community, home: _People, now: datetime) -> None:
    year, quarter = clock.local(now).year, clock.quarter_of(clock.local(now).date())
    with place.step(home.organiser, now - timedelta(days=30)):
        for number, unit in enumerate(home.units):
            theme = list(place.themes.values())[number]
            theatre.plan_slot(year, quarter, unit, theme, owner_id=home.members[unit][-1])
            if quarter < 4:
                theatre.plan_slot(year, quarter + 1, unit, theme, owner_id=home.members[unit][-1])


def _waiting(place: Community, home: _People, now: datetime) -> None:
    """Talks for the reviewer, one returned to its speaker, matters that nobody has in hand."""
    for turn, person_id in enumerate(home.first[14:17]):
        with place.step(place.actor(person_id, None, ""), now - timedelta(days=4 - turn)):
            place.offer(person_id, "家风", turn + 3, minutes=10, submit_now=True)
    with place.step(home.reviewer, now - timedelta(hours=20)):
        newest = db.session.scalars(select(Talk).order_by(Talk.id.desc())).first()
        assert newest is not None
        outline = speaker_queries.latest_outline(newest)
        assert outline is not None
        speakers.return_to_speaker(home.reviewer, newest, outline.id, "开头很动人。请补上后来怎样了，讲到十分钟以内。")
    with place.step(home.organiser, now - timedelta(days=2)):
        box, wishes = MatterChannel.SUGGESTION_BOX, MatterChannel.WISH_BOX
        for title, channel in (("活动室的空调不凉", box), ("想学用手机挂号", wishes)):
            discussions.raise_matter(place.root_id, channel, title, title, anonymous=True)


def _open_accounts(place: Community, home: _People) -> None:
    """Passwords and PINs that are told to everybody, as only a demonstration may have."""
    with transaction():
        for account in db.session.scalars(select(Account)):
            account.password_hash = credentials.hash_password(PASSWORD)
            account.password_is_temporary = False
        member = db.session.get_one(Person, home.first[6])
        speaker = db.session.get_one(Person, home.first[16])
        for person in (member, speaker):
            person.phone = person.phone or "19900009999"
            pin = credentials.hash_pin(PIN)
            db.session.add(Account(person_id=person.id, pin_hash=pin, created_at=clock.now()))
        lines = [
            f"管理员 · administrator: 管理员 / {PASSWORD}",
            f"党务工作者 · organiser: organiser / {PASSWORD}",
            f"评审 · reviewer: reviewer / {PASSWORD}",
            f"支部书记 · secretary: secretary / {PASSWORD}",
            f"党员 · member: {member.phone} / PIN {PIN}",
            f"党员（讲述被退回） · member with a returned talk: {speaker.phone} / PIN {PIN}",
        ]
        settings.change(demo="\n".join(lines), contact="一楼服务台，分机 8001")
