"""Handing in: on one's own phone, or typed in by staff; named sheets as rows, anonymous ones into the urn.

Nothing that is written here leads from an anonymous sheet to a person: ``SheetGiven`` says that somebody has given one,
``SealedSheet`` holds it sealed and of one length under a random key, the audit row stands outside the order of the
others. How sheets come out again: ``operations.closing``.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from partyedu.core import audit, clock, urn
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.surveys import queries
from partyedu.surveys.access import is_open, may_try, takes_late, takes_paper
from partyedu.surveys.models import Answer, QuestionKind, SealedSheet, Sheet, SheetGiven, Survey, SurveyPurpose
from partyedu.surveys.queries.sheets import Reply
from partyedu.surveys.queries.surveys import Asked

WORDS_AT_MOST = 300  # characters of one answer in words
MARKS = range(1, 6)


def hand_in(
    survey: Survey, person_id: int, given: Mapping[int, Reply], begun_at: datetime | None = None
) -> Sheet | None:
    """A person hands in their sheet: question → what they answered. Gives the sheet, None of an anonymous one.

    ``begun_at``: when they began it (see ``begun``); after the closing it is taken until the end of the next day, if it
    was begun before.
    """
    now = clock.now()
    if not is_open(survey, now) and not takes_late(survey, now, begun_at):
        raise Problem(_("已经结束了，不再收了。"))
    if not queries.is_asked(survey, person_id):
        raise Problem(_("这一份不是给您的。"))
    questions = queries.questions_of(survey.id)
    answers = checked(questions, given)
    if survey.is_anonymous:
        if queries.has_given(survey.id, person_id):
            raise Problem(_("您已经交过了，谢谢。"))
        db.session.add(SheetGiven(survey_id=survey.id, person_id=person_id))
        _seal(survey, questions, answers, on_paper=False)
        audit.record_anonymous("hand-in", survey)
        return None
    sheet = _keep(survey, person_id, questions, answers)
    audit.record("hand-in", sheet, on_behalf_of=person_id if sheet.typed_by_id else None)
    return sheet


def type_in(survey: Survey, person_id: int, given: Mapping[int, Reply]) -> Sheet:
    """Staff type in the paper sheet (or what they were told) of somebody; the record says who typed."""
    if survey.is_anonymous:
        raise Problem(_("不记名的不写名字。"))
    if not takes_paper(survey, clock.now()):
        raise Problem(_("已经结束了，不再收了。"))
    if not queries.is_asked(survey, person_id):
        raise Problem(_("这位不在这一份要问的人里面。"), field="person")
    questions = queries.questions_of(survey.id)
    sheet = _keep(survey, person_id, questions, checked(questions, given))
    audit.record("type-in", sheet, on_behalf_of=person_id)
    return sheet


def type_in_anonymous(survey: Survey, given: Mapping[int, Reply]) -> None:
    """Staff type in a paper sheet without a name: it goes into the urn. No more sheets than people are asked."""
    if not survey.is_anonymous:
        raise Problem(_("这一份要写明是谁的。"), field="person")
    if not takes_paper(survey, clock.now()):
        raise Problem(_("已经结束了，不再收了。"))
    if survey.answered >= queries.number_asked(survey):
        raise Problem(_("已经有 %(n)s 张了，再录就比要问的人还多，请核对张数。", n=survey.answered))
    questions = queries.questions_of(survey.id)
    answers = checked(questions, given)
    _seal(survey, questions, answers, on_paper=True)
    survey.on_paper = Survey.on_paper + 1
    db.session.flush()
    audit.record("type-in-anonymous", survey, ["on_paper"])


def checked(questions: Sequence[Asked], given: Mapping[int, Reply]) -> dict[int, Reply]:
    """The answers that fit the questions; refused at its field (``q12``) where one does not, or is missing."""
    answers = {}
    for question in questions:
        reply = given.get(question.id, Reply())
        field = f"q{question.id}"
        known = {option.id for option in question.options}
        if not reply.choices <= known or (question.kind is QuestionKind.SINGLE and len(reply.choices) > 1):
            raise Problem(_("请从列出的答案里选。"), field=field)
        if reply.number is not None and (question.kind is not QuestionKind.SCALE or reply.number not in MARKS):
            raise Problem(_("请打一到五分。"), field=field)
        if len(reply.words) > WORDS_AT_MOST:
            raise Problem(_("最多 %(n)s 个字。", n=WORDS_AT_MOST), field=field)
        if question.is_required and reply.is_empty:
            raise Problem(_("这一题还没有答。"), field=field)
        if not reply.is_empty:
            answers[question.id] = reply
    if not answers:
        raise Problem(_("一题也没有答，请至少答一题再交。"))
    return answers


def _keep(survey: Survey, person_id: int, questions: Sequence[Asked], answers: Mapping[int, Reply]) -> Sheet:
    """Keep a named sheet: once for a survey; of the tries at a test the best."""
    standing = queries.sheet_of(survey.id, person_id)
    if not may_try(survey, standing):
        passed = survey.purpose is SurveyPurpose.TEST
        raise Problem(_("已经及格了，不用再做。") if passed else _("这位已经交过了，谢谢。"))
    percent = marked(questions, answers) if survey.purpose is SurveyPurpose.TEST else None
    if standing is not None:
        standing.tries += 1
        if percent is not None and percent < (standing.percent or 0):
            db.session.flush()
            return standing
        db.session.query(Answer).filter_by(sheet_id=standing.id).delete()
        sheet = standing
    else:
        sheet = Sheet(survey_id=survey.id, person_id=person_id, tries=1)
        db.session.add(sheet)
        survey.answered = Survey.answered + 1
    sheet.handed_in_at, sheet.typed_by_id, sheet.percent = clock.now(), audit.typist(person_id), percent
    sheet.passed = None if percent is None else percent >= (survey.pass_percent or 0)
    db.session.flush()
    for question_id, reply in answers.items():
        for choice_id in sorted(reply.choices) or [None]:  # type: ignore[list-item]
            answer = {"choice_id": choice_id, "number": reply.number, "words": reply.words}
            db.session.add(Answer(sheet_id=sheet.id, question_id=question_id, **answer))
    db.session.flush()
    return sheet


def marked(questions: Sequence[Asked], answers: Mapping[int, Reply]) -> int:
    """The mark of a test in a hundred, rounded down. A question counts if all that is right was chosen and no more."""
    asked = [question for question in questions if question.right]
    right = sum(answers.get(question.id, Reply()).choices == question.right for question in asked)
    return 100 * right // len(asked) if asked else 0


def _seal(survey: Survey, questions: Sequence[Asked], answers: Mapping[int, Reply], on_paper: bool) -> None:
    """Put a sheet into the urn, as long as the longest one that could be written."""
    content = json.dumps(
        {
            "paper": on_paper,
            "answers": [[key, sorted(reply.choices), reply.number, reply.words] for key, reply in answers.items()],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    sealed = urn.seal(survey.urn or "0", content, longest(questions))
    db.session.add(SealedSheet(key=secrets.token_hex(16), survey_id=survey.id, sealed=sealed))
    survey.answered = Survey.answered + 1
    db.session.flush()


def longest(questions: Sequence[Asked]) -> int:
    """How many bytes the longest possible sheet takes; a character takes four at most, written as JSON too."""
    size = 64
    for question in questions:
        size += 32 + 12 * len(question.options)
        size += 4 * WORDS_AT_MOST if question.kind is QuestionKind.TEXT else 0
    return size


def unsealed(content: bytes) -> tuple[bool, list[dict[str, Any]]]:
    """A sheet as it came out of the urn: whether it was typed in from paper, and its answers as columns."""
    sheet = json.loads(content)
    rows = []
    for question_id, choices, number, words in sheet["answers"]:
        for choice_id in choices or [None]:
            rows.append({"question_id": question_id, "choice_id": choice_id, "number": number, "words": words})
    return bool(sheet["paper"]), rows
