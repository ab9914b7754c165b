"""From the stage into the library: one click brings outline, files and ratings; a story its owner's consent."""

import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.library.models import Courseware, CoursewareVersion, Stage
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import MemberStatus, Person
from partyedu.speakers.models import Outline, Talk, TalkFormat, TalkState


def test_a_talk_given_well_is_proposed_with_one_click(make, visit, people, given):
    talk = given(people.maker, stars=(5, 5, 4, 5, 5))
    staff = visit(people.organiser)
    box = staff.get(f"/library/talks/{talk.id}", htmx=True)
    assert "讲过 1 次" in box.text
    assert "平均 4.8 颗星（5 人评）" in box.text
    page = staff.submit(f"/library/talks/{talk.id}", f"/library/talks/{talk.id}/propose", follow=True)
    assert "我怎样学会了记账。" in page.text  # the outline came along
    piece = make.get(Courseware)
    assert (piece.talk_id, piece.owner_id, piece.stage, piece.is_story) == (
        talk.id,
        people.maker.id,
        Stage.REVIEW,
        False,
    )
    assert "上台讲过 1 次" in page.text
    assert "平均 4.8 颗星（5 人评）" in page.text
    staff.post(f"/library/talks/{talk.id}/propose")
    assert len(make.rows(Courseware)) == 1
    assert "已在资源库" in staff.get(f"/library/talks/{talk.id}").text


def test_the_button_stands_beside_the_ratings_of_the_session(make, visit, people, given):
    talk = given(people.maker)
    session = talk.event_id
    assert "/library/sessions/" in visit(people.organiser).get(f"/theatre/{session}/ratings").html
    page = visit(people.reviewer).get(f"/library/sessions/{session}")
    assert "怎样防诈骗" in page.text
    assert "还没有公布的评分" in page.text
    assert visit(people.neighbour).get(f"/library/sessions/{session}").status == 404


def test_a_talk_that_was_not_given_or_not_approved_waits(make, visit, people, given):
    talk = make.talk(people.maker)
    page = visit(people.organiser).post(f"/library/talks/{talk.id}/propose")
    assert (page.status, "还没有上过台" in page.text) == (422, True)
    draft = make.talk(people.maker, state=TalkState.DRAFT)
    assert visit(people.organiser).get(f"/library/talks/{draft.id}").status == 404
    other = make.staff(Role.ORGANISER, make.unit("二支部"))
    assert visit(other).get(f"/library/talks/{talk.id}").status == 404


@pytest.fixture
def story(make, visit, people, given):
    """A life story that was proposed."""
    talk = given(people.maker, "我的入党那天", TalkFormat.STORY)
    visit(people.organiser).post(f"/library/talks/{talk.id}/propose")
    return make.get(Courseware)


def test_a_story_waits_for_its_owner(make, visit, people, story):
    assert (story.stage, story.consented_at) == (Stage.TOPIC, None)
    assert make.get(Notice).kind is NoticeKind.COURSEWARE_CONSENT
    assert "怎样防诈骗" not in visit(people.reviewer).get("/library/review").text
    maker = visit(people.maker)
    assert "请您说一声同意不同意" in maker.get("/").text
    assert visit(people.reviewer).get(f"/library/{story.id}").status == 404
    maker.post(f"/library/{story.id}/consent")
    assert make.get(Courseware).stage is Stage.REVIEW


def test_a_speech_that_tells_its_speakers_life_counts_as_a_story(app, make, visit, people, given):
    talk = given(people.maker, "我的三十年", TalkFormat.SPEECH)
    with app.app_context():
        db.session.get_one(Talk, talk.id).is_own_story = True
        db.session.commit()
    visit(people.organiser).post(f"/library/talks/{talk.id}/propose")
    piece = make.get(Courseware)
    assert (piece.is_story, piece.stage, piece.consented_at) == (True, Stage.TOPIC, None)
    assert "请您说一声同意不同意" in visit(people.maker).get("/").text


def test_what_its_speaker_makes_a_story_later_asks_for_consent_when_it_comes_back(app, make, visit, people, given):
    talk = given(people.maker)
    visit(people.organiser).post(f"/library/talks/{talk.id}/propose")
    assert make.get(Courseware).stage is Stage.REVIEW
    with app.app_context():
        standing = db.session.get_one(Talk, talk.id)
        standing.is_own_story = True
        db.session.add(Outline(talk_id=talk.id, number=9, text="改成我自己的事", written_at=clock.now(),
                               submitted_at=clock.now()))  # fmt: skip
        db.session.get_one(Courseware, 1).stage = Stage.REWORK
        db.session.commit()
    assert visit(people.maker).post("/library/1/bring-outline").status == 303
    piece = make.get(Courseware)
    assert (piece.is_story, piece.stage) == (True, Stage.TOPIC)
    assert "请您说一声同意不同意" in visit(people.maker).get("/").text


def test_staff_note_a_consent_given_by_mouth(make, visit, people, story):
    staff = visit(people.organiser)
    slip = staff.get(f"/library/{story.id}/consent/slip")
    assert "陈大明，您好：" in slip.text
    page = staff.submit(f"/library/{story.id}", f"/library/{story.id}/consent")
    assert (page.status, "请写明本人是怎么同意的" in page.text) == (422, True)
    staff.submit(f"/library/{story.id}", f"/library/{story.id}/consent", how="3月5日当面说的")
    assert make.get(Courseware).stage is Stage.REVIEW
    assert "3月5日当面说的" in staff.get(f"/library/{story.id}").text


def test_who_does_not_agree_is_not_asked_why(make, visit, people, story):
    visit(people.maker).post(f"/library/{story.id}/consent/refuse")
    assert make.get(Courseware).stage is Stage.WITHDRAWN


def test_a_consent_taken_back_takes_the_story_from_every_page_at_once(app, make, visit, people, piece):
    row = piece(people.maker, "我的入党那天", stage=Stage.TEXTBOOK, is_story=True, distinction="model-lesson")
    with app.app_context():
        db.session.get_one(Courseware, row.id).consented_at = clock.now()
        db.session.commit()
    places = ("/library/", "/library/good")
    assert all("我的入党那天" in visit().get(place).text for place in places)
    assert visit(people.organiser).post(f"/library/{row.id}/consent/take-back").status == 404
    page = visit(people.maker).submit(f"/library/{row.id}", f"/library/{row.id}/consent/take-back")
    assert page.status == 303
    assert not any("我的入党那天" in visit().get(place).text for place in places)
    assert visit().get(f"/library/{row.id}").status == 404
    assert make.get(Courseware).consented_at is None


def test_a_talk_its_speaker_withdraws_leaves_the_library_too(make, visit, people, given, app):
    talk = given(people.maker)
    visit(people.organiser).post(f"/library/talks/{talk.id}/propose")
    piece = make.get(Courseware)
    with app.app_context():
        standing = db.session.get_one(Courseware, piece.id)
        standing.stage, standing.admitted_at = Stage.ADMITTED, clock.now()
        db.session.commit()
    assert visit().get(f"/library/{piece.id}").status == 200
    visit(people.maker).post(f"/speakers/talks/{talk.id}/withdraw")
    assert visit().get(f"/library/{piece.id}").status == 404


def test_who_has_died_is_not_asked(app, make, visit, people, given):
    talk = given(people.maker, "我的入党那天", TalkFormat.STORY)
    with app.app_context():
        db.session.get_one(Person, people.maker.id).status = MemberStatus.DECEASED
        db.session.commit()
    visit(people.organiser).post(f"/library/talks/{talk.id}/propose")
    assert make.rows(Notice) == []
    assert make.get(CoursewareVersion).number == 1
