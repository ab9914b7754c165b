"""What study holds about one person, to take along."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from partyedu.core.personal import Held
from partyedu.core.words import _
from partyedu.courses.models import Course
from partyedu.organisation.models import Person
from partyedu.schedule.models import Event
from partyedu.study.models import (
    ABSENCE_REASONS,
    EXEMPTION_KINDS,
    MAKE_UP_STATES,
    PAIR_KINDS,
    VISIT_STATES,
    DistanceClass,
    DistancePlace,
    Exemption,
    HomeVisit,
    HoursEntry,
    ListMark,
    MakeUp,
    Pair,
    PairMeeting,
    PieceAnswer,
)
from partyedu.surveys.models import Survey


def held(person_id: int) -> Iterator[Held]:
    """Hours they wrote down, exemptions and make-up with reasons, marks on their list, visits, pairs, answers."""
    yield from _hours(person_id)
    yield from _make_up(person_id)
    yield from _door(person_id)
    yield from _distance(person_id)


def _hours(person_id: int) -> Iterator[Held]:
    by = aliased(Person)
    entries = select(
        HoursEntry.studied_on, HoursEntry.title, HoursEntry.minutes, HoursEntry.evidence, by.name.label("by"),
        HoursEntry.confirmed_at, HoursEntry.refused_reason, HoursEntry.withdrawn_at,
    ).outerjoin(by, HoursEntry.confirmed_by_id == by.id)  # fmt: skip
    yield Held(
        _("自己登记的学时"),
        entries.where(HoursEntry.person_id == person_id).order_by(HoursEntry.id),
        (
            _("哪一天"), _("学了什么"), _("多少分钟"), _("怎么证明的"), _("谁确认的"), _("确认的时间"),
            _("为什么没确认"), _("收回的时间"),
        ),
    )  # fmt: skip
    free = select(
        Exemption.kind, Exemption.reason, Exemption.from_on, Exemption.until_on, by.name.label("by"),
        Exemption.ended_reason,
    ).outerjoin(by, Exemption.decided_by_id == by.id)  # fmt: skip
    yield Held(
        _("免学"),
        free.where(Exemption.person_id == person_id).order_by(Exemption.id),
        (_("种类"), _("原因"), _("从哪一天起"), _("到哪一天为止"), _("谁定的"), _("为什么提前结束")),
        (EXEMPTION_KINDS,),
    )


def _make_up(person_id: int) -> Iterator[Held]:
    tasks = (
        select(
            MakeUp.year, func.coalesce(Event.title, Course.title, Survey.title).label("what"), MakeUp.state,
            MakeUp.reason, MakeUp.words, MakeUp.waived_reason, MakeUp.due_on,
        )
        .select_from(MakeUp)
        .outerjoin(Event, MakeUp.event_id == Event.id)
        .outerjoin(Course, MakeUp.course_id == Course.id)
        .outerjoin(Survey, MakeUp.test_id == Survey.id)
    )  # fmt: skip
    yield Held(
        _("补训"),
        tasks.where(MakeUp.person_id == person_id).order_by(MakeUp.id),
        (_("哪一年"), _("补什么"), _("状态"), _("为什么没来"), _("自己的话"), _("为什么不用补"), _("到哪一天为止")),
        (MAKE_UP_STATES, ABSENCE_REASONS),
    )
    yield Held(
        _("学习清单上自己勾的"),
        select(ListMark.item, ListMark.put_aside, ListMark.at)
        .where(ListMark.person_id == person_id)
        .order_by(ListMark.id),
        (_("哪一项"), _("先放一放"), _("时间")),
    )


def _door(person_id: int) -> Iterator[Held]:
    visits = select(
        HomeVisit.planned_on, HomeVisit.visited_on, HomeVisit.state, HomeVisit.minutes, HomeVisit.why,
        HomeVisit.studied, HomeVisit.words, HomeVisit.note,
    )  # fmt: skip
    yield Held(
        _("来家里送学"),
        visits.where(HomeVisit.person_id == person_id).order_by(HomeVisit.id),
        (
            _("打算哪一天来"), _("哪一天来的"), _("状态"), _("多少分钟"), _("为什么来"), _("学了什么"), _("说的话"),
            _("帮手记下的"),
        ),
        (VISIT_STATES,),
    )  # fmt: skip
    elder, younger = aliased(Person), aliased(Person)
    mine = or_(Pair.elder_id == person_id, Pair.younger_id == person_id)
    pairs = select(
        elder.name.label("elder"), younger.name.label("younger"), Pair.kind, Pair.purpose, Pair.since_on, Pair.until_on
    )
    yield Held(
        _("结对"),
        pairs.join(elder, Pair.elder_id == elder.id)
        .join(younger, Pair.younger_id == younger.id)
        .where(mine)
        .order_by(Pair.id),
        (_("年长的"), _("年轻的"), _("怎么帮"), _("为了什么"), _("从哪一天起"), _("到哪一天为止")),
        (PAIR_KINDS,),
    )
    met = select(PairMeeting.held_on, PairMeeting.minutes, PairMeeting.words, PairMeeting.confirmed_at)
    yield Held(
        _("结对的见面"),
        met.join(Pair, PairMeeting.pair_id == Pair.id).where(mine).order_by(PairMeeting.id),
        (_("哪一天"), _("多少分钟"), _("内容"), _("确认的时间")),
    )


def _distance(person_id: int) -> Iterator[Held]:
    places = select(DistanceClass.title, DistancePlace.entered_at, DistancePlace.left_at)
    yield Held(
        _("网络共学"),
        places.join(DistanceClass, DistancePlace.class_id == DistanceClass.id)
        .where(DistancePlace.person_id == person_id)
        .order_by(DistancePlace.id),
        (_("题目"), _("从哪一天起"), _("到哪一天为止")),
    )
    answers = select(
        PieceAnswer.question, PieceAnswer.text, PieceAnswer.minutes, PieceAnswer.handed_in_at, PieceAnswer.accepted_at,
        PieceAnswer.returned_reason, PieceAnswer.late_word,
    )  # fmt: skip
    yield Held(
        _("网络共学的回答"),
        answers.where(PieceAnswer.person_id == person_id).order_by(PieceAnswer.id),
        (
            _("问题"), _("内容"), _("多少分钟"), _("时间"), _("通过的时间"), _("为什么退回"), _("为什么晚交"),
        ),
    )  # fmt: skip
