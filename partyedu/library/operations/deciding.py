"""The rule is drawn, and somebody decides by it or against it: rule, figures, person and date are kept."""

from partyedu.core import audit, clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Conflict, Problem
from partyedu.core.words import _, formatted
from partyedu.library import queries
from partyedu.library.access import DECIDABLE
from partyedu.library.models import OUTCOMES, Courseware, Decision, Distinction, Outcome, PromotionRule, Stage
from partyedu.library.operations.road import lock, move, tell_owner, too_late
from partyedu.library.queries import Judged, Lines
from partyedu.notices.models import NoticeKind
from partyedu.organisation.models import Unit
from partyedu.speakers import operations as speakers


def check_lines(lines: Lines) -> None:
    """Refuse lines by which a piece could be good and weak at once."""
    if lines.average_down > lines.average_up:
        raise Problem(_("回炉的平均分不能比进教材的还高。"), field="average_down")
    if lines.expert_down > lines.expert_up:
        raise Problem(_("回炉的专家分不能比进教材的还高。"), field="expert_down")


def set_rule(actor: Actor, unit: Unit, lines: Lines, why: str = "") -> PromotionRule:
    """Draw the lines of a unit anew; earlier rules stay, so that decisions can name the one they followed."""
    check_lines(lines)
    row = PromotionRule(
        unit_id=unit.id, why=why, set_at=clock.now(), set_by_id=actor.person_id,
        **{name: getattr(lines, name) for name in queries.LINES},
    )  # fmt: skip
    db.session.add(row)
    audit.record("set-rule", row, queries.LINES)
    return row


def decide(
    actor: Actor,
    piece: Courseware,
    version: int | None,
    outcome: Outcome,
    distinction: Distinction | None = None,
    reason: str = "",
) -> Decision:
    """Decide what becomes of a piece: as the rule says, or against it with a reason.

    ``version``: the row's version as the page showed it; when somebody decided meanwhile, this is refused with what
    was decided. Into the textbook: as a good course or a model lesson. Rework: back to its maker (a talk to its
    speaker) with what was said of it. A life story is never sent to rework.
    """
    lock(piece)
    if piece.stage not in DECIDABLE or (version is not None and version != piece.version):
        raise _what_happened(piece)
    if actor.person_id is None:
        raise Problem(_("这一步要由一个人来决定。"))
    if actor.person_id in (piece.owner_id, *queries.players_of(piece)):
        raise Problem(_("自己做的（或者自己参演的）由别人来决定。"))
    judged = queries.judged(piece)
    newest = queries.newest_version(piece.id)
    if judged.rule_id is None or newest is None:
        raise Problem(_("还没有定晋级规则，请先定规则。"))
    _check(piece, judged, outcome, reason)
    figures = judged.figures
    row = Decision(
        courseware_id=piece.id, version_id=newest.id, rule_id=judged.rule_id, proposed=judged.says, outcome=outcome,
        distinction=(distinction or Distinction.GOOD_COURSE) if outcome is Outcome.TEXTBOOK else None,
        average=figures.average, raters=figures.raters, expert=figures.expert, likes=figures.likes,
        reason=reason[:300], decided_at=clock.now(), decided_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(row)
    audit.record("decide", row, ["outcome", "distinction"])
    _act(actor, piece, row)
    return row


def _check(piece: Courseware, judged: Judged, outcome: Outcome, reason: str) -> None:
    if piece.is_story and outcome is Outcome.REWORK:
        raise Problem(_("人生故事不回炉，它是本人的经历。"), field="outcome")
    if outcome is not judged.says and not reason.strip():
        raise Problem(_("这和规则说的不一样，请写明理由。"), field="reason")
    standing = {Stage.TEXTBOOK: Outcome.TEXTBOOK, Stage.REWORK: Outcome.REWORK}.get(piece.stage)
    if outcome is standing and outcome is Outcome.REWORK:
        raise Problem(_("它已经在回炉了。"), field="outcome")


def _act(actor: Actor, piece: Courseware, row: Decision) -> None:
    piece.distinction = row.distinction
    note = _("%(outcome)s。%(reason)s", outcome=OUTCOMES[row.outcome], reason=row.reason)
    if row.outcome is Outcome.TEXTBOOK:
        move(piece, "promote", Stage.TEXTBOOK, note, "distinction")
        tell_owner(piece, NoticeKind.COURSEWARE_PROMOTED, row.reason)
    elif row.outcome is Outcome.REWORK:
        move(piece, "send-to-rework", Stage.REWORK, note, "distinction")
        words = "\n".join([row.reason, *_said_of(piece)]).strip()
        tell_owner(piece, NoticeKind.COURSEWARE_RETURNED, words)
        if piece.talk is not None:
            speakers.send_back(actor, piece.talk, words or _("请按大家的意见改一改。"))
    elif piece.stage is not Stage.ADMITTED:
        move(piece, "keep-as-it-is", Stage.ADMITTED, note, "distinction")


def _said_of(piece: Courseware) -> list[str]:
    """The comments that go with a piece to rework: peers' and experts' words, without names."""
    comments = [row.text for row in db.session.execute(queries.comments_on(piece.id))]
    experts = [row.text for row in db.session.execute(queries.reviews_of(piece.id)) if row.text]
    return [_("有人说：%(text)s", text=text[:300]) for text in (*comments, *experts)][-12:]


def _what_happened(piece: Courseware) -> Conflict:
    """Why the decision came too late, in a sentence."""
    decided = queries.last_decision(piece.id)
    if decided is None:
        return too_late(piece)
    sentence = _("%(name)s已经在 %(when)s 决定了：%(outcome)s。您写的还在下面；要改这个决定，请写明理由再决定一次。")
    words = {"name": decided.who, "when": formatted(decided.decided_at, "datetime")}
    return Conflict(sentence % {**words, "outcome": OUTCOMES[decided.outcome]}, {})
