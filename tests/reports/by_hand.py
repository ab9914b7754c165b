"""Plans, pairs and answers of a made-up town, and the same counted slowly from the words of the
rules: apart from the queries, by loops over all rows."""

from datetime import date, timedelta

from partyedu.core import clock
from partyedu.core.db import db
from partyedu.discussions.models import Matter, MatterKind
from partyedu.organisation.models import Unit
from partyedu.plans.models import Plan, PlanKind, Task, TaskEvent, TaskMonth
from partyedu.schedule.models import Event, EventPartner, Occasion
from partyedu.study.models import (
    DistanceClass,
    DistancePiece,
    HomeVisit,
    Pair,
    PairKind,
    PieceAnswer,
)


def rows_of(model):
    """All rows of a table by number."""
    return list(db.session.scalars(db.select(model).order_by(model.id)))


def last_of(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


class Further:
    """What the rooms of plans and of study at the door hold in a town (see ``test_figures.Town``)."""

    def __init__(self, town, now) -> None:
        self.town, self.dice, self.now = town, town.dice, now
        self._matters()
        self._plans()
        self._door()
        self._distance()

    def _unit(self):
        return self.dice.choice(self.town.units).id

    def _day(self):
        return clock.local(self.town._instant()).date()

    def _add(self, row):
        db.session.add(row)
        db.session.flush()
        return row

    def _matters(self):
        for matter in rows_of(Matter):
            matter.kind = self.dice.choice([MatterKind.KEY_MATTER, *MatterKind])
            matter.households = self.dice.choice([None, 0, 3, 40])

    def _plans(self):
        dice = self.dice
        occasions = [row.id for row in rows_of(Occasion)]
        events = rows_of(Event)
        for event in events:
            event.occasion_id = dice.choice([None, None, *occasions])
            event.expected_unit_id = dice.choice([None, self._unit()])
        for number in range(10):
            plan = self._add(
                Plan(
                    unit_id=self._unit(), year=dice.choice([2024, 2025, 2026, 2026, 2027]), title=f"计划{number}",
                    kind=dice.choice([*PlanKind]), created_at=self.now, published_at=dice.choice([None, self.now]),
                    archived_at=dice.choice([None, None, None, self.now]),
                )
            )  # fmt: skip
            for _line in range(3):
                task = self._add(
                    Task(
                        plan_id=plan.id, title="办", occasion_id=dice.choice([None, *occasions]),
                        archived_at=dice.choice([None, None, None, self.now]),
                    )
                )  # fmt: skip
                for month in dice.sample(range(1, 13), 5):
                    cell = self._add(
                        TaskMonth(
                            task_id=task.id, month=month, content="做",
                            due_on=dice.choice([None, date(plan.year, month, dice.randint(1, 28))]),
                            done_on=dice.choice([None, None, None, date(plan.year, month, 1)]),
                        )
                    )  # fmt: skip
                    if dice.random() < 0.2:
                        self._add(TaskEvent(task_month_id=cell.id, event_id=dice.choice(events).id))

    def _door(self):
        dice = self.dice
        for _number in range(25):
            since = self._day()
            elder, younger = dice.sample(self.town.people, 2)
            self._add(
                Pair(
                    unit_id=self._unit(), elder_id=elder.id, younger_id=younger.id, kind=dice.choice([*PairKind]),
                    since_on=since, until_on=dice.choice([None, since, since + timedelta(days=dice.randrange(500))]),
                    written_at=self.now,
                )
            )  # fmt: skip

    def _distance(self):
        dice = self.dice
        for number in range(3):
            run = self._add(
                DistanceClass(unit_id=self._unit(), title=f"共学{number}", starts_on=self._day(), created_at=self.now)
            )
            for position in range(1, 4):
                day = self._day()
                piece = self._add(
                    DistancePiece(
                        class_id=run.id, position=position, title="一课", question="学到什么？", opens_on=day,
                        closes_on=day,
                    )
                )  # fmt: skip
                for person in dice.sample(self.town.people, 4):
                    handed_in = self.town._instant()
                    self._add(
                        PieceAnswer(
                            piece_id=piece.id, person_id=person.id, text="好", minutes=30, handed_in_at=handed_in,
                            accepted_at=dice.choice([None, handed_in + timedelta(days=40)]),
                        )
                    )  # fmt: skip


def further(ours, then, year, now) -> dict[str, int]:
    """The figures of these rooms. ``ours``: of a unit's number; ``then``: of an instant; ``year``: None for all."""
    return {
        **_planned(ours, year, now),
        **_at_the_door(ours, then, year),
    }


def _planned(ours, year, now) -> dict[str, int]:
    """Plans that were made public, and their cells: done when an event is over or somebody said so; late when the day
    is past, nobody said so, and no event stands that has happened or is to come."""
    plans = {row.id: row for row in rows_of(Plan) if not row.archived_at and year in (None, row.year)}
    plans = {key: row for key, row in plans.items() if ours(row.unit_id)}
    tasks = {row.id: row for row in rows_of(Task) if row.plan_id in plans and not row.archived_at}
    cells = [row for row in rows_of(TaskMonth) if row.task_id in tasks]
    filling = Filling(now)
    done = late = 0
    for cell in cells:
        task = tasks[cell.task_id]
        plan = plans[task.plan_id]
        fillers = filling.of(plan, task, cell)
        is_done = cell.done_on is not None or any(_over(event) <= now for event in fillers)
        due_on = cell.due_on or last_of(plan.year, cell.month)
        done += is_done
        late += not is_done and not fillers and due_on < clock.local(now).date()
    published = sum(row.published_at is not None for row in plans.values())
    return {"plans": published, "tasks_done": done, "tasks_late": late}


def _over(event):
    return event.public_ends_at or event.ends_at


class Filling:
    """Which events fill a cell: put there by hand, or of the task's occasion, for the unit, and in the month."""

    def __init__(self, now) -> None:
        self.paths = {unit.id: unit.path for unit in rows_of(Unit)}
        self.first_of_kind: dict[str, int] = {}
        for row in rows_of(Occasion):
            if row.kind:
                self.first_of_kind.setdefault(row.kind, row.id)
        self.by_hand = {(row.task_month_id, row.event_id) for row in rows_of(TaskEvent)}
        self.partners = {(row.event_id, row.unit_id) for row in rows_of(EventPartner)}
        self.standing = [
            (event, clock.local(event.public_starts_at or event.starts_at))
            for event in rows_of(Event)
            if event.status in ("published", "closed") or (event.status == "draft" and event.starts_at > now)
        ]

    def of(self, plan, task, cell) -> list[Event]:
        """The events of one cell."""
        found = []
        for event, at in self.standing:
            in_month = (at.year, at.month) == (plan.year, cell.month)
            fits = in_month and self._counts_as(event) == (task.occasion_id or "none") and self._theirs(event, plan)
            if fits or (cell.id, event.id) in self.by_hand:
                found.append(event)
        return found

    def _counts_as(self, event):
        return event.occasion_id or self.first_of_kind.get(event.kind)

    def _theirs(self, event, plan) -> bool:
        expected = self.paths.get(event.expected_unit_id, "nowhere")
        held = event.unit_id == plan.unit_id or (event.id, plan.unit_id) in self.partners
        return held or self.paths[plan.unit_id].startswith(expected)


def _at_the_door(ours, then, year) -> dict[str, int]:
    """Visits where somebody was met, pairs that lasted on some day of the year, answers that were accepted."""

    def on(day):
        return year is None or day.year == year

    def lasted(pair):
        return year is None or (pair.since_on.year <= year and (pair.until_on is None or pair.until_on.year >= year))

    visits = [row for row in rows_of(HomeVisit) if ours(row.unit_id) and row.state == "done" and on(row.visited_on)]
    pieces = {row.id: row.class_id for row in rows_of(DistancePiece)}
    classes = {row.id: row.unit_id for row in rows_of(DistanceClass)}
    return {
        "home_visits": len(visits),
        "home_study_minutes": sum(row.minutes or 0 for row in visits),
        "pairs": sum(ours(row.unit_id) and lasted(row) for row in rows_of(Pair)),
        "distance_answers": sum(
            row.piece_id is not None and ours(classes[pieces[row.piece_id]]) and then(row.handed_in_at)
            for row in rows_of(PieceAnswer) if row.accepted_at is not None
        ),
    }  # fmt: skip
