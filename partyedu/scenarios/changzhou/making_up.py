"""What was missed in June is made up in July: asked, why it was hard, an offer that fits, done.

Who could not follow hears it again beside the neighbours, who works reads a piece of the library and writes a sentence,
who cannot come is gone to. One of seven has not answered by the end of the year.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from partyedu.core.db import db
from partyedu.scenarios.changzhou.care import Chosen
from partyedu.scenarios.changzhou.street import YEAR, Home, Street, able
from partyedu.scenarios.changzhou.texts import PIECES, REASONS
from partyedu.scenarios.community import hall_time
from partyedu.schedule.models import Event

SILENT = 7  # of so many who are asked, one does not answer
ASKED = hall_time(date(YEAR, 6, 22), 9)
DOOR_DAY = date(YEAR, 7, 3)


def shelved(street: Street) -> None:
    """Three pieces of the street come into its library in spring: what one can read when one could not come."""
    for turn, (title, _text, _question) in enumerate(PIECES[:3]):
        at = hall_time(date(YEAR, 2, 6 + turn), 10)
        readers = street.homes[turn % len(street.homes)].members[:2]
        street.shelf.piece(street.organiser, street.place.root_id, f"微课：{title}", turn, at, readers=readers)


def made_up(street: Street, events: dict[int, list[int]]) -> None:
    """The whole road of everybody who was absent in June, branches and temporary groups alike."""
    guests: dict[int, list[int]] = defaultdict(list)  # who makes it up at which event
    gone_to: Counter[int] = Counter()
    for unit_id, own in events.items():
        home = street.host(unit_id)
        chosen = _answered(street, home, own[5])
        for one in chosen:
            if one.event_id is not None:
                guests[one.event_id].append(one.person_id)
            elif one.piece_id is not None:
                street.care.read(home.organiser, one.person_id, one.piece_id, hall_time(date(YEAR, 7, 1), 21))
        at_home = [one.person_id for one in chosen if one.event_id is None and one.piece_id is None]
        _gone_to(street, home, unit_id, at_home, gone_to)
    for event_id, people in guests.items():
        event = db.session.get_one(Event, event_id)
        host, over = street.host(event.unit_id), event.ends_at + timedelta(hours=1)
        street.place.sign_in(host.organiser, event_id, people, over)
    street.care.note_what_is_made_up(hall_time(date(YEAR, 7, 31), 3))


def _answered(street: Street, home: Home, event_id: int) -> list[Chosen]:
    tasks = street.care.ask(home.organiser, event_id, ASKED)
    return [
        street.care.answer(task, *REASONS[turn % len(REASONS)], ASKED + timedelta(days=2, minutes=turn))
        for turn, task in enumerate(tasks)
        if turn % SILENT != SILENT - 1
    ]


def _gone_to(street: Street, home: Home, unit_id: int, people: Sequence[int], before: Counter[int]) -> None:
    """The helper of a branch, or the leader of a group, brings June's content to those who asked for it.

    Who missed the day at home and where they study day by day has two to make up, a week apart (``before``: how often
    somebody was gone to already).
    """
    helpers = [person for person in able(street.place.members_of(unit_id) or home.members) if person not in people]
    why, studied = "没赶上学习日，想在家里学。", "把六月学习日的内容补讲了一遍。"
    for again in sorted({before[person] for person in people}):
        chosen = [person for person in people if before[person] == again]
        day = DOOR_DAY + timedelta(days=7 * again)
        street.care.visits(home.organiser, chosen, helpers[:1], day, why, studied)
    before.update(people)
