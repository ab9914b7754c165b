"""Tests: right answers, a line to pass, tries until it is passed; what the room of courses asks."""

import pytest
from surveys.filling import question_fields

from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db, transaction
from partyedu.courses.models import ClassEntry, CourseClass
from partyedu.surveys import operations, queries
from partyedu.surveys.models import Question, Sheet, Survey, SurveyPurpose

QUESTIONS = (
    {"kind": "single", "text": "入党誓词在哪一条", "choices": ("第五条", "第六条"), "right": ("第六条",)},
    {"kind": "several", "text": "哪些是纪律", "choices": ("政治", "组织", "天气"), "right": ("政治", "组织")},
    {"kind": "text", "text": "一句体会", "choices": (), "optional": True},
)


@pytest.fixture
def test_(begin):
    """A test of two questions and a line of sixty."""
    return begin("结业测验", questions=QUESTIONS, purpose="test")


@pytest.fixture
def take(visit, numbers):
    """``take(person, survey, "第六条", ["政治"])``: somebody takes it on the phone; gives the page afterwards."""

    def answer(person, survey, one, several, again=False):
        phone = visit(person)
        page = phone.get(f"/surveys/{survey.id}{'/again' if again else ''}")
        names = numbers(survey)
        by_words = {label.get_text(strip=True): label.input["value"] for label in page.all(".sheet-form label.choice")}
        fields = {names[0]: by_words[one], names[1]: [by_words[words] for words in several]}
        return phone.post(f"/surveys/{survey.id}", page.form(f"/surveys/{survey.id}") | fields, follow=True)

    return answer


def test_a_test_is_marked_shown_and_may_be_tried_again_until_it_is_passed(make, visit, branch, test_, take):
    person = branch.members[0]
    assert "请做测验《结业测验》" in visit(person).get("/").text
    page = take(person, test_, "第六条", ["政治"])
    assert "50 分，还没有及格" in page.text
    assert "对的是" not in page.text, "not to somebody who may still try"
    assert take(person, test_, "第五条", ["天气"], again=True).text.count("50 分") == 1, "the best try stands"
    page = take(person, test_, "第六条", ["政治", "组织"], again=True)
    assert "100 分，及格了" in page.text
    assert visit(person).get(f"/surveys/{test_.id}/again").status == 404
    sheet = make.get(Sheet)
    assert (sheet.percent, sheet.passed, sheet.tries) == (100, True, 3)
    assert make.get(Survey).answered == 1
    listed = visit(branch.organiser).get(f"/surveys/{test_.id}/sheets").text
    assert "做了 3 次" in listed
    results = visit(branch.organiser).get(f"/surveys/{test_.id}/results")
    assert "1 人及格" in results.text


def test_right_answers_are_shown_when_it_is_over(visit, branch, test_, take):
    take(branch.members[0], test_, "第五条", ["天气"])
    visit(branch.organiser).post(f"/surveys/{test_.id}/close")
    page = visit(branch.members[0]).get(f"/surveys/{test_.id}")
    assert "对的是：第六条" in page.text
    assert "再做一次" not in page.text


def test_staff_type_a_test_in(make, visit, branch, test_, numbers):
    names = numbers(test_)
    fields = {"person": "庚无机", "person_id": str(branch.phoneless.id), names[0]: "2", names[1]: "1 2"}
    visit(branch.organiser).post(f"/surveys/{test_.id}/type-in", fields)
    sheet = make.get(Sheet)
    assert (sheet.percent, sheet.passed, sheet.typed_by_id) == (100, True, branch.organiser.id)


def test_a_test_needs_right_answers(visit, branch, prepare, make):
    survey = prepare("没有对的", questions=(), purpose="test")
    assert not survey.is_anonymous
    assert survey.pass_percent == 60
    desk, url = visit(branch.organiser), f"/surveys/{survey.id}/questions"
    wrong = question_fields("single", "哪个对", ("甲", "乙"))
    assert desk.post(url, wrong).errors() == ["请在对的答案后面打勾。"]
    both = question_fields("single", "哪个对", ("甲", "乙"), ("甲", "乙"))
    assert desk.post(url, both).errors()[0].startswith("“选一个”的题只能有一个对的答案")
    desk.post(url, question_fields("text", "体会", ()))
    assert desk.submit(f"/surveys/{survey.id}/open").errors() == ["测验要有“选一个”或“可选几个”的题，才算得出分。"]


def test_a_class_has_a_test_for_its_roster_and_reads_its_results(app, make, visit, branch, take):
    """As the room of courses does it: made, for a list of people wherever they belong, chosen, read."""
    with app.test_request_context(), acting_as(MACHINE), transaction():
        survey = operations.create(MACHINE, SurveyPurpose.TEST, branch.unit.id, "班级测验", pass_percent=50)
        operations.ask_only(survey, [branch.members[0].id, branch.elsewhere.id])
        kind = {"kind": queries.questions_of(survey.id), "text": ""}
        assert kind["kind"] == []
        for question in QUESTIONS[:2]:
            operations.add_question(
                survey, question["kind"], question["text"],
                choices=[(words, words in question["right"]) for words in question["choices"]],
            )  # fmt: skip
        assert queries.tests_to_choose(MACHINE) == [(survey.id, "班级测验")]
        operations.open_survey(survey)
    survey = make.get(Survey)
    assert "100 分" in take(branch.elsewhere, survey, "第六条", ["政治", "组织"]).text
    assert "50 分，及格了" in take(branch.members[0], survey, "第五条", ["政治", "组织"]).text
    assert visit(branch.members[1]).get(f"/surveys/{survey.id}").status == 404
    with app.app_context():
        rows = db.session.execute(queries.test_results(survey.id).order_by(Sheet.person_id)).all()
    assert rows == [(branch.members[0].id, 50, True), (branch.elsewhere.id, 100, True)]
    assert len(make.rows(Question)) == 2


def test_a_draft_that_a_class_uses_is_not_thrown_away(app, make, visit, branch, prepare):
    survey = prepare("班级测验", questions=QUESTIONS, purpose="test")
    with app.app_context():
        made = {"entry": ClassEntry.ENROLMENT, "created_at": clock.now()}
        db.session.add(CourseClass(unit_id=branch.unit.id, title="冬季班", test_id=survey.id, **made))
        db.session.commit()
    answer = visit(branch.organiser).post(f"/surveys/{survey.id}/discard", follow=True)
    assert "别处还用着它，不能删" in answer.text
    assert make.get(Survey, id=survey.id).title == "班级测验"
