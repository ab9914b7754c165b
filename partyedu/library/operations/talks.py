"""From the stage into the library: a talk given well brings its outline and files; a life story its owner's consent."""

from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.search import index_text
from partyedu.core.words import _
from partyedu.library import access, queries
from partyedu.library.models import Courseware, CoursewareFile, CoursewareVersion, Origin, Stage, Tier
from partyedu.library.operations.road import lock, move, note_step, public_change, tell_owner, too_late
from partyedu.library.operations.sheets import sheet_in_use
from partyedu.notices.models import NoticeKind
from partyedu.speakers import queries as speakers
from partyedu.speakers.models import Outline, Talk, TalkState


def propose_talk(actor: Actor, talk: Talk, category_id: int | None = None) -> Courseware:
    """Propose a talk for the library: it brings its outline and its files, and its ratings and times given count.

    A talk that teaches goes to the experts; a life story waits for its owner's consent first, who is asked.
    ``category_id`` None: where pieces of its theme went before.
    """
    standing = queries.piece_of_talk(talk.id)
    if standing is not None:
        return standing  # pressed twice, or by two people
    if talk.state is not TalkState.APPROVED:
        raise Problem(_("只有通过评审的讲述可以推荐进资源库。"))
    if not queries.times_given([talk.id]):
        raise Problem(_("这一讲还没有上过台，讲过以后再推荐。"))
    category = category_id or queries.category_for(talk.theme_id)
    if category is None:
        raise Problem(_("资源库还没有类别，请先让管理员加一个。"))
    if talk.person.unit is None:
        raise Problem(_("主讲人不在任何组织里，请先在名册上补好。"))
    is_story = talk.is_life_story
    piece = Courseware(
        unit_id=talk.person.unit.id, category_id=category, theme_id=talk.theme_id, talk_id=talk.id,
        owner_id=talk.person_id, title=talk.title, summary=talk.summary, minutes=talk.minutes, version=1,
        origin=Origin.DEVELOPED, tier=Tier.STREET, is_story=is_story, created_at=clock.now(),
        stage=Stage.TOPIC if is_story else Stage.REVIEW, created_by_id=actor.person_id,
        search_text=index_text(talk.title, talk.summary, spelled_part=talk.title),
    )  # fmt: skip
    db.session.add(piece)
    db.session.flush()
    outline = _handed_in(talk)
    if outline is not None:
        _version_from(piece, outline, "")
    note_step(piece, _("由讲述推荐"))
    audit.record("propose-talk", piece, ["talk_id"], on_behalf_of=piece.owner_id)
    sheet_in_use(talk.person.unit.path)
    if is_story:
        ask_consent(piece)
    else:
        tell_owner(piece, NoticeKind.COURSEWARE_MOVED, _("您的讲述讲得好，推荐进资源库了，正在请专家评审。"))
    return piece


def _handed_in(talk: Talk) -> Outline | None:
    """The newest version that was handed in: it stays as it is, so its files may be shared."""
    query = db.select(Outline).where(Outline.talk_id == talk.id, Outline.submitted_at.is_not(None))
    return db.session.scalar(query.order_by(Outline.number.desc()).limit(1))


def _version_from(piece: Courseware, outline: Outline, reason: str) -> CoursewareVersion:
    newest = queries.newest_version(piece.id)
    version = CoursewareVersion(
        courseware_id=piece.id, number=newest.number + 1 if newest else 1, text=outline.text, reason=reason,
        made_at=clock.now(), made_by_id=audit.typist(None),
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    for held in speakers.files_of(outline):
        copy = CoursewareFile(version_id=version.id, stored_file_id=held.stored_file_id, position=held.position)
        db.session.add(copy)
    db.session.flush()
    return version


def bring_outline(actor: Actor, piece: Courseware) -> CoursewareVersion:
    """Take over what the speaker has rewritten: the talk's newest approved outline becomes the next version, and goes
    to the experts; what has become a life story meanwhile waits for its owner's consent."""
    lock(piece)
    if not outline_to_bring(actor, piece) or piece.talk is None:
        raise Problem(_("讲述还没有改好的新一稿。"))
    outline = _handed_in(piece.talk)
    assert outline is not None  # asked above
    piece.title, piece.summary, piece.minutes = piece.talk.title, piece.talk.summary, piece.talk.minutes
    piece.search_text = index_text(piece.title, piece.summary, spelled_part=piece.title)
    version = _version_from(piece, outline, _("讲述改好的第 %(n)s 稿", n=outline.number))
    piece.is_story = piece.is_story or piece.talk.is_life_story
    waits = piece.is_story and piece.consented_at is None
    move(piece, "bring-outline", Stage.TOPIC if waits else Stage.REVIEW, "", "version", "is_story")
    if waits:
        ask_consent(piece)
    return version


def outline_to_bring(actor: Actor | None, piece: Courseware) -> bool:
    """Whether the talk has an approved outline that is newer than the piece's newest version."""
    if piece.talk is None or piece.talk.state is not TalkState.APPROVED or not access.may_write(actor, piece):
        return False
    newest, outline = queries.newest_version(piece.id), _handed_in(piece.talk)
    handed_in = outline.submitted_at if outline else None
    return handed_in is not None and (newest is None or handed_in > newest.made_at)


# --- the consent of who owns a story ----------------------------------------------------------------------------------


def ask_consent(piece: Courseware) -> None:
    """Ask whose story it is; those without a phone are asked by telephone or with a slip (the call list)."""
    detail = _("您讲得好，想把您的故事放进资源库，让更多人学。同意不同意都由您，以后也可以收回。")
    tell_owner(piece, NoticeKind.COURSEWARE_CONSENT, detail)
    audit.record("ask-consent", piece, [], on_behalf_of=piece.owner_id)


def give_consent(actor: Actor, piece: Courseware, how: str = "") -> Courseware:
    """The owner agrees: the story goes to the experts. Staff note a consent given by mouth, and ``how``."""
    lock(piece)
    if not access.waits_for_consent(piece):
        raise too_late(piece)
    own = piece.owner_id is not None and piece.owner_id == actor.person_id
    if not own and not how.strip():
        raise Problem(_("请写明本人是怎么同意的：当面、电话，还是签了字。"), field="how")
    piece.consented_at = clock.now()
    note = _("本人同意") if own else _("本人同意（工作人员记录）：%(how)s", how=how)
    return move(piece, "consent", Stage.REVIEW, note, "consented_at")


def refuse_consent(actor: Actor, piece: Courseware) -> Courseware:
    """The owner does not agree: the story stays out of the library, no reason asked."""
    lock(piece)
    if not access.waits_for_consent(piece):
        raise too_late(piece)
    return move(piece, "refuse-consent", Stage.WITHDRAWN, _("本人不同意"))


def take_consent_back(actor: Actor, piece: Courseware) -> Courseware:
    """The owner takes the consent back: the story leaves every page of the public with this transaction."""
    lock(piece)
    if not piece.is_story or piece.stage is Stage.WITHDRAWN:
        raise too_late(piece)
    piece.consented_at, piece.distinction = None, None
    public_change()
    return move(piece, "take-consent-back", Stage.WITHDRAWN, _("本人收回同意"), "consented_at", "distinction")
