"""What was answered: one's own sheet, the sheets of a named survey, sums and words."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, contains_eager

from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within
from partyedu.surveys.models import AnonymousAnswer, Answer, SealedSheet, Sheet, SheetGiven, Survey
from partyedu.surveys.queries.surveys import Asked

WORDS_ON_THE_PAGE = 20


def sheet_of(survey_id: int, person_id: int) -> Sheet | None:
    """The sheet of a person."""
    return db.session.scalar(select(Sheet).where(Sheet.survey_id == survey_id, Sheet.person_id == person_id))


def has_given(survey_id: int, person_id: int) -> bool:
    """Whether the person has put a sheet into the urn (never which)."""
    return db.session.get(SheetGiven, (survey_id, person_id)) is not None


def number_given(survey_id: int) -> int:
    """How many people have put a sheet into the urn by themselves."""
    query = select(func.count()).select_from(SheetGiven).where(SheetGiven.survey_id == survey_id)
    return db.session.scalar(query) or 0


def sealed_sheets(survey_id: int) -> list[bytes]:
    """What lies in the urn."""
    return list(db.session.scalars(select(SealedSheet.sealed).where(SealedSheet.survey_id == survey_id)))


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody answered to one question: choices by number, or a number from one to five, or words."""

    choices: frozenset[int] = frozenset()
    number: int | None = None
    words: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return not self.choices and self.number is None and not self.words


def replies_of(sheet_id: int) -> dict[int, Reply]:
    """What stands on a named sheet, by question."""
    query = select(Answer.question_id, Answer.choice_id, Answer.number, Answer.words).where(Answer.sheet_id == sheet_id)
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query):
        rows[row.question_id].append(row)
    return {
        question_id: Reply(
            frozenset(row.choice_id for row in given if row.choice_id is not None), given[0].number, given[0].words
        )
        for question_id, given in rows.items()
    }


def sheets_led(survey: Survey) -> Select[*tuple[Any, ...]]:
    """Column query of the sheets of a named survey, by unit and name: number, name, unit, handed_in_at, who typed it,
    percent, passed, tries. The caller has looked the survey up with ``survey_led``."""
    typist = aliased(Person)
    return (
        select(
            Sheet.id, Person.name, Unit.name.label("unit"), Sheet.handed_in_at, typist.name.label("typist"),
            Sheet.percent, Sheet.passed, Sheet.tries,
        )
        .join(Person, Sheet.person_id == Person.id)
        .outerjoin(Unit, Person.unit_id == Unit.id)
        .outerjoin(typist, Sheet.typed_by_id == typist.id)
        .where(Sheet.survey_id == survey.id)
        .order_by(Unit.in_order, Person.name, Sheet.id)
    )  # fmt: skip


def sheet_led(actor: Actor, sheet_id: int) -> Sheet | None:
    """One named sheet, if the actor leads its survey."""
    query = (
        select(Sheet)
        .join(Survey, Sheet.survey_id == Survey.id)
        .join(Unit, Survey.unit_id == Unit.id)
        .join(Person, Sheet.person_id == Person.id)
        .options(contains_eager(Sheet.survey), contains_eager(Sheet.person))
        .where(Sheet.id == sheet_id, within(actor.reach(Permission.SURVEY_MANAGE)))
    )
    return db.session.scalar(query)


def answers_of(survey: Survey) -> dict[int, dict[int, Reply]]:
    """All named sheets of a survey, for the workbook: sheet → question → what was answered. One statement."""
    query = (
        select(Answer.sheet_id, Answer.question_id, Answer.choice_id, Answer.number, Answer.words)
        .join(Sheet, Answer.sheet_id == Sheet.id)
        .where(Sheet.survey_id == survey.id)
    )
    found: dict[int, dict[int, Reply]] = defaultdict(dict)
    for row in db.session.execute(query):
        known = found[row.sheet_id].get(row.question_id, Reply())
        chosen = known.choices if row.choice_id is None else known.choices | {row.choice_id}
        found[row.sheet_id][row.question_id] = Reply(chosen, row.number, row.words)
    return found


@dataclass(slots=True)
class Sums:
    """What came of one question: how many chose each answer (by number), gave each mark (1 to 5), wrote words."""

    choices: Counter[int] = field(default_factory=Counter)
    numbers: Counter[int] = field(default_factory=Counter)
    words: int = 0
    some_words: list[str] = field(default_factory=list)

    @property
    def average(self) -> float | None:
        """The average of the marks."""
        given = sum(self.numbers.values())
        return sum(mark * number for mark, number in self.numbers.items()) / given if given else None


def sums_of(survey: Survey, questions: list[Asked]) -> dict[int, Sums]:
    """What came of each question of a survey, named or opened from its urn; two statements.

    Whether it may be shown is decided before (``access.has_results``).
    """
    table: Any = AnonymousAnswer if survey.is_anonymous else Answer
    found = {question.id: Sums() for question in questions}
    counted = (
        select(table.question_id, table.choice_id, table.number, func.count())
        .where(table.question_id.in_(found))
        .group_by(table.question_id, table.choice_id, table.number)
    )
    for question_id, choice_id, number, times in db.session.execute(counted):
        if choice_id is not None:
            found[question_id].choices[choice_id] = times
        elif number is not None:
            found[question_id].numbers[number] = times
        else:
            found[question_id].words = times
    place = func.row_number().over(partition_by=table.question_id, order_by=_order(table)).label("place")
    written = select(table.question_id, table.words, place).where(table.question_id.in_(found), table.words != "")
    first = written.subquery()
    shown = select(first.c.question_id, first.c.words).where(first.c.place <= WORDS_ON_THE_PAGE)
    for question_id, words in db.session.execute(shown.order_by(first.c.question_id, first.c.place)):
        found[question_id].some_words.append(words)
    return found


def _order(table: Any) -> Any:
    # Keys are random: the order in which people answered is nowhere.
    return table.key if table is AnonymousAnswer else table.id.desc()


def words_of(survey: Survey, question_ids: Iterable[int]) -> Select[*tuple[Any, ...]]:
    """Column query of all that was written to some questions, without names: words, number of the question."""
    table: Any = AnonymousAnswer if survey.is_anonymous else Answer
    query = select(table.words, table.question_id).where(table.question_id.in_(list(question_ids)), table.words != "")
    return query.order_by(table.question_id, _order(table))


def test_results(survey_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of who took a test, for the rooms above: person_id, percent (0 to 100), passed."""
    return select(Sheet.person_id, Sheet.percent, Sheet.passed).where(Sheet.survey_id == survey_id)


def test_sums(survey: Survey) -> tuple[int, float | None]:
    """How many have passed a test, and the average percentage."""
    passed = func.count().filter(Sheet.passed.is_(True))
    row = db.session.execute(select(passed, func.avg(Sheet.percent)).where(Sheet.survey_id == survey.id)).one()
    return row[0] or 0, None if row[1] is None else float(row[1])
