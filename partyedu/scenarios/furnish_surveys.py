"""The demonstration's surveys: one that runs, one that was opened from its urn, a test, ratings, needs on their way."""

from datetime import datetime, timedelta
from typing import Any

from partyedu.core import clock
from partyedu.core.actor import MACHINE
from partyedu.core.db import db
from partyedu.scenarios.community import Community, hall_time
from partyedu.schedule import operations as schedule
from partyedu.schedule.models import Event, EventKind
from partyedu.surveys import operations as surveys
from partyedu.surveys import queries
from partyedu.surveys.models import Need, NeedKind, NeedSource, QuestionKind, Survey, SurveyPurpose
from partyedu.surveys.queries import Asked, Reply

SINGLE, SEVERAL, SCALE, TEXT = QuestionKind.SINGLE, QuestionKind.SEVERAL, QuestionKind.SCALE, QuestionKind.TEXT

LEARNING = (
    (SEVERAL, "冬天您想学什么", ("用手机看病挂号", "冬天怎么养身体", "怎么防骗", "写毛笔字", "听老同志讲过去的事")),
    (SINGLE, "什么时候来得了", ("上午", "下午", "晚上", "周末")),
    (SCALE, "今年的课，您觉得怎么样", ()),
    (TEXT, "还想说什么", ()),
)
HEART = (
    (SCALE, "支部有事和大家商量吗", ()),
    (SCALE, "您提的事有回音吗", ()),
    (SINGLE, "您觉得最要改的是什么", ("会太长", "通知太晚", "年轻人太少", "都挺好")),
    (TEXT, "心里话", ()),
)
TEST = (
    (SINGLE, "党员的学习时间，每年不少于多少学时", ("16 学时", "32 学时", "56 学时"), ("32 学时",)),
    (
        SEVERAL,
        "讲述可以带什么上台",
        ("老照片", "老物件", "入党申请书", "别人的病历"),
        ("老照片", "老物件", "入党申请书"),
    ),
    (SINGLE, "来不了，应该怎么办", ("不用说", "先请假，写一句原因", "让别人替我签到"), ("先请假，写一句原因",)),
)
WORDS = ("", "讲慢一点。", "", "字再大一点就好了。", "", "多请几位老同志来讲。", "")


def furnish(place: Community, home: Any, now: datetime) -> None:
    """Build it: everything by the ordinary operations, at its time."""
    running = _survey(place, home, "冬天您想学什么", LEARNING, now - timedelta(days=3), now + timedelta(days=9))
    for turn, person_id in enumerate([*home.first[7:16], *home.members[home.units[1]][3:9]]):
        _answer(place, running, person_id, turn, now - timedelta(days=2, minutes=-turn))
    past = now - timedelta(days=24)
    closed = _survey(place, home, "说说心里话", HEART, past, past + timedelta(days=7), is_anonymous=True)
    for turn, person_id in enumerate([*home.first[2:12], *home.members[home.units[2]][2:12]]):
        _answer(place, closed, person_id, turn, past + timedelta(days=2, minutes=turn))
    with place.step(MACHINE, past + timedelta(days=10)):
        surveys.do_what_is_due()
    with place.step(home.organiser, past + timedelta(days=11)):
        surveys.share(db.session.get_one(Survey, closed))
    _test(place, home, now)
    with place.step(home.organiser, now - timedelta(hours=5)):
        draft = surveys.create(home.organiser, SurveyPurpose.SURVEY, place.root_id, "春天去哪里参观")
        surveys.add_question(
            draft, SINGLE, "您想去哪里", choices=[("纪念馆", False), ("老厂房", False), ("果园", False)]
        )
    lesson = _lesson(place, home, now)
    _needs(place, home, running, lesson, now)


def _survey(
    place: Community, home: Any, title: str, questions: Any, opened: datetime, closes: datetime, **more: Any
) -> int:
    with place.step(home.organiser, opened):
        survey = surveys.create(
            home.organiser, SurveyPurpose.SURVEY, place.root_id, title,
            introduction="几分钟就能填好。您怎么想就怎么填，我们照着大家说的来安排。", **more,
        )  # fmt: skip
        for kind, text, choices in questions:
            surveys.add_question(survey, kind, text, kind is not TEXT, [(choice, False) for choice in choices])
        surveys.open_survey(survey, closes, everybody=True)
        return survey.id


def _reply(question: Asked, turn: int) -> Reply:
    """What somebody answers, the ``turn``-th."""
    if question.kind is SCALE:
        return Reply(number=5 - turn * turn % 3)
    if question.kind is TEXT:
        return Reply(words=WORDS[turn % len(WORDS)])
    first = question.options[turn * turn % len(question.options)].id
    second = question.options[turn % 2].id
    return Reply(choices=frozenset({first, second} if question.kind is SEVERAL else {first}))


def _answer(place: Community, survey_id: int, person_id: int, turn: int, at: datetime) -> None:
    with place.step(place.actor(person_id, None, ""), at):
        given = {question.id: _reply(question, turn) for question in queries.questions_of(survey_id)}
        surveys.hand_in(db.session.get_one(Survey, survey_id), person_id, given)


def _test(place: Community, home: Any, now: datetime) -> None:
    """A test of the first branch, that some have passed and one has not."""
    with place.step(home.organiser, now - timedelta(days=1)):
        test = surveys.create(
            home.organiser, SurveyPurpose.TEST, home.units[0], "学习规矩小测验", "三道题，想一想再点。", pass_percent=60
        )
        for kind, text, choices, right in TEST:
            surveys.add_question(test, kind, text, choices=[(choice, choice in right) for choice in choices])
        surveys.open_survey(test, now + timedelta(days=14))
        number = test.id
    for turn, person_id in enumerate(home.first[8:14]):
        with place.step(place.actor(person_id, None, ""), now - timedelta(hours=20 - turn)):
            questions = queries.questions_of(number)
            given = {question.id: Reply(choices=question.right) for question in questions}
            if turn % 3 == 1:
                given = {question.id: Reply(choices=frozenset({question.options[0].id})) for question in questions}
            surveys.hand_in(db.session.get_one(Survey, number), person_id, given)


def _lesson(place: Community, home: Any, now: datetime) -> int:
    """An afternoon on the phone, nine days ago, that those who came have rated; its number."""
    starts_at = hall_time(clock.local(now - timedelta(days=9)).date(), 15)
    with place.step(home.organiser, starts_at - timedelta(days=6)):
        event = schedule.create(
            home.organiser, kind=EventKind.OTHER, title="手机挂号，手把手教", unit_id=place.root_id,
            room_id=place.classroom_id, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90),
            summary="带上自己的手机，一步一步来。", open_to_residents=True,
        )  # fmt: skip
        schedule.release(event)
        number = event.id
    here = [*home.first[6:15], *home.members[home.units[3]][2:6]]
    place.hold(number, here, starts_at + timedelta(minutes=20))
    for turn, person_id in enumerate(here[1:10]):
        with place.step(place.actor(person_id, None, ""), starts_at + timedelta(hours=3, minutes=turn)):
            words = "下次再教教怎么付钱。" if turn == 2 else ""
            surveys.rate(db.session.get_one(Event, number), person_id, 5 - turn % 4 // 3, words)
    return number


def _needs(place: Community, home: Any, survey_id: int, lesson_id: int, now: datetime) -> None:
    """Needs on every step of their way."""
    want, should = NeedKind.WANT_TO_LEARN, NeedKind.SHOULD_KNOW
    heard = (
        (30, want, NeedSource.DESK, "手机上怎么挂号", "来问的人多，都说孩子不在身边。", 14),
        (28, want, NeedSource.OTHER, "学拉二胡", "", 2),
        (12, should, NeedSource.MEETING, "怎么防骗", "座谈会上，几位都说接到过让转账的电话。想听真事。", 9),
        (1, want, NeedSource.SURVEY, "冬天怎么养身体", "调查里选的人最多。", 8),
    )
    numbers = []
    for days, kind, source, title, text, people in heard:
        with place.step(home.organiser, now - timedelta(days=days)):
            survey = db.session.get(Survey, survey_id) if source is NeedSource.SURVEY else None
            need = surveys.note_need(place.root_id, kind, source, title, text, people=people, survey=survey)
            numbers.append(need.id)
    with place.step(home.organiser, now - timedelta(days=6)):
        met, aside = (db.session.get_one(Need, number) for number in numbers[:2])
        surveys.take_up(met, db.session.get_one(Event, lesson_id))
        surveys.meet(met, "十三个人来学，走的时候都自己挂上了一次。还想学怎么付钱。")
        surveys.put_aside(aside, "请不到老师，开春再问问文化站。")
