"""What surveys hold about one person, to take along."""

from collections.abc import Iterator

from sqlalchemy import select

from partyedu.core.personal import Held
from partyedu.core.words import _
from partyedu.surveys.models import Answer, Choice, Question, Sheet, Survey


def held(person_id: int) -> Iterator[Held]:
    """Their named sheets and tests. What was answered without a name leads to nobody and is not here."""
    sheets = select(Survey.title, Sheet.handed_in_at, Sheet.percent, Sheet.passed, Sheet.tries)
    yield Held(
        _("交的答卷"),
        sheets.join(Survey, Sheet.survey_id == Survey.id).where(Sheet.person_id == person_id).order_by(Sheet.id),
        (_("题目"), _("时间"), _("得分"), _("通过"), _("第几次")),
    )
    answers = select(Survey.title, Question.text, Choice.text.label("choice"), Answer.number, Answer.words)
    yield Held(
        _("答卷里写的"),
        answers.join(Sheet, Answer.sheet_id == Sheet.id)
        .join(Survey, Sheet.survey_id == Survey.id)
        .join(Question, Answer.question_id == Question.id)
        .outerjoin(Choice, Answer.choice_id == Choice.id)
        .where(Sheet.person_id == person_id)
        .order_by(Sheet.id, Question.position, Answer.id),
        (_("题目"), _("问题"), _("选的"), _("打分"), _("内容")),
    )
