"""A discussion: prepared, opened by the end of the session, read and written by those it belongs to."""

import io
from datetime import timedelta

import pytest
import time_machine
from PIL import Image

from partyedu.accounts.models import Role
from partyedu.attendance.models import AttendanceState
from partyedu.core import clock, navigation, uploads
from partyedu.core.actor import Actor, acting_as
from partyedu.core.db import db
from partyedu.core.uploads import StoredFile
from partyedu.core.watch import PublicVersion
from partyedu.discussions import operations, queries
from partyedu.discussions.models import Discussion, GroupRecord, GroupRecordPerson, Post, PostKind
from partyedu.notices.models import Notice, NoticeKind
from partyedu.organisation.models import MemberStatus, PersonKind
from partyedu.schedule.models import Event, EventPart, EventPartner, EventStatus, SignUp, SignUpState


def test_publishing_prepares_the_discussion_and_twice_is_once(app, make):
    event = make.event()
    for _time in range(2):
        with app.app_context():
            operations.prepare(db.session.get(Event, event.id))
            db.session.commit()
    assert len(make.rows(Discussion, event_id=event.id)) == 1


def test_it_opens_when_the_session_ends(make, visit, say, hall):
    with time_machine.travel(hall.event.starts_at + timedelta(minutes=30)):
        page = visit(hall.came).get(hall.url)
        assert "讨论还没有开始" in page.text
        assert not page.all("#write")
        assert say(hall.came, "早了点").status == 422
    page = visit(hall.came).get(hall.url)
    assert page.all("#write")
    assert say(hall.came, "记住了四十年一本账").status == 303
    assert "记住了四十年一本账" in visit(hall.absent).get(hall.url).text


@pytest.mark.parametrize("status", [EventStatus.POSTPONED, EventStatus.CANCELLED])
def test_a_session_that_was_not_held_has_none(app, make, visit, say, hall, status):
    with app.app_context():
        db.session.get(Event, hall.event.id).status = status
        db.session.commit()
    assert "没有开成" in visit(hall.came).get(hall.url).text
    assert say(hall.came, "写不了").status == 422
    assert "我的学习故事" not in visit(hall.came).get("/discussions/").text


def test_read_by_those_it_belongs_to_and_by_nobody_else(app, make, visit, attend, hall):
    other = make.unit("东风支部")
    stranger, guest, speaker = make.member("丁外人", other), make.member("戊串门", other), make.member("己主讲", other)
    elsewhere = make.staff(Role.ORGANISER, other)
    reviewer = make.staff(Role.REVIEWER, other)
    resident = make.person(PersonKind.RESIDENT, "庚居民", make.root)
    make.account(resident)
    for person in (stranger, elsewhere, reviewer, resident):
        visitor = visit(person)
        assert visitor.get(hall.url).status == 404
        assert visitor.get(f"{hall.url}/summary").status == 404
        assert visitor.post(f"{hall.url}/posts", {"kind": "reflection", "text": "x"}).status == 404
        assert "我的学习故事" not in visitor.get("/discussions/").text

    attend(hall.event, guest, resident, state=AttendanceState.LATE)
    with app.app_context():
        from partyedu.schedule.models import EventPerson

        db.session.add(EventPerson(event_id=hall.event.id, person_id=speaker.id, part=EventPart.SPEAKER))
        db.session.commit()
    for person in (hall.came, hall.absent, hall.organiser, hall.secretary, guest, resident, speaker):
        visitor = visit(person)
        assert visitor.get(hall.url).status == 200
        assert "我的学习故事" in visitor.get("/discussions/").text

    assert visit(stranger).get(hall.url).status == 404
    with app.app_context():
        db.session.add(EventPartner(event_id=hall.event.id, unit_id=other.id))
        db.session.commit()
    assert visit(stranger).get(hall.url).status == 200
    assert visit(resident).get(hall.url).status == 200


def test_a_draft_has_no_page_and_a_visitor_has_to_sign_in(make, visit, hall):
    draft = make.event(published=False, unit=hall.branch)
    assert visit(hall.came).get(f"/discussions/{draft.id}").status == 404
    assert visit(hall.came).get("/discussions/99999").status == 404
    assert visit().get(hall.url).status in (303, 302, 401)
    page = visit().get("/discussions/")
    assert page.status == 200
    assert "怎么参加" in page.text
    assert "我的学习故事" not in page.text


def test_words_a_question_and_an_answer_make_one_thread(make, visit, say, hall):
    assert say(hall.came, "账本还在吗？", kind="question").status == 303
    question = make.get(Post)
    answer = visit(hall.organiser).submit(
        f"/discussions/posts/{question.id}/answer", text="在展柜里，大家可以看。", follow=True
    )
    assert answer.status == 200
    reply = make.get(Post, answer_to_id=question.id)
    assert reply.kind is PostKind.ANSWER
    # An answer to an answer joins the same thread.
    visit(hall.absent).post(f"/discussions/posts/{reply.id}/answer", {"text": "我周六去看。"})
    assert [post.answer_to_id for post in make.rows(Post)] == [None, question.id, question.id]
    thread = visit(hall.came).get(hall.url).one(f"#thread-{question.id}")
    assert [tag["id"] for tag in thread.select(".remark")] == [f"post-{post.id}" for post in make.rows(Post)]


def test_an_answer_comes_into_the_thread_without_a_new_page(make, visit, say, hall):
    say(hall.came, "账本还在吗？", kind="question")
    post = make.get(Post)
    visitor = visit(hall.organiser)
    form = visitor.get(f"/discussions/posts/{post.id}/answer", htmx=True)
    assert form.one("textarea")
    region = visitor.post(f"/discussions/posts/{post.id}/answer", {"text": "在。"}, htmx=True)
    assert region.status == 200
    assert len(region.all(".remark")) == 2
    empty = visitor.post(f"/discussions/posts/{post.id}/answer", {"text": ""}, htmx=True)
    assert empty.status == 422
    assert empty.errors()


def test_nothing_at_all_is_not_a_reflection(say, hall):
    answer = say(hall.came, "   ")
    assert answer.status == 422
    assert any("手写稿" in error for error in answer.errors())


def test_pressing_twice_writes_once(make, say, hall):
    assert say(hall.came, "记住了").status == 303
    answer = say(hall.came, "记住了")
    assert answer.status == 422
    assert "已经写过了" in " ".join(answer.errors())
    assert len(make.rows(Post)) == 1


def test_a_handwritten_page_is_kept_without_the_place_it_was_taken(app, make, visit, say, hall, photo):
    assert say(hall.came, "", photo=photo()).status == 303
    post, stored = make.get(Post), make.get(StoredFile)
    with app.app_context():
        content = (uploads.folder() / stored.key).read_bytes()
    assert b"SecretPhoneMaker" not in content
    assert not Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    url = f"/discussions/posts/{post.id}/photo"
    shown = visit(hall.absent).get(url)
    assert (shown.status, shown.response.mimetype) == (200, "image/jpeg")
    assert visit(hall.absent).get(f"{url}?small=1").status == 200
    assert visit(make.member(unit=make.unit())).get(url).status == 404


def test_a_lying_file_is_refused_and_the_words_stay(make, say, hall):
    answer = say(hall.came, "写了很久的话", photo=(io.BytesIO(b"<svg onload=alert(1)>"), "page.jpg"))
    assert answer.status == 422
    assert "page.jpg" in " ".join(answer.errors())
    assert answer.one("textarea").get_text().strip() == "写了很久的话"
    assert make.rows(Post) == [] and make.rows(StoredFile) == []


def test_staff_type_for_somebody_without_a_phone_and_the_page_says_so(make, visit, say, hall):
    answer = say(hall.secretary, "我不会用手机，心里高兴", person="丙无机", person_id=str(hall.phoneless.id))
    assert answer.status == 303
    post = make.get(Post)
    assert (post.person_id, post.typed_by_id) == (hall.phoneless.id, hall.secretary.id)
    page = visit(hall.came).get(hall.url)
    assert "丙无机" in page.text and "由书记乙代录" in page.text
    # A member cannot write in another's name.
    say(hall.came, "冒名", person="丙无机", person_id=str(hall.phoneless.id))
    assert make.get(Post, text="冒名").person_id == hall.came.id


def test_a_secretary_cannot_type_for_another_branch(make, say, hall):
    stranger = make.member("丁外人", make.unit())
    answer = say(hall.secretary, "替他写", person="丁外人", person_id=str(stranger.id))
    assert answer.status == 422
    assert make.rows(Post) == []


def test_own_words_can_be_changed_and_taken_back_for_three_days(make, visit, say, hall):
    say(hall.came, "写错了")
    post = make.get(Post)
    url = f"/discussions/posts/{post.id}"
    assert visit(hall.absent).get(f"{url}/edit").status == 404
    assert visit(hall.absent).post(f"{url}/withdraw").status == 404
    assert visit(hall.came).submit(f"{url}/edit", text="改好了").status == 303
    page = visit(hall.came).get(hall.url)
    assert "改好了" in page.text and "改过" in page.text and "写错了" not in page.text
    with time_machine.travel(clock.now() + timedelta(days=4)):
        assert visit(hall.came).get(f"{url}/edit").status == 404
        assert visit(hall.came).post(f"{url}/withdraw").status == 422
    assert visit(hall.came).post(f"{url}/withdraw").status == 303
    assert make.rows(Post) == []


def test_half_a_form_is_never_an_error_of_ours(make, visit, say, hall):
    say(hall.came, "写好了")
    post = make.get(Post)
    assert visit(hall.came).post(f"/discussions/posts/{post.id}/edit", {}).status == 422
    assert visit(hall.came).post(f"{hall.url}/posts", {}).status == 422
    assert visit(hall.organiser).post(f"{hall.url}/lead", {}).status in (303, 409, 422)
    assert visit(hall.organiser).post(f"{hall.url}/close", {}).status == 303
    assert visit().post("/discussions/suggest", {}).status == 422


def test_words_taken_back_leave_an_empty_place_for_their_answers_and_no_photo(app, make, visit, say, hall, photo):
    say(hall.came, "问一句", kind="question", photo=photo())
    post = make.get(Post)
    visit(hall.organiser).post(f"/discussions/posts/{post.id}/answer", {"text": "答一句"})
    assert visit(hall.came).post(f"/discussions/posts/{post.id}/withdraw").status == 303
    page = visit(hall.absent).get(hall.url)
    assert "作者已撤回" in page.text and "答一句" in page.text
    assert "问一句" not in page.text and "甲来了" not in page.one("#posts").get_text()
    assert make.rows(StoredFile) == []
    with app.app_context():
        assert list(uploads.folder().iterdir()) == []


def test_a_hidden_post_says_so_and_why_in_its_place(make, visit, say, hall, photo):
    say(hall.came, "不该写的话", photo=photo())
    post = make.get(Post)
    url = f"/discussions/posts/{post.id}"
    assert visit(hall.came).post(f"{url}/hide", {"reason": "写了别人家的门牌"}).status == 404
    assert visit(hall.organiser).post(f"{url}/hide", {"reason": " "}).status == 422
    assert visit(hall.organiser).submit(f"{url}/hide", reason="写了别人家的门牌").status == 303
    page = visit(hall.absent).get(hall.url)
    assert "已由工作人员隐藏：写了别人家的门牌" in page.text
    assert "不该写的话" not in page.html
    assert visit(hall.absent).get(f"{url}/photo").status == 404
    assert visit(hall.came).get(f"{url}/photo").status == 200
    assert "不该写的话" in visit(hall.came).get(hall.url).text
    with make.app.app_context():
        assert not queries.has_discussion(db.session.get(Event, hall.event.id))
    assert visit(hall.organiser).post(f"{url}/unhide").status == 303
    assert "不该写的话" in visit(hall.absent).get(hall.url).text


def test_pinned_words_come_first(make, visit, say, hall):
    for text in ("第一句", "第二句", "第三句"):
        say(hall.came, text)
    first = make.get(Post, text="第一句")
    assert visit(hall.secretary).post(f"/discussions/posts/{first.id}/pin").status == 303
    shown = visit(hall.absent).get(hall.url).one("#posts").get_text()
    assert shown.index("第一句") < shown.index("第三句") < shown.index("第二句")
    visit(hall.secretary).post(f"/discussions/posts/{first.id}/unpin")
    shown = visit(hall.absent).get(hall.url).one("#posts").get_text()
    assert shown.index("第三句") < shown.index("第二句") < shown.index("第一句")


def screen_version(make):
    rows = make.rows(PublicVersion, name="screens")
    return rows[0].number if rows else 0


def test_a_screen_shows_only_what_was_picked_and_agreed_to(app, make, visit, say, hall):
    def shown():
        with app.app_context():
            _said, everywhere = queries.for_screen()
            assert queries.for_screen(hall.branch.path)[1] == everywhere
            assert queries.for_screen("/999/")[1] == everywhere, "a place that has neither shows those of the house"
        return [(row.text, row.author) for row in everywhere]

    say(hall.came, "没同意")
    say(hall.came, "同意了", author_agrees="y")
    silent, agreed = make.get(Post, text="没同意"), make.get(Post, text="同意了")
    assert shown() == []
    assert visit(hall.organiser).post(f"/discussions/posts/{silent.id}/pick").status == 422
    before = screen_version(make)
    assert visit(hall.organiser).post(f"/discussions/posts/{agreed.id}/pick").status == 303
    assert shown() == [("同意了", "甲老师")]
    assert screen_version(make) > before

    # The author thinks again: it is off at once, and staff cannot put it back.
    before = screen_version(make)
    visit(hall.came).post(f"/discussions/posts/{agreed.id}/agreement", {"agrees": "0"})
    assert shown() == []
    assert screen_version(make) > before
    assert visit(hall.organiser).post(f"/discussions/posts/{agreed.id}/pick").status == 422
    assert visit(hall.organiser).post(f"/discussions/posts/{agreed.id}/agreement", {"agrees": "1"}).status == 404
    visit(hall.came).post(f"/discussions/posts/{agreed.id}/agreement", {"agrees": "1"})
    assert shown() == []
    visit(hall.organiser).post(f"/discussions/posts/{agreed.id}/pick")
    assert len(shown()) == 1
    visit(hall.organiser).post(f"/discussions/posts/{agreed.id}/hide", {"reason": "重复"})
    assert shown() == []


def test_changed_words_leave_the_screen(app, make, visit, say, hall):
    say(hall.came, "同意了", author_agrees="y")
    post = make.get(Post)
    visit(hall.organiser).post(f"/discussions/posts/{post.id}/pick")
    visit(hall.came).submit(f"/discussions/posts/{post.id}/edit", text="换了别的话")
    with app.app_context():
        assert queries.for_screen()[1] == []


def test_a_group_that_talked_on_paper_is_typed_in_with_who_was_there(make, visit, hall, photo):
    visitor = visit(hall.secretary)
    url = f"{hall.url}/records/new"
    page = visitor.get(url)
    assert [label.get_text().strip() for label in page.all("fieldset label")] == ["丙无机", "乙没来", "甲来了"]
    fields = {"text": "大家都说要学记账。", "photo": photo("sheet.jpg")}
    none_there = visitor.submit(url, f"{url}?unit={hall.branch.id}", **fields)
    assert none_there.status == 422
    fields["photo"] = photo("sheet.jpg")
    people = [str(hall.phoneless.id), str(hall.absent.id)]
    saved = visitor.submit(url, f"{url}?unit={hall.branch.id}", people=people, **fields)
    assert saved.status == 303
    record = make.get(GroupRecord)
    assert record.held_on == clock.local(hall.event.ends_at).date()
    assert record.typed_by_id == hall.secretary.id
    there = make.rows(GroupRecordPerson)
    assert {row.person_id for row in there} == {hall.phoneless.id, hall.absent.id}

    page = visit(hall.came).get(hall.url)
    assert "到场 2 人" in page.text and "大家都说要学记账" in page.text
    assert "丙无机" not in page.text
    assert "丙无机" in visit(hall.organiser).get(hall.url).text
    assert visit(hall.came).get(f"/discussions/records/{record.id}/photo").status == 200
    assert visit(make.member(unit=make.unit())).get(f"/discussions/records/{record.id}/photo").status == 404

    edit = f"/discussions/records/{record.id}/edit"
    assert visitor.submit(edit, text="大家都说要学记账和识字。", people=people[:1]).status == 303
    assert [row.person_id for row in make.rows(GroupRecordPerson)] == [hall.phoneless.id]
    stale = {"version": "1", "held_on": "2026-01-05", "text": "别的", "people": people}
    conflict = visitor.post(edit, stale)
    assert conflict.status == 409
    assert "大家都说要学记账和识字" in conflict.text


def test_a_record_is_typed_only_by_who_leads_the_group(make, visit, hall):
    other = make.staff(Role.SECRETARY, make.unit("东风支部"))
    assert visit(other).get(f"{hall.url}/records/new").status == 404
    assert visit(hall.came).get(f"{hall.url}/records/new").status == 404
    fields = {"text": "x", "held_on": "2026-01-05", "people": str(hall.came.id)}
    foreign = visit(hall.secretary).post(f"{hall.url}/records/new?unit={make.root.id}", fields)
    assert foreign.status == 404
    outsider = make.member(unit=make.unit())
    answer = visit(hall.secretary).post(
        f"{hall.url}/records/new?unit={hall.branch.id}", {**fields, "people": str(outsider.id)}
    )
    assert answer.status == 422
    assert make.rows(GroupRecord) == []


def test_the_absent_are_sent_the_summary_once(make, visit, hall):
    visitor = visit(hall.organiser)
    lead = f"{hall.url}/lead"
    too_early = visitor.post(f"{hall.url}/summary/send")
    assert too_early.status == 422
    assert visitor.submit(lead, questions="学到了什么？\n还想学什么？", summary="大家都要学记账。").status == 303
    page = visitor.get(lead)
    assert "还有 2 位" in page.text
    assert "大家都要学记账" in page.one("#summary-text").get_text()
    assert visitor.post(f"{hall.url}/summary/send").status == 303
    told = make.rows(Notice, kind=NoticeKind.DISCUSSION_OPEN)
    assert {row.person_id for row in told} == {hall.absent.id, hall.phoneless.id}
    assert {(row.url, row.about, row.detail) for row in told} == {
        (hall.url, f"event:{hall.event.id}", "大家都要学记账。")
    }
    assert visitor.post(f"{hall.url}/summary/send").status == 422
    assert len(make.rows(Notice, kind=NoticeKind.DISCUSSION_OPEN)) == 2
    slip = visit(hall.absent).get(f"{hall.url}/summary")
    assert "大家都要学记账" in slip.text
    assert "还想学什么" in visit(hall.absent).get(hall.url).text


def test_who_signed_up_from_elsewhere_and_did_not_come_gets_the_summary_too(app, make, visit, hall):
    neighbour = make.member("丁邻居", make.unit("绿叶支部"))
    gone = make.member("戊去世", make.unit("白杨支部"), account=False, status=MemberStatus.DECEASED)
    with app.app_context():
        for person in (neighbour, gone):
            state = SignUpState.SIGNED_UP
            db.session.add(SignUp(event_id=hall.event.id, person_id=person.id, state=state, entered_at=clock.now()))
        db.session.commit()
    visitor = visit(hall.organiser)
    visitor.submit(f"{hall.url}/lead", summary="大家都要学记账。")
    assert "还有 3 位" in visitor.get(f"{hall.url}/lead").text  # as many as the roll calls absent
    assert visitor.post(f"{hall.url}/summary/send").status == 303
    told = {row.person_id: row for row in make.rows(Notice, kind=NoticeKind.DISCUSSION_OPEN)}
    assert set(told) == {hall.absent.id, hall.phoneless.id, neighbour.id}
    assert told[hall.absent.id].url == hall.url
    assert (told[neighbour.id].url, told[neighbour.id].detail) == ("", "大家都要学记账。")
    assert visit(neighbour).get(hall.url).status == 404  # the words alone: the room belongs to the branch
    assert "大家都要学记账" in visit(neighbour).get("/notices/").text


def test_two_organisers_write_the_summary_and_nothing_is_lost(make, visit, hall):
    visitor = visit(hall.organiser)
    lead = f"{hall.url}/lead"
    visitor.submit(lead, summary="第一稿")
    mine = visitor.get(lead).form(lead)
    visit(hall.secretary).submit(lead, summary="书记的小结")
    answer = visitor.post(lead, {**mine, "summary": "我的小结"})
    assert answer.status == 409
    assert "书记的小结" in answer.text
    assert answer.one("textarea[name=summary]").get_text().strip() == "我的小结"
    assert visitor.post(lead, {**answer.form(lead)}).status == 303
    assert make.get(Discussion).summary == "我的小结"


def test_only_who_leads_it_opens_the_organisers_page(make, visit, hall):
    assert visit(hall.secretary).get(f"{hall.url}/lead").status == 200
    for person in (hall.came, make.staff(Role.ORGANISER, make.unit()), make.staff(Role.REVIEWER)):
        assert visit(person).get(f"{hall.url}/lead").status == 404
        assert visit(person).post(f"{hall.url}/lead", {"summary": "x"}).status == 404


def test_a_concluded_discussion_is_read_and_no_longer_written(make, visit, say, hall):
    visit(hall.organiser).post(f"{hall.url}/conclude")
    assert say(hall.came, "晚了").status == 422
    assert "讨论已经收尾" in visit(hall.came).get(hall.url).text
    visit(hall.organiser).post(f"{hall.url}/reopen")
    assert say(hall.came, "不晚").status == 303


def test_a_session_closes_with_a_discussion_or_a_written_reason(make, visit, say, hall):
    close = f"{hall.url}/close"
    refused = visit(hall.organiser).post(close, {"reason": ""})
    assert refused.status == 422
    assert "写明原因" in " ".join(refused.errors())
    assert visit(hall.secretary).post(close, {"reason": "x"}).status == 404  # a secretary does not plan events
    assert visit(hall.organiser).post(close, {"reason": "停电，散得早"}).status == 303
    event = make.get(Event, id=hall.event.id)
    assert (event.status, event.closed_reason) == (EventStatus.CLOSED, "停电，散得早")


def test_with_a_discussion_no_reason_is_asked_for(make, visit, say, hall):
    say(hall.came, "记住了")
    assert visit(hall.organiser).submit(f"{hall.url}/lead", f"{hall.url}/close").status == 303
    assert make.get(Event, id=hall.event.id).status is EventStatus.CLOSED
    # The discussion stays open after the session was closed.
    assert say(hall.absent, "我补一句").status == 303


def test_home_reminds_who_was_there_and_who_leads(app, make, visit, say, hall):
    def texts(person):
        return [one.get_text() for one in visit(person).get("/").all(".waiting .first, .waiting li")]

    assert any("我的学习故事" in text and "心得" in text for text in texts(hall.came))
    assert not any("心得" in text for text in texts(hall.absent))
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert any("还没有人写讨论" in text for text in texts(hall.organiser))
        listed = visit(hall.organiser).get("/discussions/?show=silent")
        assert "我的学习故事" in listed.text
    assert "我的学习故事" in visit(hall.came).get("/discussions/?show=mine").text
    say(hall.came, "写好了")
    assert not any("心得" in text for text in texts(hall.came))
    assert "我的学习故事" not in visit(hall.came).get("/discussions/?show=mine").text
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert not any("还没有人写讨论" in text for text in texts(hall.organiser))


def test_text_is_text(make, visit, say, hall):
    nasty = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"
    say(hall.came, nasty, kind="question")
    visit(hall.organiser).submit(f"{hall.url}/lead", summary=nasty, questions=nasty)
    for url in (hall.url, f"{hall.url}/lead", f"{hall.url}/summary"):
        page = visit(hall.organiser).get(url)
        assert not page.all("script:not([src])") and not page.all("[onerror]")
    assert "{{ 7*7 }}" in visit(hall.came).get(hall.url).text


def test_pages_cost_the_same_with_one_row_and_with_three(app, make, visit, say, hall, attend):
    def cost(url, person):
        return len(visit(person).get(url).statements)

    def grow(number):
        for place in range(number):
            say(hall.came, f"第{place}句 {number}")
            top = make.rows(Post)[-1]
            visit(hall.organiser).post(f"/discussions/posts/{top.id}/answer", {"text": f"答{place} {number}"})
            with app.app_context(), acting_as(Actor(name="x", person_id=hall.secretary.id)):
                event = db.session.get(Event, hall.event.id)
                unit = db.session.get(type(hall.branch), hall.branch.id)
                operations.type_record(event, unit, clock.today(), "说了", [hall.came.id])
                db.session.commit()
            other = make.event(f"另一场{number}{place}", starts_at=clock.now() - timedelta(days=2), unit=hall.branch)
            attend(other, hall.came)

    pages = [(hall.url, hall.came), (hall.url, hall.organiser), ("/discussions/", hall.came), ("/", hall.came),
             ("/discussions/?show=mine", hall.came), (f"{hall.url}/lead", hall.organiser)]  # fmt: skip
    grow(1)
    for url, person in pages:  # what is kept by version is warm
        cost(url, person)
    once = [cost(url, person) for url, person in pages]
    grow(2)
    assert [cost(url, person) for url, person in pages] == once
    assert max(count for (url, _person), count in zip(pages, once, strict=True) if url != "/") <= 8, once


def test_the_list_is_paged_and_searched(make, visit, hall):
    for number in range(31):
        make.event(f"老故事{number:02d}", starts_at=clock.now() - timedelta(days=2 + number), unit=hall.branch)
    visitor = visit(hall.came)
    assert len(visitor.get("/discussions/").all(".day")) == 30
    assert len(visitor.get("/discussions/?page=2").all(".day")) == 2
    assert len(visitor.get("/discussions/?q=laogushi07", htmx=True).all(".day")) == 1


@pytest.mark.parametrize("language", ["en", "zh_Hant"])
def test_every_page_opens_in_every_language(make, visit, say, hall, language):
    say(hall.came, "一句")
    post = make.get(Post)
    visitor = visit(hall.organiser, language=language)
    for url in (
        "/discussions/", hall.url, f"{hall.url}/lead", f"{hall.url}/records/new?unit={hall.branch.id}",
        f"/discussions/posts/{post.id}", f"/discussions/posts/{post.id}/answer", f"/discussions/posts/{post.id}/hide",
    ):  # fmt: skip
        assert visitor.get(url).status == 200, url


def test_nobody_is_signed_in_on_waiting(app):
    with app.test_request_context():
        assert isinstance(navigation.waiting_for(Actor(name="partyedu")), list)
