"""Results and needs as workbooks; for staff only."""

import io
from collections.abc import Iterator, Sequence

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.words import _
from partyedu.surveys import queries
from partyedu.surveys.models import (
    NEED_KINDS,
    NEED_SOURCES,
    NEED_STATES,
    QUESTION_KINDS,
    QuestionKind,
    Survey,
    SurveyPurpose,
)
from partyedu.surveys.queries import Asked, NeedFilter, Reply, Sums

ROWS_OF_WORDS = 20_000


def _workbook(tables: Sequence[Table]) -> bytes:
    target = io.BytesIO()
    write_workbook(tables, target)
    return target.getvalue()


def results_workbook(survey: Survey) -> bytes:
    """The sums of each question, all words, and the sheets of a named survey, as .xlsx."""
    questions = queries.questions_of(survey.id)
    sums = queries.sums_of(survey, questions)
    tables = [
        Table(_("汇总"), [_("题号"), _("题目"), _("怎么答"), _("答案"), _("人数")], _sum_rows(questions, sums)),
        Table(_("写的话"), [_("题号"), _("题目"), _("写的话")], _word_rows(survey, questions)),
    ]
    return _workbook(tables if survey.is_anonymous else [*tables, _sheets(survey, questions)])


def _sum_rows(questions: Sequence[Asked], sums: dict[int, Sums]) -> Iterator[Sequence[object]]:
    for question in questions:
        head = (question.position, question.text, str(QUESTION_KINDS[question.kind]))
        for option in question.options:
            yield (*head, option.text, sums[question.id].choices[option.id])
        if question.kind is QuestionKind.SCALE:
            for mark in range(5, 0, -1):
                yield (*head, _("%(n)s 分", n=mark), sums[question.id].numbers[mark])
        if question.kind is QuestionKind.TEXT:
            yield (*head, "", sums[question.id].words)


def _word_rows(survey: Survey, questions: Sequence[Asked]) -> Iterator[Sequence[object]]:
    asked = {question.id: question for question in questions if question.kind is QuestionKind.TEXT}
    for words, question_id in db.session.execute(queries.words_of(survey, asked).limit(ROWS_OF_WORDS)):
        yield (asked[question_id].position, asked[question_id].text, words)


def _sheets(survey: Survey, questions: Sequence[Asked]) -> Table:
    """One row for each named sheet."""
    is_test = survey.purpose is SurveyPurpose.TEST
    marks = [_("得分"), _("及格")] if is_test else []
    answers = queries.answers_of(survey)
    columns = [_("姓名"), _("组织"), _("交的时间"), _("谁代录的"), *marks, *(question.text for question in questions)]

    def rows() -> Iterator[Sequence[object]]:
        for row in db.session.execute(queries.sheets_led(survey)):
            given = answers.get(row.id, {})
            mark = (row.percent, _("及格") if row.passed else "") if is_test else ()
            written = (_written(question, given.get(question.id, Reply())) for question in questions)
            yield (row.name, row.unit, row.handed_in_at, row.typist, *mark, *written)

    return Table(_("每一张"), columns, rows())


def _written(question: Asked, reply: Reply) -> object:
    if question.is_choice:
        return _("、").join(option.text for option in question.options if option.id in reply.choices)
    return reply.number if question.kind is QuestionKind.SCALE else reply.words


def needs_workbook(actor: Actor, chosen: NeedFilter) -> bytes:
    """The needs the actor follows, narrowed as on the page, as .xlsx."""
    columns = [
        _("编号"), _("大家要学什么"), _("种类"), _("从哪里知道的"), _("哪一天"), _("有多少人这么说"), _("组织"),
        _("到哪一步"), _("相关活动"), _("结果"), _("为什么先放一放"),
    ]  # fmt: skip
    rows = (
        (
            row.id, row.title, str(NEED_KINDS[row.kind]), str(NEED_SOURCES[row.source]), row.heard_on, row.people,
            row.unit, str(NEED_STATES[row.state]), row.events, row.result, row.aside_reason,
        )
        for row in db.session.execute(queries.needs_listed(actor, chosen))
    )  # fmt: skip
    return _workbook([Table(_("学习需求"), columns, rows)])
