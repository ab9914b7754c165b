"""A step of the host's console: judged, taken once, written down, and told to everybody who follows the stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from partyedu.core import audit, clock, watch
from partyedu.core.actor import current_actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.discussions import operations as discussions
from partyedu.schedule.models import Event, EventStatus
from partyedu.theatre import queries, running
from partyedu.theatre.models import Action, Fate, ItemState, ProgrammeItem, Stage, StageStep
from partyedu.theatre.operations.programme import sync_people
from partyedu.theatre.operations.stage import marks

# What becomes of a part, on stage or to come; and in which order the parts to come are given.
FATES = (Action.SWAP, Action.SKIP, Action.RESTORE)
SHIFTS = (Action.EARLIER, Action.LATER)
# A session begins on its day, a little early or very late; pressed at another time, it was the wrong session.
STARTS_WITHIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A step as a console sends it. ``turn`` and ``added``: what it had seen (see ``running.judge``).

    ``item_id``: the item it is about. ``other_id``: the reserve that is called instead of it; the part before
    (``EARLIER``) or behind (``LATER``) which it goes.
    ``ago``: how long before sending it was pressed, by the device's own clock at both moments; so a clock that is ten
    minutes wrong does no harm.
    """

    key: str
    action: Action
    turn: int = 0
    added: int = 0
    item_id: int | None = None
    other_id: int | None = None
    words: str = ""
    ago: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a step; ``sentence`` says so to the host where it was not simply taken."""

    fate: Fate
    sentence: str = ""


def take(event: Event, pressed: Pressed) -> Taken:
    """Take a step, once, whoever sends it how often; write the log, the programme's marks and where the stage stands.

    Raises ``Problem`` (and writes nothing) where no step can be taken: the session is a draft, cancelled, postponed or
    closed, or there is nobody to call.
    """
    known = queries.step_with(event.id, pressed.key)
    if known is not None:
        return _told(known.fate)
    _refuse_off_stage(event)
    stand = running.replay(queries.steps_taken(event.id))
    scene = _Scene(event, pressed, stand, queries.programme(event.id))
    if pressed.action is Action.START:
        _refuse_another_day(event, scene.at)
    fate = scene.judged()
    if fate is None:
        return _told(Fate.REFUSED)  # ahead of what stands: a step before it was refused; kept by nobody
    step = _written(scene, fate)
    if fate is Fate.TAKEN:
        _stand(scene, running.after(stand, step))
    return _told(fate)


def _refuse_off_stage(event: Event) -> None:
    if event.release_number == 0:
        raise Problem(_("这一场还没有公布，不能记现场。"))
    if event.status is EventStatus.CANCELLED:
        raise Problem(_("这一场已经取消了，台上的步骤不再记。"))
    if event.status is EventStatus.POSTPONED:
        raise Problem(_("这一场已经延期了，台上的步骤不再记。"))
    if event.status is EventStatus.CLOSED:
        raise Problem(_("这一场已经收尾了，台上的步骤不再记。"))


def _refuse_another_day(event: Event, at: datetime) -> None:
    """A session that was tried out weeks before would be over, with its discussion open, before anybody came."""
    if at < event.starts_at - STARTS_WITHIN:
        raise Problem(_("离开始还早，到了当天再按“开始”。"))
    if at > event.ends_at + STARTS_WITHIN:
        raise Problem(_("这一场早就过去了，不能再从头开始。"))


def _told(fate: Fate) -> Taken:
    if fate is Fate.REFUSED:
        return Taken(fate, _("另一台控制台已经走到别处了，这一步没有记。现在台上是下面这样，请看了再按。"))
    if fate is Fate.ALREADY:
        return Taken(fate, _("另一台控制台刚按过这一步，没有重复记。"))
    return Taken(fate)


class _Scene:
    """A step beside what stands: which item it is about, and what it would lead to."""

    def __init__(self, event: Event, pressed: Pressed, stand: running.Standing, items: Sequence[ProgrammeItem]) -> None:
        self.event, self.pressed, self.stand, self.items = event, pressed, stand, items
        self.current = self.item(stand.current.item_id) if stand.current else None
        self.about, self.other = self.item(pressed.item_id), self.item(pressed.other_id)
        self.at = max(clock.now() - pressed.ago, stand.moved_at or datetime.min.replace(tzinfo=clock.now().tzinfo))

    def item(self, item_id: int | None) -> ProgrammeItem | None:
        """An item of this programme."""
        return next((item for item in self.items if item.id == item_id), None)

    @property
    def to_come(self) -> list[ProgrammeItem]:
        """The parts that are still to be given, in order; one that was skipped and speaks after all included."""
        planned = [item for item in self.items if item.state is ItemState.PLANNED and not item.is_reserve]
        return [item for item in planned if item is not self.current]

    @property
    def following(self) -> ProgrammeItem | None:
        """What comes next."""
        return next(iter(self.to_come), None)

    @property
    def is_about_current(self) -> bool:
        """Whether a swap, skip or return concerns what is on stage; else it is about a part to come."""
        if self.current is None or self.about is None:
            return False
        return self.about is self.current or (
            self.pressed.action is Action.RESTORE and self.about.replaced_by_id == self.current.id
        )

    @property
    def moves(self) -> bool:
        """Whether the stage goes somewhere by it."""
        action = self.pressed.action
        if action in FATES:
            return self.is_about_current
        return action not in (Action.ADD, Action.NOTE, *SHIFTS)

    def judged(self) -> Fate | None:
        """What becomes of the step (see ``running.judge``); of one about a part to come, its state decides."""
        action = self.pressed.action
        if action is Action.NOTE:
            if not self.pressed.words:
                raise Problem(_("请写一句要记的话。"), field="words")
            return Fate.TAKEN
        if action in (*FATES, *SHIFTS):
            about = _needed(self.about, _("节目单上没有这一项了，请刷新再看。"))
            if action in SHIFTS:
                return self._shift_judged()
            made = self._made_already(about)
            if made or not self.is_about_current:
                return made or Fate.TAKEN
        return running.judge(self.stand, action, self.pressed.turn, self.pressed.added)

    @property
    def in_order(self) -> tuple[ProgrammeItem | None, ProgrammeItem | None]:
        """Of two parts that are to change places: the one that is given first by it, and the other."""
        return (self.about, self.other) if self.pressed.action is Action.EARLIER else (self.other, self.about)

    def _shift_judged(self) -> Fate:
        """Two parts to come change places while they stand as they were seen: one right behind the other."""
        (first, second), waits = self.in_order, self.to_come
        if self.stand.ended_at is not None or first not in waits or second not in waits:
            return Fate.REFUSED
        behind = waits.index(first) - waits.index(second)
        return Fate.TAKEN if behind == 1 else Fate.ALREADY if behind < 0 else Fate.REFUSED

    def _made_already(self, about: ProgrammeItem) -> Fate | None:
        action, state = self.pressed.action, about.state
        wanted = {Action.SWAP: ItemState.SWAPPED_OUT, Action.SKIP: ItemState.DROPPED, Action.RESTORE: ItemState.PLANNED}
        if action is Action.SWAP and state is ItemState.SWAPPED_OUT:
            return Fate.ALREADY if about.replaced_by_id == self.pressed.other_id else Fate.REFUSED
        if state is wanted[action]:
            return Fate.ALREADY
        if action is not Action.RESTORE and (state is not ItemState.PLANNED or about.is_reserve):
            return Fate.REFUSED
        return Fate.REFUSED if action is Action.RESTORE and state is ItemState.GIVEN else None


def _written(scene: _Scene, fate: Fate) -> StageStep:
    """The row of the log; of a step that is taken, the programme's marks are set on the way."""
    pressed, actor = scene.pressed, current_actor()
    taken = fate is Fate.TAKEN
    step = StageStep(
        event_id=scene.event.id, key=pressed.key, action=pressed.action, turn=pressed.turn, item_id=pressed.item_id,
        other_id=pressed.other_id, words=pressed.words, fate=fate, pressed_at=scene.at, received_at=clock.now(),
        by_id=actor.person_id if actor else None, moves=taken and scene.moves,
        to_item_id=_marked(scene) if taken else None,
    )  # fmt: skip
    db.session.add(step)
    db.session.flush()
    return step


def _marked(scene: _Scene) -> int | None:
    """Set the marks that a step brings with it; gives what is on stage after it (None: nothing, or as before)."""
    action, current, about, words = scene.pressed.action, scene.current, scene.about, scene.pressed.words
    if action is Action.START:
        return _needed(scene.following, _("节目单上还没有可以开始的一项。")).id
    if action is Action.BACK:
        return _marked_back(scene)
    if action in FATES and about is not None:
        return _marked_about(scene, about, words)
    first, second = scene.in_order
    if action in SHIFTS and first is not None and second is not None:
        marks.give_before(scene.items, first, second)
    if action in (Action.NEXT, Action.END):
        following = scene.following
        if action is Action.NEXT and following is None:
            raise Problem(_("后面没有节目了。讲完了，请按“结束这一场”。"))
        if current is not None:
            marks.mark(current, ItemState.GIVEN)
        return following.id if following is not None and action is Action.NEXT else None
    return None


def _marked_back(scene: _Scene) -> int | None:
    before = scene.item(scene.stand.before)
    if before is not None and before.state in (ItemState.GIVEN, ItemState.DROPPED):
        marks.mark(before, ItemState.PLANNED)
    return scene.stand.before


def _marked_about(scene: _Scene, about: ProgrammeItem, words: str) -> int | None:
    action, on_stage = scene.pressed.action, scene.is_about_current
    if action is Action.SWAP:
        reserve = _needed(scene.other, _("这位候补已经不在候补名单上了，请刷新再看。"))
        marks.swap(about, reserve, words)
        marks.tell_swap(scene.event, about, reserve)
        return reserve.id if on_stage else None
    if action is Action.SKIP:
        following = scene.following if on_stage else None
        if on_stage and following is None:
            raise Problem(_("后面没有节目了。讲完了，请按“结束这一场”。"))
        marks.mark(about, ItemState.DROPPED, words)
        return following.id if following is not None else None
    if about.state is ItemState.SWAPPED_OUT:
        marks.swap_back(about)
    else:
        marks.mark(about, ItemState.PLANNED)
    return about.id if on_stage else None


def _needed(item: ProgrammeItem | None, sentence: str) -> ProgrammeItem:
    if item is None:
        raise Problem(sentence)
    return item


def _stand(scene: _Scene, stand: running.Standing) -> None:
    """Keep where the stage stands for those who ask every few seconds, the times of the parts, and what follows."""
    event, action = scene.event, scene.pressed.action
    stage = queries.stage_of(event.id)
    if stage is None:
        stage = Stage(event_id=event.id, version=0)
        db.session.add(stage)
    current = stand.current
    stage.item_id = current.item_id if current else None
    stage.began_at = current.began_at if current else None
    stage.added_minutes = current.added if current else 0
    stage.turn, stage.moved_at = stand.turn, stand.moved_at
    stage.started_at, stage.ended_at = stand.started_at, stand.ended_at
    stage.version += 1
    measured = {part.item_id: part for part in stand.parts}
    for item in scene.items:
        part = measured.get(item.id)
        item.began_at, item.ended_at = (part.began_at, part.ended_at) if part else (None, None)
    event.ended_at = stand.ended_at
    if action is Action.END:
        discussions.prepare(event)
    audit.record(f"stage-{action.value}", stage, ["item_id", "turn"])
    if action in (*FATES, *SHIFTS):
        sync_people(event)
        watch.touch("schedule", "theatre")
    if action is not Action.NOTE:
        watch.touch("stage", "screens")
    db.session.flush()
