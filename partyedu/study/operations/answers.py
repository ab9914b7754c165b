"""Answers after a piece: handed in, accepted by somebody else, or given back with a word."""

from partyedu.core import audit, clock, uploads
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.uploads import ReadFile
from partyedu.core.words import _
from partyedu.library.models import READABLE, Courseware
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.organisation.models import Person
from partyedu.study.access.distance import is_in
from partyedu.study.models import DistancePiece, DistanceState, PieceAnswer
from partyedu.study.operations.settling import settle
from partyedu.study.queries.answers import answer_of, bare
from partyedu.study.queries.distance import place_of
from partyedu.study.weeks import Time, time_of

AT_LEAST = 6  # characters of a sentence of one's own
MINUTES = 30  # what a piece of the library counts that does not say how long it is
MINUTES_AT_MOST = 120


def hand_in(
    person: Person,
    piece: DistancePiece | None = None,
    courseware: Courseware | None = None,
    text: str = "",
    photo: ReadFile | None = None,
    late_word: str = "",
) -> PieceAnswer:
    """Hand in a sentence of one's own after a piece: typed, or as a photo of what was written by hand.

    To a ``piece`` of a class at a distance or to a ``courseware`` of the library; counts the minutes of the piece on
    the day it was handed in, once somebody else has accepted it. Until then, and after it was given back, it can be
    written anew. When the actor is somebody else, the record says who typed. ``late_word``: why it comes in the week
    after that of the piece; needed then, and kept nowhere else.
    """
    is_late = piece is not None and _check_week(piece, person)
    if is_late and not late_word:
        raise Problem(_("这一篇的一周已经过了，还可以交，请写一句为什么晚了。"), field="late_word")
    if piece is not None:
        _must_be_in(piece, person)
    elif courseware is None or courseware.stage not in READABLE:
        raise Problem(_("这一篇现在不能学，请换一篇。"))
    own_words = bare(text)
    standing = answer_of(person.id, piece.id if piece else None, courseware.id if courseware else None)
    has_photo = photo is not None or (standing is not None and standing.photo_id is not None)
    if len(own_words) < AT_LEAST and not (has_photo and not own_words):
        raise Problem(_("请写一句自己的话，至少 %(n)s 个字；也可以拍一张手写的照片。", n=AT_LEAST), field="text")
    if standing is not None and standing.accepted_at is not None:
        raise Problem(_("这一篇您已经交过了，也通过了，不用再交。"))
    answer = standing or _blank(person, piece, courseware)
    answer.text, answer.returned_reason, answer.handed_in_at = text, "", clock.now()
    answer.typed_by_id, answer.late_word = audit.typist(person.id), late_word if is_late else ""
    if standing is not None:
        answer.version += 1
    if photo is not None:
        _put_photo(answer, photo)
    db.session.add(answer)
    db.session.flush()
    audit.record("hand-in", answer, ["text", "photo_id"], on_behalf_of=person.id if answer.typed_by_id else None)
    return answer


def _blank(person: Person, piece: DistancePiece | None, courseware: Courseware | None) -> PieceAnswer:
    minutes = piece.minutes if piece else (courseware.minutes if courseware else None) or MINUTES
    return PieceAnswer(
        person_id=person.id, piece_id=piece.id if piece else None, version=1,
        courseware_id=courseware.id if courseware and not piece else None,
        question=piece.question if piece else "", minutes=min(minutes, MINUTES_AT_MOST),
    )  # fmt: skip


def _check_week(piece: DistancePiece, person: Person) -> bool:
    """Whether an answer comes in the week after that of its piece; refused before and after these two.

    What came on paper may be typed in later still, by somebody else.
    """
    time = time_of(piece.opens_on, piece.closes_on, clock.today())
    if piece.distance_class.state is DistanceState.DRAFT or time is Time.TO_COME:
        raise Problem(_("这一篇还没有到时间。"))
    if time is Time.OVER and audit.typist(person.id) is None:
        raise Problem(_("这一篇的时间已经过了。写好的请交给工作人员补记。"))
    return time is Time.LATE and audit.typist(person.id) is None


def _must_be_in(piece: DistancePiece, person: Person) -> None:
    if not is_in(place_of(piece.class_id, person.id)):
        raise Problem(_("%(name)s不在这个班里，请先进班。", name=person.name), field="person")


def _put_photo(answer: PieceAnswer, photo: ReadFile) -> None:
    before = answer.photo
    answer.photo_id = uploads.store(photo).id
    if before is not None:
        db.session.flush()
        uploads.discard(before)


def _judge(answer: PieceAnswer, version: int | None) -> None:
    actor = current_actor()
    if actor is not None and actor.person_id is not None and actor.person_id == answer.person_id:
        raise Problem(_("自己交的不能自己通过，请另一位同事来看。"))
    checked_version(answer, version, {"text": answer.text})


def accept(answer: PieceAnswer, version: int | None = None) -> PieceAnswer:
    """Somebody other than who wrote it accepts an answer: it counts, and it makes up what was missed."""
    _judge(answer, version)
    if answer.accepted_at is not None:
        return answer
    actor = current_actor()
    answer.accepted_at, answer.returned_reason = clock.now(), ""
    answer.accepted_by_id = actor.person_id if actor else None
    audit.record("accept", answer, ["accepted_at", "accepted_by_id"])
    settle([answer.person_id])
    return answer


def return_(answer: PieceAnswer, reason: str, version: int | None = None) -> PieceAnswer:
    """Give an answer back with a word, an accepted one too: then it counts no more. Its writer is told."""
    _judge(answer, version)
    if not reason:
        raise Problem(_("请写一句，告诉他哪里再想一想。"), field="reason")
    answer.returned_reason = reason[:200]
    answer.accepted_at, answer.accepted_by_id = None, None
    audit.record("return", answer, ["returned_reason", "accepted_at"])
    title = answer.piece.title if answer.piece else answer.courseware.title if answer.courseware else ""
    tell([answer.person_id], NoticeKind.ANSWER_RETURNED, title, page_of(answer), reason, f"piece_answer:{answer.id}")
    settle([answer.person_id])
    return answer


def page_of(answer: PieceAnswer) -> str:
    """Where its writer writes it anew."""
    if answer.courseware_id is not None:
        return f"/study/pieces/{answer.courseware_id}"
    return f"/study/distance/pieces/{answer.piece_id}"
