"""The promotion rule: which one holds for a unit, what it says of each piece, what was decided.

A proposal is a question asked when somebody looks, never a stored row: figures, rule and decisions are compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, join, literal, or_, select
from sqlalchemy.orm import aliased, joinedload

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.library.access import DECIDABLE
from partyedu.library.models import (
    Courseware,
    CoursewareCategory,
    Decision,
    Outcome,
    PromotionRule,
    Stage,
)
from partyedu.library.queries.courseware import kept, newest_version_id, readable
from partyedu.library.queries.measures import Figures, Measures
from partyedu.library.queries.sheets import above_or_at
from partyedu.organisation.models import Person, Unit
from partyedu.organisation.queries import within

LINES = ("raters", "average_up", "expert_up", "likes_up", "average_down", "expert_down")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a rule: as they stand in a row, or as somebody is about to draw them. See ``PromotionRule``."""

    raters: Any
    average_up: Any
    expert_up: Any
    likes_up: Any
    average_down: Any
    expert_down: Any


IN_FORCE = Lines(*(getattr(PromotionRule, name) for name in LINES))


def _up(lines: Lines, measures: Measures) -> ColumnElement[bool]:
    """Condition: everything is above the upper line. A line of 0 asks for nothing."""
    rated = and_(measures.raters > 0, measures.stars * 100 >= lines.average_up * measures.raters)
    scored = and_(measures.reviews > 0, measures.percent >= lines.expert_up * measures.reviews)
    return and_(
        measures.raters >= lines.raters,
        or_(literal(0) == lines.average_up, rated),
        or_(literal(0) == lines.expert_up, scored),
        measures.likes >= lines.likes_up,
    )


def _down(lines: Lines, measures: Measures) -> ColumnElement[bool]:
    """Condition: ratings or scores are below the lower line, by enough people. Never a life story."""
    rated = and_(measures.raters > 0, measures.stars * 100 < lines.average_down * measures.raters)
    scored = and_(measures.reviews > 0, measures.percent < lines.expert_down * measures.reviews)
    return and_(Courseware.is_story.is_(False), measures.raters >= lines.raters, or_(rated, scored))


def _says(lines: Lines, measures: Measures) -> Any:
    """What the rule says of a piece, as its Outcome; the lower line goes before the upper one."""
    return case(
        (_down(lines, measures), literal(Outcome.REWORK, Decision.proposed.type)),
        (_up(lines, measures), literal(Outcome.TEXTBOOK, Decision.proposed.type)),
        else_=literal(Outcome.STAYS, Decision.proposed.type),
    )


def _rule_id() -> Any:
    """The rule that holds for a piece (Unit joined): the newest of the nearest unit at or above its own."""
    rule, above = aliased(PromotionRule), aliased(Unit)
    query = select(rule.id).join(above, rule.unit_id == above.id)
    query = query.where(func.substr(Unit.path, 1, func.length(above.path)) == above.path)
    query = query.order_by(func.length(above.path).desc(), rule.set_at.desc(), rule.id.desc()).limit(1)
    return query.correlate(Unit).scalar_subquery()


def _judged(measures: Measures, lines: Lines, under_rule: bool = True) -> Select[Any]:
    """Pieces beside their figures and what the lines say: id, title, stage, distinction, is_story, version (of the
    row), unit, category, says, and the columns of ``Measures``.

    ``under_rule``: the lines are those of the rule in force.
    """
    query = select(
        Courseware.id,
        Courseware.title,
        Courseware.stage,
        Courseware.distinction,
        Courseware.is_story,
        Courseware.version,
        Unit.name.label("unit"),
        CoursewareCategory.name.label("category"),
        _says(lines, measures).label("says"),
        *measures.columns,
    )
    return query.select_from(_joined(measures, under_rule))


def _joined(measures: Measures, under_rule: bool) -> Any:
    """Pieces with unit, category and figures, and with the rule that holds for each (or none)."""
    source = join(Courseware, Unit, Courseware.unit_id == Unit.id)
    source = source.join(CoursewareCategory, Courseware.category_id == CoursewareCategory.id)
    source = measures.joined(source)
    return source.outerjoin(PromotionRule, PromotionRule.id == _rule_id()) if under_rule else source


def _moves(lines: Lines, measures: Measures) -> ColumnElement[bool]:
    """Condition: the rule proposes something that is not so already."""
    down, up = _down(lines, measures), _up(lines, measures)
    return or_(down, and_(Courseware.stage == Stage.ADMITTED, up))


def _not_answered(measures: Measures) -> ColumnElement[bool]:
    """Condition: nobody has decided about this very proposal: version, rule and what the rule says."""
    answered = select(Decision.id).where(
        Decision.courseware_id == Courseware.id,
        Decision.version_id == newest_version_id(),
        Decision.rule_id == PromotionRule.id,
        Decision.proposed == _says(IN_FORCE, measures),
    )
    joined = (Courseware, PromotionRule, measures.talks, measures.events, measures.experts, measures.liked)
    return ~answered.correlate(*joined).exists()


def proposals(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of what the rule proposes about pieces the actor keeps and nobody has answered, up before down.

    As ``_judged``: id, title, stage, distinction, is_story, version, unit, category, says, and the figures.
    """
    measures = Measures()
    query = _judged(measures, IN_FORCE)
    query = query.where(kept(actor), readable(), _moves(IN_FORCE, measures), _not_answered(measures))
    return query.order_by(_down(IN_FORCE, measures), Courseware.id)


def number_of_proposals(actor: Actor) -> Select[*tuple[int]]:
    """Column query of one number: proposals that wait for the actor."""
    return select(func.count()).select_from(proposals(actor).order_by(None).subquery())


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rule in force says of one piece, by which figures; ``rule_id`` None where no unit has drawn lines."""

    rule_id: int | None
    says: Outcome
    figures: Figures


def judged(piece: Courseware) -> Judged:
    """What the rule says of this piece now."""
    query = _judged(Measures(piece.id), IN_FORCE)
    row = db.session.execute(
        query.add_columns(PromotionRule.id.label("rule_id")).where(Courseware.id == piece.id)
    ).one()
    known = row.rule_id is not None and piece.stage in DECIDABLE
    return Judged(row.rule_id, row.says if known else Outcome.STAYS, Figures.of(row))


# --- the rule itself --------------------------------------------------------------------------------------------------


def rule_for(path: str) -> PromotionRule | None:
    """The rule that holds in the unit at ``path``: the newest of the nearest unit that has drawn one."""
    query = (
        select(PromotionRule)
        .join(Unit, PromotionRule.unit_id == Unit.id)
        .where(PromotionRule.unit_id.in_(above_or_at(path)))
        .options(joinedload(PromotionRule.unit), joinedload(PromotionRule.set_by))
        .order_by(func.length(Unit.path).desc(), PromotionRule.set_at.desc(), PromotionRule.id.desc())
    )
    return db.session.scalar(query.limit(1))


def rules_in_force() -> Sequence[PromotionRule]:
    """The newest rule of every unit that has drawn one, the uppermost unit first."""
    later = aliased(PromotionRule)
    newer = select(later.id).where(later.unit_id == PromotionRule.unit_id, later.id > PromotionRule.id)
    query = (
        select(PromotionRule)
        .join(Unit, PromotionRule.unit_id == Unit.id)
        .where(~newer.correlate(PromotionRule).exists(), Unit.archived_at.is_(None))
        .options(joinedload(PromotionRule.unit), joinedload(PromotionRule.set_by))
        .order_by(func.length(Unit.path), Unit.in_order)
    )
    return db.session.scalars(query.limit(60)).all()


@dataclass(frozen=True, slots=True)
class Preview:
    """What lines would propose among ``total`` pieces that follow them: how many, and the first of them."""

    total: int
    up: int
    down: int
    going_up: Sequence[Any]
    going_down: Sequence[Any]

    @property
    def moves_nobody(self) -> bool:
        """Whether the lines propose nothing at all."""
        return self.total > 0 and self.up + self.down == 0

    @property
    def moves_everybody(self) -> bool:
        """Whether the lines leave nothing where it is."""
        return self.total > 1 and self.up + self.down == self.total


def preview(unit: Unit, lines: Lines, shown: int = 20) -> Preview:
    """What the rule would propose in a unit and in those below it that have drawn no lines of their own."""
    measures = Measures()
    own, below = aliased(PromotionRule), aliased(Unit)
    nearer = select(own.id).join(below, own.unit_id == below.id)
    nearer = nearer.where(
        func.length(below.path) > len(unit.path), func.substr(Unit.path, 1, func.length(below.path)) == below.path
    )
    follows = and_(within([unit.path]), readable(), ~nearer.correlate(Unit).exists())
    base = _judged(measures, lines, under_rule=False).where(follows)
    down, up = _down(lines, measures), and_(Courseware.stage == Stage.ADMITTED, _up(lines, measures))
    counted = base.with_only_columns(
        func.count(), func.count().filter(and_(up, ~down)), func.count().filter(down), maintain_column_froms=True
    )
    total, rising, sinking = db.session.execute(counted).one()
    ordered = base.order_by(Courseware.id).limit(shown)
    return Preview(
        total=total,
        up=rising,
        down=sinking,
        going_up=db.session.execute(ordered.where(up, ~down)).all(),
        going_down=db.session.execute(ordered.where(down)).all(),
    )


# --- what was decided -------------------------------------------------------------------------------------------------


def _decisions() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Decision.id,
            Decision.courseware_id,
            Courseware.title,
            Unit.name.label("unit"),
            Decision.proposed,
            Decision.outcome,
            Decision.distinction,
            Decision.average,
            Decision.raters,
            Decision.expert,
            Decision.likes,
            Decision.reason,
            Decision.decided_at,
            Decision.rule_id,
            PromotionRule.set_at.label("rule_set_at"),
            Person.name.label("who"),
        )
        .join(Courseware, Decision.courseware_id == Courseware.id)
        .join(Unit, Courseware.unit_id == Unit.id)
        .join(PromotionRule, Decision.rule_id == PromotionRule.id)
        .join(Person, Decision.decided_by_id == Person.id)
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
    )


def decisions_on(courseware_id: int) -> Select[*tuple[Any, ...]]:
    """Column query of what was decided about a piece, the latest first: the rule, the figures, the person, the day."""
    return _decisions().where(Decision.courseware_id == courseware_id)


def decisions_listed(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Column query of what was decided about pieces the actor keeps, the latest first."""
    return _decisions().where(kept(actor))


def decisions_public() -> Select[*tuple[Any, ...]]:
    """Column query of the decisions by which what everybody reads came into the textbook, the latest first."""
    return _decisions().where(Decision.outcome == Outcome.TEXTBOOK, Courseware.stage == Stage.TEXTBOOK, readable())


def last_decision(courseware_id: int) -> Any:
    """The latest decision about a piece; None when there is none."""
    return db.session.execute(_decisions().where(Decision.courseware_id == courseware_id).limit(1)).first()
