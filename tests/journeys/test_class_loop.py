"""A class from its roster to its certificates, as organiser and members walk it over HTTP, page by page."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import python_calamine
from factories import Factory
from visitor import Visitor

from partyedu.accounts.models import ROLE_PERMISSIONS, Role
from partyedu.attendance import codes
from partyedu.core.actor import Actor, acting_as
from partyedu.core.db import db
from partyedu.courses import operations
from partyedu.courses.models import (
    Certificate,
    ClassEntry,
    ClassMeeting,
    ClassroomKind,
    CourseClass,
    CourseKind,
    CourseMode,
    CourseWay,
    LessonFormat,
)
from partyedu.courses.operations import Planned
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Event, EventStatus

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
EVENINGS = [datetime(2026, 12, day, 11, 0, tzinfo=UTC) for day in (1, 3, 8, 10)]  # 19:00, Tuesdays and Thursdays
CHECK = "/courses/certificates/"


def announced(make: Factory, organiser: Any) -> int:
    """A class of the branch with four evenings, announced by its organiser."""
    unit = organiser.unit_id
    path = make.get(Unit, id=unit).path
    grants = {permission: (path,) for permission in ROLE_PERMISSIONS[Role.ORGANISER]}
    actor = Actor(organiser.name, organiser.id, unit_id=unit, unit_path=path, grants=grants)
    with make._session(), acting_as(actor):
        course = operations.design(
            actor, unit, {}, theme_id=make.theme().id, kind=CourseKind.SPECIAL, format=LessonFormat.OPEN,
            classroom=ClassroomKind.THEORY, mode=CourseMode.COLLECTIVE, way=CourseWay.IN_CLASS, title="手机防骗",
            summary="看清三种骗术。", minutes=90,
        )  # fmt: skip
        operations.offer(course)
        row = operations.add_class(
            actor, unit, [course.id], title="冬季夜校", entry=ClassEntry.CALL_UP, place="街道党校", share_percent=75
        )
        operations.plan_meetings(
            actor, row, [Planned(at, at + timedelta(minutes=90), course.id) for at in EVENINGS], place="街道党校"
        )
        operations.announce(row)
        return int(row.id)


def test_a_class_from_roster_to_certificate(make: Factory, visit: Any, time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    branch = make.unit("东街支部")
    organiser = make.staff(Role.ORGANISER, branch)
    phone, card, ill = (make.member(name, branch) for name in ("周一", "吴二", "郑三"))
    paper = make.member("王四", branch, account=False, phone="")
    number = announced(make, organiser)
    base = f"/courses/classes/{number}"

    # The list comes from a chat; one of the names is nobody here.
    desk: Visitor = visit(organiser)
    preview = desk.submit(f"{base}/call-up/names", names="周一、吴二\n郑三\n王四\n不认识的人")
    assert "您管的名册里没有这个人" in preview.text
    sent = desk.post(f"{base}/call-up", preview.form(f"{base}/call-up"), follow=True)
    assert "已通知 4 人，等他们回话。" in sent.text
    assert "王四" in desk.get(f"/notices/calls?about=class:{number}").text

    # Three answer on their phones, one is asked in person.
    for person in (phone, card, ill):
        own = visit(person)
        notice = own.get("/notices/").one("main form[action$='/open']")
        opened = own.post(str(notice["action"]))
        assert opened.location == f"{base}/place"
        assert own.submit(f"{base}/place", f"{base}/place/answer", coming="yes").status == 303
    roster = desk.get(f"{base}/roster?state=called")
    place = str(roster.one("tbody th a")["href"])
    assert desk.submit(place, f"{place}/answer", coming="yes").status == 303

    # Four evenings: by the spoken code, at the desk, on paper; one is ill from the second on.
    events = [row.event_id for row in make.rows(ClassMeeting)]
    for turn, (event_id, begins) in enumerate(zip(events, EVENINGS, strict=True)):
        time_machine.move_to(begins - timedelta(minutes=5), tick=False)
        desk = visit(organiser)
        assert "应到 4 人" in desk.get(f"/attendance/{event_id}/sheet").text
        check_in_by_code(make, visit(phone), event_id)
        time_machine.move_to(begins + timedelta(minutes=80), tick=False)
        desk = visit(organiser)
        ticked = [str(card.id)] + ([str(paper.id)] if turn else []) + ([] if turn else [str(ill.id)])
        assert desk.submit(f"/attendance/{event_id}/type-in", mode="came", tick=ticked).status == 303
    grid = visit(organiser).get(f"{base}/attendance")
    came = {row.th.find(string=True): row.select("td")[-1].get_text() for row in grid.all("tbody tr")}
    assert came == {"周一": "4", "吴二": "4", "王四": "3", "郑三": "1"}

    # The rule knows three; for the one who was ill staff decide, and the class is completed in one step.
    time_machine.move_to(EVENINGS[-1] + timedelta(hours=3), tick=False)
    desk = visit(organiser)
    assert "冬季夜校" in desk.get("/").text
    page = desk.get(f"{base}/completion")
    decide = next(str(row.th.a["href"]) for row in page.all("tbody tr") if "郑三" in row.th.get_text())
    assert desk.submit(decide, completes="yes", reason="").status == 422
    assert desk.submit(decide, completes="yes", reason="住院，在家补学，有笔记").status == 303
    done = desk.post(f"{base}/complete", desk.get(f"{base}/completion").form(f"{base}/complete"), follow=True)
    assert "结业了，4 人拿到证书。" in done.text
    assert {row.status for row in make.rows(Event)} == {EventStatus.CLOSED}
    assert make.get(CourseClass).completed_at is not None

    # On paper, all in one job; and on the phone of whoever completed.
    printed = desk.get(f"{base}/certificates/print")
    assert [sheet.b.get_text() for sheet in printed.all(".certificate")] == ["吴二", "周一", "王四", "郑三"]
    own = visit(phone)
    assert "恭喜您结业：冬季夜校" in own.get("/notices/").text
    mine = own.get("/courses/certificates/mine")
    shown = re.search(r"\d{4}(-\w{4}){3}", mine.text)
    assert shown is not None
    assert shown[0] == make.get(Certificate, name="周一").number

    # Anybody in the building checks the number, and reads when it was revoked.
    assert "这张证书是真的" in visit().submit(CHECK, number=shown[0]).text
    certificate = make.get(Certificate, name="周一")
    assert desk.submit(f"/courses/certificates/{certificate.id}/revoke", reason="名字写错了", anew="1").status == 303
    assert "这张证书已经作废" in visit().submit(CHECK, number=shown[0]).text
    assert "这张证书是真的" in visit().submit(CHECK, number=newest(make)).text

    # The list goes along as a workbook.
    book = desk.get(f"{base}/completion.xlsx").response.data
    lines = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert [line[0] for line in lines[1:]] == ["吴二", "周一", "王四", "郑三"]


def newest(make: Factory) -> str:
    """The number that was issued last."""
    return str(make.rows(Certificate)[-1].number)


def check_in_by_code(make: Factory, phone: Visitor, event_id: int) -> None:
    """A member opens the code that hangs at the door and presses the one button."""
    with make.app.app_context():
        path = codes.current(db.session.get_one(Event, event_id)).path
    page = phone.get(path)
    answer = phone.post(f"/c/{event_id}", page.form(f"/c/{event_id}"))
    assert "签到成功" in phone.get(answer.location).heading
