"""Fifty phones at the door at once, each pressed three times."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from partyedu.attendance import operations
from partyedu.attendance.models import Attendance
from partyedu.core.audit import AuditRow
from partyedu.core.db import db

PHONES = 50
FIELDS = ("ticket", "csrf_token", "person")


def test_fifty_phones_pressed_three_times_are_fifty_records(app, make, event, code, branch, doors):
    people = [make.member(f"甲{number}", branch, account=False) for number in range(PHONES)]
    with app.app_context():
        tokens = [operations.remember_phone(person.id) for person in people]
        db.session.commit()
    path, barrier = code(event).path, Barrier(PHONES)

    def phone(token):
        client = app.test_client()
        client.set_cookie("check-in", token, path="/c")
        page = client.get(path).get_data(as_text=True)
        fields = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in FIELDS}
        barrier.wait()
        answers = [client.post(f"/c/{event.id}", data=fields) for _press in range(3)]
        done = client.get(answers[-1].location)
        return [answer.status_code for answer in answers] + ["签到成功" in done.get_data(as_text=True)]

    with ThreadPoolExecutor(PHONES) as pool:
        results = list(pool.map(phone, tokens))
    assert results == [[303, 303, 303, True]] * PHONES
    rows = make.rows(Attendance)
    assert sorted(row.person_id for row in rows) == sorted(person.id for person in people)
    assert len(make.rows(AuditRow, action="check-in")) == PHONES


def test_one_person_from_eight_devices_in_the_same_moment_is_one_record(app, make, event, code, branch, doors):
    person = make.member("甲一", branch, account=False)
    with app.app_context():
        tokens = [operations.remember_phone(person.id) for _device in range(8)]
        db.session.commit()
    path, barrier = code(event).path, Barrier(8)

    def phone(token):
        client = app.test_client()
        client.set_cookie("check-in", token, path="/c")
        page = client.get(path).get_data(as_text=True)
        fields = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in FIELDS}
        barrier.wait()
        return client.post(f"/c/{event.id}", data=fields).status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(phone, tokens)) == [303] * 8
    assert len(make.rows(Attendance)) == 1
