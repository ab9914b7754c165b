"""What was told is private and has an end: reasons added up without names, deleted once the year is over."""

from datetime import UTC, datetime

import time_machine

from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.organisation.models import MemberStatus, Person
from partyedu.study.models import AbsenceReason, MakeUp, MakeUpKind, MakeUpState
from partyedu.study.operations.settling import forget_reasons


def told(make, hall, number, reason, year=2026, words=""):
    """That many members of the branch have told this reason."""
    for place in range(number):
        person = make.member(f"{reason.value[:3]}{place}", hall.branch, account=False)
        with make._session():
            db.session.add(
                MakeUp(
                    person_id=person.id, kind=MakeUpKind.ABSENCE, year=year, event_id=hall.event.id, reason=reason,
                    words=words, opened_at=clock.now(), answered_at=clock.now(), state=MakeUpState.OPEN, version=1,
                )
            )  # fmt: skip


def test_at_the_end_of_the_year_reason_and_words_are_deleted_and_the_task_stays(app, make, hall):
    with time_machine.travel(datetime(2026, 12, 31, 15, 30, tzinfo=UTC), tick=False):  # 23:30 in the hall
        told(make, hall, 2, AbsenceReason.WORK, 2026, "上夜班")
        told(make, hall, 1, AbsenceReason.INCONVENIENT, 2025, "腿疼")
        with app.app_context(), acting_as(MACHINE):
            assert forget_reasons() == 1  # last year's only
            db.session.commit()
    new_year = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # 00:30 in the hall
    with time_machine.travel(new_year, tick=False), app.app_context(), acting_as(MACHINE):
        assert forget_reasons() == 2
        assert forget_reasons() == 0
        db.session.commit()
    rows = make.rows(MakeUp)
    assert len(rows) == 3
    assert {(row.reason, row.words) for row in rows} == {(None, "")}
    audit = make.rows(AuditRow, action="forget-reason")
    assert sorted(row.row_id for row in audit) == sorted(row.id for row in rows)
    assert {row.fields for row in audit} == {"reason words"}


def test_the_nightly_round_does_it(app, make, hall):
    from partyedu.admin import nightly

    told(make, hall, 1, AbsenceReason.WORK, clock.today().year - 1, "上夜班")
    with app.app_context(), acting_as(MACHINE):
        nightly.end_of_day()
        nightly.settle_make_up()
    assert make.get(MakeUp).words == ""


def test_reasons_are_added_up_without_names_from_five_on(make, visit, hall):
    year = clock.today().year
    told(make, hall, 6, AbsenceReason.WORK, year, "上夜班")
    told(make, hall, 4, AbsenceReason.INCONVENIENT, year)
    page = visit(hall.secretary).get("/study/make-up/remedies")
    assert "工学矛盾（上班、带孩子，抽不出时间）：6 人" in page.text
    assert "晚上或周末再开一场" in page.text
    assert "不便学" not in page.text
    assert "4 人" not in page.text
    assert "上夜班" not in page.text
    assert visit(hall.secretary_beside).get("/study/make-up/remedies").text.count("工学矛盾") == 0
    told(make, hall, 2, AbsenceReason.UNWILLING, year)
    assert "其他原因一共 6 人" in visit(hall.secretary).get("/study/make-up/remedies").text


def test_who_gave_one_reason_twice_counts_once(app, make, hall):
    from partyedu.study.queries import make_up

    year = clock.today().year
    told(make, hall, 5, AbsenceReason.WORK, year)
    first = make.rows(MakeUp)[0]
    with make._session():
        db.session.add(
            MakeUp(
                person_id=first.person_id, kind=MakeUpKind.TEST, year=year, reason=AbsenceReason.WORK,
                opened_at=clock.now(), state=MakeUpState.OPEN, version=1,
            )
        )  # fmt: skip
    with app.app_context():
        [row] = db.session.execute(make_up.reasons_summed(MACHINE, None, year)).all()
        assert row.people == 5


def test_those_who_died_since_leave_the_desk_and_the_printed_sheets(make, visit, hall, ask):
    ask(hall.phoneless)
    assert "丙无机" in visit(hall.secretary).get("/study/make-up/desk").text
    with make._session():
        db.session.get_one(Person, hall.phoneless.id).status = MemberStatus.DECEASED
    for url in ("/study/make-up/desk", "/study/make-up/sheets", "/study/make-up/desk?show=silent"):
        assert "丙无机" not in visit(hall.secretary).get(url).text


def test_the_desk_asks_the_same_whatever_stands_on_it(make, visit, hall):
    told(make, hall, 1, AbsenceReason.WORK, clock.today().year)
    few = len(visit(hall.secretary).get("/study/make-up/desk").statements)
    told(make, hall, 12, AbsenceReason.UNWILLING, clock.today().year)
    page = visit(hall.secretary).get("/study/make-up/desk")
    assert len(page.statements) == few <= 8
