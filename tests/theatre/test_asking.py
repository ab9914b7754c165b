"""The organiser asks, the speaker answers: on the phone, or on paper and typed in by staff."""

import pytest
from factories import Factory

from partyedu.accounts.models import Role
from partyedu.core.audit import AuditRow
from partyedu.notices.models import Notice, NoticeKind
from partyedu.theatre.models import ProgrammeItem, RequestState, SpeakerRequest


@pytest.fixture
def asked(make: Factory, visit):
    """A request to a member for a draft session: (organiser at a browser, speaker, event, request)."""
    organiser = visit(make.staff(Role.ORGANISER, name="某干事"))
    speaker = make.member("甲讲")
    talk, event = make.talk(speaker), make.event(published=False, room_id=make.venue().id)
    answer = organiser.submit(f"/theatre/{event.id}/ask/{talk.id}", message="请带上算盘")
    assert answer.location == f"/theatre/{event.id}/preparation"
    return organiser, speaker, event, make.get(SpeakerRequest, talk_id=talk.id)


def test_speaker_finds_the_request_and_says_yes(make: Factory, visit, asked) -> None:
    _organiser, speaker, event, request = asked
    notice = make.get(Notice, person_id=speaker.id)
    assert (notice.kind, notice.url) == (NoticeKind.ASKED_TO_SPEAK, f"/theatre/requests/{request.id}")
    member = visit(speaker)
    assert "有场次请您上台讲述" in member.get("/").text
    assert "我的学习故事" in member.get("/theatre/requests").text
    member.submit(notice.url, answer="yes", words="一定来")
    assert [item.talk_id for item in make.rows(ProgrammeItem, event_id=event.id)] == [request.talk_id]
    kept = make.get(SpeakerRequest, id=request.id)
    assert (kept.state, kept.answer, kept.typed_by_id) == (RequestState.ACCEPTED, "一定来", None)


def test_a_refusal_stays_in_the_record_and_one_may_ask_again(make: Factory, visit, asked) -> None:
    organiser, speaker, event, request = asked
    visit(speaker).submit(f"/theatre/requests/{request.id}", answer="no", words="那天住院")
    assert make.rows(ProgrammeItem, event_id=event.id) == []
    assert "那天住院" in organiser.get(f"/theatre/{event.id}/preparation").text
    organiser.submit(f"/theatre/{event.id}/ask/{request.talk_id}", message="换个时间呢")
    states = [row.state for row in make.rows(SpeakerRequest)]
    assert states == [RequestState.DECLINED, RequestState.ASKED]
    twice = organiser.submit(f"/theatre/{event.id}/ask/{request.talk_id}")
    assert twice.status == 422 and "已经为这一场请过了" in " ".join(twice.errors())


def test_staff_type_the_answer_of_a_speaker_without_phone(make: Factory, asked) -> None:
    organiser, speaker, _event, request = asked
    page = organiser.get(f"/theatre/requests/{request.id}")
    assert "甲讲怎么说？" in page.text
    organiser.submit(f"/theatre/requests/{request.id}", answer="yes")
    kept = make.get(SpeakerRequest, id=request.id)
    assert kept.typed_by_id is not None
    row = make.get(AuditRow, action="accepted")
    assert (row.on_behalf_of_id, row.actor_id) == (speaker.id, kept.typed_by_id)


def test_asked_as_a_reserve_stands_by(make: Factory, visit, asked) -> None:
    organiser, _speaker, event, _request = asked
    talk = make.talk(other := make.member("乙备"), "候补篇")
    organiser.submit(f"/theatre/{event.id}/ask/{talk.id}?reserve=1", f"/theatre/{event.id}/ask/{talk.id}")
    request = make.get(SpeakerRequest, talk_id=talk.id)
    visit(other).submit(f"/theatre/requests/{request.id}", answer="yes")
    assert make.get(ProgrammeItem, talk_id=talk.id).is_reserve


def test_the_slip_prints_with_an_answer_to_tear_off(asked) -> None:
    organiser, _speaker, _event, request = asked
    page = organiser.get(f"/theatre/requests/{request.id}/slip")
    assert "甲讲同志" in page.text and "请带上算盘" in page.text and "沿线撕下" in page.text
    assert "half-sheet" in page.one("body")["class"] and not page.all(".masthead")


def test_an_answer_is_given_once_and_must_be_one(make: Factory, visit, asked) -> None:
    organiser, speaker, _event, request = asked
    member = visit(speaker)
    nothing = member.submit(f"/theatre/requests/{request.id}", words="让我想想")
    assert nothing.status == 422 and "请选一个" in " ".join(nothing.errors())
    assert "让我想想" in nothing.one("textarea").get_text()
    member.submit(f"/theatre/requests/{request.id}", answer="yes")
    again = member.post(f"/theatre/requests/{request.id}", {"answer": "no"})
    assert again.status == 422
    assert organiser.post(f"/theatre/requests/{request.id}/take-back").status == 303
    assert make.get(SpeakerRequest, id=request.id).state is RequestState.ACCEPTED


def test_a_request_is_nobody_else_s(make: Factory, visit, asked) -> None:
    _organiser, _speaker, _event, request = asked
    for somebody in (make.member(), make.staff(Role.ORGANISER, make.unit()), make.staff(Role.REVIEWER)):
        for url in (f"/theatre/requests/{request.id}", f"/theatre/requests/{request.id}/slip"):
            assert visit(somebody).get(url).status == 404
        assert visit(somebody).post(f"/theatre/requests/{request.id}", {"answer": "yes"}).status == 404
    assert make.get(SpeakerRequest, id=request.id).state is RequestState.ASKED


def test_lists_of_requests_ask_no_more_for_more_rows(make: Factory, visit, asked) -> None:
    organiser, speaker, event, _request = asked
    member = visit(speaker)
    one = len(member.get("/theatre/requests").statements)
    page = len(organiser.get(f"/theatre/{event.id}/preparation").statements)
    for number in range(2):
        organiser.submit(f"/theatre/{event.id}/ask/{make.talk(speaker, f'另一篇{number}').id}")
    assert len(member.get("/theatre/requests").statements) == one
    assert len(organiser.get(f"/theatre/{event.id}/preparation").statements) == page
