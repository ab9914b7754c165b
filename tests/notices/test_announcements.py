"""Announcements: sent once to those they are for, and everybody's receipt."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.actor import MACHINE
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.notices.models import Announcement, AnnouncementState, Notice
from partyedu.organisation.models import MemberStatus, Person, StudyMode
from partyedu.organisation.operations.belonging import give_daily

ADDRESS = "/notices/announcements/"


@pytest.fixture
def branch(make):
    return make.unit("第一支部", make.root)


def write(visitor, unit, **fields):
    """Fill the form in and send it; where it leads, or the page with what is wrong."""
    form = visitor.get(ADDRESS + "new").form(ADDRESS + "new")
    filled = {"title": "本周五改在二楼", "text": "请带上学习本。", "unit_id": unit.id, "to": "unit"}
    return visitor.post(ADDRESS + "new", {**form, **filled, **fields})


def open_first(visitor):
    """Press the button beside the newest notice."""
    inbox = visitor.get("/notices/")
    button = inbox.all("#inbox form.one")[0]
    return visitor.post(button["action"], {"csrf_token": button.select_one("input")["value"]})


def send(visitor, address):
    page = visitor.get(address)
    return visitor.post(address + "/send", page.form(address + "/send"))


def test_members_read_it_staff_tell_the_others_and_everybodys_receipt_is_seen(visit, make, branch):
    organiser = visit(make.staff(Role.ORGANISER, branch))
    reads = make.member("甲", branch, phone="13800000001")
    make.member("乙", branch, account=False)
    make.member("远方", make.unit("第二支部", make.root))
    address = write(organiser, branch).location
    assert "一共 2 位" in organiser.get(address).text
    assert send(organiser, address).location == address
    assert "0 / 2 位" in organiser.get(address).text

    me = visit(reads)
    inbox = me.get("/notices/")
    assert "通知：本周五改在二楼" in inbox.text
    assert "请带上学习本" not in inbox.text, "opening it is the receipt"
    opened = open_first(me)
    assert opened.location == address
    assert "请带上学习本" in visit(reads).get(address).text

    page = organiser.get(address)
    assert "1 / 2 位" in page.text
    [told] = [tag["action"] for tag in page.all("form") if tag["action"].endswith("/told")]
    organiser.post(told, page.form(told))
    assert "2 / 2 位" in organiser.get(address).text
    assert "乙" in organiser.get(address + "?show=told").text
    assert "甲" in organiser.get(address + "?show=read").text


def test_it_goes_to_a_category_or_a_mode_and_never_to_the_dead(visit, make, branch):
    organiser = visit(make.staff(Role.ORGANISER, branch))
    make.member("上门", branch, study_mode=StudyMode.AT_THE_DOOR)
    make.member("故人", branch, study_mode=StudyMode.AT_THE_DOOR, status=MemberStatus.DECEASED)
    make.member("就近", branch, study_mode=StudyMode.NEARBY)
    address = write(organiser, branch, study_mode="at-the-door").location
    assert "一共 1 位" in organiser.get(address).text


def test_who_studies_here_day_by_day_gets_it_once(visit, make, branch, app):
    other = make.unit("第二支部", make.root)
    member = make.member("两边", branch)
    with app.app_context():
        give_daily(MACHINE, db.session.get_one(Person, member.id), other.id, clock.today())
        db.session.commit()
    organiser = visit(make.staff(Role.ORGANISER))
    for unit in (branch, other, make.root):
        address = write(organiser, unit).location
        assert "一共 1 位" in organiser.get(address).text


def test_an_announcement_for_nobody_is_said_before_it_is_sent(visit, make, branch):
    organiser = visit(make.staff(Role.ORGANISER, branch))
    address = write(organiser, branch, study_mode="online").location
    page = organiser.get(address)
    assert "一个人也选不到" in page.text
    assert not [tag for tag in page.all("form") if tag["action"].endswith("/send")]


def test_a_list_is_named_one_by_one_and_offers_no_text_for_the_chat(visit, make, branch):
    organiser = visit(make.staff(Role.ORGANISER, branch))
    other = make.member("没点", branch)
    make.member("点到", branch)
    address = write(organiser, branch, to="list").location
    for _again in range(2):
        organiser.post(address + "/people", {**organiser.get(address).form(address + "/people"), "person": "点到"})
    assert "一共 1 位" in organiser.get(address).text
    send(organiser, address)
    assert visit(other).get(address).status == 404
    assert not organiser.get(address).all("#announcement-text")


def test_pressed_twice_it_is_sent_once(visit, make, branch, app):
    organiser = visit(make.staff(Role.ORGANISER, branch))
    make.member("甲", branch)
    address = write(organiser, branch).location
    form = organiser.get(address).form(address + "/send")
    for _again in range(2):
        organiser.post(address + "/send", form)
    with app.app_context():
        assert db.session.scalar(select(func.count(Notice.id))) == 1
        assert db.session.scalar(select(func.count(AuditRow.id)).where(AuditRow.action == "send")) == 1


def test_taken_back_it_reaches_nobody_any_more_and_leaves_no_text(visit, make, branch, app):
    organiser, reader = visit(make.staff(Role.ORGANISER, branch)), make.member("甲", branch)
    make.member("乙", branch)
    address = write(organiser, branch).location
    send(organiser, address)
    me = visit(reader)
    open_first(me)
    organiser.post(address + "/withdraw", organiser.get(address).form(address + "/withdraw"))
    with app.app_context():
        [left] = db.session.scalars(select(Notice))
        assert (left.person_id, "学习本" in left.detail) == (reader.id, False)
        assert db.session.scalars(select(Announcement)).one().state is AnnouncementState.WITHDRAWN
    assert visit(reader).get(address).status == 404


def test_a_members_own_telephone_number_does_not_go_into_a_group_chat(visit, make, branch):
    organiser = visit(make.staff(Role.ORGANISER, branch))
    make.member("甲", branch, phone="13800000009")
    answer = write(organiser, branch, text="有事找甲 13800000009。")
    assert answer.status == 422
    assert any("13800000009" in error for error in answer.errors())
    assert "有事找甲" in answer.form(ADDRESS + "new")["text"]
    others = ("138 0000 0009", "138-0000-0009", "１３８００００ ０００９", "138—0000—0009", "一三八零零零零零零零九")
    for written in others:
        assert write(organiser, branch, text=f"有事找甲 {written}。").status == 422, written
    assert write(organiser, branch, text="2026-11-26 9:30，共 13,800,000,009 元，ISBN 978-7-5325-0000-9").location
    assert write(organiser, branch, text="有事打 05180000000。").location


def test_bad_input_stays_at_the_field(visit, make, branch):
    organiser = visit(make.staff(Role.ORGANISER, branch))
    for wrong, sentence in (({"title": ""}, "请填写"), ({"answer_by_on": "2020-01-01"}, "已经过去"),
                            ({"text": "字" * 5001}, "5000")):  # fmt: skip
        answer = write(organiser, branch, **wrong)
        assert answer.status == 422
        assert any(sentence in error for error in answer.errors()), answer.errors()


def test_two_who_write_one_draft_see_both_texts(visit, make, branch):
    organiser = visit(make.staff(Role.ORGANISER, branch))
    make.member("甲", branch)
    address = write(organiser, branch).location
    first, second = (organiser.get(address + "/edit").form(address + "/edit") for _ in range(2))
    assert organiser.post(address + "/edit", {**first, "text": "先写的"}).location == address
    late = organiser.post(address + "/edit", {**second, "text": "后写的"})
    assert late.status == 409
    assert "先写的" in late.text
    # What was shown before sending is what is sent.
    stale = {**organiser.get(address).form(address + "/send"), "version": 1}
    organiser.post(address + "/send", stale)
    assert "还没有发" in organiser.get(address).text


def test_nobody_leads_the_announcements_of_other_units(visit, make, branch):
    organiser = visit(make.staff(Role.ORGANISER, branch))
    other = make.unit("第二支部", make.root)
    stranger, member = visit(make.staff(Role.ORGANISER, other)), visit(make.member("丙", other))
    make.member("甲", branch)
    address = write(organiser, branch).location
    for somebody in (stranger, member):
        assert somebody.get(address).status == 404
        assert somebody.post(address + "/send", {}).status == 404
    assert write(stranger, branch).status in (404, 422)
    assert "本周五" not in stranger.get(ADDRESS).text


def test_the_list_asks_as_much_with_thirty_announcements_as_with_one(visit, make, branch):
    organiser = visit(make.staff(Role.ORGANISER, branch))
    make.member("甲", branch)
    send(organiser, write(organiser, branch).location)
    few = organiser.get(ADDRESS).statements
    for _ in range(12):
        send(organiser, write(organiser, branch).location)
    assert len(organiser.get(ADDRESS).statements) == len(few) <= 8


def test_on_the_day_the_home_page_says_that_some_do_not_know_yet(visit, make, branch):
    organiser = visit(make.staff(Role.ORGANISER, branch))
    make.member("甲", branch)
    send(organiser, write(organiser, branch, answer_by_on=str(clock.today() + timedelta(days=2))).location)
    assert "还有人不知道" not in organiser.get("/").text
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        assert "有 1 条通知到日子了" in visit(make.staff(Role.ORGANISER, branch)).get("/").text
