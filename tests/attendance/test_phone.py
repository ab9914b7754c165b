"""Checking in on one's own phone."""

from datetime import timedelta

import pytest

from partyedu.accounts.models import Role
from partyedu.attendance.models import Attendance, AttendanceChange, AttendanceState, CheckInDevice, Via
from partyedu.core.audit import AuditRow
from partyedu.organisation.models import MemberStatus, PersonKind

NOT_FOUND = "没有对上"


def introduce(phone, page_url, event, name, proof, **more):
    """Fill in name and proof on the page a scanned code opened."""
    return phone.submit(page_url, f"/c/{event.id}/who", name=name, proof=proof, **more)


@pytest.fixture
def jia(make, branch):
    return make.member("甲一", branch, phone="13900004321", account=False)


def test_the_first_time_a_phone_asks_who_it_is_then_one_button(make, visit, event, code, jia, doors, branch):
    phone = visit()
    page = phone.get(code(event).path)
    assert "您是哪一位" in page.heading
    answer = introduce(phone, code(event).path, event, "甲一", "4321")
    assert answer.status == 303
    done = phone.get(answer.location)
    assert "甲一，签到成功" in done.heading
    assert "二楼大厅" in done.text
    row = make.get(Attendance)
    assert (row.person_id, row.state, row.via) == (jia.id, AttendanceState.PRESENT, Via.QR)
    assert row.typed_by_id is None
    device = make.get(CheckInDevice)
    assert device.person_id == jia.id
    assert make.rows(AuditRow, action="check-in", on_behalf_of_id=jia.id)

    doors.shift(timedelta(days=7))
    next_week = make.event("家风代代传", starts_at=event.starts_at + timedelta(days=7), unit=branch)
    page = phone.get(code(next_week).path)
    assert page.heading == "甲一同志，点一下就签到"
    assert len(page.all(".btn.huge")) == 1
    answer = phone.post(f"/c/{next_week.id}", page.form(f"/c/{next_week.id}"))
    assert "甲一，签到成功" in phone.get(answer.location).heading
    assert make.get(Attendance, event_id=next_week.id).at > row.at
    assert make.rows(AuditRow, action="check-in", actor_id=jia.id)


def test_the_same_words_for_a_wrong_name_a_wrong_number_and_nobody(visit, make, event, code, jia, branch):
    make.member("乙二", branch, phone="13900008888", status=MemberStatus.DECEASED)
    sentences = set()
    for name, proof in (("甲一", "1111"), ("甲二", "4321"), ("无名氏", "0000"), ("乙二", "8888")):
        answer = introduce(visit(), code(event).path, event, name, proof)
        assert answer.status == 422
        assert answer.one("input[name=name]")["value"] == name
        sentences.add(" ".join(answer.errors()))
    assert len(sentences) == 1 and NOT_FOUND in sentences.pop()
    assert make.rows(Attendance) == []


def test_full_width_digits_traditional_name_and_member_number_are_understood(visit, make, event, code, branch):
    person = make.member("陈华", branch, phone="13900007654", member_number="D0042")
    assert introduce(visit(), code(event).path, event, "陳華", "７６５４").status == 303
    assert make.get(Attendance).person_id == person.id
    assert introduce(visit(), code(event).path, event, " 陈 华 ", "d0042").status == 303
    assert len(make.rows(Attendance)) == 1


def test_two_who_share_name_and_digits_are_not_guessed_apart(visit, make, event, code, branch, jia):
    make.member("甲一", branch, phone="13811114321")
    assert NOT_FOUND in " ".join(introduce(visit(), code(event).path, event, "甲一", "4321").errors())
    assert make.rows(Attendance) == []


def test_five_wrong_tries_then_a_minute_even_with_a_fresh_phone(visit, event, code, jia, doors):
    for _number in range(5):
        assert introduce(visit(), code(event).path, event, "甲一", "0000").status == 422
    answer = introduce(visit(), code(event).path, event, "甲一", "4321")
    assert answer.status == 429
    assert "请等 60 秒" in answer.text or "请等 61 秒" in answer.text
    doors.shift(timedelta(seconds=62))
    assert introduce(visit(), code(event).path, event, "甲一", "4321").status == 303


def test_a_stranger_who_tries_out_digits_does_not_shut_the_door_on_the_person(visit, event, code, jia):
    for _number in range(6):
        stranger = visit()
        stranger.client.environ_base["REMOTE_ADDR"] = "192.168.1.66"
        answer = introduce(stranger, code(event).path, event, "甲一", "0000")
    assert answer.status == 429, "and no new tries for a stranger who forgets the cookie"
    for _number in range(6):
        stranger = visit()
        stranger.client.environ_base["REMOTE_ADDR"] = "192.168.1.66"
        assert stranger.submit("/c", name="甲一", proof="4321", digits="000000").status in (422, 429)
    phone = visit()
    phone.client.environ_base["REMOTE_ADDR"] = "192.168.1.20"
    assert introduce(phone, code(event).path, event, "甲一", "4321").status == 303
    phone = visit()
    phone.client.environ_base["REMOTE_ADDR"] = "192.168.1.21"
    assert phone.submit("/c", name="甲一", proof="4321", digits=code(event).digits).status == 303


def test_a_name_tried_from_everywhere_waits_too(visit, event, code, jia):
    statuses = []
    for number in range(64):
        stranger = visit()
        stranger.client.environ_base["REMOTE_ADDR"] = f"192.168.1.{number}"
        statuses.append(introduce(stranger, code(event).path, event, "甲一", "0000").status)
    assert statuses[:60] == [422] * 60
    assert statuses[60:] == [429] * 4


def test_five_wrong_tries_on_one_phone_whatever_the_names(visit, event, code, jia):
    phone = visit()
    for number in range(5):
        assert introduce(phone, code(event).path, event, f"张{number}", "0000").status == 422
    assert introduce(phone, code(event).path, event, "甲一", "4321").status == 429
    assert introduce(visit(), code(event).path, event, "甲一", "4321").status == 303


def test_a_photographed_code_is_refused_after_ninety_seconds(visit, make, event, code, jia, doors):
    photographed = code(event).path
    doors.shift(timedelta(seconds=91))
    answer = visit().get(photographed)
    assert answer.status == 403
    assert "过期了" in answer.text
    assert not answer.all("form[action^='/c/'] input[name=ticket]")


def test_opened_in_time_there_are_ten_minutes_to_press(visit, make, event, code, jia, doors):
    path = code(event).path
    phones = [visit(), visit()]
    pages = [phone.get(path).form(f"/c/{event.id}/who") for phone in phones]
    doors.shift(timedelta(minutes=9))
    assert phones[0].post(f"/c/{event.id}/who", pages[0] | {"name": "甲一", "proof": "4321"}).status == 303
    doors.shift(timedelta(minutes=2))
    answer = phones[1].post(f"/c/{event.id}/who", pages[1] | {"name": "甲一", "proof": "4321"})
    assert answer.status == 403 and "超过十分钟" in answer.text
    # A ticket is of the browser that opened the page, and of its event.
    fresh = visit().get(code(event).path).form(f"/c/{event.id}/who")
    passed_on = {"ticket": fresh["ticket"], "name": "甲一", "proof": "4321"}
    refused = visit().post(f"/c/{event.id}/who", passed_on)
    assert refused.status == 403 and "超过十分钟" in refused.text
    other = make.event("别的", starts_at=event.starts_at)
    page = phones[0].get(code(event).path)
    assert phones[0].post(f"/c/{other.id}", page.form(f"/c/{event.id}/not-me") | {"person": jia.id}).status == 422


def test_late_is_judged_by_when_the_page_was_opened(visit, make, event, code, jia, doors):
    doors.move_to(event.starts_at + timedelta(minutes=9), tick=False)
    phone = visit()
    form = phone.get(code(event).path).form(f"/c/{event.id}/who") | {"name": "甲一", "proof": "4321"}
    doors.shift(timedelta(minutes=5))
    phone.post(f"/c/{event.id}/who", form)
    assert make.get(Attendance).state is AttendanceState.PRESENT


def test_who_comes_late_may_say_why(visit, make, event, code, jia, doors):
    doors.move_to(event.starts_at + timedelta(minutes=25), tick=False)
    phone = visit()
    done = introduce(phone, code(event).path, event, "甲一", "4321").location
    assert "迟到" in phone.get(done).text
    phone.submit(done, f"/c/{event.id}/reason", reason="送孙子上学")
    row = make.get(Attendance)
    assert (row.state, row.reason) == (AttendanceState.LATE, "送孙子上学")


def test_the_code_of_one_event_does_not_open_another(visit, make, event, code):
    other = make.event("别的活动", starts_at=event.starts_at)
    word = code(event).path.rsplit("/", 1)[1]
    assert visit().get(f"/c/{other.id}/{word}").status == 403


def test_a_session_of_tomorrow_says_when_check_in_opens(visit, make, code, event, doors):
    tomorrow = make.event("明天的", starts_at=event.starts_at + timedelta(days=1))
    answer = visit().get(code(tomorrow).path)
    assert answer.status == 403
    assert "12月4日" in answer.text and "13:30" in answer.text
    doors.move_to(event.ends_at + timedelta(minutes=29), tick=False)
    assert visit().get(code(event).path).status == 200
    doors.move_to(event.ends_at + timedelta(minutes=31), tick=False)
    assert "已经结束" in visit().get(code(event).path).text


def test_a_draft_and_a_cancelled_event_take_nobody(visit, make, event, code, app):
    draft = make.event("草稿", starts_at=event.starts_at, published=False)
    assert visit().get(code(draft).path).status == 404
    with make._session():
        from partyedu.core.db import db
        from partyedu.schedule.models import Event, EventStatus

        db.session.get(Event, event.id).status = EventStatus.CANCELLED
    assert "取消了" in visit().get(code(event).path).text


def test_pressed_again_and_from_another_phone_it_stays_one_record(visit, make, event, code, jia, doors):
    first, second = visit(), visit()
    introduce(first, code(event).path, event, "甲一", "4321")
    at = make.get(Attendance).at
    doors.shift(timedelta(seconds=40))
    page = first.get(code(event).path)
    assert "已经签到了" in page.heading
    answer = introduce(second, code(event).path, event, "甲一", "4321")
    assert "甲一，签到成功" in second.get(answer.location).heading
    form = {"ticket": page.one("form[action$='/not-me'] input[name=ticket]")["value"], "person": jia.id}
    for _press in range(3):
        assert first.post(f"/c/{event.id}", form).status == 303
    assert make.get(Attendance).at == at
    # The second phone did not make the record: it cannot take it back.
    done = second.get(answer.location)
    assert second.post(f"/c/{event.id}/undo", done.form(f"/c/{event.id}/undo")).status == 422
    assert len(make.rows(Attendance)) == 1


def test_undo_within_ten_minutes_leaves_its_trace(visit, make, event, code, jia, doors):
    phone = visit()
    url = introduce(phone, code(event).path, event, "甲一", "4321").location
    form = phone.get(url).form(f"/c/{event.id}/undo")
    form.pop("not_me", None)
    answer = phone.post(f"/c/{event.id}/undo", form)
    assert answer.status == 200 and "甲一的签到已取消" in answer.text
    assert make.rows(Attendance) == []
    assert make.rows(AuditRow, action="undo-check-in")
    assert [(row.before, row.after) for row in make.rows(AttendanceChange)] == [("present", "")]
    # Pressed twice it says so; the phone still knows its owner.
    assert phone.post(f"/c/{event.id}/undo", form).status == 403
    assert "甲一同志" in phone.get(code(event).path).heading

    url = phone.post(f"/c/{event.id}", phone.get(code(event).path).form(f"/c/{event.id}")).location
    form = phone.get(url).form(f"/c/{event.id}/undo")
    doors.shift(timedelta(minutes=11))
    assert phone.post(f"/c/{event.id}/undo", form).status == 403
    assert len(make.rows(Attendance)) == 1


def test_not_me_undoes_and_makes_the_phone_forget(visit, make, event, code, jia):
    phone = visit()
    url = introduce(phone, code(event).path, event, "甲一", "4321").location
    phone.post(f"/c/{event.id}/undo", phone.get(url).form(f"/c/{event.id}/undo") | {"not_me": "1"})
    assert make.rows(Attendance) == []
    assert make.get(CheckInDevice).revoked_at is not None
    assert "您是哪一位" in phone.get(code(event).path).heading


def test_a_couple_on_one_phone(visit, make, event, code, jia, branch):
    wife = make.member("丙三", branch, phone="13900004321", account=False)
    phone = visit()
    introduce(phone, code(event).path, event, "甲一", "4321")
    page = phone.get(code(event).path)
    family = page.one("a[href*='/who?ticket']")["href"]
    answer = phone.submit(family, f"/c/{event.id}/who", name="丙三", proof="4321", remember="y")
    assert answer.status == 303
    rows = make.rows(Attendance)
    assert [row.person_id for row in rows] == [jia.id, wife.id]
    assert rows[0].device == rows[1].device != ""
    # Next time one button each.
    later = make.event("下一场", starts_at=event.starts_at)
    page = phone.get(code(later).path)
    assert page.heading == "甲一同志，点一下就签到"
    assert "帮丙三签到" in page.text


def test_a_borrowed_phone_is_not_remembered(visit, make, event, code, jia):
    phone = visit()
    introduce(phone, code(event).path, event, "甲一", "4321", remember=None)
    assert make.rows(CheckInDevice) == []
    assert "您是哪一位" in phone.get(code(event).path).heading


def test_who_is_signed_in_needs_no_name(visit, make, event, code, branch):
    person = make.member("丁四", branch)
    phone = visit(person)
    page = phone.get(code(event).path)
    assert page.heading == "丁四同志，点一下就签到"
    phone.post(f"/c/{event.id}", page.form(f"/c/{event.id}"))
    assert make.get(Attendance).person_id == person.id
    assert make.rows(CheckInDevice) == []


def test_the_token_can_check_in_and_nothing_else(visit, event, code, jia, make):
    phone = visit()
    introduce(phone, code(event).path, event, "甲一", "4321")
    cookie = phone.client.get_cookie("check-in", path="/c")
    assert cookie is not None and cookie.path == "/c" and cookie.http_only
    for url in ("/attendance/mine", "/account", f"/attendance/{event.id}"):
        assert phone.get(url).location.startswith("/sign-in")
    # Nor can a page be used to check in somebody the phone does not know.
    other = make.member("戊五")
    form = phone.get(code(event).path).form(f"/c/{event.id}/not-me")
    assert phone.post(f"/c/{event.id}", form | {"person": other.id}).status == 422


def test_a_phone_is_forgotten_after_a_year_and_when_it_was_lost(visit, make, event, code, jia, doors, branch):
    phone = visit()
    introduce(phone, code(event).path, event, "甲一", "4321")
    account = make.account(jia)
    assert account
    owner = visit(jia)
    page = owner.get("/attendance/mine")
    assert "1 部手机记得您" in page.text
    owner.post(f"/attendance/people/{jia.id}/phones")
    assert "您是哪一位" in phone.get(code(event).path).heading

    introduce(phone, code(event).path, event, "甲一", "4321")
    doors.shift(timedelta(days=366))
    next_year = make.event("明年", starts_at=event.starts_at + timedelta(days=366), unit=branch)
    assert "您是哪一位" in phone.get(code(next_year).path).heading


def test_a_resident_only_where_the_event_is_open(visit, make, event, code, branch):
    make.person(PersonKind.RESIDENT, "赵六", branch, phone="13700001212")
    answer = introduce(visit(), code(event).path, event, "赵六", "1212")
    assert answer.status == 422 and "没有对居民开放" in answer.text
    open_event = make.event("邻里电影", starts_at=event.starts_at, unit=branch, open_to_residents=True)
    assert introduce(visit(), code(open_event).path, open_event, "赵六", "1212").status == 303


def test_large_text_is_chosen_without_losing_the_page(visit, event, code, jia, doors):
    phone = visit()
    page = phone.get(code(event).path)
    doors.shift(timedelta(minutes=3))
    answer = phone.post("/preferences/size", page.form("/preferences/size"))
    again = phone.get(answer.location)
    assert again.status == 200 and "您是哪一位" in again.heading


# The spoken digits


def test_the_six_digits_for_a_phone_that_cannot_scan(visit, make, event, code, jia):
    phone = visit()
    digits = code(event).digits
    answer = phone.submit("/c", name="甲一", proof="4321", digits=f"{digits[:3]} {digits[3:]}")
    assert "甲一，签到成功" in phone.get(answer.location).heading
    assert make.get(Attendance).via is Via.SPOKEN


def test_a_phone_that_knows_its_owner_types_only_the_digits(visit, make, event, code, jia):
    phone = visit()
    introduce(phone, code(event).path, event, "甲一", "4321")
    other = make.event("另一场", starts_at=event.starts_at)
    page = phone.get("/c")
    assert len(page.all("input[type=radio][name=event]")) == 2
    answer = phone.post("/c", page.form("/c") | {"event": other.id, "digits": code(other).digits})
    page = phone.get(answer.location)
    assert page.heading == "甲一同志，点一下就签到"
    # The digits of one are not good for the other.
    wrong = phone.submit("/c", event=event.id, digits=code(other).digits)
    assert wrong.status == 422


def test_five_wrong_digits_then_a_minute_per_phone_and_per_person(visit, event, code, jia, doors, make):
    wrong = f"{(int(code(event).digits) + 1) % 1_000_000:06d}"
    for _number in range(5):
        answer = visit().submit("/c", name="甲一", proof="4321", digits=wrong)
        assert answer.status == 422, answer.text
    blocked = visit().submit("/c", name="甲一", proof="4321", digits=code(event).digits)
    assert blocked.status == 429
    assert blocked.one("input[name=name]")["value"] == "甲一"
    doors.shift(timedelta(seconds=62))
    assert visit().submit("/c", name="甲一", proof="4321", digits=code(event).digits).status == 303


@pytest.mark.parametrize("digits", ["", "12345", "1234567", "abcdef", "१२३४५६", "😀" * 6, "1" * 100_000])
def test_odd_digits_are_a_sentence_at_the_field(visit, event, digits):
    answer = visit().submit("/c", name="甲一", proof="4321", digits=digits)
    assert answer.status == 422 and answer.errors()


def test_nothing_to_check_in_to(visit, make, doors):
    page = visit().get("/c")
    assert "现在没有要签到的活动" in page.text
    assert visit().post("/c", {"digits": "123456", "name": "x", "proof": "y", "event": "1"}).status == 422


# The clock


def test_a_clock_that_went_back_checks_nobody_in(visit, make, event, code, jia, doors):
    introduce(visit(), code(event).path, event, "甲一", "4321")
    doors.shift(timedelta(minutes=-6))
    answer = visit().get(code(event).path)
    assert answer.status == 403 and "时钟" in answer.text
    doors.shift(timedelta(minutes=5))
    assert visit().get(code(event).path).status == 200
    doors.move_to("1970-01-02T00:00:00+00:00", tick=False)
    old = make.event("1970", starts_at=event.starts_at.replace(year=1970, month=1, day=2, hour=0, minute=0))
    assert "时钟" in visit().get(code(old).path).text


def test_a_ticket_is_no_good_before_it_was_given(visit, event, code, jia, doors):
    phone = visit()
    form = phone.get(code(event).path).form(f"/c/{event.id}/who") | {"name": "甲一", "proof": "4321"}
    doors.shift(timedelta(seconds=-61))
    assert phone.post(f"/c/{event.id}/who", form).status == 403


def test_rows_from_a_clock_that_was_ahead_are_confirmed_away_at_the_desk(visit, make, event, code, jia, doors, branch):
    organiser = make.staff(Role.ORGANISER, branch)
    doors.shift(timedelta(days=400))
    later = make.event("以后", starts_at=event.starts_at + timedelta(days=400), unit=branch)
    introduce(visit(), code(later).path, later, "甲一", "4321")
    doors.shift(timedelta(days=-400))
    assert visit().get(code(event).path).status == 403
    desk = visit(organiser)
    page = desk.get(f"/attendance/{event.id}/desk")
    assert "时钟好像倒退了" in page.text
    desk.post(f"/attendance/{event.id}/desk/clock")
    assert visit().get(code(event).path).status == 200
    assert make.rows(AuditRow, action="confirm-clock")


# How little it costs


def test_few_statements_for_page_and_press(visit, make, event, code, jia):
    phone = visit()
    introduce(phone, code(event).path, event, "甲一", "4321")
    other = make.event("另一场", starts_at=event.starts_at)
    page = phone.get(code(other).path)
    form = page.form(f"/c/{other.id}")
    assert len(page.statements) <= 4, page.statements
    answer = phone.post(f"/c/{other.id}", form)
    assert answer.status == 303
    assert len(answer.statements) <= 6, answer.statements


def test_random_codes_over_http(visit, event):
    phone = visit()
    assert {phone.get(f"/c/{event.id}/{number:016x}").status for number in range(60)} == {403}


def test_of_two_phones_none_is_shown_a_word_of_the_other(make, visit, event, code, branch):
    """Hundreds open the page in one moment: it is kept without names and numbers, and each reader's own are put in."""
    phones = {}
    for name, digits in (("丙<b>三", "4001"), ("丁四", "4002"), ("戊五", "4003")):
        person = make.member(name, branch, phone=f"1390000{digits}", account=False)
        phones[name] = phone = visit()
        done = introduce(phone, code(event).path, event, name, digits).location
        phone.submit(done, f"/c/{event.id}/undo")
        page = phone.get(code(event).path)
        phone.own, phone.person = page.form(f"/c/{event.id}"), person.id
        assert page.heading == f"{name}同志，点一下就签到"
    for name, phone in phones.items():
        page = phone.get(code(event).path)
        sent = page.form(f"/c/{event.id}")
        assert page.heading == f"{name}同志，点一下就签到"
        assert sent["person"] == str(phone.person) and sent["csrf_token"] == phone.own["csrf_token"]
        assert f"ticket={sent['ticket']}" in page.one("a[href*='/who']")["href"]
        assert page.form("/preferences/size")["next"] == f"/c/{event.id}?ticket={sent['ticket']}"
        done = phone.post(f"/c/{event.id}", sent).location
        page = phone.get(done)
        assert page.heading == f"{name}，签到成功"
        assert page.form("/preferences/size")["next"] == done
        for other in phones.keys() - {name}:
            assert other not in page.text
        assert not set("\x01\x02\x03\x04\x05") & set(page.html)


def test_each_of_two_events_at_one_time_has_its_own_page_on_the_phone(make, visit, event, code, branch, jia):
    beside = make.event("同一时间的另一场", starts_at=event.starts_at, unit=branch, kind=event.kind)
    phone = visit()
    phone.submit(introduce(phone, code(event).path, event, "甲一", "4321").location, f"/c/{event.id}/undo")
    for one in (event, beside, event):
        page = phone.get(code(one).path)
        assert page.heading == "甲一同志，点一下就签到"
        assert one.title in page.text and page.form(f"/c/{one.id}")
