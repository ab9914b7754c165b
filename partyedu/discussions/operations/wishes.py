"""Small wishes (微心愿): put on the wall in words without names, claimed, done, thanked for."""

import re

from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission, current_actor
from partyedu.core.db import db
from partyedu.core.errors import Conflict, Problem
from partyedu.core.words import _
from partyedu.discussions.models import Matter, MatterChannel, MatterKind, MatterState, MatterStep
from partyedu.discussions.operations.matters import raise_matter
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.organisation.models import Person
from partyedu.organisation.queries import unit_reached

_NUMBER_OF_A_PHONE = re.compile(r"(?:\d[ -]?){7,}")


def make_wish(unit_id: int, title: str, text: str = "", raised_by_id: int | None = None, contact: str = "") -> Matter:
    """Make a wish for oneself; staff may make it for somebody. It is private until staff put it on the wall."""
    return raise_matter(
        unit_id, MatterChannel.DESK if audit.typist(raised_by_id) else MatterChannel.WISH_BOX, title, text,
        raised_by_id, contact=contact, kind=MatterKind.WISH,
    )  # fmt: skip


def put_on_wall(wish: Matter, words: str) -> Matter:
    """Show a wish to everybody, in words without names and phones; the wisher is told."""
    if wish.state is not MatterState.RAISED:
        raise Problem(_("这个心愿已经有人认领了，不用再改墙上的话。"))
    if not words.strip():
        raise Problem(_("请写上墙上看得到的话。"), field="words")
    if wish.raised_by is not None and wish.raised_by.name in words:
        raise Problem(
            _("公开的文字里有人名（%(name)s），请改成不带名字的说法。", name=wish.raised_by.name), field="words"
        )
    if _NUMBER_OF_A_PHONE.search(words):
        raise Problem(_("公开的文字里好像有电话，请去掉。"), field="words")
    wish.public_title = words.strip()[:120]
    _step(wish, "put-on-wall", MatterState.RAISED, "", "public_title")
    _tell_wisher(wish, _("已经放到心愿墙上，等人认领。墙上没有您的名字。"))
    return wish


def take_off_wall(wish: Matter) -> Matter:
    """Show it no longer."""
    wish.public_title = ""
    wish.version += 1
    audit.record("take-off-wall", wish, ["public_title"])
    return wish


def claim(actor: Actor, wish: Matter, unit_id: int | None = None) -> Matter:
    """Claim a wish, for oneself or for a unit whose staff one is. The second of two is told that it is taken."""
    if wish.state is not MatterState.RAISED or not wish.public_title:
        raise Conflict(_("这个心愿刚刚有人认领了，谢谢您的好意。再看看别的心愿吧。"), {})
    person = db.session.get(Person, actor.person_id) if actor.person_id else None
    if person is None:
        raise Problem(_("请用您自己的名字登录再认领。"))
    if wish.raised_by_id == person.id:
        raise Problem(_("这是您自己的心愿，等别人来认领吧。"))
    if unit_id is not None and unit_reached(actor, Permission.MATTER_MANAGE, unit_id) is None:
        raise Problem(_("请选您管的一个组织。"), field="unit_id")
    wish.assignee_id, wish.claimant_unit_id = person.id, unit_id
    db.session.expire(wish, ["assignee", "claimant_unit"])
    _step(wish, "claim", MatterState.ASSIGNED, "", "assignee_id", "claimant_unit_id")
    _tell_wisher(wish, _("有人认领了您的心愿，工作人员会帮着联系。"))
    return wish


def give_up(wish: Matter, reason: str = "") -> Matter:
    """Give a claimed wish back to the wall."""
    if wish.state not in (MatterState.ASSIGNED, MatterState.IN_HAND):
        raise Problem(_("这个心愿现在没有人认领。"))
    wish.assignee_id, wish.claimant_unit_id = None, None
    db.session.expire(wish, ["assignee", "claimant_unit"])
    _step(wish, "give-up", MatterState.RAISED, reason, "assignee_id", went_back=True)
    return wish


def fulfil(wish: Matter, outcome: str) -> Matter:
    """Say that it is done, and what was done; the wisher is told and may say thanks."""
    if wish.state not in (MatterState.ASSIGNED, MatterState.IN_HAND):
        raise Problem(_("这个心愿已经走到下一步了，请刷新再看。"))
    if not outcome.strip():
        raise Problem(_("请写几句做了什么。"), field="outcome")
    wish.outcome = outcome.strip()
    _step(wish, "fulfil", MatterState.CHECKED, outcome, "outcome")
    _tell_wisher(wish, _("您的心愿实现了，说声谢谢吧。"))
    return wish


def thank(wish: Matter, words: str) -> Matter:
    """The wisher's thanks (or staff write them down); who claimed it reads them, and the wish is closed."""
    if wish.state is not MatterState.CHECKED:
        raise Problem(_("心愿实现以后再道谢。"))
    if not words.strip():
        raise Problem(_("请写一句感谢的话。"), field="thanks")
    wish.thanks, wish.thanked_at, wish.closed_at = words.strip()[:300], clock.now(), clock.now()
    _step(wish, "thank", MatterState.CLOSED, "", "thanks", "thanked_at")
    if wish.assignee_id is not None:
        url = f"/discussions/wishes/{wish.id}"
        tell([wish.assignee_id], NoticeKind.WISH_ANSWERED, wish.public_title, url, wish.thanks, f"matter:{wish.id}")
    return wish


def end_wish(wish: Matter, reason: str) -> Matter:
    """Close a wish: it cannot be done (the wisher reads the reason), or it is done and nobody will thank."""
    if wish.state is MatterState.CLOSED:
        return wish
    if not reason.strip() and wish.state is not MatterState.CHECKED:
        raise Problem(_("请写一句为什么结束，许愿的人会看到。"), field="reason")
    if wish.state is not MatterState.CHECKED:
        wish.public_title, wish.assignee_id, wish.claimant_unit_id = "", None, None
        wish.outcome = reason.strip()
    wish.closed_at = clock.now()
    _step(wish, "end-wish", MatterState.CLOSED, reason, "outcome", "closed_at")
    _tell_wisher(wish, reason)
    return wish


def _step(wish: Matter, verb: str, to: MatterState, note: str, *fields: str, went_back: bool = False) -> None:
    """State, version, history and audit of one step; the audit says for whom it was done."""
    actor = current_actor()
    wish.state = to
    wish.version += 1
    db.session.add(
        MatterStep(
            matter_id=wish.id, state=to, note=note, at=clock.now(), went_back=went_back,
            by_id=actor.person_id if actor else None,
        )
    )  # fmt: skip
    db.session.flush()
    audit.record(verb, wish, ["state", *fields])


def _tell_wisher(wish: Matter, words: str) -> None:
    if wish.raised_by_id is not None:
        url, about = f"/discussions/wishes/{wish.id}", f"matter:{wish.id}"
        tell([wish.raised_by_id], NoticeKind.WISH_ANSWERED, wish.title, url, words, about)
