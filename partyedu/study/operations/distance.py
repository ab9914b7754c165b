"""Classes at a distance: made, filled with pieces, opened, entered and left, reminded of, ended."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.search import index_text
from partyedu.core.words import _, formatted
from partyedu.library.queries.packs import is_readable
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.organisation.models import Person
from partyedu.organisation.queries import unit_reached
from partyedu.study.models import DistanceClass, DistancePiece, DistancePlace, DistanceState
from partyedu.study.queries import distance
from partyedu.study.weeks import WEEK, Time, time_of, week_of

AHEAD_DAYS = 366


def make_class(
    actor: Actor,
    unit_id: int,
    title: str,
    starts_on: date,
    summary: str = "",
    category_id: int | None = None,
    form_key: str | None = None,
) -> DistanceClass:
    """Make a class, still without pieces; the same form sent twice makes one. ``category_id``: who is in by itself."""
    if form_key and (made := distance.class_of_form(form_key)) is not None:
        return made
    unit = unit_reached(actor, Permission.STUDY_MANAGE, unit_id or 0)
    if unit is None or unit.archived_at is not None:
        raise Problem(_("请选择组织。"), field="unit_id")
    _must_be_ahead(starts_on)
    row = DistanceClass(
        unit_id=unit.id, category_id=category_id, title=title, summary=summary, starts_on=starts_on,
        state=DistanceState.DRAFT, created_at=clock.now(), created_by_id=actor.person_id, form_key=form_key or None,
        search_text=index_text(title, spelled_part=title),
    )  # fmt: skip
    row.version = 1
    db.session.add(row)
    db.session.flush()
    audit.record("make-class", row)
    return row


def _must_be_ahead(day: date) -> None:
    today = clock.today()
    if day < today:
        raise Problem(_("这一天已经过去了，请选今天或以后的日子。"), field="starts_on")
    if day > today + timedelta(days=AHEAD_DAYS):
        raise Problem(_("最多提前一年安排，请检查年份。"), field="starts_on")


def change_class(
    row: DistanceClass,
    version: int | None,
    title: str,
    summary: str = "",
    starts_on: date | None = None,
    category_id: int | None = None,
) -> DistanceClass:
    """Change a class. Once it is open its weeks stand, and only the words change."""
    typed: dict[str, Any] = {"title": title, "summary": summary}
    if row.state is DistanceState.DRAFT and starts_on is not None:
        if starts_on != row.starts_on:
            _must_be_ahead(starts_on)
        typed |= {"starts_on": starts_on, "category_id": category_id}
    theirs = {name: getattr(row, name) for name, value in typed.items() if getattr(row, name) != value}
    checked_version(row, version, theirs)
    for name, value in typed.items():
        setattr(row, name, value)
    row.search_text = index_text(title, spelled_part=title)
    if "starts_on" in theirs:
        _lay_out(row, distance.pieces_of(row.id))
    audit.record("change-class", row, theirs)
    return row


def _lay_out(row: DistanceClass, pieces: Collection[DistancePiece]) -> None:
    """Give every piece its place and week. Two pieces never stand on one place: first they go beyond all others."""
    ordered = list(pieces)
    if [piece.position for piece in ordered] != list(range(1, len(ordered) + 1)):
        for number, piece in enumerate(ordered, 1):
            piece.position = 1000 + number
        db.session.flush()
    for number, piece in enumerate(ordered, 1):
        week = week_of(row.starts_on, number)
        piece.position, piece.opens_on, piece.closes_on = number, week.opens_on, week.closes_on
    db.session.flush()


def _must_be_draft(row: DistanceClass) -> None:
    if row.state is not DistanceState.DRAFT:
        raise Problem(_("已经开始了，各篇的次序和日子不能再改。"))


def add_piece(
    row: DistanceClass,
    title: str,
    question: str,
    minutes: int,
    text: str = "",
    courseware_id: int | None = None,
) -> DistancePiece:
    """Put a piece at the end: one of the library, or a short text of its own; its week follows from its place."""
    if row.state is DistanceState.ENDED:
        raise Problem(_("这个班已经结束了。"))
    pieces = distance.pieces_of(row.id)
    if len(pieces) >= distance.PIECES_AT_MOST:
        raise Problem(_("一个班最多 %(n)s 篇。", n=distance.PIECES_AT_MOST))
    _must_have_something_to_read(text, courseware_id)
    week = week_of(row.starts_on, len(pieces) + 1)
    if week.closes_on < clock.today():
        raise Problem(_("接在后面的一周已经过去了，请另开一个班。"))
    piece = DistancePiece(
        class_id=row.id, position=len(pieces) + 1, courseware_id=courseware_id, title=title, text=text,
        question=question, minutes=minutes, opens_on=week.opens_on, closes_on=week.closes_on,
    )  # fmt: skip
    piece.version = 1
    db.session.add(piece)
    db.session.flush()
    audit.record("add-piece", piece)
    return piece


def _must_have_something_to_read(text: str, courseware_id: int | None) -> None:
    if courseware_id is None and not text:
        raise Problem(_("请选一篇课件，或者自己写一段短文。"), field="text")
    if courseware_id is not None and not is_readable(courseware_id):
        raise Problem(_("这一篇现在不能放进来，请换一篇。"), field="courseware_id")


def change_piece(
    piece: DistancePiece,
    version: int | None,
    title: str,
    question: str,
    minutes: int,
    text: str = "",
    courseware_id: int | None = None,
) -> DistancePiece:
    """Change a piece nobody has answered yet."""
    if distance.has_answers(piece.id):
        raise Problem(_("已经有人交了这一篇，不能再改。"))
    if courseware_id != piece.courseware_id or courseware_id is None:
        _must_have_something_to_read(text, courseware_id)
    typed = {
        "title": title, "question": question, "minutes": minutes, "text": text, "courseware_id": courseware_id,
    }  # fmt: skip
    theirs = {name: getattr(piece, name) for name, value in typed.items() if getattr(piece, name) != value}
    checked_version(piece, version, theirs)
    for name, value in typed.items():
        setattr(piece, name, value)
    audit.record("change-piece", piece, theirs)
    return piece


def move_piece(piece: DistancePiece, up: bool) -> None:
    """Move a piece one place up or down, and with it its week; at an end it stays. Only before the class is open."""
    row = piece.distance_class
    _must_be_draft(row)
    pieces = distance.pieces_of(row.id)
    place = [other.id for other in pieces].index(piece.id)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(pieces):
        return
    pieces[place], pieces[other] = pieces[other], pieces[place]
    _lay_out(row, pieces)
    audit.record("move-piece", piece, ["position"])


def remove_piece(piece: DistancePiece) -> None:
    """Take a piece out; the later ones move up a week. Only before the class is open."""
    row = piece.distance_class
    _must_be_draft(row)
    if distance.has_answers(piece.id):
        raise Problem(_("已经有人交了这一篇，不能拿掉。"))
    audit.record("remove-piece", piece)
    db.session.delete(piece)
    db.session.flush()
    _lay_out(row, distance.pieces_of(row.id))


def open_class(actor: Actor, row: DistanceClass) -> int:
    """Open a class: its weeks stand from now on, those of its category are in, everybody in it is told.

    Gives how many people are in it.
    """
    _must_be_draft(row)
    if not distance.pieces_of(row.id):
        raise Problem(_("还没有要学的内容，请先放一篇进来。"))
    if row.starts_on < clock.today():
        raise Problem(_("开始的日子已经过去了，请先改日子。"))
    row.state = DistanceState.OPEN
    row.version += 1
    audit.record("open-class", row, ["state"])
    if row.category_id is not None:
        _enter(row, distance.of_category(actor, row, row.category_id))
    people = distance.numbers_in(row.id)
    _invite(row, people)
    return len(people)


def _invite(row: DistanceClass, people: Collection[int]) -> None:
    detail = _("%(day)s开始，每周一篇，有空就学，学完写一句自己的话。", day=formatted(row.starts_on, "month_day"))
    url = f"/study/distance/{row.id}"
    tell(people, NoticeKind.DISTANCE_OPENED, row.title, url, detail, distance.about_class(row.id))


def _enter(row: DistanceClass, person_ids: Collection[int]) -> list[int]:
    """Give people a place; who is in already stays as they are. Gives those who are new."""
    standing = distance.places_by_person(row.id, person_ids)
    new = []
    for person_id in person_ids:
        place = standing.get(person_id)
        if place is None:
            place = DistancePlace(class_id=row.id, person_id=person_id, entered_at=clock.now())
            db.session.add(place)
        elif place.left_at is None:
            continue
        place.entered_at, place.left_at = clock.now(), None
        new.append(place)
    db.session.flush()
    audit.record_all("enter-class", DistancePlace.__tablename__, [(place.id, ["left_at"]) for place in new])
    return [place.person_id for place in new]


def add_people(row: DistanceClass, person_ids: Collection[int]) -> int:
    """Staff put people into a class; where it runs already, they are told. Gives how many are new."""
    if row.state is DistanceState.ENDED:
        raise Problem(_("这个班已经结束了。"))
    if not person_ids:
        raise Problem(_("没有可以加进来的人：要么已经在班里，要么不归这个组织。"))
    new = _enter(row, person_ids)
    if row.state is DistanceState.OPEN:
        _invite(row, new)
    return len(new)


def join_class(row: DistanceClass, person: Person) -> None:
    """A member joins by themselves."""
    if row.state is not DistanceState.OPEN:
        raise Problem(_("这个班现在不收人。"))
    if not person.is_active_member:
        raise Problem(_("网络共学是给党员办的。您也想学，请到服务台说一声。"))
    _enter(row, [person.id])


def leave_class(place: DistancePlace) -> DistancePlace:
    """Somebody leaves, or is taken out; what they handed in stays and counts."""
    if place.left_at is None:
        place.left_at = clock.now()
        audit.record("leave-class", place, ["left_at"], on_behalf_of=place.person_id)
    return place


def remind(row: DistanceClass) -> int:
    """Remind those who have not handed in what is due; nobody twice on one day. Gives how many notices."""
    if row.state is not DistanceState.OPEN:
        raise Problem(_("这个班现在不用提醒。"))
    today = clock.today()
    since: datetime = clock.day_bounds(today)[0]
    number = 0
    for piece in distance.pieces_of(row.id):
        time = time_of(piece.opens_on, piece.closes_on, today)
        if time not in (Time.NOW, Time.LATE):
            continue
        last = piece.closes_on if time is Time.NOW else piece.closes_on + WEEK
        detail = _("请在 %(day)s以前交。", day=formatted(last, "month_day"))
        people = distance.people_owing(piece, since)
        url = f"/study/distance/pieces/{piece.id}"
        tell(people, NoticeKind.DISTANCE_DUE, piece.title, url, detail, distance.about_piece(piece.id))
        number += len(people)
    audit.record("remind", row)
    return number


def end_class(row: DistanceClass) -> DistanceClass:
    """End a class; what was handed in and accepted stays and counts."""
    if row.state is not DistanceState.OPEN:
        raise Problem(_("这个班还没有开始，或者已经结束了。"))
    row.state = DistanceState.ENDED
    row.version += 1
    audit.record("end-class", row, ["state"])
    return row
