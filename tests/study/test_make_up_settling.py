"""Which fact makes up which task: the same answer each time, one fact for one task, what was agreed first."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from partyedu.study.making_up import Fact, FactKind, Task, fits, is_agreed, made_up

START = datetime(2026, 3, 1, tzinfo=UTC)

moments = some.integers(0, 12).map(lambda days: START + timedelta(days=days))
numbers = some.one_of(some.none(), some.integers(1, 3))
tasks = some.lists(
    some.builds(
        Task, id=some.integers(1, 30), since=moments, occasion_id=numbers, theme_id=numbers, course_id=numbers,
        event_kind=some.sampled_from(["theme-day", "meeting"]), offered_event_id=numbers,
        offered_courseware_id=numbers, offered_visit=some.booleans(),
    ),
    max_size=6, unique_by=lambda task: task.id,
)  # fmt: skip
facts = some.lists(
    some.builds(
        Fact, kind=some.sampled_from(FactKind), id=some.integers(1, 5), at=moments, occasion_id=numbers,
        theme_id=numbers, course_id=numbers, event_kind=some.sampled_from(["theme-day", "meeting"]),
        courseware_id=numbers, expected=some.booleans(),
    ),
    max_size=8, unique_by=lambda fact: (fact.kind, fact.id),
)  # fmt: skip


@given(tasks, facts)
def test_each_fact_makes_up_one_task_and_only_what_it_fits(tasks, facts):
    found = made_up(tasks, facts)
    used = [(fact.kind, fact.id) for fact in found.values()]
    assert len(used) == len(set(used))
    by_id = {task.id: task for task in tasks}
    for number, fact in found.items():
        assert is_agreed(by_id[number], fact) or fits(by_id[number], fact)
        assert fact.at >= by_id[number].since


@given(tasks, facts, some.randoms())
def test_the_order_in_which_rows_come_changes_nothing(tasks, facts, chance):
    before = made_up(tasks, facts)
    tasks, facts = list(tasks), list(facts)
    chance.shuffle(tasks)
    chance.shuffle(facts)
    assert made_up(tasks, facts) == before


@given(tasks, facts)
def test_no_task_stays_open_beside_a_fact_that_nobody_needs(tasks, facts):
    found = made_up(tasks, facts)
    used = {(fact.kind, fact.id) for fact in found.values()}
    left = [fact for fact in facts if (fact.kind, fact.id) not in used]
    for task in tasks:
        if task.id not in found:
            assert not any(is_agreed(task, fact) or fits(task, fact) for fact in left)


def test_what_was_agreed_goes_before_an_older_task_that_it_fits_as_well():
    older = Task(1, START, theme_id=1, event_kind="theme-day")
    agreed = Task(2, START + timedelta(days=1), theme_id=1, event_kind="theme-day", offered_event_id=9)
    there = Fact(FactKind.EVENT, 9, START + timedelta(days=5), theme_id=1, event_kind="theme-day")
    assert made_up([older, agreed], [there]) == {2: there}
