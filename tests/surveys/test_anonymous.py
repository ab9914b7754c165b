"""Anonymous surveys: sealed while they run, opened once, from five sheets up, and nobody can tell whose is which."""

import io
import itertools
import json
import shutil
from datetime import time, timedelta
from pathlib import Path

import pytest
import python_calamine
import thief
import time_machine
from surveys.filling import QUESTIONS, filled

from partyedu.admin import nightly
from partyedu.core import clock, urn
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.audit import AnonymousAuditRow, AuditRow
from partyedu.core.db import db, transaction
from partyedu.surveys import operations, queries
from partyedu.surveys.models import AnonymousAnswer, Question, SealedSheet, Sheet, SheetGiven, Survey

WORDS = "墙上那只蓝色的钟慢了七分钟"


@pytest.fixture
def box(begin):
    """An anonymous survey that is open."""
    return begin("说心里话", is_anonymous="y")


@pytest.fixture
def night(app):
    """``night(at)``: the scheduled work of an instant."""

    def work(at):
        with time_machine.travel(at, tick=False), app.app_context(), acting_as(MACHINE):
            nightly.close_surveys()
            db.session.remove()

    return work


def raw(app) -> bytes:
    """Every byte of the database and its journal."""
    data = Path(app.config["DATA"])
    return b"".join(path.read_bytes() for path in sorted(data.glob("partyedu.db*")))


@pytest.fixture
def backup(app, tmp_path):
    """``backup()``: the file of another night."""
    number = itertools.count()
    return lambda: thief.backup(app, tmp_path / f"night-{next(number)}.zip")


def test_sheets_lie_sealed_and_come_out_when_the_last_day_is_over(make, app, visit, branch, box, fill, later, night):
    for number, person in enumerate(branch.members):
        answer = fill(person, box, "周四" if number else "周二", ("养生",), 5, f"第{number}句")
        assert answer.status == 303
    done = visit(branch.members[0]).get(f"/surveys/{box.id}")
    assert "已经交上了" in done.text
    assert "第0句" not in done.text
    desk = visit(branch.organiser)
    assert "票箱还没有打开" in desk.get(f"/surveys/{box.id}/results").text
    assert desk.get(f"/surveys/{box.id}/results.xlsx").status == 404
    assert desk.get(f"/surveys/{box.id}/missing").status == 404
    assert desk.get(f"/surveys/{box.id}/sheets").status == 404
    assert desk.post(f"/surveys/{box.id}/remind", follow=True).text.count("不点名提醒") == 1
    assert (len(make.rows(SealedSheet)), len(make.rows(SheetGiven)), make.rows(Sheet)) == (6, 6, [])

    desk.post(f"/surveys/{box.id}/close")
    assert "打开票箱" not in desk.get(f"/surveys/{box.id}/lead").text
    assert "才打开" in desk.post(f"/surveys/{box.id}/open-urn", follow=True).text
    after = later(make.get(Survey))
    night(after - timedelta(minutes=1))
    assert make.rows(AnonymousAnswer) == []
    name = make.get(Survey).urn
    night(after)
    opened = make.get(Survey)
    assert (opened.urn, opened.sheets_opened, opened.answered) == (None, 6, 6)
    assert make.rows(SealedSheet) == []
    with app.app_context():
        assert not urn.has_key(name)
    results = desk.get(f"/surveys/{box.id}/results")
    assert [bar.get_text() for bar in results.all(".result")[0].select("b")] == [
        "1 人 · 17%",
        "5 人 · 83%",
        "0 人 · 0%",
    ]
    assert {f"第{number}句" for number in range(6)} == {tag.get_text() for tag in results.all(".words .pre")}
    book = python_calamine.load_workbook(io.BytesIO(desk.get(f"/surveys/{box.id}/results.xlsx").response.data))
    assert book.sheet_names == ["汇总", "写的话"]


def test_fewer_than_five_are_never_opened(make, branch, visit, box, fill, later, night):
    for person in branch.members[:4]:
        fill(person, box, words=WORDS)
    desk = visit(branch.organiser)
    desk.post(f"/surveys/{box.id}/close")
    night(later(make.get(Survey)))
    assert (make.rows(AnonymousAnswer), make.rows(SealedSheet)) == ([], [])
    assert "不到 5 张，不显示" in desk.get(f"/surveys/{box.id}/results").text


def test_what_staff_typed_in_does_not_lay_a_phone_open(make, branch, visit, box, fill, later, night):
    """Who types four slips in knows them, and could read the one from a phone off the sum."""
    fill(branch.members[0], box, words=WORDS)
    desk, url = visit(branch.organiser), f"/surveys/{box.id}/type-in"
    names = [f"q{row.id}" for row in make.rows(Question)]
    for _slip in range(4):
        assert desk.post(url, {names[0]: "1", names[1]: "1", names[2]: "1"}).location == url
    desk.post(f"/surveys/{box.id}/close")
    night(later(make.get(Survey)))
    assert make.rows(AnonymousAnswer) == []


def test_paper_joins_five_from_phones_and_cannot_outnumber_the_people(make, branch, visit, box, fill, later, night):
    for person in branch.members[:5]:
        fill(person, box)
    desk, url = visit(branch.organiser), f"/surveys/{box.id}/type-in"
    names = [f"q{row.id}" for row in make.rows(Question)]
    slip = {names[0]: "3", names[1]: "2", names[2]: "1", names[3]: "纸上写的"}
    assert desk.post(url, slip).status == 303
    assert desk.post(url, slip).status == 303
    over = desk.post(url, slip)
    assert "已经有 7 张了" in over.text
    assert (make.get(Survey).answered, make.get(Survey).on_paper) == (7, 2)
    desk.post(f"/surveys/{box.id}/close")
    night(later(make.get(Survey)))
    assert make.get(Survey).sheets_opened == 7
    assert [row.words for row in make.rows(AnonymousAnswer) if row.words] == ["纸上写的"] * 2


def test_a_sheet_begun_before_the_closing_still_goes_into_the_urn(make, branch, visit, begin, fill, numbers, night):
    survey = begin("说心里话", is_anonymous="y", closes_at="2030-05-06T17:00")
    names, day = numbers(survey), survey.closes_at.date()
    for person in branch.members[:4]:
        fill(person, survey)
    phone = visit(branch.members[4])
    with time_machine.travel(clock.at(day, time(16, 59)), tick=False):
        phone.sign_in(branch.members[4])
        page = phone.get(f"/surveys/{survey.id}")
        sheet = page.form(f"/surveys/{survey.id}") | filled(page, names, words=WORDS)
    night(clock.at(day, time(23, 0)))
    with time_machine.travel(clock.at(day + timedelta(days=1), time(21, 0)), tick=False):
        phone.sign_in(branch.members[4])
        assert phone.post(f"/surveys/{survey.id}", sheet).status == 303
    night(clock.at(day + timedelta(days=1), time(23, 59)))
    assert make.rows(AnonymousAnswer) == []
    night(clock.at(day + timedelta(days=2), time(0, 5)))
    assert WORDS in [row.words for row in make.rows(AnonymousAnswer)]


def test_nothing_in_the_bytes_of_the_database_says_what_was_written(app, make, branch, box, fill, later, night):
    """Neither before nor after: while it is sealed no word can be read, afterwards no row leads to a person."""
    for person in branch.members[:5]:
        fill(person, box, "周四", ("法律",), 2, WORDS)
    assert WORDS.encode() not in raw(app)
    assert json.dumps(WORDS).encode() not in raw(app)
    [length] = {len(row.sealed) for row in make.rows(SealedSheet)}
    fill(branch.members[5], box, words="")
    assert {len(row.sealed) for row in make.rows(SealedSheet)} == {length}, "a short sheet is as long as a long one"
    night_before = make.get(Survey)
    assert night_before.urn is not None
    key = (Path(app.config["DATA"]) / "keys" / f"{night_before.urn}.key").read_bytes()
    assert key not in raw(app)
    assert {column.name for column in AnonymousAnswer.__table__.columns} == {
        "key", "question_id", "choice_id", "number", "words"
    }  # fmt: skip
    for table in ("sealed_sheet", "anonymous_answer", "sheet_given"):
        with app.app_context(), db.engine.connect() as connection, pytest.raises(Exception, match="rowid"):
            connection.exec_driver_sql(f"SELECT rowid FROM {table}")


def test_two_backups_side_by_side_tell_who_gave_and_nothing_else(
    app, make, branch, visit, box, fill, backup, later, night
):
    for person in branch.members[:5]:
        fill(person, box, "周四", words="")
    before = backup()
    assert fill(branch.members[5], box, "周二", ("法律",), 1, WORDS).status == 303
    after = backup()
    first, second = thief.rows(before), thief.rows(after)
    assert {name: len(rows) for name, rows in thief.came(first, second).items()} == {
        "survey": 1, "sheet_given": 1, "sealed_sheet": 1, "audit_anonymous": 1
    }  # fmt: skip
    for night_file in (before, after):
        assert WORDS.encode() not in night_file.with_suffix(".sqlite").read_bytes()
    assert branch.members[5].id not in [row[3] for row in second["audit"]]

    visit(branch.organiser).post(f"/surveys/{box.id}/close")
    night(later(make.get(Survey)))
    opened = backup()
    last = thief.rows(opened)
    assert last["sealed_sheet"] == []
    answers = last["anonymous_answer"]
    assert WORDS in [row[4] for row in answers]
    # The key of an answer is new: it is none of those that two backups could tie to the person who came between them.
    assert not {row[0] for row in answers} & {row[0] for row in second["sealed_sheet"]}
    # The sealed sheet of the old backup stays closed for ever: its key is nowhere any more.
    assert list((Path(app.config["DATA"]) / "keys").glob("survey*.key")) == []


def test_order_is_random_and_audit_knows_no_time(app, make, branch, box, fill):
    """Sheets stand in the order of their keys, not as they came; the audit of a sheet has a day only."""
    came = []
    for person in branch.members:
        known = {row.key for row in make.rows(SealedSheet)}
        fill(person, box)
        came += [row.key for row in make.rows(SealedSheet) if row.key not in known]
    with app.app_context():
        stored = list(db.session.execute(db.select(SealedSheet.key)).scalars())
    assert stored == sorted(came)
    assert {row.action for row in make.rows(AnonymousAuditRow)} == {"hand-in"}
    assert make.rows(AuditRow, action="hand-in") == []


def test_without_the_key_the_urn_stays_closed_and_says_so(app, make, branch, visit, box, fill, later, night):
    for person in branch.members:
        fill(person, box)
    shutil.rmtree(Path(app.config["DATA"]) / "keys")
    desk = visit(branch.organiser)
    refused = fill(make.member("新来", branch.unit), box)
    assert refused.status == 422
    assert "钥匙" in refused.text
    desk.post(f"/surveys/{box.id}/close")
    night(later(make.get(Survey)))
    assert make.get(Survey).urn is not None
    assert "这台机器上没有这个票箱的钥匙" in desk.get(f"/surveys/{box.id}/lead").text


def test_an_anonymous_survey_needs_five_to_ask(make, visit, branch, prepare):
    few = make.unit("小支部")
    for _one in range(4):
        make.member(unit=few)
    from partyedu.accounts.models import Role

    chief = make.staff(Role.ORGANISER, few)
    desk = visit(chief)
    desk.submit("/surveys/new/survey", title="人少", unit_id=str(few.id), is_anonymous="y")
    survey = make.get(Survey)
    desk.post(f"/surveys/{survey.id}/questions", {"kind": "text", "text": "说说"})
    assert desk.submit(f"/surveys/{survey.id}/open").errors() == ["不记名的，至少要问 5 个人，不然猜得出是谁写的。"]


def test_the_longest_sheet_fits_its_envelope(app, make, branch, box):
    """Emoji, quotes and back-slashes at full length, and every choice taken."""
    with app.test_request_context(), acting_as(MACHINE), transaction():
        survey = db.session.get(Survey, box.id)
        questions = queries.questions_of(box.id)
        for words in ("𠮷" * 300, '"' * 300, "\\" * 300, "\n" * 300):
            given = {
                question.id: queries.Reply(
                    frozenset(option.id for option in question.options[: 1 if question.kind == "single" else 9]),
                    5 if question.kind == "scale" else None,
                    words if question.kind == "text" else "",
                )
                for question in questions
            }
            operations.type_in_anonymous(survey, given)
    assert len(QUESTIONS) == 4
    assert make.get(Survey).on_paper == 4


def test_staff_open_the_urn_by_hand_once_the_last_day_is_over(app, make, branch, visit, box, fill, later):
    for person in branch.members:
        fill(person, box)
    desk = visit(branch.organiser)
    desk.post(f"/surveys/{box.id}/close")
    name = make.get(Survey).urn
    with time_machine.travel(later(make.get(Survey)), tick=False):
        desk.sign_in(branch.organiser)
        assert "打开票箱" in desk.get(f"/surveys/{box.id}/lead").text
        assert desk.post(f"/surveys/{box.id}/open-urn").location == f"/surveys/{box.id}/results"
    with app.app_context():
        assert not urn.has_key(name), "the key goes with the opening, not with the next sweep"
