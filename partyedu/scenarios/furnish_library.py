"""The demonstration's library: rated talks, pieces in every stage, a rule, what it proposed and what was decided."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from partyedu.attendance.models import Attendance
from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.library import operations as library
from partyedu.library import queries
from partyedu.library.models import (
    Courseware,
    Distinction,
    Origin,
    Outcome,
    Stage,
    Tier,
    Verdict,
)
from partyedu.library.operations import screenings
from partyedu.library.queries import Lines
from partyedu.library.queries import screenings as screening_queries
from partyedu.organisation.models import Unit
from partyedu.scenarios.community import Community
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventKind, EventStatus
from partyedu.speakers.models import Talk, TalkFormat
from partyedu.theatre import operations as theatre
from partyedu.theatre import queries as theatre_queries

RATERS = 8
TEXT = "一、先讲一件身边的事。\n二、再说三句记得住的话。\n三、回家试一试，下次来说说怎么样。"
# title, category, minutes, the stage it is brought to, the share of the points that the expert gave
PIECES: tuple[tuple[str, str, int, Stage, float], ...] = (
    ("三句话认出骗子电话", "实用本领", 12, Stage.TEXTBOOK, 0.95),
    ("手机挂号一步一步来", "实用本领", 15, Stage.ADMITTED, 0.92),
    ("老街的四块门牌", "党史故事", 20, Stage.ADMITTED, 0.86),
    ("一张条子怎么递到议事会", "社区治理", 10, Stage.ADMITTED, 0.9),
    ("烧伤烫伤先做什么", "实用本领", 8, Stage.REVIEW, 0),
    ("组织生活会怎么准备", "党章党规", 18, Stage.COMMENTS, 0),
    ("垃圾分类不发愁", "社区治理", 9, Stage.MAKING, 0.45),
    ("给楼道装扶手的经过", "社区治理", 12, Stage.TOPIC, 0),
)
CATEGORY_OF = {"入党": "党章党规", "学习": "实用本领", "创业": "身边榜样", "家风": "家风文化"}
COMMENTS = ("例子好，字可以再大一点。", "第二段短一些，老人记得住。")


def furnish(place: Community, home: Any, now: datetime) -> None:
    """Ratings of past talks, courseware on its way, talks that became courseware, a rule and decisions by it."""
    given = _rated(place, now)
    _pieces(place, home, now)
    _from_talks(place, home, given, now)
    _judge(place, home, now)


def _rated(place: Community, now: datetime) -> list[int]:
    """Those who were there rate the talks of past sessions; gives the talks of some weeks ago, a weak one first."""
    held = Event.status.in_((EventStatus.PUBLISHED, EventStatus.CLOSED))
    query = select(Event.id, Event.ends_at).where(Event.kind == EventKind.THEATRE, Event.ends_at < now, held)
    good: list[tuple[int, int]] = []
    for session, (event_id, ended) in enumerate(db.session.execute(query.order_by(Event.id)).all()):
        talks = [talk.id for talk in theatre_queries.talks_to_rate(event_id)]
        there = select(Attendance.person_id).where(Attendance.event_id == event_id).order_by(Attendance.id)
        weak = talks[0] if session == 0 and talks else 0
        for turn, person_id in enumerate(db.session.scalars(there.limit(RATERS + 3)).all()):
            stars = {one: (2 if one == weak else 5 - (turn + place_of) % 2) for place_of, one in enumerate(talks)}
            with place.step(place.actor(person_id, None, ""), min(ended + timedelta(hours=2), now)):
                own = {talk.id for talk in db.session.scalars(select(Talk).where(Talk.person_id == person_id))}
                answers = {one: (number, "") for one, number in stars.items() if one not in own}
                theatre.rate(db.session.get_one(Event, event_id), person_id, answers)
        if ended < now - timedelta(days=20):
            good += [(0 if one == weak else 1, one) for one in talks]
    return [number for _order, number in sorted(good)]


def _pieces(place: Community, home: Any, now: datetime) -> None:
    """Courseware made for the library, each brought to its stage."""
    names = {row.name: row.id for row in queries.categories()}
    for turn, (title, category, minutes, stage, share) in enumerate(PIECES):
        begun = now - timedelta(days=90 - 9 * turn)
        maker = home.first[6 + (turn + 2) % 8]
        by = place.actor(maker, None, "") if stage is Stage.TOPIC else home.organiser
        with place.step(by, begun):
            unit = db.session.get_one(Unit, home.units[0])
            row = library.propose_topic(
                by, unit, title, names.get(category) or next(iter(names.values())), owner_id=maker, minutes=minutes,
                summary="一看就懂，一学就会。", theme_id=list(place.themes.values())[turn % 4],
                origin=list(Origin)[turn % 4], tier=Tier.DISTRICT if turn == 2 else Tier.STREET,
            )  # fmt: skip
            number = row.id
        if stage is not Stage.TOPIC:
            _bring(place, home, number, stage, share, begun)


def _bring(place: Community, home: Any, number: int, stage: Stage, share: float, begun: datetime) -> None:
    with place.step(home.organiser, begun + timedelta(days=1)):
        library.write_version(home.organiser, _piece(number), None, TEXT)
        if stage is not Stage.MAKING:
            library.ask_for_comments(home.organiser, _piece(number))
    if stage is not Stage.MAKING:
        for turn, text in enumerate(COMMENTS):
            who = home.members[home.units[1]][3 + turn]
            with place.step(place.actor(who, None, ""), begun + timedelta(days=2, hours=turn)):
                library.comment(place.actor(who, None, ""), _piece(number), who, text)
    if stage in (Stage.MAKING, Stage.REVIEW, Stage.ADMITTED, Stage.TEXTBOOK):
        with place.step(home.organiser, begun + timedelta(days=3)):
            library.hand_to_review(home.organiser, _piece(number))
    if share:
        verdict = Verdict.RETURN if stage is Stage.MAKING else Verdict.ADMIT
        _score(place, home.reviewer, number, share, verdict, begun + timedelta(days=5))


def _score(place: Community, reviewer: Actor, number: int, share: float, verdict: Verdict, at: datetime) -> None:
    with place.step(reviewer, at):
        row = _piece(number)
        sheet, newest = queries.sheet_for(row.unit.path), queries.newest_version(number)
        assert sheet is not None
        assert newest is not None
        points = {line.id: round(line.points * share) for line in queries.criteria(sheet.id)}
        words = "例子太少，请补两个身边的例子，再说短一点。" if verdict is Verdict.RETURN else "讲得清楚，用得上。"
        library.review(reviewer, row, newest.id, sheet.id, points, verdict, words)


def _from_talks(place: Community, home: Any, given: list[int], now: datetime) -> None:
    """Talks given well come into the library: those that teach by the experts, stories by consent."""
    rows = {talk.id: talk.format for talk in db.session.scalars(select(Talk).where(Talk.id.in_(given)))}
    names = {row.name: row.id for row in queries.categories()}
    teaching = [one for one in given if rows[one] is not TalkFormat.STORY][:3]
    stories = [one for one in reversed(given) if rows[one] is TalkFormat.STORY][:3]
    for turn, talk_id in enumerate([*teaching, *stories]):
        at = now - timedelta(days=18 - 2 * turn)
        with place.step(home.organiser, at):
            talk = db.session.get_one(Talk, talk_id)
            row = library.propose_talk(home.organiser, talk, names.get(CATEGORY_OF[talk.theme.name]))
            number, owner_id, is_story = row.id, row.owner_id, row.is_story
        if turn == len(teaching) + len(stories) - 1:
            break  # the last story waits for its owner's word
        if is_story and owner_id is not None:
            with place.step(place.actor(owner_id, None, ""), at + timedelta(hours=5)):
                library.give_consent(place.actor(owner_id, None, ""), _piece(number))
        _score(place, home.reviewer, number, 0.9, Verdict.ADMIT, at + timedelta(days=1))


def _judge(place: Community, home: Any, now: datetime) -> None:
    """The rule, likes, one decision into the textbook; the rest is proposed and waits."""
    with place.step(home.organiser, now - timedelta(days=60)):
        lines = Lines(raters=5, average_up=430, expert_up=85, likes_up=3, average_down=300, expert_down=60)
        root = db.session.get_one(Unit, place.root_id)
        library.set_rule(home.organiser, root, lines, "先照去年的平均分定，年底再看。")
    readable = [row.id for row in queries.courseware_to_choose(home.organiser)]
    for turn, number in enumerate(readable):
        with place.step(home.organiser, now - timedelta(days=10)):
            for one in range(3 + turn % 5):
                library.like(_piece(number), library.like_key(number, f"browser {one}"))
    titles = [title for title, _category, _minutes, stage, _share in PIECES if stage is Stage.TEXTBOOK]
    query = select(Courseware.id).where(Courseware.title.in_(titles))
    with place.step(home.organiser, now - timedelta(days=6)):
        for number in db.session.scalars(query).all():
            library.decide(
                home.organiser, _piece(number), None, Outcome.TEXTBOOK, Distinction.GOOD_COURSE,
                "各支部都在用，听的人都说记得住。",
            )  # fmt: skip


def show_model_lessons(place: Community, home: Any, now: datetime) -> None:
    """A screening of what was chosen: released, for next week."""
    with place.step(home.organiser, now - timedelta(days=2)):
        chosen = [row.id for row in screening_queries.offered()][:2]
        start = clock.at(clock.local(now).date() + timedelta(days=9), time(14, 30))
        event = screenings.plan_screening(
            home.organiser, chosen, title="好课程展播", unit_id=place.root_id, starts_at=start,
            ends_at=start + timedelta(minutes=75), room_id=place.classroom_id, open_to_residents=True,
            summary="选出来的好课，放给没赶上的人看；看完一起说说。",
        )  # fmt: skip
        schedule.release(event)


def _piece(number: int) -> Courseware:
    return db.session.get_one(Courseware, number)
