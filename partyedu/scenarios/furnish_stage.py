"""The demonstration's stage: a session that is on now, in its second talk, with hands up and questions to choose."""

from datetime import datetime, timedelta
from typing import Any

from partyedu.core.db import db
from partyedu.scenarios.community import Community
from partyedu.schedule.models import Event
from partyedu.theatre import operations as theatre
from partyedu.theatre import queries
from partyedu.theatre.models import Action, QuestionState

BEGAN_MINUTES_AGO = 21
CUES = (
    "各位老师、各位邻居，今天的主题是家风。先请大家静一静，把手机调成震动。",
    "第一位是我们的老邻居，他家的门从来不锁。大家欢迎。",
    "听完一扇门，再听一本账。下一位把账记了四十年。",
    "有账有门，还要有人。最后这一位，讲的是一家三代人。",
    "讲了这么多，该听听大家的了。举手的按次序来，没讲过的先讲。",
)
# Pressed so many minutes after the session should have begun.
STEPS = ((Action.START, 3), (Action.NEXT, 7), (Action.NEXT, 19))
QUESTIONS = (
    ("家里的老照片想扫一份，社区能帮忙吗？", True),
    ("孩子在外地，怎么让他也听听这些故事？", False),
    ("下一场讲什么？我也想报名讲一回。", True),
    ("三号楼的长凳什么时候修？", False),
)


def furnish(place: Community, home: Any, now: datetime) -> None:
    """A branch of retired teachers in the classroom upstairs; its secretary works the console."""
    unit, people = home.units[3], home.members[home.units[3]]
    begin = (now - timedelta(minutes=BEGAN_MINUTES_AGO)).replace(second=0, microsecond=0)
    talks = [
        place.talk(home.reviewer, person, "家风", turn + 3, now - timedelta(days=16), minutes=12)
        for turn, person in enumerate(people[1:5])
    ]
    session = place.session(
        home.organiser, unit, "家风", begin, talks[:3], now - timedelta(days=9), people[0], talks[3],
        room_id=place.classroom_id, open_to_residents=True,
    )  # fmt: skip
    place.hold(session, people[1:14], begin)
    _walk(place, home, session, begin)
    _floor(place, home, session, people, now)


def _walk(place: Community, home: Any, session: int, begin: datetime) -> None:
    with place.step(home.organiser, begin - timedelta(days=1)):
        for item, cue in zip(queries.programme(session), CUES, strict=False):
            theatre.edit_item(item, item.version, item.minutes, item.note, cue, item.title)
    for number, (action, minutes) in enumerate(STEPS):
        with place.step(home.organiser, begin + timedelta(minutes=minutes)):
            event = db.session.get_one(Event, session)
            theatre.take(event, theatre.Pressed(f"demo{number}", action, turn=number))


def _floor(place: Community, home: Any, session: int, people: list[int], now: datetime) -> None:
    for turn, person_id in enumerate((people[1], people[6], people[7])):
        with place.step(place.actor(person_id, None, ""), now - timedelta(minutes=6 - turn)):
            theatre.raise_hand(db.session.get_one(Event, session), person_id)
    with place.step(home.organiser, now - timedelta(minutes=2)):
        theatre.write_down(db.session.get_one(Event, session), None, "来听课的邻居大嫂")
    for turn, (text, is_signed) in enumerate(QUESTIONS):
        person_id = people[8 + turn]
        with place.step(place.actor(person_id, None, ""), now - timedelta(minutes=9 - turn)):
            question = theatre.ask_from_floor(
                db.session.get_one(Event, session), person_id, text, is_signed, f"demo{turn}"
            )
            if turn == 1:
                theatre.sort_question(question, QuestionState.CHOSEN)
