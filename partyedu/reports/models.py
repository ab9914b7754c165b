"""What figures there are, and the photos of the day that belong to an event's file."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime
from partyedu.core.uploads import StoredFile
from partyedu.core.words import _l
from partyedu.schedule.models import Event


class FigureName(StrEnum):
    """The figures of a year. The values stand in addresses and are the keys that scripts read."""

    SESSIONS = "sessions"
    TALKS = "talks"
    DIFFERENT_SPEAKERS = "different_speakers"
    NEVER_SPOKEN = "never_spoken"
    ATTENDANCES = "attendances"
    MEMBERS = "members"
    COVERAGE = "coverage"
    DISCUSSIONS = "discussions"
    REFLECTIONS = "reflections"
    MATTERS = "matters"
    MATTERS_CLOSED = "matters_closed"
    THEATRE_ATTENDANCES = "theatre_attendances"
    CLASS_ATTENDANCES = "class_attendances"
    COURSES = "courses"
    CLASSES = "classes"
    CLASS_MEETINGS = "class_meetings"
    COMPLETIONS = "completions"
    CERTIFICATES = "certificates"
    COURSEWARES = "coursewares"
    TEXTBOOK = "textbook"
    GOOD_COURSES = "good_courses"
    MODEL_LESSONS = "model_lessons"
    EXPERTS = "experts"
    PROJECTS = "projects"
    CASES = "cases"
    BASES = "bases"
    CENTRES = "centres"
    PARTNERS = "partners"
    UNITS = "units"
    SURVEYS = "surveys"
    SURVEY_ANSWERS = "survey_answers"
    NEEDS = "needs"
    NEEDS_MET = "needs_met"
    ORDERS = "orders"
    ORDERS_DELIVERED = "orders_delivered"
    CONTESTS = "contests"
    CONTEST_ENTRIES = "contest_entries"
    PLANS = "plans"
    TASKS_DONE = "tasks_done"
    TASKS_LATE = "tasks_late"
    KEY_MATTERS = "key_matters"
    HOUSEHOLDS_SERVED = "households_served"
    HOME_VISITS = "home_visits"
    HOME_STUDY_MINUTES = "home_study_minutes"
    PAIRS = "pairs"
    DISTANCE_ANSWERS = "distance_answers"
    STUDY_HOURS = "study_hours"
    MEMBERS_REACHED_TARGET = "members_reached_target"
    EXEMPT = "exempt"
    MEMBERS_OVER_60 = "members_over_60"
    DAILY_ELSEWHERE = "daily_elsewhere"
    COMMUNITIES = "communities"
    TEMPORARY_GROUPS = "temporary_groups"


FIGURE_LABELS = {
    FigureName.SESSIONS: _l("剧场场次"),
    FigureName.TALKS: _l("讲述"),
    FigureName.DIFFERENT_SPEAKERS: _l("上台的人"),
    FigureName.NEVER_SPOKEN: _l("还没上过台"),
    FigureName.ATTENDANCES: _l("参加人次"),
    FigureName.MEMBERS: _l("党员人数"),
    FigureName.COVERAGE: _l("参与面"),
    FigureName.DISCUSSIONS: _l("有讨论的活动"),
    FigureName.REFLECTIONS: _l("写下的心得"),
    FigureName.MATTERS: _l("提出的议题"),
    FigureName.MATTERS_CLOSED: _l("办结的议题"),
    FigureName.THEATRE_ATTENDANCES: _l("其中剧场人次"),
    FigureName.CLASS_ATTENDANCES: _l("其中上课人次"),
    FigureName.COURSES: _l("开出的课程"),
    FigureName.CLASSES: _l("开办的班次"),
    FigureName.CLASS_MEETINGS: _l("上课次数"),
    FigureName.COMPLETIONS: _l("结业人次"),
    FigureName.CERTIFICATES: _l("结业证书"),
    FigureName.COURSEWARES: _l("入库课件"),
    FigureName.TEXTBOOK: _l("进教材的课件"),
    FigureName.GOOD_COURSES: _l("评出的好课程"),
    FigureName.MODEL_LESSONS: _l("评出的样板课"),
    FigureName.EXPERTS: _l("专家"),
    FigureName.PROJECTS: _l("实践项目"),
    FigureName.CASES: _l("案例库里的案例"),
    FigureName.BASES: _l("教学阵地"),
    FigureName.CENTRES: _l("有阵地的社区"),
    FigureName.PARTNERS: _l("共建单位"),
    FigureName.UNITS: _l("下级组织"),
    FigureName.SURVEYS: _l("发出的调查"),
    FigureName.SURVEY_ANSWERS: _l("收回的答卷"),
    FigureName.NEEDS: _l("听到的学习需求"),
    FigureName.NEEDS_MET: _l("已满足的需求"),
    FigureName.ORDERS: _l("收到的点单"),
    FigureName.ORDERS_DELIVERED: _l("送到的点单"),
    FigureName.CONTESTS: _l("征文和晒家规"),
    FigureName.CONTEST_ENTRIES: _l("交来的稿件"),
    FigureName.PLANS: _l("公布的计划"),
    FigureName.TASKS_DONE: _l("计划里已完成的"),
    FigureName.TASKS_LATE: _l("计划里已逾期的"),
    FigureName.KEY_MATTERS: _l("办结的关键小事"),
    FigureName.HOUSEHOLDS_SERVED: _l("关键小事服务的户数"),
    FigureName.HOME_VISITS: _l("送学上门"),
    FigureName.HOME_STUDY_MINUTES: _l("上门学了多少分钟"),
    FigureName.PAIRS: _l("结对"),
    FigureName.DISTANCE_ANSWERS: _l("网络共学通过的回答"),
    FigureName.STUDY_HOURS: _l("党员学时（小时）"),
    FigureName.MEMBERS_REACHED_TARGET: _l("学满学时的党员"),
    FigureName.EXEMPT: _l("免学的党员"),
    FigureName.MEMBERS_OVER_60: _l("60 岁以上的党员"),
    FigureName.DAILY_ELSEWHERE: _l("日常在别处的党员"),
    FigureName.COMMUNITIES: _l("社区（村）"),
    FigureName.TEMPORARY_GROUPS: _l("临时党小组"),
}

# How each figure is counted, for the reader; the queries of the same name carry the same rule.
FIGURE_RULES = {
    FigureName.SESSIONS: _l(
        "本组织和下级组织办的、已经公布并且开了场的先锋剧场。取消和延期的不算；协办的场次算在主办的组织头上。"
    ),
    FigureName.TALKS: _l("这些剧场里真正上台讲了的：这一场结束以后才算，换下来的、没讲的和候补的都不算。"),
    FigureName.DIFFERENT_SPEAKERS: _l("上台讲的人，演小品的也在内；一个人讲几次也只算一个。"),
    FigureName.NEVER_SPOKEN: _l("年底在册的党员中，这一年在哪里都没有上过台的。名单只有党务工作者和书记看得到。"),
    FigureName.ATTENDANCES: _l("本组织和下级组织办的所有活动的签到，出席和迟到都算，请假不算，居民也算。"),
    FigureName.MEMBERS: _l("年底在册的党员；这一年还没有过完，就是今天在册的。"),
    FigureName.COVERAGE: _l("年底在册的党员中，这一年至少参加过一次活动的占多少；在哪个组织参加的都算。"),
    FigureName.DISCUSSIONS: _l("办过的活动中，有人发言或者有小组记录的。"),
    FigureName.REFLECTIONS: _l("这一年在讨论里写下的心得，一篇算一篇，算在写的那一年；撤回的和隐藏的不算。"),
    FigureName.MATTERS: _l("这一年提出来要跟进的事，议事会议题和关键小事也算；上面交办的督查事项不算。"),
    FigureName.MATTERS_CLOSED: _l("这一年办结的事，不管是哪一年提出来的。"),
    FigureName.THEATRE_ATTENDANCES: _l("参加人次里来看剧场的。"),
    FigureName.CLASS_ATTENDANCES: _l("参加人次里来上课的。"),
    FigureName.COURSES: _l(
        "年底正开着的课程；后来不再开的，当年还开着就算。没有记开课日子的老课程，从写好那天算起。"
    ),
    FigureName.CLASSES: _l("这一年上了第一次课的班，算在办班的组织头上；取消了的班不算。跨年的班只算一次。"),
    FigureName.CLASS_MEETINGS: _l("各个班这一年上了的课；取消和延期的不算。"),
    FigureName.COMPLETIONS: _l("这一年结业的人，一个人在几个班结业就算几次。"),
    FigureName.CERTIFICATES: _l("这一年发出的结业证书；作废的不算。"),
    FigureName.COURSEWARES: _l("年底在库里的课件，进了教材的也在内；后来撤下、回炉的，当年还在库里就算。"),
    FigureName.TEXTBOOK: _l("年底在库里的课件中，当时按规则在教材里的。"),
    FigureName.GOOD_COURSES: _l("年底在教材里的课件中，当时评为好课程的。"),
    FigureName.MODEL_LESSONS: _l("年底在教材里的课件中，当时评为样板课的。"),
    FigureName.EXPERTS: _l("年底还在聘的专家。"),
    FigureName.PROJECTS: _l("年底在项目库里、已经开始的实践项目；后来收起来的，当年还在就算。"),
    FigureName.CASES: _l("年底在案例库里、已经开始的案例；后来收起来的，当年还在就算。"),
    FigureName.BASES: _l(
        "年底在用的主课堂、社区教学点、微课堂、现场教学点；没有记启用日子的老阵地，往年也算。"
    ),
    FigureName.CENTRES: _l("年底自己有教学阵地在用的社区。"),
    FigureName.PARTNERS: _l("年底共建协议还没有到期的单位，年底以前收起来的不算。"),
    FigureName.UNITS: _l("年底在用的下级组织，党员中心户不算。"),
    FigureName.SURVEYS: _l("这一年发出去的调查；测验不算。"),
    FigureName.SURVEY_ANSWERS: _l("这些调查收到的答卷，一人一份，录入的不记名纸质答卷也算；只数份数，不看是谁。"),
    FigureName.NEEDS: _l("这一年听到的学习需求，从调查、座谈会、点单和服务台来的都算。"),
    FigureName.NEEDS_MET: _l("这一年听到的学习需求里，已经满足的。"),
    FigureName.ORDERS: _l("这一年点的单，不管后来怎样。"),
    FigureName.ORDERS_DELIVERED: _l("这一年点的单里，已经送到的。"),
    FigureName.CONTESTS: _l("这一年发起的征文和晒家规；草稿不算。"),
    FigureName.CONTEST_ENTRIES: _l("这一年交来的稿件；收回的不算。"),
    FigureName.PLANS: _l("这一年的年度计划和推进表，已经公布的。"),
    FigureName.TASKS_DONE: _l("这一年的计划里，写了要做什么的格子中，活动办了的，或者写明怎么办好的。"),
    FigureName.TASKS_LATE: _l("这一年的计划里，过了日子还没有办、也没有排上活动的格子。"),
    FigureName.KEY_MATTERS: _l("这一年办结的关键小事，不管是哪一年提出来的。"),
    FigureName.HOUSEHOLDS_SERVED: _l("这些关键小事一共服务了多少户。"),
    FigureName.HOME_VISITS: _l("这一年上门见到了人的；没见到、取消的不算。"),
    FigureName.HOME_STUDY_MINUTES: _l("这些上门一共学了多少分钟，由去的帮手证明。"),
    FigureName.PAIRS: _l("这一年里有过的结对，中途结束的也算。"),
    FigureName.DISTANCE_ANSWERS: _l("这一年交来并且通过了的；看了多久不算。"),
    FigureName.STUDY_HOURS: _l(
        "年底在册的党员这一年的学时，一人一人加起来，不满一小时的零头不计；历年合计时只算今年。"
    ),
    FigureName.MEMBERS_REACHED_TARGET: _l(
        "年底在册的党员中，这一年学满了应学学时的，免学的不在内；历年合计时只算今年。"
    ),
    FigureName.EXEMPT: _l("年底在册的党员中，这一年不用学的；历年合计时只算今年。"),
    FigureName.MEMBERS_OVER_60: _l(
        "年底在册、满了 60 岁的党员。只记了年份没记月份的，按十二月出生算；没有记出生年份的不算。"
    ),
    FigureName.DAILY_ELSEWHERE: _l(
        "年底在册的党员里，组织关系在这里、日常在别的组织或者临时党小组参加学习的，一人算一次，算在自己的组织。"
    ),
    FigureName.COMMUNITIES: _l("年底在用的社区（村），本组织自己不算。"),
    FigureName.TEMPORARY_GROUPS: _l("年底还没有结束的临时党小组，算在它所在的组织。"),
}


class EventPhoto(Row):
    """A photo of the day, in the file of an event; staff only, so nobody on it has to be asked."""

    __tablename__ = "event_photo"
    __table_args__ = (UniqueConstraint("event_id", "stored_file_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    caption: Mapped[str] = mapped_column(String(80), default="")
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    added_by_id: Mapped[int | None]

    event: Mapped[Event] = relationship()
    stored_file: Mapped[StoredFile] = relationship()
