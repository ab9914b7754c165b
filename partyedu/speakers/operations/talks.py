"""A talk on its way: offered, written, handed in, taken back, withdrawn, moved back to the pool."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete

from partyedu.core import audit, clock, watch
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Conflict, Problem
from partyedu.core.forms import checked_version
from partyedu.core.search import index_text
from partyedu.core.uploads import ReadFile
from partyedu.core.words import _
from partyedu.organisation.models import Person, PersonKind
from partyedu.schedule.models import Theme
from partyedu.schedule.operations import name_talk
from partyedu.speakers import access, queries
from partyedu.speakers.models import (
    CastMember,
    Quality,
    ReviewVerdict,
    Talk,
    TalkFormat,
    TalkQuality,
    TalkState,
)
from partyedu.speakers.operations.keepsakes import KeepsakeLine, write_keepsakes
from partyedu.speakers.operations.outlines import hand_in, has_content, lock, write_outline

MINUTES_AT_MOST = 60


@dataclass(slots=True)
class CastLine:
    """Somebody in a sketch as typed: a person of the roster, or only a name; and whom they play."""

    name: str = ""
    character: str = ""
    person_id: int | None = None


def public_change() -> None:
    """What everybody may see of talks changes with this transaction: pages, schedule and screens are made anew."""
    watch.touch("speakers", "schedule", "screens")


def _check_speaker(actor: Actor, person: Person) -> None:
    if not access.may_act_for(actor, person):
        raise Problem(_("您不能替这个人报讲述，请找本支部的工作人员。"), field="person")
    if access.is_self(actor, person.id) and person.kind is PersonKind.MEMBER and not person.is_active_member:
        raise Problem(_("名册上您已经转出或离开，请联系工作人员。"), field="person")
    if person.kind is PersonKind.MEMBER and not person.is_active_member:
        raise Problem(_("这个人已经不在名册上了，请检查是不是选错了人。"), field="person")


def offer(
    actor: Actor,
    person: Person,
    title: str,
    theme_id: int,
    *,
    form_key: str | None = None,
    call_id: int | None = None,
    submit_now: bool = False,
    **values: Any,
) -> Talk:
    """Offer a talk as ``person``: the actor, or somebody whose staff the actor is (the record says who typed).

    ``values``: those of ``edit``. ``call_id``: the call it answers. ``submit_now`` hands it in at once. The same
    ``form_key`` makes only one talk.
    """
    _check_speaker(actor, person)
    made = queries.talk_of_form(form_key) if form_key else None
    if made is not None and made.person_id == person.id:
        return made
    talk = Talk(
        person_id=person.id,
        theme_id=theme_id,
        title=title,
        created_at=clock.now(),
        call_id=call_id,
        typed_by_id=audit.typist(person.id),
        form_key=None if made is not None else form_key or None,  # the same page sent again for somebody else
    )
    talk.person = person
    db.session.add(talk)
    _write(actor, talk, title=title, theme_id=theme_id, **values)
    audit.record("offer", talk, ["title", "theme_id"], on_behalf_of=person.id)
    if submit_now:
        submit(actor, talk)
    return talk


def edit(actor: Actor, talk: Talk, version: int | None, *, submit_now: bool = False, **values: Any) -> Talk:
    """Change a talk that is being written; a version already handed in stays as it was.

    ``values`` (each may be left out): title, theme_id, summary, minutes, format, channel (texts and keys), ``text``
    of the outline, ``qualities`` (Quality), ``cast`` (CastLine), ``keepsakes`` (KeepsakeLine), ``files`` (ReadFile,
    added), ``without_files`` (numbers of stored files to leave out). ``version`` is what the form was made from.
    """
    lock(talk)
    if not access.may_edit(actor, talk):
        raise Conflict(_("这一讲刚刚换了状态，现在不能改。您写的还在下面，可以先复制下来。"), {})
    checked_version(talk, version, standing(talk))
    _write(actor, talk, **values)
    audit.record("edit", talk, sorted(values), on_behalf_of=talk.person_id)
    if submit_now:
        submit(actor, talk)
    return talk


def standing(talk: Talk) -> dict[str, Any]:
    """What the fields of the form would show now, for somebody whose change came second."""
    latest = queries.latest_outline(talk)
    return {
        "title": talk.title,
        "theme": talk.theme.name,
        "summary": talk.summary,
        "minutes": talk.minutes,
        "text": latest.text if latest else "",
    }


def _write(
    actor: Actor,
    talk: Talk,
    *,
    title: str | None = None,
    theme_id: int | None = None,
    summary: str | None = None,
    minutes: int | None = None,
    format: TalkFormat | None = None,  # noqa: A002 - the column's name
    is_own_story: bool | None = None,
    channel: str | None = None,
    qualities: Collection[Quality] | None = None,
    cast: Sequence[CastLine] | None = None,
    keepsakes: Sequence[KeepsakeLine] = (),
    text: str | None = None,
    files: Sequence[ReadFile] = (),
    without_files: Collection[int] = (),
) -> None:
    given = {"title": title, "theme_id": theme_id, "summary": summary, "minutes": minutes, "format": format}
    for name, value in {**given, "channel": channel, "is_own_story": is_own_story}.items():
        if value is not None:
            setattr(talk, name, value)
    _check(talk)
    talk.search_text = index_text(talk.title, talk.summary, spelled_part=talk.title)
    db.session.flush()
    if qualities is not None:
        _set_qualities(talk, qualities)
    if cast is not None:
        _set_cast(talk, cast)
    write_keepsakes(actor, talk, keepsakes)
    write_outline(talk, text, files, without_files)


def _check(talk: Talk) -> None:
    if not talk.title.strip():
        raise Problem(_("请给这一讲起个题目。"), field="title")
    if db.session.get(Theme, talk.theme_id) is None:
        raise Problem(_("请选一个主题。"), field="theme")
    if talk.minutes is not None and not 1 <= talk.minutes <= MINUTES_AT_MOST:
        raise Problem(_("时长请填 1 到 %(n)s 分钟。", n=MINUTES_AT_MOST), field="minutes")


def _set_qualities(talk: Talk, qualities: Collection[Quality]) -> None:
    db.session.execute(delete(TalkQuality).where(TalkQuality.talk_id == talk.id))
    db.session.add_all(TalkQuality(talk_id=talk.id, quality=quality) for quality in Quality if quality in qualities)
    db.session.flush()


def _set_cast(talk: Talk, lines: Sequence[CastLine]) -> None:
    """Make the cast what was typed. A name that was linked to a person before stays linked."""
    known = {row.name: row.person_id for row in queries.cast_of(talk) if row.person_id is not None}
    db.session.execute(delete(CastMember).where(CastMember.talk_id == talk.id))
    for place, line in enumerate(lines):
        person_id = line.person_id or known.get(line.name)
        row = CastMember(talk_id=talk.id, person_id=person_id, name=line.name, character=line.character, position=place)
        db.session.add(row)
    db.session.flush()


def submit(actor: Actor, talk: Talk) -> Talk:
    """Hand the talk in for review: the outline's version is frozen, the talk joins the end of the queue."""
    lock(talk)
    if talk.state is TalkState.SUBMITTED:
        return talk  # pressed twice
    if not access.may_edit(actor, talk):
        raise Problem(_("这一讲现在不能交。"))
    if not has_content(talk):
        raise Problem(_("评审要看提纲：请写几句，或者放一个文件。"), field="text")
    if talk.format is TalkFormat.SKETCH and not queries.cast_of(talk):
        raise Problem(_("小品请写上由谁来演，演什么角色。"), field="cast")
    outline = hand_in(talk)
    talk.state, talk.submitted_at, talk.decided_at = TalkState.SUBMITTED, outline.submitted_at, None
    talk.version += 1
    audit.record("submit", talk, ["state"], on_behalf_of=talk.person_id)
    return talk


def reopen(actor: Actor, talk: Talk) -> Talk:
    """Take a submitted or approved talk back to work on it; it is public again after the next approval."""
    lock(talk)
    if not access.may_reopen(actor, talk):
        raise Problem(_("这一讲现在不用收回。"))
    was_public = talk.state is TalkState.APPROVED
    talk.state = TalkState.DRAFT
    talk.version += 1
    if was_public:
        public_change()
    audit.record("reopen", talk, ["state"], on_behalf_of=talk.person_id)
    return talk


def withdraw(actor: Actor, talk: Talk) -> Talk:
    """Withdraw the talk, at any time and without giving a reason; it leaves every public page and screen at once."""
    lock(talk)
    if talk.state is TalkState.WITHDRAWN:
        return talk
    if not access.may_withdraw(actor, talk):
        raise Problem(_("只有主讲人本人或工作人员可以撤回。"))
    talk.state, talk.withdrawn_by_id = TalkState.WITHDRAWN, actor.person_id
    talk.version += 1
    public_change()
    name_talk(talk.id, "", earlier=talk.title)
    audit.record("withdraw", talk, ["state"], on_behalf_of=talk.person_id)
    return talk


def restore(actor: Actor, talk: Talk) -> Talk:
    """Move a withdrawn talk back to the pool: approved if its newest version was, else where it stood on the road."""
    lock(talk)
    if not access.may_restore(actor, talk):
        raise Problem(_("这一讲是主讲人自己撤回的，要由本人放回来。"))
    talk.state = _where_it_stood(talk)
    talk.withdrawn_by_id = None
    talk.version += 1
    public_change()
    name_talk(talk.id, talk.title)
    audit.record("restore", talk, ["state"], on_behalf_of=talk.person_id)
    return talk


def _where_it_stood(talk: Talk) -> TalkState:
    latest = queries.latest_outline(talk)
    if latest is None or latest.submitted_at is None:
        decided = queries.last_decision(talk)
        return TalkState.RETURNED if decided and decided.verdict is ReviewVerdict.RETURNED else TalkState.DRAFT
    decided = queries.last_decision(talk)
    if decided is None or decided.outline_id != latest.id:
        return TalkState.SUBMITTED
    return TalkState.APPROVED if decided.verdict is ReviewVerdict.APPROVED else TalkState.RETURNED
