"""Needs: heard in a survey, at a meeting, at the desk; followed to an event and a result."""

import io
from datetime import timedelta

import python_calamine
from PIL import Image

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db, transaction
from partyedu.schedule.models import EventKind
from partyedu.surveys import operations, queries
from partyedu.surveys.models import Need, NeedEvent, NeedFile, NeedKind, NeedSource, NeedState


def photo(name="座谈会.jpg"):
    """A photo of the meeting."""
    target = io.BytesIO()
    Image.new("RGB", (600, 400), "white").save(target, "JPEG")
    target.seek(0)
    return target, name


def note(desk, branch, **fields):
    """Note a need at the desk; gives the answer."""
    fields = {"title": "手机上怎么挂号", "unit_id": str(branch.unit.id), **fields}
    return desk.submit("/surveys/needs/new", **fields)


def test_a_need_from_a_survey_is_followed_to_event_and_result(make, visit, branch, begin, fill, attend):
    survey = begin()
    fill(branch.members[0], survey)
    desk = visit(branch.organiser)
    link = desk.get(f"/surveys/{survey.id}/results").one(f"a[href='/surveys/needs/new?survey={survey.id}']")["href"]
    page = desk.get(link)
    fields = page.form("/surveys/needs/new") | {"title": "养生课", "people": "12", "kind": "want-to-learn"}
    answer = desk.post(f"/surveys/needs/new?survey={survey.id}", fields)
    need = make.get(Need)
    assert answer.location == f"/surveys/needs/{need.id}"
    assert (need.source, need.survey_id, need.people, need.state) == (NeedSource.SURVEY, survey.id, 12, NeedState.NOTED)
    assert "有 1 条学习需求还没有安排" in desk.get("/").text

    event = make.event(
        "养生第一课", starts_at=clock.now() - timedelta(hours=3), minutes=60, unit=branch.unit, kind=EventKind.OTHER
    )
    attend(event, *branch.members[:3])
    assert desk.submit(answer.location, f"{answer.location}/take-up", event_id=str(event.id)).status == 303
    page = desk.get(answer.location)
    assert "养生第一课" in page.text
    assert "到了 3 人" in page.text
    assert page.one("[aria-current=step]").get_text(strip=True) == "正在安排"
    assert desk.submit(answer.location, f"{answer.location}/meet", outcome="").status == 422
    assert desk.submit(answer.location, f"{answer.location}/meet", outcome="大家都会了").status == 303
    met = make.get(Need)
    assert (met.state, met.result, met.met_on) == (NeedState.MET, "大家都会了", clock.today())
    assert "大家都会了" in desk.get(answer.location).text
    assert "养生课" in desk.get(f"/surveys/{survey.id}/lead").text


def test_a_meeting_brings_notes_and_photos_and_no_names(make, visit, branch):
    desk = visit(branch.organiser)
    answer = note(desk, branch, source="meeting", text="老人说字太小", files=[photo(), photo("二.jpg")])
    assert answer.status == 303, answer.errors()
    files = make.rows(NeedFile)
    assert len(files) == 2
    page = desk.get(answer.location)
    assert len(page.all(".files img")) == 2
    picture = desk.get(f"/surveys/needs/files/{files[0].id}")
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert desk.post(f"/surveys/needs/files/{files[0].id}/remove").status == 303
    assert len(make.rows(NeedFile)) == 1
    refused = note(desk, branch, title="别的", files=[(io.BytesIO(b"MZ not a photo"), "x.exe")])
    assert refused.status == 422
    assert len(make.rows(Need)) == 1


def test_put_aside_with_a_reason_and_taken_back(make, visit, branch):
    desk = visit(branch.organiser)
    url = note(desk, branch).location
    assert desk.submit(url, f"{url}/put-aside", reason="").errors()[0] == "请写明为什么先放一放。"
    desk.submit(url, f"{url}/put-aside", reason="请不到老师")
    assert make.get(Need).state is NeedState.PUT_ASIDE
    assert "请不到老师" in desk.get(url).text
    desk.post(f"{url}/take-back")
    assert make.get(Need).state is NeedState.NOTED


def test_an_event_is_taken_up_once_and_may_be_taken_off(make, visit, branch):
    desk = visit(branch.organiser)
    url = note(desk, branch).location
    event = make.event("手机课", unit=branch.unit, kind=EventKind.OTHER)
    for _time in range(2):
        answer = desk.submit(url, f"{url}/take-up", event_id=str(event.id))
    assert "已经记在这条需求下面了" in answer.text
    desk.post(f"{url}/events/{event.id}/off")
    assert make.rows(NeedEvent) == []
    foreign = make.event("外面的", unit=make.unit("外支部"))
    assert desk.submit(url, f"{url}/take-up", event_id=str(foreign.id)).status == 422


def test_needs_are_for_the_staff_of_the_unit(make, visit, branch):
    url = note(visit(branch.organiser), branch).location
    other = make.staff(Role.ORGANISER, make.unit("外支部"))
    assert visit(other).get(url).status == 404
    assert visit(branch.members[0]).get("/surveys/needs").status == 404
    assert visit(make.staff(Role.ORGANISER)).get(url).status == 200


def test_the_list_is_searched_filtered_and_taken_along(visit, branch):
    desk = visit(branch.organiser)
    note(desk, branch)
    note(desk, branch, title="民法典", kind="should-know", source="meeting")

    def titles(query):
        return [row.get_text() for row in desk.get(f"/surveys/needs?{query}").all("tbody th a")]

    assert titles("q=sjs") == ["手机上怎么挂号"]
    assert titles("kind=should-know") == titles("source=meeting") == ["民法典"]
    assert titles("state=met") == []
    assert len(titles("state=open")) == 2
    content = desk.get("/surveys/needs.xlsx?kind=should-know").response.data
    rows = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == ["民法典"]


def test_two_who_edit_a_need_see_both_texts(visit, branch, make):
    desk = visit(branch.organiser)
    url = note(desk, branch).location + "/edit"
    stale = desk.get(url).form(url)
    desk.submit(url, text="先写的")
    answer = desk.post(url, {**stale, "text": "后写的"})
    assert answer.status == 409
    assert "先写的" in answer.text
    assert desk.post(url, answer.form(url)).status == 303
    assert make.get(Need).text == "后写的"


def test_a_day_that_has_not_come_is_refused(visit, branch):
    desk = visit(branch.organiser)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert note(desk, branch, heard_on=tomorrow).errors() == ["听到的日子还没有到，请检查日期。"]


def test_rooms_above_choose_take_up_and_meet(app, make, branch):
    """As courses and orders do it."""
    with app.test_request_context(), acting_as(MACHINE), transaction():
        need = operations.note_need(branch.unit.id, NeedKind.SHOULD_KNOW, NeedSource.ORDER, "防骗", people=9)
        assert queries.needs_to_choose(MACHINE) == [(need.id, "防骗")]
        operations.take_up(need)
        assert need.state is NeedState.TAKEN_UP
        operations.meet(need, "开了一门课")
        assert queries.needs_to_choose(MACHINE) == []
        db.session.flush()
    assert make.get(Need).result == "开了一门课"
