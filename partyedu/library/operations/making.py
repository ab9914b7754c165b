"""A piece on its way: a topic, its versions, peer comments, handed to the experts; withdrawn, brought back."""

from collections.abc import Collection, Sequence
from typing import Any

from partyedu.core import audit, clock, uploads
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.search import index_text
from partyedu.core.uploads import ReadFile
from partyedu.core.words import _
from partyedu.library import access, queries
from partyedu.library.models import (
    READABLE,
    Courseware,
    CoursewareCategory,
    CoursewareFile,
    CoursewareVersion,
    Origin,
    PeerComment,
    Stage,
    Tier,
)
from partyedu.library.operations.road import lock, move, note_step, public_change, tell_owner, too_late
from partyedu.library.operations.sheets import sheet_in_use
from partyedu.notices.models import NoticeKind
from partyedu.organisation.models import Unit

FILES_AT_MOST = 10
MINUTES_AT_MOST = 600


def check_number_of_files(number: int) -> None:
    """Refuse more files than a version holds; asked before files are read, and again when they are kept."""
    if number > FILES_AT_MOST:
        raise Problem(_("一件课件最多放 %(n)s 个文件，请去掉几个。", n=FILES_AT_MOST), field="files")


def propose_topic(
    actor: Actor,
    unit: Unit,
    title: str,
    category_id: int,
    *,
    owner_id: int | None = None,
    form_key: str | None = None,
    origin: Origin = Origin.DEVELOPED,
    tier: Tier = Tier.STREET,
    **details: Any,
) -> Courseware:
    """Propose a topic for the library of a unit; ``details``: summary, theme_id, minutes.

    What the staff of the unit propose is agreed already and may be made at once; what others propose waits for their
    word. ``owner_id``: who is going to make it (staff name somebody, or nobody for what is taken over from elsewhere).
    The same ``form_key`` makes only one piece.
    """
    made = queries.piece_of_form(form_key) if form_key else None
    if made is not None:
        return made
    piece = Courseware(
        unit_id=unit.id, title=title, category_id=category_id, owner_id=owner_id, origin=origin,
        tier=tier, created_at=clock.now(), created_by_id=actor.person_id, form_key=form_key or None, version=1,
        stage=Stage.MAKING if actor.may(Permission.LIBRARY_MANAGE, unit.path) else Stage.TOPIC,
    )  # fmt: skip
    _describe(piece, **details)
    db.session.add(piece)
    db.session.flush()
    note_step(piece)
    audit.record("propose-topic", piece, ["title", "category_id"], on_behalf_of=piece.owner_id)
    tell_owner(piece, NoticeKind.COURSEWARE_MOVED, _("请您来做这件课件。"))
    return piece


def _describe(piece: Courseware, **details: Any) -> None:
    for name, value in details.items():
        setattr(piece, name, value)
    if not piece.title.strip():
        raise Problem(_("请给课件起个题目。"), field="title")
    if db.session.get(CoursewareCategory, piece.category_id) is None:
        raise Problem(_("请选一个类别。"), field="category_id")
    if piece.minutes is not None and not 1 <= piece.minutes <= MINUTES_AT_MOST:
        raise Problem(_("时长请填 1 到 %(n)s 分钟。", n=MINUTES_AT_MOST), field="minutes")
    piece.search_text = index_text(piece.title, piece.summary, spelled_part=piece.title)


def edit_details(piece: Courseware, version: int | None, **details: Any) -> Courseware:
    """Change what stands about a piece: title, summary, category_id, theme_id, minutes, origin, tier."""
    lock(piece)
    standing = {"title": piece.title, "summary": piece.summary, "minutes": piece.minutes or ""}
    checked_version(piece, version, standing)
    _describe(piece, **details)
    if piece.stage in READABLE:
        public_change()
    audit.record("edit-details", piece, sorted(details), on_behalf_of=piece.owner_id)
    db.session.flush()
    return piece


def accept_topic(piece: Courseware) -> Courseware:
    """The topic fits: it may be made."""
    lock(piece)
    if piece.stage is not Stage.TOPIC:
        raise too_late(piece)
    if piece.is_story:
        raise Problem(_("这是人生故事，要等本人同意。"))
    move(piece, "accept-topic", Stage.MAKING)
    tell_owner(piece, NoticeKind.COURSEWARE_MOVED, _("选题定了，可以开始制作。"))
    return piece


def decline_topic(piece: Courseware, reason: str) -> Courseware:
    """The topic does not fit now; the reason is told."""
    lock(piece)
    if piece.stage is not Stage.TOPIC:
        raise too_late(piece)
    if not reason.strip():
        raise Problem(_("请写明为什么，对方才好再想。"), field="reason")
    move(piece, "decline-topic", Stage.WITHDRAWN, reason)
    tell_owner(piece, NoticeKind.COURSEWARE_MOVED, _("这个选题这次不做：%(reason)s", reason=reason))
    return piece


def write_version(
    actor: Actor,
    piece: Courseware,
    version: int | None,
    text: str,
    reason: str = "",
    files: Sequence[ReadFile] = (),
    without: Collection[int] = (),
) -> CoursewareVersion:
    """Write text and files of a piece that is being made.

    What others have seen stays as it is: the next change makes a new version, with the reason for it. ``files`` come
    on top of those that stand, ``without`` are numbers of stored files to leave out.
    """
    lock(piece)
    if not access.may_write(actor, piece):
        raise too_late(piece)
    newest = queries.newest_version(piece.id)
    checked_version(piece, version, {"text": newest.text if newest else ""})
    if newest is None or piece.stage is Stage.COMMENTS or queries.was_shown(newest.id):
        if newest is not None and not reason.strip():
            raise Problem(_("请写一句这一版改了什么。"), field="reason")
        newest = _following(piece, newest)
    newest.text, newest.made_at = text, clock.now()
    newest.reason = reason[:300] or newest.reason
    _put_files(newest, files, without)
    audit.record("write-version", newest, ["text", "files"], on_behalf_of=piece.owner_id)
    return newest


def _following(piece: Courseware, before: CoursewareVersion | None) -> CoursewareVersion:
    """The next version, with the text and the files of the one before."""
    fresh = CoursewareVersion(
        courseware_id=piece.id, number=before.number + 1 if before else 1, text=before.text if before else "",
        made_at=clock.now(), made_by_id=audit.typist(None),
    )  # fmt: skip
    db.session.add(fresh)
    db.session.flush()
    for held in queries.files_of(before.id) if before else ():
        copy = CoursewareFile(version_id=fresh.id, stored_file_id=held.stored_file_id, position=held.position)
        db.session.add(copy)
    db.session.flush()
    return fresh


def _put_files(version: CoursewareVersion, files: Sequence[ReadFile], without: Collection[int]) -> None:
    held = list(queries.files_of(version.id))
    kept = [row for row in held if row.stored_file_id not in without]
    check_number_of_files(len(kept) + len(files))
    for row in held:
        if row not in kept:
            stored, needed = row.stored_file, queries.is_used(row.stored_file_id, besides=row.id)
            db.session.delete(row)
            db.session.flush()
            if not needed:
                uploads.discard(stored)
    for place, ready in enumerate(files, start=max((row.position for row in kept), default=0) + 1):
        stored = uploads.store(ready)
        db.session.add(CoursewareFile(version_id=version.id, stored_file_id=stored.id, position=place))
    db.session.flush()


def _needs_content(piece: Courseware) -> CoursewareVersion:
    newest = queries.newest_version(piece.id)
    if newest is None or not (newest.text.strip() or queries.files_of(newest.id)):
        raise Problem(_("课件还是空的：请写几句，或者放一个文件。"))
    return newest


def ask_for_comments(actor: Actor, piece: Courseware) -> Courseware:
    """Show the piece to everybody who has signed in, so that they say what could be better."""
    lock(piece)
    if piece.stage is Stage.COMMENTS:
        return piece  # pressed twice
    if piece.stage is not Stage.MAKING or not access.makes(actor, piece):
        raise too_late(piece)
    _needs_content(piece)
    return move(piece, "ask-for-comments", Stage.COMMENTS)


def comment(actor: Actor, piece: Courseware, person_id: int, text: str) -> PeerComment:
    """Say what could be better about the newest version; staff may type it for somebody (the record says who)."""
    if piece.stage is not Stage.COMMENTS:
        raise too_late(piece)
    if not text.strip():
        raise Problem(_("请写下您的意见。"), field="text")
    newest = _needs_content(piece)
    row = PeerComment(
        version_id=newest.id, person_id=person_id, text=text, at=clock.now(), typed_by_id=audit.typist(person_id)
    )
    db.session.add(row)
    audit.record("comment", row, ["text"], on_behalf_of=person_id if row.typed_by_id else None)
    return row


def hand_to_review(actor: Actor, piece: Courseware, note: str = "") -> Courseware:
    """Hand the newest version to the experts. What came back has to be changed first."""
    lock(piece)
    if piece.stage is Stage.REVIEW:
        return piece  # pressed twice
    if piece.stage not in access.BEING_MADE or not access.makes(actor, piece):
        raise too_late(piece)
    newest = _needs_content(piece)
    if queries.was_returned(newest.id) or (piece.stage is Stage.REWORK and queries.was_shown(newest.id)):
        raise Problem(_("这一版是请您修改的那一版，请先改一改，再交评审。"))
    sheet_in_use(piece.unit.path)
    return move(piece, "hand-to-review", Stage.REVIEW, note)


def take_back(actor: Actor, piece: Courseware) -> Courseware:
    """Take a piece back to work on it; what stood in the library is read by everybody again after the next review."""
    lock(piece)
    if piece.stage not in (Stage.COMMENTS, Stage.REVIEW, *READABLE) or not access.makes(actor, piece):
        raise too_late(piece)
    piece.distinction = None
    return move(piece, "take-back", Stage.MAKING, "", "distinction")


def withdraw(actor: Actor, piece: Courseware, reason: str = "") -> Courseware:
    """Withdraw a piece: it leaves every page of the public at once, its history stays.

    Whose it is gives no reason; staff do, and the owner is told.
    """
    lock(piece)
    if piece.stage is Stage.WITHDRAWN:
        return piece
    own = access.is_maker(actor, piece)
    if not own and not reason.strip():
        raise Problem(_("请写明为什么撤下。"), field="reason")
    if own and piece.is_story:
        piece.consented_at = None
    piece.distinction = None
    move(piece, "withdraw", Stage.WITHDRAWN, reason, "consented_at", "distinction")
    tell_owner(piece, NoticeKind.COURSEWARE_MOVED, _("课件撤下了：%(reason)s", reason=reason))
    return piece


def bring_back(actor: Actor, piece: Courseware) -> Courseware:
    """Work on a withdrawn piece again. What its owner withdrew only the owner brings back."""
    lock(piece)
    if piece.stage is not Stage.WITHDRAWN:
        raise too_late(piece)
    if not may_bring_back(actor, piece):
        raise Problem(_("这件课件是本人撤下的，要由本人放回来。"))
    return move(piece, "bring-back", Stage.TOPIC if piece.is_story else Stage.MAKING)


def may_bring_back(actor: Actor | None, piece: Courseware) -> bool:
    """Whether the actor may bring a withdrawn piece back."""
    steps = queries.steps_by(piece.id)
    by_owner = bool(steps) and piece.owner_id is not None and steps[-1] == piece.owner_id
    return access.is_maker(actor, piece) or (access.keeps(actor, piece) and not by_owner)
