"""Making a survey or a test: its head, its questions, and opening it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from partyedu.core import audit, clock, urn
from partyedu.core.actor import Actor, Permission, current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.search import index_text
from partyedu.core.words import _
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.organisation.queries import unit_reached
from partyedu.surveys import queries
from partyedu.surveys.models import (
    Choice,
    Question,
    QuestionKind,
    Survey,
    SurveyPerson,
    SurveyPurpose,
    SurveyState,
)
from partyedu.surveys.queries.surveys import Asked

QUESTIONS_AT_MOST = 40
TEXT_QUESTIONS_AT_MOST = 10  # a sealed sheet is as long as the longest possible one
CHOICES_AT_MOST = 12
HEAD = ("unit_id", "category_id", "event_id", "title", "introduction", "is_anonymous", "closes_at", "pass_percent")


def create(
    actor: Actor,
    purpose: SurveyPurpose,
    unit_id: int,
    title: str,
    introduction: str = "",
    category_id: int | None = None,
    event_id: int | None = None,
    is_anonymous: bool = False,
    closes_at: datetime | None = None,
    pass_percent: int | None = None,
    form_key: str | None = None,
) -> Survey:
    """Begin a survey or a test as a draft. The same ``form_key`` makes only one.

    ``pass_percent``: of a test, 0 to 100, 60 when it is left out. A test is never anonymous.
    """
    made = queries.survey_of_form(form_key) if form_key else None
    if made is not None:
        return made
    survey = Survey(
        purpose=purpose, unit_id=unit_id, title=title, state=SurveyState.DRAFT, created_at=clock.now(),
        created_by_id=actor.person_id, form_key=form_key or None, by_list=False, answered=0, on_paper=0,
    )  # fmt: skip
    survey.version = 1
    values = {"introduction": introduction, "category_id": category_id, "event_id": event_id, "closes_at": closes_at}
    _write_head(
        actor, survey, unit_id=unit_id, title=title, is_anonymous=is_anonymous, pass_percent=pass_percent, **values
    )
    db.session.add(survey)
    db.session.flush()
    audit.record("create", survey)
    return survey


def edit(actor: Actor, survey: Survey, version: int | None, **values: Any) -> Survey:
    """Change the head of a draft; ``values`` as in ``create``, all of them."""
    _must_be_draft(survey)
    theirs = {name: getattr(survey, name) for name in ("title", "introduction")}
    checked_version(survey, version, theirs)
    _write_head(actor, survey, **values)
    db.session.flush()
    audit.record("edit", survey, HEAD)
    return survey


def _write_head(actor: Actor, survey: Survey, **values: Any) -> None:
    reached = unit_reached(actor, Permission.SURVEY_MANAGE, values["unit_id"])
    reached = reached or unit_reached(actor, Permission.COURSE_MANAGE, values["unit_id"])
    if reached is None:
        raise Problem(_("请选您管的组织。"), field="unit_id")
    is_test = survey.purpose is SurveyPurpose.TEST
    percent = values.pop("pass_percent", None)
    if is_test and percent is None:
        percent = 60
    for name, value in values.items():
        setattr(survey, name, value)
    survey.pass_percent = percent if is_test else None
    survey.is_anonymous = bool(values.get("is_anonymous")) and not is_test
    survey.search_text = index_text(survey.title, spelled_part=survey.title)


def ask_only(survey: Survey, person_ids: Iterable[int]) -> Survey:
    """Make a draft one for these people and nobody else (the roster of a class)."""
    _must_be_draft(survey)
    wanted = sorted(set(person_ids))
    db.session.query(SurveyPerson).filter_by(survey_id=survey.id).delete()
    if wanted:
        rows = [{"survey_id": survey.id, "person_id": person_id} for person_id in wanted]
        db.session.execute(insert(SurveyPerson), rows)
    survey.by_list = True
    db.session.flush()
    audit.record("ask-only", survey, ["by_list"])
    return survey


def discard(survey: Survey) -> None:
    """Throw a draft away, with its questions."""
    _must_be_draft(survey)
    audit.record("discard", survey)
    db.session.query(SurveyPerson).filter_by(survey_id=survey.id).delete()
    for question in queries.question_rows(survey.id):
        _clear_choices(question)
        _delete(question)
    _delete(survey)


def _delete(row: Any) -> None:
    """Delete a row that a room above may point at: a class at its test."""
    db.session.delete(row)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise Problem(_("别处还用着它，不能删。请先在用它的地方换掉。")) from None


def _must_be_draft(survey: Survey) -> None:
    if survey.state is not SurveyState.DRAFT:
        raise Problem(_("已经开始的不能再改题目，大家答的要是同一份。"))


def add_question(
    survey: Survey, kind: QuestionKind, text: str, is_required: bool = True, choices: Sequence[tuple[str, bool]] = ()
) -> Question:
    """Put a question at the end of a draft. ``choices``: answers to choose, each with whether it is right in a test."""
    _must_be_draft(survey)
    standing = queries.question_rows(survey.id)
    if len(standing) >= QUESTIONS_AT_MOST:
        raise Problem(_("最多 %(n)s 道题。题多了，填的人会累。", n=QUESTIONS_AT_MOST))
    question = Question(survey_id=survey.id, position=len(standing) + 1)
    _write_question(survey, question, kind, text, is_required, choices)
    audit.record("add-question", question)
    return question


def edit_question(
    survey: Survey,
    question: Question,
    kind: QuestionKind,
    text: str,
    is_required: bool = True,
    choices: Sequence[tuple[str, bool]] = (),
) -> Question:
    """Change a question of a draft; see ``add_question``."""
    _must_be_draft(survey)
    _write_question(survey, question, kind, text, is_required, choices)
    audit.record("edit-question", question, ["kind", "text", "is_required"])
    return question


def _write_question(
    survey: Survey, question: Question, kind: QuestionKind, text: str, is_required: bool, choices: Sequence[Any]
) -> None:
    listed = [(words, right) for words, right in choices if words]
    if kind in (QuestionKind.SINGLE, QuestionKind.SEVERAL):
        _check_choices(survey, kind, listed)
    else:
        listed = []
    if kind is QuestionKind.TEXT:
        others = [row for row in queries.question_rows(survey.id) if row.kind is kind and row.id != question.id]
        if len(others) >= TEXT_QUESTIONS_AT_MOST:
            raise Problem(_("“写几句”的题最多 %(n)s 道。", n=TEXT_QUESTIONS_AT_MOST), field="kind")
    question.kind, question.text, question.is_required = kind, text, is_required
    db.session.add(question)
    db.session.flush()
    _clear_choices(question)
    for place, (words, right) in enumerate(listed, 1):
        right = right and survey.purpose is SurveyPurpose.TEST
        db.session.add(Choice(question_id=question.id, position=place, text=words, is_right=right))
    db.session.flush()


def _check_choices(survey: Survey, kind: QuestionKind, listed: Sequence[tuple[str, bool]]) -> None:
    if len(listed) < 2:
        raise Problem(_("请至少写两个可以选的答案。"), field="choice_1")
    if len({words for words, _right in listed}) < len(listed):
        raise Problem(_("有两个答案是一样的。"), field="choice_1")
    right = sum(right for _words, right in listed)
    if survey.purpose is SurveyPurpose.TEST:
        if not right:
            raise Problem(_("请在对的答案后面打勾。"), field="choice_1")
        if kind is QuestionKind.SINGLE and right > 1:
            raise Problem(_("“选一个”的题只能有一个对的答案；要几个都对，请改成“可选几个”。"), field="kind")


def _clear_choices(question: Question) -> None:
    for choice in queries.choice_rows(question.id):
        _delete(choice)


def move_question(survey: Survey, question: Question, by: int) -> None:
    """Move a question of a draft up (−1) or down (+1)."""
    _must_be_draft(survey)
    rows = list(queries.question_rows(survey.id))
    place = rows.index(question)
    target = place + by
    if 0 <= target < len(rows):
        rows[place], rows[target] = rows[target], rows[place]
    _number(rows)
    audit.record("move-question", question, ["position"])


def remove_question(survey: Survey, question: Question) -> None:
    """Take a question off a draft."""
    _must_be_draft(survey)
    audit.record("remove-question", question)
    _clear_choices(question)
    _delete(question)
    _number(queries.question_rows(survey.id))


def _number(rows: Iterable[Question]) -> None:
    for place, row in enumerate(rows, 1):
        row.position = place
    db.session.flush()


def open_survey(
    survey: Survey, closes_at: datetime | None = None, everybody: bool = False, tell_all: bool = False
) -> Survey:
    """Open a draft for answers until ``closes_at`` (None: until it is closed by hand).

    Refused without questions, when it would ask nobody, and, unless ``everybody`` says that it is meant, when it would
    ask every member of the house. ``tell_all``: everybody it asks gets a notice.
    """
    _must_be_draft(survey)
    _check_questions(survey, queries.questions_of(survey.id))
    if closes_at is not None and closes_at <= clock.now():
        raise Problem(_("结束的时间已经过去了，请选以后的时间。"), field="closes_at")
    asked = queries.number_asked(survey)
    if not asked:
        raise Problem(_("这样选，一个人也问不到。请回去改“问哪个组织”和“问哪一类党员”。"))
    if survey.is_anonymous and asked < urn.SHOWN_FROM:
        raise Problem(_("不记名的，至少要问 %(n)s 个人，不然猜得出是谁写的。", n=urn.SHOWN_FROM))
    if asked == queries.number_of_all() and not survey.by_list and not everybody:
        raise Problem(_("这样选，问的是全部 %(n)s 位党员。真要问大家，请勾上再开始。", n=asked), field="everybody")
    survey.state, survey.opened_at, survey.closes_at = SurveyState.OPEN, clock.now(), closes_at
    if survey.is_anonymous:
        survey.urn = urn.new("survey")
    survey.version += 1
    db.session.flush()
    audit.record("open", survey, ["state", "opened_at", "closes_at"])
    if tell_all:
        _tell(survey, queries.ids_asked(survey))
    return survey


def _check_questions(survey: Survey, questions: Sequence[Asked]) -> None:
    if not questions:
        raise Problem(_("还没有题目，请先加一道。"))
    if survey.purpose is SurveyPurpose.TEST:
        for question in questions:
            if question.is_choice and not question.right:
                raise Problem(_("第 %(n)s 题还没有勾对的答案。", n=question.position))
        if not any(question.is_choice for question in questions):
            raise Problem(_("测验要有“选一个”或“可选几个”的题，才算得出分。"))


def _tell(survey: Survey, person_ids: Iterable[int]) -> int:
    actor = current_actor()
    others = [person_id for person_id in person_ids if actor is None or person_id != actor.person_id]
    kind = NoticeKind.TEST_OPEN if survey.purpose is SurveyPurpose.TEST else NoticeKind.SURVEY_OPEN
    told = tell(others, kind, survey.title, f"/surveys/{survey.id}", survey.introduction[:300], f"survey:{survey.id}")
    return len(told)


def remind(actor: Actor, survey: Survey) -> int:
    """Tell those of the actor's units who have not handed in a named survey; gives their number."""
    if survey.is_anonymous:
        raise Problem(_("不记名的不点名提醒，免得猜出谁填了、谁没填。"))
    missing = [row.id for row in db.session.execute(queries.not_answered(survey, actor))]
    if not missing:
        raise Problem(_("都交齐了，不用提醒。"))
    number = _tell(survey, missing)
    audit.record("remind", survey)
    return number
