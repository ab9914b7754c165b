"""The promotion rule: drawn after a look, proposing up and down, decided by somebody, overruled with a reason."""

from datetime import timedelta

import pytest

from partyedu.accounts.models import Role
from partyedu.core import clock
from partyedu.core.db import db
from partyedu.library import operations, queries
from partyedu.library.models import (
    Courseware,
    CoursewareLike,
    Decision,
    Distinction,
    ExpertReview,
    Outcome,
    PromotionRule,
    Stage,
    Verdict,
)
from partyedu.library.queries import Lines
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Event, EventKind
from partyedu.speakers.models import Talk, TalkFormat, TalkState
from partyedu.surveys.models import EventRating

LINES = {
    "raters": "5", "average_up": "4.5", "expert_up": "80", "likes_up": "0", "average_down": "3", "expert_down": "50",
}  # fmt: skip


@pytest.fixture
def judged(app, make, people, given, piece):
    """``judged(title, stars, percent)``: an admitted piece from a talk with ratings and an expert's score."""

    def made(title, stars=(), percent=None, likes=0, owner=None, form=TalkFormat.SPEECH, stage=Stage.ADMITTED, **more):
        talk = given(owner or people.maker, title, form, stars)
        row = piece(owner or people.maker, title, stage, talk_id=talk.id, **more)
        with app.app_context():
            newest = queries.newest_version(row.id)
            if percent is not None:
                sheet = queries.sheet_for("/1/")
                db.session.add(
                    ExpertReview(
                        version_id=newest.id, reviewer_id=people.reviewer.id, sheet_id=sheet.id, percent=percent,
                        verdict=Verdict.ADMIT, at=clock.now(), text="声音再大些。",
                    )
                )  # fmt: skip
            for number in range(likes):
                db.session.add(CoursewareLike(courseware_id=row.id, key=f"{number}"))
            db.session.commit()
        return row

    return made


def draw(visitor, **lines):
    """Draw lines: look, then confirm."""
    fields = {**visitor.get("/library/rule/new").form("/library/rule"), **LINES, **lines}
    seen = visitor.post("/library/rule", {**fields, "step": "preview"})
    if seen.status == 200:
        visitor.post("/library/rule", {**fields, "step": "save"})
    return seen


def test_the_rule_is_seen_before_it_is_saved_and_read_by_everybody(make, visit, people, judged):
    judged("好的", (5, 5, 5, 5, 5), 90)
    judged("中等", (4, 4, 4, 4, 4), 70)
    judged("差的", (2, 2, 2, 2, 2), 40)
    staff = visit(people.organiser)
    fields = {**staff.get("/library/rule/new").form("/library/rule"), **LINES}
    seen = staff.post("/library/rule", {**fields, "step": "preview"})
    assert "提名进教材：1 件" in seen.text
    assert "提名回炉：1 件" in seen.text
    assert make.rows(PromotionRule) == []
    staff.post("/library/rule", {**fields, "step": "save", "why": "第一年先这样"})
    page = visit().get("/library/rule")
    assert "平均 4.5 颗星以上，专家 80 分以上。" in page.text
    assert "第一年先这样" in page.text
    rule = make.get(PromotionRule)
    assert (rule.average_up, rule.average_down, rule.set_by_id) == (450, 300, people.organiser.id)


def test_a_rule_that_selects_nobody_or_everybody_says_so(visit, people, judged):
    judged("好的", (5, 5, 5, 5, 5), 90)
    judged("也好", (5, 5, 5, 5, 5), 95)
    staff = visit(people.organiser)
    assert "一件也不会提名" in draw(staff, raters="50").text
    assert "每一件都会提名" in draw(staff).text


def test_lines_that_cross_are_refused(visit, people):
    page = draw(visit(people.organiser), average_down="4.8")
    assert (page.status, "不能比进教材的还高" in page.text) == (422, True)
    page = draw(visit(people.organiser), average_up="6")
    assert (page.status, "请填 0 到 5 之间的数" in page.text) == (422, True)


def test_proposals_come_from_figures_and_wait_on_the_home_page(visit, people, judged):
    staff = visit(people.organiser)
    draw(staff)
    judged("好的", (5, 5, 5, 5, 4), 90)
    judged("少人评", (5, 5, 5), 90)
    judged("差的", (2, 2, 2, 2, 2), 90)
    judged("专家说差", (4, 4, 4, 4, 4), 40)
    judged("人生故事", (1, 1, 1, 1, 1), 20, form=TalkFormat.STORY, is_story=True, consented_at=clock.now())
    page = staff.get("/library/proposals")
    rows = {tr.th.a.get_text(): tr.select("td")[0].get_text() for tr in page.soup.select("tbody tr")}
    assert rows == {"好的": "进教材", "差的": "回炉", "专家说差": "回炉"}
    assert "照规则提名了 3 件课件" in staff.get("/").text


def test_the_lines_are_drawn_exactly(app, make, people, judged):
    root = make.root
    lines = Lines(raters=5, average_up=440, expert_up=90, likes_up=2, average_down=300, expert_down=60)
    with app.app_context():
        operations.set_rule(_Anybody(people.organiser.id), db.session.get_one(Unit, root.id), lines)
        db.session.commit()
    on_line = judged("在线上", (5, 5, 4, 4, 4), 90, likes=2)
    judged("少一个赞", (5, 5, 4, 4, 4), 90, likes=1)
    judged("少一分", (5, 5, 4, 4, 4), 89, likes=2)
    judged("正好三星", (3, 3, 3, 3, 3), 60, likes=9)
    with app.app_context():
        rows = db.session.execute(queries.proposals(_Anybody(people.organiser.id))).all()
        assert [(row.id, row.says) for row in rows] == [(on_line.id, Outcome.TEXTBOOK)]


class _Anybody:
    """Staff of the whole house, as far as these operations ask."""

    def __init__(self, person_id):
        self.person_id = person_id

    def reach(self, _permission):
        return ("/1/",)


def test_ratings_of_the_events_it_was_used_at_count_too(app, make, people, judged, visit):
    staff = visit(people.organiser)
    draw(staff)
    row = judged("上课用的", (), 90)
    lesson = make.event("上课", clock.now() - timedelta(days=2), kind=EventKind.CLASS)
    with app.app_context():
        operations.use(db.session.get_one(Courseware, row.id), db.session.get_one(Event, lesson.id))
        for number, stars in enumerate((5, 5, 4, 5, 5)):
            db.session.add(EventRating(key=f"{number}", event_id=lesson.id, stars=stars))
        db.session.commit()
    cells = [td.get_text() for td in staff.get("/library/proposals").soup.select("tbody td")]
    assert cells[:4] == ["进教材", "4.8", "5", "90"]
    assert "上课用过 1 次" in visit().get(f"/library/{row.id}").text


def test_units_below_follow_the_nearest_above(app, make, people, visit, judged):
    draw(visit(people.organiser))
    judged("好的", (5, 5, 5, 5, 5), 90)
    strict = visit(make.staff(Role.ORGANISER, people.branch))
    assert "好的" in strict.get("/library/proposals").text
    draw(strict, expert_up="95")
    assert "好的" not in strict.get("/library/proposals").text
    assert "好的" not in visit(people.organiser).get("/library/proposals").text


def test_into_the_textbook_with_rule_figures_person_and_date(make, visit, people, judged):
    staff = visit(people.organiser)
    draw(staff)
    row = judged("好的", (5, 5, 5, 5, 4), 90, likes=3)
    url = f"/library/{row.id}/decide"
    staff.submit(url, outcome="textbook", distinction="model-lesson")
    piece, decision = make.get(Courseware, id=row.id), make.get(Decision)
    assert (piece.stage, piece.distinction) == (Stage.TEXTBOOK, Distinction.MODEL_LESSON)
    assert (decision.rule_id, decision.average, decision.raters, decision.expert, decision.likes) == (
        make.get(PromotionRule).id, 480, 5, 90, 3,
    )  # fmt: skip
    assert (decision.decided_by_id, decision.proposed, decision.outcome) == (
        people.organiser.id, Outcome.TEXTBOOK, Outcome.TEXTBOOK,
    )  # fmt: skip
    assert "好的" in visit().get("/library/good").text
    told = {(one.person_id, one.kind) for one in make.rows(Notice)}
    assert (people.maker.id, NoticeKind.COURSEWARE_PROMOTED) in told
    public = visit().get("/library/rule").text
    assert "好的" in public
    assert "4.8" not in public.partition("照规则进了教材的")[2]  # ratings are not for everybody
    assert "周干事决定" in staff.get("/library/decisions").text


def test_against_the_rule_only_with_a_reason_and_not_proposed_again(make, visit, people, judged):
    staff = visit(people.organiser)
    draw(staff)
    row = judged("好的", (5, 5, 5, 5, 5), 90)
    page = staff.submit(f"/library/{row.id}/decide", outcome="stays")
    assert (page.status, "请写明理由" in page.text) == (422, True)
    staff.submit(f"/library/{row.id}/decide", outcome="stays", reason="和另一件太像")
    assert make.get(Courseware, id=row.id).stage is Stage.ADMITTED
    assert "好的" not in staff.get("/library/proposals").soup.select_one("#proposals").get_text()
    staff.submit(f"/library/{row.id}/decide", outcome="textbook", reason="")
    staff.submit(f"/library/{row.id}/decide", outcome="stays", reason="退出教材")
    assert [one.outcome for one in make.rows(Decision)] == [Outcome.STAYS, Outcome.TEXTBOOK, Outcome.STAYS]
    assert make.get(Courseware, id=row.id).stage is Stage.ADMITTED


def test_two_decide_at_once(make, visit, people, judged):
    staff, colleague = visit(people.organiser), visit(people.colleague)
    draw(staff)
    row = judged("好的", (5, 5, 5, 5, 5), 90)
    url = f"/library/{row.id}/decide"
    typed = {**colleague.get(url).form(url), "outcome": "stays", "reason": "再等等"}
    staff.submit(url, outcome="textbook")
    late = colleague.post(url, typed)
    assert late.status == 409
    assert "周干事已经在" in late.text
    assert "再等等" in late.text
    assert len(make.rows(Decision)) == 1


def test_a_rework_that_is_overruled_leaves_the_figures_as_they_were(make, visit, people, judged):
    staff = visit(people.organiser)
    draw(staff)
    row = judged("差的", (2, 2, 1, 2, 2), 90)
    staff.submit(f"/library/{row.id}/decide", outcome="rework")
    staff.submit(f"/library/{row.id}/decide", outcome="stays", reason="听的人太少")
    assert make.get(Courseware, id=row.id).stage is Stage.ADMITTED
    assert [one.average for one in make.rows(Decision)] == [180, 180]


def test_back_to_rework_with_the_comments_and_resubmitted(make, visit, people, judged, points):
    staff = visit(people.organiser)
    draw(staff)
    row = judged("差的", (2, 2, 1, 2, 2), 40)
    staff.submit(f"/library/{row.id}/decide", outcome="rework", reason="例子太旧")
    piece = make.get(Courseware, id=row.id)
    assert piece.stage is Stage.REWORK
    assert visit().get(f"/library/{row.id}").status == 404
    talk = make.get(Talk, id=piece.talk_id)
    assert talk.state is TalkState.RETURNED
    words = next(one.detail for one in make.rows(Notice) if one.kind is NoticeKind.COURSEWARE_RETURNED)
    assert "例子太旧" in words
    assert "声音再大些。" in words
    maker = visit(people.maker)
    assert "请改一改再交" in maker.get("/").text
    assert maker.post(f"/library/{row.id}/hand-in").status == 422
    maker.submit(f"/speakers/talks/{talk.id}/edit", text="新的例子。", summary="新例子。", step="submit")
    visit(people.reviewer).post(f"/speakers/review/{talk.id}/approve", _newest(make, talk))
    page = maker.get(f"/library/{row.id}")
    assert "把改好的讲述带过来，再请专家评" in page.text
    maker.post(f"/library/{row.id}/bring-outline")
    assert make.get(Courseware, id=row.id).stage is Stage.REVIEW
    assert [version.text for version in _versions(make, row)] == ["三不原则。", "新的例子。"]
    assert visit(people.second).get(f"/library/{row.id}/review").status == 200


def _newest(make, talk):
    from partyedu.speakers.models import Outline

    return {"outline": str(make.rows(Outline, talk_id=talk.id)[-1].id), "approve-outline": "", "approve-words": ""}


def _versions(make, row):
    from partyedu.library.models import CoursewareVersion

    return make.rows(CoursewareVersion, courseware_id=row.id)


def test_a_life_story_is_never_sent_to_rework(make, visit, people, judged):
    staff = visit(people.organiser)
    draw(staff)
    row = judged("人生故事", (1, 1, 1, 1, 1), 20, is_story=True, consented_at=clock.now())
    page = staff.submit(f"/library/{row.id}/decide", outcome="rework", reason="不好")
    assert (page.status, "人生故事不回炉" in page.text) == (422, True)
    assert make.get(Courseware, id=row.id).stage is Stage.ADMITTED


def test_without_a_rule_nothing_is_decided(visit, people, judged):
    row = judged("好的", (5, 5, 5, 5, 5), 90)
    page = visit(people.organiser).get(f"/library/{row.id}/decide")
    assert "还没有定规则" in page.text
    assert "还没有定规则" in visit(people.organiser).get("/library/proposals").text


def test_pages_of_the_rule_cost_the_same_however_many(visit, people, judged):
    staff = visit(people.organiser)
    draw(staff)
    judged("好的", (5, 5, 5, 5, 5), 90)
    one = len(staff.get("/library/proposals").statements)
    for number in range(4):
        judged(f"好的 {number}", (5, 5, 5, 5, 5), 90)
    assert len(staff.get("/library/proposals").statements) == one <= 8
    assert len(staff.get("/library/1").statements) <= 9


def test_nobody_decides_about_what_they_made_themselves(make, visit, people, judged):
    draw(visit(people.colleague))
    row = judged("自己的课件", (5, 5, 5, 5, 5), 90, owner=people.organiser)
    url = f"/library/{row.id}/decide"
    answer = visit(people.organiser).submit(url, outcome="textbook", reason="我觉得好")
    assert answer.status == 422
    assert "由别人来决定" in answer.text
    assert make.get(Courseware).stage == Stage.ADMITTED
    assert visit(people.colleague).submit(url, outcome="textbook").status == 303
    assert make.get(Courseware).stage == Stage.TEXTBOOK
