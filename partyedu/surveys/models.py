"""Questions to many: surveys and tests, named or anonymous; ratings of an event; needs and what they led to.

Anonymous answers go through an urn (``core.urn``): a sheet lies sealed, under a random key and without a time, and only
who has answered is marked. A survey closes, whoever was typing may hand in until the end of the next day, and then all
sheets are opened and shuffled at once and the key is destroyed. So neither a row's place, nor its time, nor two backups
laid side by side tell who wrote which sheet.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyedu.core.db import Row, UTCDateTime, Versioned, db, enum_column
from partyedu.core.uploads import StoredFile
from partyedu.core.words import _l
from partyedu.organisation.models import Category, Person, Unit
from partyedu.schedule.models import Event


class SurveyPurpose(StrEnum):
    SURVEY = "survey"
    TEST = "test"  # has right answers and a mark to pass; always named


SURVEY_PURPOSES = {
    SurveyPurpose.SURVEY: _l("调查"),
    SurveyPurpose.TEST: _l("测验"),
}


class SurveyState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


SURVEY_STATES = {
    SurveyState.DRAFT: _l("草稿"),
    SurveyState.OPEN: _l("正在进行"),
    SurveyState.CLOSED: _l("已结束"),
}


class Survey(Versioned, Row):
    """Questions to the members of a unit's subtree, to those of one category in it, or to a list of people.

    ``closes_at`` is when it closes by itself. Whoever was typing then may still hand in until the end of the next day;
    only after that is the ``urn`` of an anonymous one opened (``urn_opened_at``, ``sheets_opened``). ``answered``
    counts the sheets that were handed in, ``on_paper`` those among them that staff typed in without a name; ``asked``
    is how many people it was for when it closed.
    """

    __tablename__ = "survey"
    __table_args__ = (Index("ix_survey_unit_id_state", "unit_id", "state"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    by_list: Mapped[bool] = mapped_column(default=False)  # for the people of ``SurveyPerson`` and nobody else
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)  # a poll before or after an event
    purpose: Mapped[SurveyPurpose] = mapped_column(enum_column(SurveyPurpose), default=SurveyPurpose.SURVEY)
    title: Mapped[str] = mapped_column(String(80))
    introduction: Mapped[str] = mapped_column(Text, default="")
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    state: Mapped[SurveyState] = mapped_column(enum_column(SurveyState), default=SurveyState.DRAFT)
    pass_percent: Mapped[int | None]  # of a test
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    urn: Mapped[str | None] = mapped_column(String(32))  # the name of its standing urn
    urn_opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sheets_opened: Mapped[int | None]
    shared_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # its sums are shown to those it asked
    asked: Mapped[int | None]
    answered: Mapped[int] = mapped_column(default=0)
    on_paper: Mapped[int] = mapped_column(default=0)
    search_text: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(index=True)
    form_key: Mapped[str | None] = mapped_column(String(32), unique=True)

    unit: Mapped[Unit] = relationship()
    category: Mapped[Category | None] = relationship()
    event: Mapped[Event | None] = relationship()


class SurveyPerson(db.Model):  # type: ignore[name-defined]
    """One of the people a survey is for, where it is for a list of them (the roster of a class)."""

    __tablename__ = "survey_person"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class QuestionKind(StrEnum):
    SINGLE = "single"
    SEVERAL = "several"
    SCALE = "scale"  # one to five
    TEXT = "text"


QUESTION_KINDS = {
    QuestionKind.SINGLE: _l("选一个"),
    QuestionKind.SEVERAL: _l("可选几个"),
    QuestionKind.SCALE: _l("打分（一到五）"),
    QuestionKind.TEXT: _l("写几句"),
}


class Question(Row):
    """One question of a survey."""

    __tablename__ = "question"
    __table_args__ = (Index("ix_question_survey_id_position", "survey_id", "position"),)

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(enum_column(QuestionKind))
    text: Mapped[str] = mapped_column(String(200))
    is_required: Mapped[bool] = mapped_column(default=True)


class Choice(Row):
    """One answer to choose; in a test it may be right."""

    __tablename__ = "choice"
    __table_args__ = (Index("ix_choice_question_id_position", "question_id", "position"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(120))
    is_right: Mapped[bool] = mapped_column(default=False)


class Sheet(Row):
    """The sheet a person handed in to a named survey or a test; of several tries at a test the best one stands."""

    __tablename__ = "sheet"
    __table_args__ = (UniqueConstraint("survey_id", "person_id"),)

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    handed_in_at: Mapped[datetime] = mapped_column(UTCDateTime)
    typed_by_id: Mapped[int | None]
    percent: Mapped[int | None]  # of a test: right answers in a hundred
    passed: Mapped[bool | None]
    tries: Mapped[int] = mapped_column(default=1)

    survey: Mapped[Survey] = relationship()
    person: Mapped[Person] = relationship()


class Answer(Row):
    """One answer on a named sheet: a choice, a number from one to five, or words."""

    __tablename__ = "answer"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    choice_id: Mapped[int | None] = mapped_column(ForeignKey("choice.id"))
    number: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text, default="")


class SealedSheet(db.Model):  # type: ignore[name-defined]
    """An anonymous sheet in the urn: sealed, under a random key, without person, time or row number."""

    __tablename__ = "sealed_sheet"
    __table_args__ = (Index("ix_sealed_sheet_survey_id", "survey_id"), {"sqlite_with_rowid": False})

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class AnonymousAnswer(db.Model):  # type: ignore[name-defined]
    """One answer of an opened urn; answers of one sheet are not tied to each other."""

    __tablename__ = "anonymous_answer"
    __table_args__ = (Index("ix_anonymous_answer_question_id", "question_id"), {"sqlite_with_rowid": False})

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    choice_id: Mapped[int | None] = mapped_column(ForeignKey("choice.id"))
    number: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text, default="")


class SheetGiven(db.Model):  # type: ignore[name-defined]
    """That a person has put a sheet into the urn, without saying which or in which order people did."""

    __tablename__ = "sheet_given"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class EventRating(db.Model):  # type: ignore[name-defined]
    """An anonymous rating of an event (a class meeting, a delivered order) that was published, in a step with others;
    as ``TalkRating`` of the theatre. What still waits lies sealed (``core.ballots``).

    ``on_paper``: typed in from a slip.
    """

    __tablename__ = "event_rating"
    __table_args__ = (Index("ix_event_rating_event_id", "event_id"), {"sqlite_with_rowid": False})

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    stars: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    on_paper: Mapped[bool] = mapped_column(default=False)


class EventRatingGiven(db.Model):  # type: ignore[name-defined]
    """That a person has rated an event; keeps anybody from rating twice."""

    __tablename__ = "event_rating_given"
    __table_args__ = ({"sqlite_with_rowid": False},)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class NeedKind(StrEnum):
    """What is needed, as the field tells it apart (S1.7)."""

    SHOULD_KNOW = "should-know"
    WANT_TO_LEARN = "want-to-learn"


NEED_KINDS = {
    NeedKind.SHOULD_KNOW: _l("应该知道的"),
    NeedKind.WANT_TO_LEARN: _l("想要学习的"),
}


class NeedSource(StrEnum):
    SURVEY = "survey"
    MEETING = "meeting"
    ORDER = "order"
    DESK = "desk"
    OTHER = "other"


NEED_SOURCES = {
    NeedSource.SURVEY: _l("调查"),
    NeedSource.MEETING: _l("座谈会"),
    NeedSource.ORDER: _l("点单"),
    NeedSource.DESK: _l("服务台"),
    NeedSource.OTHER: _l("其他"),
}


class NeedState(StrEnum):
    NOTED = "noted"
    TAKEN_UP = "taken-up"  # an event or a course came of it
    MET = "met"
    PUT_ASIDE = "put-aside"


NEED_STATES = {
    NeedState.NOTED: _l("已记下"),
    NeedState.TAKEN_UP: _l("正在安排"),
    NeedState.MET: _l("已满足"),
    NeedState.PUT_ASIDE: _l("先放一放"),
}


class Need(Versioned, Row):
    """Something members need to learn: from a survey or a meeting, followed to event, course and result."""

    __tablename__ = "need"
    __table_args__ = (Index("ix_need_unit_id_state", "unit_id", "state"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[NeedKind] = mapped_column(enum_column(NeedKind))
    source: Mapped[NeedSource] = mapped_column(enum_column(NeedSource))
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text, default="")  # notes of the meeting, what the answers say
    heard_on: Mapped[date]
    people: Mapped[int | None]  # how many said so
    state: Mapped[NeedState] = mapped_column(enum_column(NeedState), default=NeedState.NOTED)
    result: Mapped[str] = mapped_column(Text, default="")
    aside_reason: Mapped[str] = mapped_column(String(300), default="")
    met_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None]
    search_text: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[Unit] = relationship()
    survey: Mapped[Survey | None] = relationship()


class NeedFile(Row):
    """A photo or a document of the meeting at which the need was heard."""

    __tablename__ = "need_file"

    need_id: Mapped[int] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), index=True)
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))

    stored_file: Mapped[StoredFile] = relationship()


class NeedEvent(Row):
    """An event that a need led to (a course that it led to stands in ``courses``)."""

    __tablename__ = "need_event"
    __table_args__ = (UniqueConstraint("need_id", "event_id"),)

    need_id: Mapped[int] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)

    need: Mapped[Need] = relationship()
    event: Mapped[Event] = relationship()
