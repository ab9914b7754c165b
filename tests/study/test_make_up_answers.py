"""A sentence of one's own: handed in, accepted by somebody else, given back with a word; hints that refuse nothing."""

import io

import pytest
from PIL import Image

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.notices.models import Notice, NoticeKind
from partyedu.study.models import DistanceClass, DistancePiece, DistancePlace, DistanceState, PieceAnswer, Source
from partyedu.study.queries.hours import lines_of
from partyedu.study.queries.ledger import Ledger
from partyedu.study.queries.rules import rulebook
from partyedu.study.queries.years import this_year
from partyedu.study.weeks import week_of


@pytest.fixture
def one(piece, make):
    """A piece to study."""
    return piece(theme=make.theme(), minutes=20)


@pytest.fixture
def write(visit, one):
    """``write(person, text)``: they hand in a sentence; gives the answer."""

    def sentence(person, text="一分钱也要记得清清楚楚", **more):
        return visit(person).post(f"/study/pieces/{one.id}", {"text": text, **more})

    return sentence


def page_of_paper():
    """A photo of a handwritten page."""
    target = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(target, "JPEG")
    target.seek(0)
    return target, "page.jpg"


def test_a_sentence_is_handed_in_once_and_can_be_changed_until_somebody_has_read_it(make, visit, hall, one, write):
    assert "老账本里记着" in visit(hall.absent).get(f"/study/pieces/{one.id}").text
    assert write(hall.absent).status == 303
    assert write(hall.absent, "账本要一代一代传下去").status == 303
    row = make.get(PieceAnswer)
    assert (row.text, row.minutes, row.person_id, row.typed_by_id) == ("账本要一代一代传下去", 20, hall.absent.id, None)
    assert "等工作人员看" in visit(hall.absent).get("/study/answers/mine").text


@pytest.mark.parametrize("text", ["", "好！！！！！！", "  。。。。。。 "])
def test_too_short_is_no_sentence(make, hall, write, text):
    answer = write(hall.absent, text)
    assert answer.status == 422
    assert "至少 6 个字" in answer.text
    assert make.rows(PieceAnswer) == []


def test_a_photo_of_a_page_is_enough_and_is_seen_by_nobody_else(make, visit, hall, write):
    assert write(hall.absent, "", photo=page_of_paper()).status == 303
    row = make.get(PieceAnswer)
    url = f"/study/answers/{row.id}/photo"
    assert visit(hall.absent).get(url).status == 200
    assert visit(hall.secretary).get(url).status == 200
    assert visit(hall.came).get(url).status == 404
    assert visit(hall.secretary_beside).get(url).status == 404


def test_the_same_sentence_and_a_copied_one_are_shown_and_not_refused(visit, hall, write):
    write(hall.came, "老账本里记着每一分钱的来历")
    write(hall.absent, "老账本里，记着每一分钱的来历。")
    page = visit(hall.secretary).get("/study/answers")
    assert "和甲来了写的一样" in page.text
    assert "和乙没来写的一样" in page.text
    assert page.text.count("这句话在原文里有") == 2
    assert len(page.statements) <= 8


def test_nobody_accepts_their_own(make, visit, hall, write):
    make.grant(hall.absent, Role.SECRETARY, hall.branch)
    write(hall.absent)
    row = make.get(PieceAnswer)
    assert "一分钱" not in visit(hall.absent).get("/study/answers").text
    answer = visit(hall.absent).post(f"/study/answers/{row.id}/accept", {"version": "1"})
    assert answer.status == 422
    assert make.get(PieceAnswer).accepted_at is None
    assert visit(hall.secretary_beside).post(f"/study/answers/{row.id}/accept", {"version": "1"}).status == 404


def test_given_back_with_a_word_and_written_again(make, visit, hall, write):
    write(hall.absent)
    row = make.get(PieceAnswer)
    desk = visit(hall.secretary)
    answer = desk.post(f"/study/answers/{row.id}/return", {"version": "1", "reason": ""})
    assert answer.status == 422
    assert "请写一句，告诉他哪里再想一想。" in answer.text
    assert desk.post(f"/study/answers/{row.id}/return", {"version": "1", "reason": "说说您自己的账"}).status == 303
    told = make.get(Notice, kind=NoticeKind.ANSWER_RETURNED)
    url = f"/study/pieces/{row.courseware_id}"
    assert (told.person_id, told.detail, told.url) == (hall.absent.id, "说说您自己的账", url)
    assert "说说您自己的账" in visit(hall.absent).get(told.url).text
    assert write(hall.absent, "我家的账是我奶奶教我记的").status == 303
    assert "奶奶" in desk.get("/study/answers").text


def test_two_who_read_the_same_sentence_do_not_overwrite_each_other(make, visit, hall, write):
    write(hall.absent)
    row = make.get(PieceAnswer)
    assert visit(hall.secretary).post(f"/study/answers/{row.id}/accept", {"version": "1"}).status == 303
    late = visit(hall.organiser).post(f"/study/answers/{row.id}/return", {"version": "1", "reason": "再想想"})
    assert late.status == 409
    assert make.get(PieceAnswer).accepted_at is not None
    again = write(hall.absent, "我想再交一次看看行不行")
    assert again.status == 422
    assert "也通过了，不用再交" in again.text


def test_staff_type_what_came_on_paper(make, visit, hall, one):
    answer = visit(hall.secretary).post(
        f"/study/pieces/{one.id}", {"text": "记账就是记住日子怎么过来的", "person": "丙无机"}
    )
    assert answer.status == 303
    row = make.get(PieceAnswer)
    assert (row.person_id, row.typed_by_id) == (hall.phoneless.id, hall.secretary.id)
    assert make.get(AuditRow, action="hand-in").on_behalf_of_id == hall.phoneless.id
    assert "书记乙录" in visit(hall.organiser).get("/study/answers").text


def test_a_piece_that_was_taken_down_cannot_be_studied(make, visit, hall, one):
    from partyedu.core.db import db
    from partyedu.library.models import Courseware, Stage

    with make._session():
        db.session.get_one(Courseware, one.id).stage = Stage.WITHDRAWN
    assert visit(hall.absent).get(f"/study/pieces/{one.id}").status == 404


def test_one_piece_studied_in_a_class_and_in_the_library_counts_once_a_year(make, app, visit, hall, one, write):
    week = week_of(clock.today(), 1)
    with make._session():
        shifts = DistanceClass(
            unit_id=hall.branch.id, title="夜班共学", starts_on=week.opens_on, state=DistanceState.OPEN,
            created_at=clock.now(), version=1,
        )  # fmt: skip
        db.session.add(shifts)
        db.session.flush()
        lesson = DistancePiece(
            class_id=shifts.id, position=1, title="同一篇", courseware_id=one.id, question="您想起了谁？", minutes=45,
            opens_on=week.opens_on, closes_on=week.closes_on, version=1,
        )  # fmt: skip
        db.session.add(lesson)
        db.session.add(DistancePlace(class_id=shifts.id, person_id=hall.absent.id, entered_at=clock.now()))
    assert write(hall.absent).status == 303
    sentence = {"text": "想起了记账的老师傅"}
    assert visit(hall.absent).post(f"/study/distance/pieces/{lesson.id}", sentence).status == 303
    for row in make.rows(PieceAnswer):
        assert visit(hall.secretary).post(f"/study/answers/{row.id}/accept", {"version": "1"}).status == 303
    with app.app_context():
        ledger = Ledger(this_year(), rulebook(), [hall.absent.id])
        assert [(line.source, line.minutes) for line in lines_of(ledger)] == [(Source.ONLINE, 20)]
        everybody = Ledger(this_year(), rulebook()).totals()
        online = [row for row in db.session.execute(everybody) if row.source == Source.ONLINE]
        assert [(row.person_id, row.minutes) for row in online] == [(hall.absent.id, 20)]
