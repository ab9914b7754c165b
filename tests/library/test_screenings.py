"""Screenings: chosen lessons become an event on the schedule that shows them; the pieces know where they were shown."""

from datetime import timedelta

import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.library.models import Courseware, Distinction, Pack, PackItem, ScreeningPiece, Stage
from partyedu.schedule.models import Event, EventKind, EventStatus

NEW = "/library/screenings/new"


@pytest.fixture
def lessons(make, people, piece):
    """A model lesson, a good course, a textbook piece, and one that is only admitted."""
    rows = [
        piece(people.maker, "怎样防诈骗", stage=Stage.TEXTBOOK, distinction=Distinction.MODEL_LESSON, minutes=20),
        piece(people.maker, "一本账讲清楚", stage=Stage.TEXTBOOK, distinction=Distinction.GOOD_COURSE, minutes=25),
        piece(people.maker, "教材里的一课", stage=Stage.TEXTBOOK),
        piece(people.maker, "刚入库的", stage=Stage.ADMITTED),
    ]
    return [row.id for row in rows]


def plan(staff, query="", **filled):
    """The page of a new screening, sent as it opened but for what is filled in."""
    return staff.submit(f"{NEW}?{query}", NEW, where="outside", place="活动室", **filled)


def test_chosen_lessons_are_put_on_the_schedule_and_shown(make, visit, people, lessons):
    staff = visit(people.organiser)
    assert staff.get("/library/good").one(f"a[href='{NEW}']")
    page = staff.get(f"{NEW}?piece={lessons[0]}")
    assert [box["value"] for box in page.all("input[name=pieces][checked]")] == [str(lessons[0])]
    assert page.one("input[name=title]")["value"] == "样板课展播"
    assert "刚入库的" not in page.text
    made = plan(staff, f"piece={lessons[0]}", pieces=[str(lessons[0]), str(lessons[2])])
    event = make.get(Event)
    assert made.location == f"/schedule/{event.id}/manage"
    assert (event.kind, event.status, event.title) == (EventKind.SCREENING, EventStatus.DRAFT, "样板课展播")
    # Nobody sees a draft; the organiser sees what it will show.
    assert visit().get(f"/library/screenings/{event.id}").status == 404
    assert "教材里的一课" in staff.get(f"/library/screenings/{event.id}").text

    assert staff.post(f"/schedule/{event.id}/publish").status == 303
    public = visit().get(f"/schedule/{event.id}")
    assert "展播" in public.text
    assert public.one(f"a[href='/library/screenings/{event.id}']")
    shown = visit().get(f"/library/screenings/{event.id}", htmx=True)
    assert [link.get_text() for link in shown.all("li a")] == ["怎样防诈骗", "教材里的一课"]
    assert "在哪里放过" in visit().get(f"/library/{lessons[0]}").text
    assert visit().get(f"/library/{lessons[0]}").one(f"a[href='/schedule/{event.id}']").get_text() == "样板课展播"
    assert "在哪里放过" not in visit().get(f"/library/{lessons[1]}").text
    # Attendance and discussion as for any event.
    assert staff.get(f"/attendance/{event.id}").status == 200
    assert staff.get(f"/discussions/{event.id}").status == 200


def test_a_pack_becomes_a_screening_of_its_lessons_in_its_order(make, visit, people, lessons):
    with make._session():
        pack = Pack(unit_id=people.maker.unit_id, title="冬天学", made_at=clock.now())
        db.session.add(pack)
        db.session.flush()
        for place, number in enumerate((lessons[1], lessons[3], lessons[0])):
            db.session.add(PackItem(pack_id=pack.id, courseware_id=number, position=place))
    staff = visit(people.organiser)
    assert staff.get(f"/library/packs/{pack.id}").one(f"a[href='{NEW}?pack={pack.id}']")
    assert plan(staff, f"pack={pack.id}").status == 303
    assert [row.courseware_id for row in make.rows(ScreeningPiece)] == [lessons[1], lessons[0]]
    assert staff.get(f"{NEW}?pack=999").status == 404


def test_what_is_taken_back_drops_out_of_the_screening(make, visit, people, lessons):
    staff = visit(people.organiser)
    plan(staff, f"piece={lessons[0]}")
    event = make.get(Event)
    staff.post(f"/schedule/{event.id}/publish")
    with make._session():
        db.session.get_one(Courseware, lessons[0]).stage = Stage.WITHDRAWN
    assert "怎样防诈骗" not in visit().get(f"/library/screenings/{event.id}").text
    assert "还没有选，或者选的已经撤下" in staff.get(f"/library/screenings/{event.id}").text
    changed = staff.submit(
        f"/library/screenings/{event.id}/pieces", f"/library/screenings/{event.id}/pieces", pieces=str(lessons[1])
    )
    assert changed.status == 303
    assert [row.courseware_id for row in make.rows(ScreeningPiece)] == [lessons[1]]


def test_nothing_else_is_shown_and_not_by_anybody(make, visit, people, lessons):
    staff = visit(people.organiser)
    assert plan(staff, pieces=None).errors() == ["请至少选一件要放的课件。"]
    assert plan(staff, pieces=str(lessons[3])).errors() == ["选的里面有一项不在列出的里面，请重新选。"]
    assert plan(staff, pieces="几件").errors() == ["选的里面有一项不在列出的里面，请重新选。"]
    assert make.rows(Event) == []
    plan(staff, f"piece={lessons[0]}")
    event = make.get(Event)
    assert visit(people.maker).get(NEW).status == 404
    assert visit(people.maker).get(f"/library/screenings/{event.id}").status == 404
    other = make.staff(Role.ORGANISER, make.unit("二支部"))
    assert visit(other).get(f"/library/screenings/{event.id}/pieces").status == 404
    assert visit(other).post(f"/library/screenings/{event.id}/pieces", {"pieces": str(lessons[1])}).status == 404


def test_a_draft_with_its_pieces_is_deleted_and_what_was_held_stays(make, visit, people, lessons):
    staff = visit(people.organiser)
    plan(staff, f"piece={lessons[0]}")
    draft = make.get(Event)
    assert staff.post(f"/schedule/{draft.id}/delete").status == 303
    assert (make.rows(Event), make.rows(ScreeningPiece)) == ([], [])
    plan(staff, f"piece={lessons[0]}")
    with make._session():
        event = db.session.scalars(db.select(Event)).one()
        event.status, event.ends_at = EventStatus.CLOSED, clock.now() - timedelta(hours=1)
    refused = staff.post(f"/library/screenings/{event.id}/pieces", {"pieces": str(lessons[1])})
    assert refused.errors() == ["这场展播已经结束或取消了，放了什么不再改。"]
