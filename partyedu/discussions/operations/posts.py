"""What people say: written, changed, taken back; pinned, hidden, picked; the records of small groups."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete

from partyedu.core import audit, clock, uploads, watch
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.uploads import ReadFile
from partyedu.core.words import _
from partyedu.discussions import queries
from partyedu.discussions.access import has_ended, is_open, may_change_post
from partyedu.discussions.models import GroupRecord, GroupRecordPerson, Post, PostKind
from partyedu.discussions.operations.rooms import prepare
from partyedu.organisation.models import Unit
from partyedu.schedule.models import Event


def write_post(
    event: Event,
    person_id: int,
    kind: PostKind = PostKind.REFLECTION,
    text: str = "",
    photo: ReadFile | None = None,
    author_agrees: bool = False,
    answer_to: Post | None = None,
) -> Post:
    """Write a reflection, a question, or an answer to a post (an answer to an answer joins the same thread).

    Text, a photo of a handwritten page, or both. When the actor is somebody else, the record says who typed.
    """
    discussion = prepare(event)
    if not is_open(event, discussion, clock.now()):
        raise Problem(_("讨论还没有开始，或者已经收尾，现在不能写。"))
    if not text and photo is None:
        raise Problem(_("请写几句，或者拍一张手写稿的照片。"), field="text")
    if queries.same_words(discussion.id, person_id, text):
        raise Problem(_("这段话已经写过了，就在下面。"), field="text")
    if answer_to is not None and answer_to.discussion_id != discussion.id:
        raise Problem(_("您回答的那条已经不在这里了，请刷新再看。"))
    post = Post(
        discussion_id=discussion.id, person_id=person_id, text=text, written_at=clock.now(),
        kind=PostKind.ANSWER if answer_to else kind, author_agrees=author_agrees,
        answer_to_id=(answer_to.answer_to_id or answer_to.id) if answer_to else None,
        typed_by_id=audit.typist(person_id), photo_id=uploads.store(photo).id if photo else None,
    )  # fmt: skip
    db.session.add(post)
    db.session.flush()
    audit.record("write", post, on_behalf_of=person_id if post.typed_by_id else None)
    return post


def _changeable(actor: Actor, post: Post) -> None:
    if not may_change_post(actor, post, clock.now()):
        raise Problem(_("写下三天以后就不能再改了。要改动请找工作人员。"))


def edit_post(actor: Actor, post: Post, text: str, photo: ReadFile | None = None, author_agrees: bool = False) -> Post:
    """Change one's own words, within three days. Changed words leave the screen until they are picked again."""
    _changeable(actor, post)
    if not text and photo is None and post.photo_id is None:
        raise Problem(_("请写几句，或者拍一张手写稿的照片。"), field="text")
    _take_off_screen(post)
    if photo is not None:
        _discard_photo(post)
        post.photo_id = uploads.store(photo).id
    post.text, post.author_agrees, post.edited_at = text, author_agrees, clock.now()
    audit.record("edit", post, ["text", "photo_id", "author_agrees"], on_behalf_of=_other(actor, post))
    return post


def _other(actor: Actor, post: Post) -> int | None:
    return None if actor.person_id == post.person_id else post.person_id


def withdraw_post(actor: Actor, post: Post) -> None:
    """Take one's own words back, within three days. An empty place stays where answers or a matter hang on them."""
    _changeable(actor, post)
    _take_off_screen(post)
    audit.record("withdraw", post, on_behalf_of=_other(actor, post))
    _discard_photo(post)
    if queries.has_answers(post.id):
        post.text, post.photo_id, post.withdrawn_at, post.pinned_at = "", None, clock.now(), None
    else:
        db.session.delete(post)
    db.session.flush()


def _discard_photo(post: Post) -> None:
    photo = post.photo
    if photo is not None:
        post.photo_id = None
        db.session.flush()
        uploads.discard(photo)


def set_agreement(actor: Actor, post: Post, agrees: bool) -> Post:
    """The author agrees that a screen shows the words, or takes that back: then they leave every screen at once."""
    if not agrees:
        _take_off_screen(post)
    post.author_agrees = agrees
    audit.record("agree" if agrees else "take-back-agreement", post, ["author_agrees"], _other(actor, post))
    return post


def _take_off_screen(post: Post) -> None:
    if post.picked_at is not None:
        post.picked_at = None
        watch.touch("screens")


def pin(post: Post) -> Post:
    """Put a post above the others."""
    if post.answer_to_id is not None or post.hidden_at is not None:
        raise Problem(_("这一条不能置顶。"))
    post.pinned_at = clock.now()
    audit.record("pin", post, ["pinned_at"])
    return post


def unpin(post: Post) -> Post:
    """Put a post back into its order."""
    post.pinned_at = None
    audit.record("unpin", post, ["pinned_at"])
    return post


def hide(post: Post, reason: str) -> Post:
    """Hide a post; its place says that and why, for everybody."""
    if not reason:
        raise Problem(_("请写明为什么隐藏，大家会看到这个理由。"), field="reason")
    _take_off_screen(post)
    post.hidden_at, post.hidden_reason, post.pinned_at = clock.now(), reason[:200], None
    audit.record("hide", post, ["hidden_at", "hidden_reason"])
    return post


def unhide(post: Post) -> Post:
    """Show a hidden post again."""
    post.hidden_at, post.hidden_reason = None, ""
    audit.record("unhide", post, ["hidden_at", "hidden_reason"])
    return post


def pick(post: Post) -> Post:
    """Pick words for the screen; only with their author's agreement, and only words (a photo cannot be read there)."""
    if not post.author_agrees:
        raise Problem(_("作者没有同意上大屏幕，不能选。"))
    if not post.text or post.hidden_at is not None or post.withdrawn_at is not None:
        raise Problem(_("这一条没有可以放上大屏幕的文字。"))
    post.picked_at = clock.now()
    audit.record("pick", post, ["picked_at"])
    watch.touch("screens")
    return post


def unpick(post: Post) -> Post:
    """Take words off the screen."""
    _take_off_screen(post)
    audit.record("unpick", post, ["picked_at"])
    return post


def _checked_record(event: Event, held_on: date, text: str, people: list[int]) -> None:
    if not has_ended(event, clock.now()):
        raise Problem(_("活动还没有结束，讨论记录等结束以后再录。"))
    if held_on > clock.today():
        raise Problem(_("讨论的日期还没有到，请检查。"), field="held_on")
    if not people:
        raise Problem(_("请勾选到场的人。"), field="people")


def type_record(
    event: Event, unit: Unit, held_on: date, text: str, people: Iterable[int], photo: ReadFile | None = None
) -> GroupRecord:
    """Type the record of a small group that talked on paper. ``people``: numbers of those who were there."""
    there = list(dict.fromkeys(people))
    _checked_record(event, held_on, text, there)
    actor_id = audit.typist(None)
    record = GroupRecord(
        discussion_id=prepare(event).id, unit_id=unit.id, held_on=held_on, text=text, typed_by_id=actor_id,
        typed_at=clock.now(), photo_id=uploads.store(photo).id if photo else None,
    )  # fmt: skip
    record.version = 1
    db.session.add(record)
    db.session.flush()
    db.session.add_all(GroupRecordPerson(group_record_id=record.id, person_id=number) for number in there)
    audit.record("type", record)
    return record


def edit_record(
    event: Event,
    record: GroupRecord,
    version: int | None,
    held_on: date,
    text: str,
    people: Iterable[int],
    photo: ReadFile | None = None,
) -> GroupRecord:
    """Correct the record of a small group."""
    there = list(dict.fromkeys(people))
    _checked_record(event, held_on, text, there)
    checked_version(record, version, {"text": record.text} if record.text != text else {})
    record.held_on, record.text = held_on, text
    if photo is not None:
        former = record.photo
        record.photo_id = uploads.store(photo).id
        db.session.flush()
        if former is not None:
            uploads.discard(former)
    db.session.execute(delete(GroupRecordPerson).where(GroupRecordPerson.group_record_id == record.id))
    db.session.add_all(GroupRecordPerson(group_record_id=record.id, person_id=number) for number in there)
    audit.record("edit", record, ["held_on", "text", "photo_id", "people"])
    return record
