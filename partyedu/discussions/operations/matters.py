"""Matters on their road: raised, assigned, in hand, checked, closed; one step back with a reason."""

from datetime import date
from typing import Any

from partyedu.core import audit, clock, watch
from partyedu.core.actor import Actor, current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.search import index_text
from partyedu.core.words import _
from partyedu.discussions import queries
from partyedu.discussions.access import step_before
from partyedu.discussions.models import Matter, MatterChannel, MatterKind, MatterState, MatterStep, Post
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.organisation.models import Person
from partyedu.schedule.models import Event

BOX_A_DAY = 300  # suggestions the public form takes in a day, all in all
TITLE_LENGTH = 40


def raise_matter(
    unit_id: int,
    channel: MatterChannel,
    title: str,
    text: str = "",
    raised_by_id: int | None = None,
    event: Event | None = None,
    post: Post | None = None,
    contact: str = "",
    anonymous: bool = False,
    kind: MatterKind | None = None,
) -> Matter:
    """Raise a matter; what comes through the wish box is a small wish, unless ``kind`` says otherwise.

    ``raised_by_id``: whose it is, if that is known and said; the record says who typed for them. ``anonymous``: nothing
    is kept that says who it was: no person, no typist, of the time only the day, an audit row outside the order of the
    others, and no first step, for steps are numbered as they come.
    """
    now = clock.day_bounds(clock.today())[0] if anonymous else clock.now()
    of_box = MatterKind.WISH if channel is MatterChannel.WISH_BOX else MatterKind.MATTER
    matter = Matter(
        kind=kind or of_box, unit_id=unit_id, channel=channel, title=title[:120], text=text, raised_at=now,
        state=MatterState.RAISED,
        event_id=event.id if event else None, post_id=post.id if post else None,
        raised_by_id=None if anonymous else raised_by_id, contact=contact[:80],
        typed_by_id=None if anonymous else audit.typist(raised_by_id),
        search_text=index_text(title, text[:600], spelled_part=title),
    )  # fmt: skip
    matter.version = 1
    db.session.add(matter)
    db.session.flush()
    if anonymous:
        audit.record_anonymous("raise", matter)
        return matter
    _note(matter, "")
    audit.record("raise", matter, on_behalf_of=matter.raised_by_id if matter.typed_by_id else None)
    return matter


def raise_from_post(post: Post) -> Matter:
    """Raise a matter from a post: its text is carried over, its author is the one who raised it. Once for a post."""
    standing = db.session.scalar(db.select(Matter.id).where(Matter.post_id == post.id))
    if standing is not None:
        raise Problem(_("这一条已经转成跟进的事了。"))
    event = post.discussion.event
    first_line = post.text.strip().split("\n")[0]
    title = first_line[:TITLE_LENGTH] or _("《%(title)s》讨论中的一件事", title=event.public_title)[:120]
    return raise_matter(event.unit_id, MatterChannel.POST, title, post.text, post.person_id, event, post)


def drop_into_box(actor: Actor | None, anonymous: bool, **values: Any) -> Matter:
    """A suggestion or a wish through the public form: under one's own name, or without one.

    ``values`` as in ``raise_matter``. Without a sign-in it is anonymous by itself.
    """
    since = clock.day_bounds(clock.today())[0]
    if queries.suggestions_since(since) >= BOX_A_DAY:
        raise Problem(_("今天的意见箱已经满了，请明天再来，或者到服务台说。"))
    person_id = actor.person_id if actor else None
    if anonymous or person_id is None:
        return raise_matter(**values, anonymous=True)
    return raise_matter(**values, raised_by_id=person_id)


def _note(matter: Matter, note: str, went_back: bool = False) -> None:
    actor = current_actor()
    db.session.add(
        MatterStep(
            matter_id=matter.id, state=matter.state, note=note, at=clock.now(), went_back=went_back,
            by_id=actor.person_id if actor else None,
        )
    )  # fmt: skip
    db.session.flush()


def _step(matter: Matter, verb: str, to: MatterState, note: str, *fields: str) -> Matter:
    """One step forth: state, version, history, audit."""
    matter.state = to
    matter.version += 1
    _note(matter, note)
    audit.record(verb, matter, ["state", *fields])
    return matter


def _must_be(matter: Matter, *states: MatterState) -> None:
    if matter.state not in states:
        raise Problem(_("这件事已经走到下一步了，请刷新再看。"))


def assign(matter: Matter, version: int | None, assignee: Person, due_on: date, note: str = "") -> Matter:
    """Give a matter to somebody, with a day; they are told. A matter in work may be given to somebody else.

    A council takes up one matter at a time: the next one waits until the one before is closed.
    """
    _must_be(matter, MatterState.RAISED, MatterState.ASSIGNED, MatterState.IN_HAND)
    if due_on < clock.today():
        raise Problem(_("办结的日期已经过去了，请选今天或以后的日子。"), field="due_on")
    if version is not None and version != matter.version:
        standing = matter.assignee.name if matter.assignee else _("（空）")
        checked_version(matter, version, {"assignee": standing, "due_on": matter.due_on or _("（空）")})
    if matter.kind is MatterKind.COUNCIL and matter.state is MatterState.RAISED:
        other = queries.on_the_table(matter.unit_id, matter.id)
        if other is not None:
            raise Problem(_("议事会一次议一件：“%(title)s”还没有议完。", title=other))
    matter.assignee_id, matter.due_on = assignee.id, due_on
    db.session.expire(matter, ["assignee"])
    _step(matter, "assign", MatterState.ASSIGNED, note, "assignee_id", "due_on")
    actor = current_actor()
    if actor is None or actor.person_id != assignee.id:
        url = f"/discussions/matters/{matter.id}"
        tell([assignee.id], NoticeKind.MATTER_ASSIGNED, matter.title, url, note, f"matter:{matter.id}")
    return matter


def take_in_hand(matter: Matter, note: str = "") -> Matter:
    """The assignee (or staff for them) is at it."""
    _must_be(matter, MatterState.ASSIGNED)
    return _step(matter, "take-in-hand", MatterState.IN_HAND, note)


def report(matter: Matter, note: str) -> Matter:
    """Note how far it is; whoever reports on an assigned matter has it in hand."""
    _must_be(matter, MatterState.ASSIGNED, MatterState.IN_HAND)
    if not note:
        raise Problem(_("请写几句办到哪里了。"), field="note")
    return _step(matter, "report", MatterState.IN_HAND, note)


def check(matter: Matter, note: str) -> Matter:
    """Somebody other than the assignee has seen that it was done, and notes what they saw."""
    _must_be(matter, MatterState.IN_HAND)
    actor = current_actor()
    if actor is not None and actor.person_id is not None and actor.person_id == matter.assignee_id:
        raise Problem(_("办事的人不能自己核实，请另一位同事看过以后来记。"))
    if not note:
        raise Problem(_("请写明怎么核实的：看了现场、打了电话，还是问了住户。"), field="seen")
    return _step(matter, "check", MatterState.CHECKED, note)


def close_matter(
    matter: Matter,
    outcome: str,
    households: int | None,
    publish: bool = False,
    public_title: str = "",
    public_outcome: str = "",
) -> Matter:
    """Close a matter with its outcome and the households it served; who raised it is told.

    A key matter says how many households it served; a council's matter closes with the decision as its outcome.

    ``publish``: it stands on the public board, in words without names (drafted from title and outcome when empty).
    """
    _must_be(matter, MatterState.CHECKED)
    if not outcome:
        raise Problem(_("请写明办成了什么。"), field="outcome")
    if households is None and matter.kind is MatterKind.KEY_MATTER:
        raise Problem(_("关键小事要写清楚服务了多少户。"), field="households")
    if households is not None and households < 0:
        raise Problem(_("户数不能是负数。"), field="households")
    matter.outcome, matter.households, matter.closed_at = outcome, households, clock.now()
    _step(matter, "close", MatterState.CLOSED, outcome, "outcome", "households", "closed_at")
    if publish:
        put_on_board(matter, public_title or matter.title, public_outcome or outcome[:300])
    if matter.raised_by_id is not None:
        url = f"/discussions/matters/{matter.id}"
        tell([matter.raised_by_id], NoticeKind.MATTER_CLOSED, matter.title, url, outcome, f"matter:{matter.id}")
    return matter


def put_on_board(matter: Matter, public_title: str, public_outcome: str) -> Matter:
    """Show a closed matter on the public board, in words without the names of those concerned."""
    _must_be(matter, MatterState.CLOSED)
    for field, words in (("public_title", public_title), ("public_outcome", public_outcome)):
        if not words:
            raise Problem(_("要公开的话请写上。"), field=field)
        for person in (matter.raised_by, matter.assignee):
            if person is not None and person.name in words:
                raise Problem(
                    _("公开的文字里有人名（%(name)s），请改成不带名字的说法。", name=person.name), field=field
                )
    matter.public_title, matter.public_outcome = public_title[:120], public_outcome[:300]
    matter.version += 1
    audit.record("put-on-board", matter, ["public_title", "public_outcome"])
    watch.touch("screens")
    return matter


def take_off_board(matter: Matter) -> Matter:
    """Take a matter off the public board."""
    matter.public_title, matter.public_outcome = "", ""
    matter.version += 1
    audit.record("take-off-board", matter, ["public_title", "public_outcome"])
    watch.touch("screens")
    return matter


def send_back(matter: Matter, reason: str) -> Matter:
    """One step back, with the reason: reopened, not done after all, given to the wrong person."""
    before = step_before(matter.state)
    if before is None:
        raise Problem(_("这件事刚提出来，没有上一步。"))
    if not reason:
        raise Problem(_("请写明为什么退回。"), field="reason")
    if matter.state is MatterState.CLOSED:
        matter.closed_at = None
        if matter.public_title:
            take_off_board(matter)
    if before is MatterState.RAISED:
        matter.assignee_id, matter.due_on = None, None
    matter.state = before
    matter.version += 1
    _note(matter, reason, went_back=True)
    audit.record("send-back", matter, ["state"])
    return matter
