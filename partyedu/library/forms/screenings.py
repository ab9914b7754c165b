"""What is filled in for a screening: the pieces, then what every event has."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from flask import request
from flask_babel import force_locale

from partyedu.core import clock
from partyedu.core.forms import CheckboxesField, Form, choices
from partyedu.core.words import _, _l, duration
from partyedu.library.models import DISTINCTIONS
from partyedu.library.queries import screenings as queries
from partyedu.schedule.fields import EventFields

USUAL_HOUR, USUAL_MINUTES, BREAK_MINUTES = time(14, 30), 60, 30
DAYS_AHEAD = 7


class PiecesForm(Form):
    """Which pieces a screening shows."""

    pieces = CheckboxesField(_l("放哪几件"), coerce=int)

    def offer(self, chosen: Sequence[int]) -> None:
        """The pieces to tick, those that were chosen first."""
        self.pieces.choices = choices([(row.id, _in_words(row)) for row in queries.offered(chosen)])


class ScreeningForm(PiecesForm, EventFields):
    """A new screening."""

    @classmethod
    def of(cls, chosen: Sequence[int]) -> "ScreeningForm":
        """The form as it opens: the pieces ticked, a title, next week, as long as they take and a talk afterwards."""
        if request.method == "POST":
            form = cls()
        else:
            rows = [row for row in queries.offered(chosen) if row.id in chosen]
            minutes = sum(row.minutes or 0 for row in rows)
            start = _next_week()
            end = start + timedelta(minutes=minutes + BREAK_MINUTES if minutes else USUAL_MINUTES)
            form = cls(pieces=list(chosen), title=_title_of(rows), starts_at=start, ends_at=end)
        form.offer(form.pieces.data or ())
        return form

    def event_values(self) -> dict[str, Any]:
        """As ``operations.screenings.plan_screening`` takes them."""
        return self.values("version", "pieces")


def _in_words(row: Any) -> str:
    """A piece in the list: title, what it was chosen as, how long."""
    more = [str(DISTINCTIONS[row.distinction])] if row.distinction else [_("教材")]
    more += [duration(row.minutes)] if row.minutes else []
    return _("%(title)s（%(about)s）", title=row.title, about=_("，").join(more))


def _title_of(rows: Sequence[Any]) -> str:
    """A title that names no piece (whose story it is may take the consent back), in the language of the centre."""
    kinds = {row.distinction for row in rows}
    with force_locale("zh_Hans"):
        if len(kinds) == 1 and None not in kinds:
            return _("%(what)s展播", what=DISTINCTIONS[kinds.pop()])
        return _("课件展播")


def _next_week() -> datetime:
    day = clock.today() + timedelta(days=DAYS_AHEAD)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return clock.at(day, USUAL_HOUR)
