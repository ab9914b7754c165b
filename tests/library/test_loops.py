"""The loops over HTTP, with ratings that people give: talk → library → model lesson, talk → rework → resubmitted."""

import pytest

from partyedu.attendance.models import Attendance, AttendanceState, Via
from partyedu.core.db import db
from partyedu.library.models import Courseware, Decision, Distinction, Outcome, Stage
from partyedu.speakers.models import Outline, Talk, TalkState


@pytest.fixture
def rated(app, make, visit, people, given):
    """``rated(stars)``: a talk that five listeners rate on their phones."""

    def talk(stars):
        row = given(people.maker, "怎样防诈骗")
        listeners = [make.member(f"听众{number}", people.branch) for number in range(5)]
        with app.app_context():
            for person in listeners:
                here = {"event_id": row.event_id, "state": AttendanceState.PRESENT, "via": Via.DESK}
                db.session.add(Attendance(person_id=person.id, at=row.created_at, **here))
            db.session.commit()
        for person in listeners:
            answer = visit(person).submit(f"/theatre/{row.event_id}/rate", **{f"stars-{row.id}": str(stars)})
            assert answer.status == 303
        return row

    return talk


@pytest.fixture
def staff(visit, people):
    """Staff who have drawn the rule."""
    visitor = visit(people.organiser)
    lines = {"raters": "5", "average_up": "4.5", "expert_up": "80", "likes_up": "1", "average_down": "3"}
    fields = {**visitor.get("/library/rule/new").form("/library/rule"), **lines, "expert_down": "50", "step": "save"}
    assert visitor.post("/library/rule", fields).status == 303
    return visitor


def admitted(make, visit, people, points, share=0.9):
    piece = make.get(Courseware)
    reviewer, url = visit(people.reviewer), f"/library/{piece.id}/review"
    reviewer.submit(url, **points(reviewer.get(url), share), verdict="admit")
    return piece


def test_talk_library_model_lesson(make, visit, people, points, rated, staff):
    talk = rated(5)
    staff.submit(f"/library/sessions/{talk.event_id}", f"/library/talks/{talk.id}/propose")
    piece = admitted(make, visit, people, points)
    assert staff.get("/library/proposals").soup.select("tbody tr") == []  # nobody has liked it yet
    visit().submit(f"/library/{piece.id}", f"/library/{piece.id}/like")
    assert "怎样防诈骗" in staff.get("/library/proposals").text
    staff.submit(f"/library/{piece.id}/decide", outcome="textbook", distinction="model-lesson")
    row, decision = make.get(Courseware), make.get(Decision)
    assert (row.stage, row.distinction) == (Stage.TEXTBOOK, Distinction.MODEL_LESSON)
    assert (decision.average, decision.raters, decision.expert, decision.likes) == (500, 5, 90, 1)
    assert "样板课" in visit().get("/library/good").text


def test_talk_rework_resubmitted(make, visit, people, points, rated, staff):
    talk = rated(2)
    staff.submit(f"/library/talks/{talk.id}", f"/library/talks/{talk.id}/propose")
    piece = admitted(make, visit, people, points)
    page = staff.get(f"/library/{piece.id}/decide")
    assert page.soup.select_one("input[name=outcome][checked]")["value"] == "rework"
    staff.submit(f"/library/{piece.id}/decide", reason="开头太长")
    assert make.get(Decision).outcome is Outcome.REWORK
    assert make.get(Talk).state is TalkState.RETURNED
    maker = visit(people.maker)
    assert "讲述也请您改一改" in maker.get(f"/library/{piece.id}").text
    maker.submit(f"/speakers/talks/{talk.id}/edit", text="三句话认骗子。", summary="三句话。", step="submit")
    newest = make.rows(Outline, talk_id=talk.id)[-1]
    visit(people.reviewer).post(f"/speakers/review/{talk.id}/approve", {"outline": str(newest.id), "approve-words": ""})
    maker.submit(f"/library/{piece.id}", f"/library/{piece.id}/bring-outline")
    assert make.get(Courseware).stage is Stage.REVIEW
    admitted(make, visit, people, points)
    assert "三句话认骗子。" in visit().get(f"/library/{piece.id}").text
    assert staff.get("/library/proposals").soup.select("tbody tr") == []  # who heard the old one says nothing of this
