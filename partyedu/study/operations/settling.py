"""Noting which tasks are made up. What is noted is what the query says: it can be thrown away and noted again."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import update

from partyedu.core import audit, clock
from partyedu.core.db import db
from partyedu.study.making_up import Fact, FactKind
from partyedu.study.models import MakeUp, MakeUpState
from partyedu.study.queries import settling

LOOK_BACK = timedelta(days=2)


def settle(person_ids: Iterable[int]) -> int:
    """Note for some people which of their tasks are made up, and by what; how many have changed.

    A task whose fact is gone (an attendance corrected, an answer given back) is open again.
    """
    changes: list[tuple[int, tuple[str, ...]]] = []
    year = clock.today().year
    for some in settling.by_person(person_ids):
        db.session.flush()
        tasks = settling.tasks_of_people(some, year)
        # Most have no task: what they did since is not asked for.
        found = settling.made_up_of(sorted({task.person_id for task in tasks}), year)
        for task in tasks:
            if _note(task, found.get(task.id)):
                changes.append((task.id, ("state",)))
    db.session.flush()
    audit.record_all("settle", MakeUp.__tablename__, changes)
    return len(changes)


def _note(task: MakeUp, fact: Fact | None) -> bool:
    of = {kind: fact.id if fact is not None and fact.kind is kind else None for kind in FactKind}
    noted = of[FactKind.EVENT], of[FactKind.ANSWER], of[FactKind.VISIT]
    if noted == (task.by_event_id, task.by_answer_id, task.by_visit_id) and (fact is not None) == task.is_done:
        return False
    task.by_event_id, task.by_answer_id, task.by_visit_id = noted
    task.state = MakeUpState.OPEN if fact is None else MakeUpState.DONE
    task.ended_at = None if fact is None else clock.now()
    task.ended_by_id = None
    task.version += 1
    return True


def settle_all(touched_since: datetime | None = None) -> int:
    """Nightly work: note it for everybody with a task, or for those only whose attendance changed since an instant."""
    return settle(settling.people_with_tasks(clock.today().year, touched_since))


def settle_recent() -> int:
    """What has to be noted after check-ins and corrections of the last days."""
    return settle_all(clock.now() - LOOK_BACK)


def forget_reasons() -> int:
    """Nightly work: what was told about a year is deleted once the year is over; how many tasks that were."""
    numbers = settling.reasons_to_forget(clock.today().year)
    for some in settling.by_person(numbers, 500):
        db.session.execute(update(MakeUp).where(MakeUp.id.in_(some)).values(reason=None, words=""))
    audit.record_all("forget-reason", MakeUp.__tablename__, [(number, ("reason", "words")) for number in numbers])
    return len(numbers)
