"""Who is erased is gone from every room, to the last word of theirs; the figures of past years stay as they were."""

from datetime import UTC, date, datetime

import pytest

from partyedu.accounts.models import Role
from partyedu.contests.models import Contest, ContestKind, ContestState, Entry, EntryState
from partyedu.core import clock, uploads
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.db import db, transaction
from partyedu.core.documents import Kind
from partyedu.courses.models import Certificate, ClassEntry, ClassPlace, ClassState, CourseClass, PlaceState
from partyedu.discussions.models import (
    Discussion,
    Matter,
    MatterChannel,
    MatterKind,
    MatterState,
    MatterStep,
    Post,
    PostKind,
)
from partyedu.library.models import (
    Courseware,
    CoursewareCategory,
    CoursewareFile,
    CoursewareStep,
    CoursewareVersion,
    Expert,
    Origin,
    Tier,
)
from partyedu.library.models import Stage as Shelf
from partyedu.notices.models import Notice, NoticeKind
from partyedu.orders.models import Order, OrderChannel, OrderMode, OrderState
from partyedu.organisation.models import Category, DutyKind, MemberStatus, Person
from partyedu.organisation.operations import belonging, people
from partyedu.reports.queries import Scope, figures
from partyedu.schedule.models import EventPart, Theme
from partyedu.speakers.models import (
    CastMember,
    Honour,
    Keepsake,
    Outline,
    OutlineFile,
    Review,
    ReviewVerdict,
    Source,
    SpeakerSource,
    Talk,
)
from partyedu.study.models import Exemption, ExemptionKind, HoursEntry, MakeUp, MakeUpKind, Pair, PairKind, PairMeeting
from partyedu.surveys.models import Answer, Question, QuestionKind, Sheet, Survey, SurveyState
from partyedu.theatre.models import SpeakerRequest, TalkRating

MARK = "卐标记"  # in no other text of the house
LAST = clock.today().year - 1
THEN = datetime(LAST, 5, 10, 2, tzinfo=UTC)
DAY = THEN.date()


class Life:
    """A member with a year behind them, in a house that keeps what they did."""

    def __init__(self, app, make):
        self.app, self.make = app, make
        self.home, self.away = make.unit("老街支部"), make.unit("新区支部")
        since = date(LAST - 3, 1, 1)
        self.member = make.member(f"{MARK}名", self.home, phone="13912345678", birth_year=1940, on_roster_since=since)
        self.other = make.member("乙二", self.home, on_roster_since=since)
        self.staff = make.staff(Role.ORGANISER)
        self.event = make.event("去年的课", THEN, people=((self.member, EventPart.SPEAKER),))

    def keep(self, *rows):
        """Write rows as they stand in the house."""
        with self.app.app_context(), acting_as(MACHINE), transaction():
            db.session().expire_on_commit = False
            db.session.add_all(rows)
            db.session.flush()
        return rows[0]

    def figures(self):
        """The figures of last year."""
        with self.app.app_context():
            return figures(Scope(self.make.root.path, LAST, clock.now())).numbers


def in_discussions(life):
    """A reflection, a wish that was done, a matter that was closed, one that still is to be done."""
    talk = life.keep(Discussion(event_id=life.event.id, prepared_at=THEN))
    who, at = life.member.id, THEN
    life.keep(Post(discussion_id=talk.id, person_id=who, kind=PostKind.REFLECTION, text=f"{MARK}心得", written_at=at))
    life.keep(
        Post(discussion_id=talk.id, person_id=life.other.id, kind=PostKind.REFLECTION, text="我也说", written_at=at)
    )
    of = {"unit_id": life.home.id, "channel": MatterChannel.DESK, "raised_by_id": who, "raised_at": at}
    wish = life.keep(
        Matter(
            kind=MatterKind.WISH, title=f"{MARK}心愿", text=f"{MARK}话", contact=f"{MARK}电话", thanks=f"{MARK}谢", **of
        )
    )
    closed = {"state": MatterState.CLOSED, "closed_at": at, "public_title": "修路灯", "outcome": f"{MARK}家门口修好了"}
    life.keep(Matter(title=f"{MARK}家门口的灯", text=f"{MARK}话", **closed, **of))
    life.keep(Matter(title=f"{MARK}名说楼道要装扶手", text=f"{MARK}话", state=MatterState.ASSIGNED, **of))
    life.keep(MatterStep(matter_id=wish.id, state=MatterState.RAISED, note=f"{MARK}步", at=at))


def in_speakers(life):
    """A talk that was given, with everything that hangs on it; an honour."""
    talk = life.make.talk(life.member, f"{MARK}题", text=f"{MARK}提纲")
    item = life.make.item(life.event, talk, cue=f"{MARK}串词")
    assert item.public_title == f"{MARK}题"
    outline = life.make.rows(Outline, talk_id=talk.id)[0]
    reviewed = {"talk_id": talk.id, "outline_id": outline.id, "reviewer_id": life.other.id, "at": THEN}
    words = {"passage": f"{MARK}句", "text": f"{MARK}评"}
    life.keep(
        Review(verdict=ReviewVerdict.COMMENT, **words, **reviewed),
        Keepsake(talk_id=talk.id, name=f"{MARK}徽章", caption=f"{MARK}来历", consent=True),
        CastMember(talk_id=talk.id, name=f"{MARK}孙女", character="小红"),
        Honour(person_id=life.member.id, title=f"{MARK}奖", given_on=DAY, given_by=f"{MARK}发"),
        SpeakerSource(person_id=life.member.id, source=Source.VETERAN),
        SpeakerRequest(event_id=life.event.id, talk_id=talk.id, message=f"{MARK}请", answer=f"{MARK}答", asked_at=THEN),
        TalkRating(key="k", talk_id=talk.id, event_id=life.event.id, stars=5, words=f"{MARK}讲得好"),
    )
    with life.app.app_context(), transaction():
        db.session.get(Talk, talk.id).search_text = MARK


def in_orders(life):
    """An order with a note, a wish nobody has answered."""
    of = {"unit_id": life.home.id, "person_id": life.member.id, "mode": OrderMode.IN_CLASS, "placed_at": THEN}
    of |= {"channel": OrderChannel.PHONE}
    life.keep(
        Order(wish=f"{MARK}愿", note=f"{MARK}注", reason=f"{MARK}复", state=OrderState.DELIVERED, **of),
        Order(wish=f"{MARK}想学", state=OrderState.PLACED, standing=f"wish:{life.member.id}", **of),
    )


def in_contests(life):
    """An essay that hung on the wall."""
    contest = life.keep(
        Contest(
            unit_id=life.home.id, kind=ContestKind.ESSAY, title="征文", state=ContestState.PUBLISHED, created_at=THEN
        )
    )
    words = {"title": f"{MARK}文", "text": f"{MARK}章", "agrees": True, "prize": "一等奖"}
    life.keep(
        Entry(
            contest_id=contest.id, person_id=life.member.id, state=EntryState.PUBLISHED, handed_in_at=THEN,
            published_at=THEN, **words,
        )
    )  # fmt: skip


def in_courses(life):
    """A class that was completed, with its certificate."""
    row = life.keep(
        CourseClass(
            unit_id=life.home.id, title="班", entry=ClassEntry.ENROLMENT, state=ClassState.COMPLETED, created_at=THEN
        )
    )
    place = life.keep(
        ClassPlace(
            class_id=row.id, person_id=life.member.id, entry=ClassEntry.ENROLMENT, state=PlaceState.IN, entered_at=THEN,
            completed_at=THEN, reason=f"{MARK}因", decided_reason=f"{MARK}定",
        )
    )  # fmt: skip
    paper = {"title": "班", "unit_name": "老街支部", "starts_on": DAY, "ends_on": DAY, "minutes": 60, "issued_at": THEN}
    life.keep(Certificate(place_id=place.id, number="A1", name=life.member.name, **paper))


def in_surveys(life):
    """A named sheet with words of one's own."""
    survey = life.keep(
        Survey(unit_id=life.home.id, title="问卷", state=SurveyState.CLOSED, opened_at=THEN, created_at=THEN)
    )
    question = life.keep(Question(survey_id=survey.id, position=1, kind=QuestionKind.TEXT, text="想学什么"))
    sheet = life.keep(Sheet(survey_id=survey.id, person_id=life.member.id, handed_in_at=THEN))
    life.keep(Answer(sheet_id=sheet.id, question_id=question.id, words=f"{MARK}想学"))


def in_library(life):
    """A life story in the library, by consent; an expert of last year."""
    category, theme = life.make.rows(CoursewareCategory)[0], life.make.rows(Theme)[0]
    kind = {"category_id": category.id, "theme_id": theme.id, "origin": Origin.DEVELOPED, "tier": Tier.STREET}
    story = life.keep(
        Courseware(
            unit_id=life.home.id, owner_id=life.member.id, title=f"{MARK}故事", summary=f"{MARK}述", is_story=True,
            consented_at=THEN, stage=Shelf.ADMITTED, created_at=THEN, admitted_at=THEN, search_text=MARK, **kind,
        )
    )  # fmt: skip
    version = CoursewareVersion(courseware_id=story.id, number=1, text=f"{MARK}全文", made_at=THEN)
    step = CoursewareStep(courseware_id=story.id, stage=Shelf.ADMITTED, note=f"{MARK}步", at=THEN)
    words = {"partner": f"{MARK}校", "field": f"{MARK}长", "terms": f"{MARK}费", "search_text": MARK, "agrees": True}
    of = {"unit_id": life.home.id, "person_id": life.member.id, "source": Source.VETERAN, "since": DAY}
    life.keep(version, step, Expert(**words, **of))


def in_study(life):
    """Hours, an exemption with its reason, make-up in their words, a pair."""
    who, home = life.member.id, life.home.id
    same = {"from_on": date(LAST, 1, 1), "until_on": date(LAST, 12, 31), "decided_at": THEN}
    pair = life.keep(
        Pair(
            unit_id=home, elder_id=who, younger_id=life.other.id, kind=PairKind.OLD_HELPS_YOUNG, purpose=f"{MARK}对",
            since_on=DAY, written_at=THEN,
        )
    )  # fmt: skip
    handed = {"studied_on": DAY, "minutes": 90, "handed_in_at": THEN, "confirmed_by_id": life.other.id}
    life.keep(
        Exemption(person_id=who, kind=ExemptionKind.ILLNESS, reason=f"{MARK}病", ended_reason=f"{MARK}好", **same),
        HoursEntry(person_id=who, unit_id=home, title=f"{MARK}课", evidence=f"{MARK}证", **handed),
        MakeUp(person_id=who, kind=MakeUpKind.ABSENCE, year=LAST, event_id=life.event.id, opened_at=THEN, words=MARK),
        PairMeeting(pair_id=pair.id, held_on=DAY, minutes=60, words=f"{MARK}谈", written_at=THEN),
    )


def in_organisation(life):
    """A category, a post, daily study elsewhere: what figures of last year count."""
    with life.app.app_context(), acting_as(MACHINE), transaction():
        person = db.session.get(Person, life.member.id)
        person.category_id = db.session.scalar(db.select(Category.id).limit(1))
        person.introduction, person.education, person.trade = f"{MARK}介", f"{MARK}学", f"{MARK}业"
        belonging.give_daily(MACHINE, person, life.away.id, date(LAST, 2, 1), reason=f"{MARK}因")
    life.make.duty(
        life.member, life.home, DutyKind.SECRETARY, title=f"{MARK}职", tasks=f"{MARK}责", since_on=date(LAST, 1, 1)
    )


def in_notices(life):
    """What they were told."""
    words = {"subject": f"{MARK}知", "detail": f"{MARK}详"}
    life.keep(Notice(person_id=life.member.id, kind=NoticeKind.ANNOUNCEMENT, created_at=THEN, **words))


ROOMS = (
    in_organisation, in_notices, in_discussions, in_surveys, in_speakers, in_library, in_courses, in_contests,
    in_orders, in_study,
)  # fmt: skip


def still_there(app):
    """Every place in the tables where a word of the member stands."""
    with app.app_context():
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(table.select()).mappings():
                for name, value in row.items():
                    if isinstance(value, str) and (MARK in value or "13912345678" in value or "5678" in value):
                        yield f"{table.name}.{name}: {value}"


def erase(life, visit):
    """Say that the member has left, and erase them as staff do: on their page."""
    with life.app.app_context(), acting_as(MACHINE), transaction():
        person = db.session.get(Person, life.member.id)
        people.change_status(person, None, MemberStatus.LEFT, on=date(LAST + 1, 1, 1))
    organiser = visit(life.staff)
    page = organiser.get(f"/organisation/people/{life.member.id}")
    assert "往年的数字" in page.text  # it says what stays
    url = f"/organisation/people/{life.member.id}/erase"
    wrong = organiser.post(url, {"name": "别人"})
    assert wrong.status == 422 and "没有清除" in wrong.text  # no slip of a finger does it
    assert organiser.post(url, {"name": life.member.name}).status == 303
    assert not organiser.get(f"/organisation/people/{life.member.id}").all("main form")


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__.removeprefix("in_"))
def test_who_is_erased_leaves_a_room_and_its_figures_stand(app, make, visit, room):
    life = Life(app, make)
    room(life)
    assert len(list(still_there(app))) > 1
    before = life.figures()
    erase(life, visit)
    assert list(still_there(app)) == []
    assert life.figures() == before


def test_a_whole_life_goes_at_once_and_every_page_of_it_opens(app, make, visit):
    life = Life(app, make)
    for room in ROOMS:
        room(life)
    before = life.figures()
    assert before["exempt"] == before["certificates"] == before["talks"] == before["experts"] == 1
    erase(life, visit)
    assert list(still_there(app)) == []
    assert life.figures() == before
    administrator = visit(make.staff(Role.ADMINISTRATOR))
    urls = [f"/speakers/talks/{row.id}" for row in make.rows(Talk)]
    urls += [f"/library/{row.id}" for row in make.rows(Courseware)]
    urls += [f"/discussions/matters/{row.id}" for row in make.rows(Matter) if row.kind is MatterKind.MATTER]
    urls += [f"/orders/{row.id}" for row in make.rows(Order)]
    urls += [f"/theatre/{life.event.id}", f"/discussions/events/{life.event.id}", f"/speakers/{life.member.id}"]
    for url in urls:
        assert administrator.get(url).status in (200, 302, 303, 404), url


def test_what_is_still_to_be_done_keeps_its_title_without_the_name(app, make, visit):
    life = Life(app, make)
    in_discussions(life)
    erase(life, visit)
    titles = {row.title: row.state for row in make.rows(Matter)}
    assert titles["…说楼道要装扶手"] is MatterState.ASSIGNED
    assert titles["修路灯"] is MatterState.CLOSED  # as everybody has read it on the board


def test_a_file_goes_with_the_talk_unless_the_library_teaches_with_it(app, make, visit):
    life = Life(app, make)
    talk = make.talk(life.member, f"{MARK}题")
    outline, category = make.rows(Outline, talk_id=talk.id)[0], make.rows(CoursewareCategory)[0]
    with app.app_context(), acting_as(MACHINE), transaction():
        kept, gone = (
            uploads.store(uploads.ReadFile(f"{MARK}{name}.txt", Kind.TEXT, name.encode())) for name in ("kept", "gone")
        )
        db.session.add_all(OutlineFile(outline_id=outline.id, stored_file_id=row.id) for row in (kept, gone))
        piece = Courseware(
            unit_id=life.home.id, owner_id=life.member.id, talk_id=talk.id, title="怎样记账", created_at=THEN,
            stage=Shelf.ADMITTED, admitted_at=THEN, category_id=category.id, origin=Origin.DEVELOPED, tier=Tier.STREET,
        )  # fmt: skip
        db.session.add(piece)
        db.session.flush()
        version = CoursewareVersion(courseware_id=piece.id, number=1, made_at=THEN)
        db.session.add(version)
        db.session.flush()
        db.session.add(CoursewareFile(version_id=version.id, stored_file_id=kept.id))
        folder = uploads.folder()
    erase(life, visit)
    assert list(still_there(app)) == []
    assert [file.name for file in make.rows(uploads.StoredFile)] == ["怎样记账.txt"]
    assert [file.read_bytes() for file in folder.iterdir()] == [b"kept"]
    assert make.get(Courseware).stage is Shelf.ADMITTED
