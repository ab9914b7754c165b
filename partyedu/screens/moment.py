"""A screen at a moment: which layout it shows, of which event, and what stands on it.

Never empty: a layout that has nothing to say gives way to one that has, and the hall always has a true word.
"""

import hashlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import takewhile
from typing import Any, TypeVar

from partyedu.attendance import access
from partyedu.core import clock, watch
from partyedu.schedule.models import EventStatus
from partyedu.screens import queries, rota
from partyedu.screens.models import AtSession, ScreenDistance, ScreenLayout
from partyedu.screens.queries import CheckIn, House, Line, Notice, Television, YearFigures
from partyedu.screens.turning import PAGES_AT_MOST, pages_of
from partyedu.theatre.queries import FOLLOW_SECONDS, ChosenQuestion, OnStage, PublicItem

URGENT = "urgent"  # over every layout

POLL_SECONDS = 10.0
POLL_SECONDS_CHECK_IN = 5.0

ROLL_CALL_BEFORE = timedelta(minutes=30)
PROGRAMME_BEFORE = timedelta(minutes=15)
SOON = timedelta(hours=1)
# Sessions start and end late: the talk on stage stays so long; in the screen's own place as long as the host goes on.
LATE = timedelta(minutes=25)
LATER = timedelta(hours=2)
# The host may begin a little before the time.
EARLY = timedelta(minutes=20)
# So long a screen says that what was to be here now has been cancelled.
CANCELLED_SHOWN = timedelta(minutes=15)
ROWS_AT_MOST = 14
IN_TURN_SECONDS = 600

Piece = TypeVar("Piece")


@dataclass(frozen=True, slots=True)
class Content:
    """What a layout shows at one moment. Only the fields that the layout needs are filled."""

    current: Line | None = None
    cancelled: bool = False  # the current one was to be here now and has been cancelled
    stage: OnStage | None = None
    coming: Sequence[Line] = ()
    check_in: CheckIn | None = None
    items: Sequence[PublicItem] = ()
    questions: Sequence[ChosenQuestion] = ()
    notices: Sequence[Notice] = ()
    pages: Sequence[str] = ()
    more: bool = False  # the notice is longer than its pages
    said: Any = None
    picked: Any = None
    words: Sequence[Any] = ()
    figures: YearFigures | None = None


@dataclass(frozen=True)
class Moment:
    """A screen (None: one that nobody has named) at an instant, over the house as it is then.

    ``live`` False: another moment, for a preview; no code of any check-in is shown.
    """

    screen: Television | None
    now: datetime
    house: House
    live: bool = True
    chosen: ScreenLayout | None = None  # a layout that a preview asks for

    @cached_property
    def shown(self) -> tuple[str, Content]:
        """The layout that is shown, and what stands on it."""
        if self.chosen is None and (urgent := [notice for notice in self.notices if notice.urgent]):
            return URGENT, self._notice(urgent)
        build: dict[ScreenLayout, Callable[[], Content | None]] = {
            ScreenLayout.DOOR: self._door,
            ScreenLayout.ROLL_CALL: self._roll_call,
            ScreenLayout.PROGRAMME: self._programme,
            ScreenLayout.WORDS: self._wall,
            ScreenLayout.YEAR: self._year,
            ScreenLayout.NOTICE: lambda: self._notice(self.notices) if self.notices else None,
        }
        if self.possible in build and (content := build[self.possible]()) is not None:
            return self.possible, content
        return ScreenLayout.HALL, self._hall()

    @property
    def layout(self) -> str:
        """The name of the layout that is shown."""
        return self.shown[0]

    @property
    def content(self) -> Content:
        """What stands on it."""
        return self.shown[1]

    @cached_property
    def due(self) -> ScreenLayout:
        """The layout that is due: the one a session asks for, else the rota's, else the one the screen always shows."""
        if self.chosen is not None:
            return self.chosen
        if self.screen is None:
            return ScreenLayout.HALL
        entry = rota.in_turn(rota.due(self.screen.entries, self.now), self.now)
        return self._at_session() or (entry.layout if entry else self.screen.layout)

    @property
    def possible(self) -> ScreenLayout:
        """The layout that is due; where nobody can check in now, the programme stands in for the roll-call."""
        return ScreenLayout.PROGRAMME if self.due is ScreenLayout.ROLL_CALL and self.check_in is None else self.due

    @property
    def poll_seconds(self) -> float:
        """After how many seconds the television should ask again."""
        if self._follows_stage:
            return FOLLOW_SECONDS
        if self.content.check_in is not None or self._runs(self.content.current):
            return POLL_SECONDS_CHECK_IN
        return POLL_SECONDS

    @property
    def _follows_stage(self) -> bool:
        """Whether the host's next step, the first one too, may change what stands here."""
        stage = self.content.stage
        if stage is not None and stage.current is not None:
            return True
        if self.layout not in (ScreenLayout.HALL, ScreenLayout.DOOR, ScreenLayout.PROGRAMME):
            return False
        lines = self._lines if self.layout == ScreenLayout.HALL else self._here
        begun = takewhile(lambda line: line.starts_at <= self.now + EARLY, lines)
        return any(self._may_begin(line) for line in begun)

    def _may_begin(self, line: Line) -> bool:
        stage = self._stage(line) if line.is_on and self.now < line.ends_at else None
        return stage is not None and not stage.is_over

    @property
    def version(self) -> str:
        """Changes when anything on the screen changes; while something is on, every minute."""
        content = self.content
        about: Hashable = (
            self.layout,
            self.screen and self.screen[1:],
            # Not "stage": it moves with every hand that is raised anywhere in the house.
            watch.version_of("schedule", "screens", "centre"),
            self.poll_seconds,
            self._timed(content),
            content.stage and replace(content.stage, percent=0),
            content.items,
            content.questions,
            [line.id for line in content.coming],
            [notice.id for notice in content.notices],
            content.check_in,
            content.said,
            content.picked,
            content.figures,
            clock.local(self.now).date(),
        )
        return hashlib.sha256(repr(about).encode()).hexdigest()[:16]

    def _timed(self, content: Content) -> Hashable:
        """What is on (or soon) is told to the minute."""
        line = content.current
        if line is None:
            return None
        return line.id, content.cancelled, f"{self.now:%H%M}" if line.starts_at - self.now < SOON else ""

    def days_until(self, line: Line) -> int:
        """0 for an event of today, by the hall's calendar."""
        return (clock.local(line.starts_at).date() - clock.local(self.now).date()).days

    # --- which event ---

    @cached_property
    def notices(self) -> list[Notice]:
        """The notices that hang here now, urgent ones first."""
        return queries.hanging(self.house.notices, self.screen, self.now)

    @cached_property
    def _lines(self) -> list[Line]:
        return queries.of_place(self.house.lines, self.screen)

    @cached_property
    def _here(self) -> list[Line]:
        return queries.in_place(self.house.lines, self.screen) if self.screen is not None else self._lines

    def _stage(self, line: Line) -> OnStage | None:
        return queries.on_stage(line, self.now)

    def _runs(self, line: Line | None) -> bool:
        """Whether it is on now: by its time, or because the host has begun early or goes on late."""
        if line is None or not line.is_on:
            return False
        if line.starts_at <= self.now < line.ends_at:
            return True
        if line.starts_at > self.now + EARLY or line.ends_at <= self.now - LATER:
            return False
        if line.ends_at <= self.now - LATE and line not in self._here:
            return False
        stage = self._stage(line)
        return stage is not None and stage.current is not None

    def _just_cancelled(self, line: Line) -> bool:
        """Whether people may be sitting there: it was cancelled while it was on, or shortly before it should begin."""
        if line.status is not EventStatus.CANCELLED or not line.starts_at - LATE <= self.now < line.ends_at:
            return False
        since = max(line.changed_at or line.starts_at, line.starts_at)
        return self.now < since + CANCELLED_SHOWN

    @property
    def runs(self) -> bool:
        """Whether the event it is about goes on."""
        return self._runs(self.content.current)

    def on_now(self, everywhere: bool = False) -> tuple[Line | None, bool]:
        """What is on in the screen's place, and whether that has just been cancelled.

        ``everywhere``: else what is on anywhere that concerns people here.
        """
        found = self._on_now(self._here)
        return self._on_now(self._lines) if everywhere and found[0] is None else found

    def coming(self, current: Line | None, everywhere: bool = False) -> list[Line]:
        """What comes after ``current`` in the screen's place, or anywhere that concerns people here."""
        return self._coming(self._lines if everywhere else self._here, current)[:ROWS_AT_MOST]

    def _on_now(self, lines: Sequence[Line]) -> tuple[Line | None, bool]:
        running = next((line for line in lines if self._runs(line)), None)
        if running is not None:
            return running, False
        off = next((line for line in lines if self._just_cancelled(line) and line.starts_at <= self.now), None)
        return off, off is not None

    def _coming(self, lines: Sequence[Line], current: Line | None) -> list[Line]:
        # What was put off is told until its time has come; then nobody waits for it any more.
        still = [line for line in lines if (line.ends_at if line.is_on else line.starts_at) > self.now]
        return [line for line in still if line is not current and line.status is not EventStatus.CLOSED]

    @cached_property
    def check_in(self) -> Line | None:
        """The event of the screen's own unit that one can check in to now; that of its room before others."""
        screen = self.screen
        if screen is None:
            return None
        since, until = self.now - access.CLOSES_AFTER, self.now + access.OPENS_BEFORE
        near = [line for line in self.house.lines if line.starts_at <= until and line.ends_at >= since]
        mine = [line for line in near if line.is_on and line.unit_path.startswith(screen.unit_path)]
        opened = [line for line in mine if access.is_open(line, self.now)]
        opened.sort(key=lambda line: (screen.room_id is not None and line.room_id != screen.room_id, line.starts_at))
        return opened[0] if opened else None

    def _at_session(self) -> ScreenLayout | None:
        """What the screen goes to by itself while something is on in its place."""
        choice = self.screen.at_session if self.screen is not None else AtSession.STAY
        if choice is AtSession.STAY:
            return None
        near = [line for line in self._here if line.is_on and line.starts_at - ROLL_CALL_BEFORE <= self.now]
        line = next((line for line in near if line.starts_at > self.now or self._runs(line)), None)
        if line is None:
            off = any(self._just_cancelled(line) for line in self._here)
            return ScreenLayout.PROGRAMME if off and choice is not AtSession.ROLL_CALL else None
        if choice is AtSession.ROLL_CALL:
            return ScreenLayout.ROLL_CALL
        if choice is AtSession.BOTH and self.now < line.starts_at + access.LATE_AFTER:
            return ScreenLayout.ROLL_CALL
        return ScreenLayout.PROGRAMME if line.starts_at - PROGRAMME_BEFORE <= self.now else None

    # --- what stands on each layout ---

    def _hall(self) -> Content:
        current, cancelled = self.on_now(everywhere=True)
        line = self.check_in
        said, picked = queries.words(self.screen.unit_path if self.screen is not None else "")
        return Content(
            current=current,
            cancelled=cancelled,
            stage=self._stage(current) if current is not None and not cancelled else None,
            coming=self.coming(current, everywhere=True),
            check_in=queries.check_in(line, live=self.live) if line is not None else None,
            notices=self.notices,
            said=_in_turn(said, self.now),
            picked=_in_turn(picked, self.now),
        )

    def _door(self) -> Content | None:
        current, cancelled = self.on_now()
        coming = self.coming(current)
        if current is None and not coming:
            return Content() if self.screen is not None and self.screen.room_id is not None else None
        stage = self._stage(current) if current is not None and not cancelled else None
        return Content(current=current, cancelled=cancelled, stage=stage, coming=coming)

    def _roll_call(self) -> Content | None:
        line = self.check_in
        if line is None:
            return None
        names = self.screen is not None and self.screen.shows_names
        return Content(current=line, check_in=queries.check_in(line, names, self.live))

    def _programme(self) -> Content | None:
        current, cancelled = self.on_now()
        held = [line for line in self.coming(current) if line.is_on]
        line = current or next(iter(held), None)
        if line is None:
            return None
        stage = None if cancelled else self._stage(line)
        items = () if cancelled else queries.playbill(line)
        coming = [other for other in held if other is not line][:2]
        questions = queries.chosen_questions(line) if stage is not None and stage.current is not None else ()
        return Content(
            current=line, cancelled=cancelled, stage=stage, items=items, questions=questions, coming=coming
        )  # fmt: skip

    def _wall(self) -> Content | None:
        said, picked = queries.words(self.screen.unit_path if self.screen is not None else "")
        together = [piece for pair in _alternating(picked, said) for piece in pair]
        return Content(words=together) if together else None

    def _year(self) -> Content | None:
        figures = queries.year(self.screen.unit_path if self.screen is not None else "", self.now)
        return Content(figures=figures) if figures is not None and figures.sessions else None

    def _notice(self, notices: Sequence[Notice]) -> Content:
        notice = _in_turn(notices, self.now, 120) or notices[0]
        pages = pages_of(notice.text, self.screen.distance if self.screen is not None else ScreenDistance.NEAR)
        return Content(notices=[notice], pages=pages[:PAGES_AT_MOST], more=len(pages) > PAGES_AT_MOST)


def _in_turn(shown: Sequence[Piece], now: datetime, seconds: int = IN_TURN_SECONDS) -> Piece | None:
    """Another one every so often."""
    return shown[int(now.timestamp() // seconds) % len(shown)] if shown else None


def _alternating(first: Sequence[Any], second: Sequence[Any]) -> list[list[Any]]:
    longest = max(len(first), len(second))
    return [[piece for pieces in (first, second) for piece in pieces[place : place + 1]] for place in range(longest)]
