"""Consent that its owner took back: nobody ticks it again but the owner, or staff with a new paper the owner signed.

For rows that everybody may see once somebody agrees (an entry, an expert in the public list, a keepsake). The row keeps
its own flag; ``Consented`` beside it says when the consent was taken back and by whom it was noted, and on which day a
paper was signed that gave it anew. What was never given, or never taken back, is as before: staff note what they were
told.
"""

from datetime import date
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Mapped, mapped_column
from wtforms import BooleanField

from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.errors import Problem
from partyedu.core.forms import DayField, Form
from partyedu.core.pages import render_page
from partyedu.core.words import _, _l, formatted

COLUMNS = ("taken_back_on", "taken_back_by_id", "written_consent_on")


class Consented:
    """Columns of a row that is shown by somebody's consent: when it was taken back, and the paper that gave it anew."""

    taken_back_on: Mapped[date | None]
    taken_back_by_id: Mapped[int | None]  # who noted it: the owner themself, or staff for them
    written_consent_on: Mapped[date | None] = mapped_column()  # the day on that paper


def take_back(actor: Actor, row: Consented) -> None:
    """Note that a consent that stood was taken back, today. The row's own flag is the caller's."""
    row.taken_back_on, row.taken_back_by_id, row.written_consent_on = clock.today(), actor.person_id, None


def taken_back_words(row: Consented, owner_id: int, name: str) -> str:
    """Who took the consent back and when, as a sentence; empty where nobody did. ``name``: of the owner."""
    if row.taken_back_on is None:
        return ""
    day = formatted(row.taken_back_on, "date")
    if row.taken_back_by_id == owner_id:
        return str(_("%(name)s在 %(day)s自己收回了同意。", name=name, day=day))
    return str(_("%(name)s在 %(day)s收回了同意，是工作人员代为记下的。", name=name, day=day))


def must_not_stand_against(
    actor: Actor | None, row: Consented, owner_id: int, name: str, field: str | None = None
) -> None:
    """Refuse staff who would tick again what its owner took back."""
    words = taken_back_words(row, owner_id, name)
    if words and (actor is None or actor.person_id != owner_id):
        says = _("不能替本人再勾。要等本人登录自己同意，或者拿到本人新的书面同意再登记。")
        raise Problem(f"{words}{says}", field=field)


def give(
    actor: Actor | None,
    row: Consented,
    owner_id: int,
    name: str,
    written_on: date | None = None,
    field: str | None = None,
) -> tuple[str, ...]:
    """Make way for a consent that is given: by its owner, by staff who note a new paper, or for the first time.

    ``written_on``: the day on the paper, not before the taking back and not ahead. Gives the names of the columns that
    changed. Raises ``Problem`` (at ``field``) where staff have no such paper.
    """
    if row.taken_back_on is None:
        return ()
    if written_on is not None and (actor is None or actor.person_id != owner_id):
        if written_on < row.taken_back_on:
            day = formatted(row.taken_back_on, "date")
            raise Problem(_("这份书面同意要在收回（%(day)s）以后签的才算。", day=day), field="written_on")
        if written_on > clock.today():
            raise Problem(_("签字的日期还没有到。"), field="written_on")
        row.written_consent_on = written_on
    else:
        must_not_stand_against(actor, row, owner_id, name, field)
    row.taken_back_on = row.taken_back_by_id = None
    return COLUMNS


class WrittenConsentForm(Form):
    """Staff hold a new paper: ticked, with the day on it."""

    written = BooleanField(_l("本人签了新的书面同意"))
    written_on = DayField(_l("签字的日期"))

    def validate(self, extra_validators: object = None) -> bool:
        """Both are needed: that there is a paper, and its day."""
        valid = super().validate(extra_validators)
        if not self.written.data:
            self.written.errors = [_("拿到了本人签字的纸，才能登记。")]
        if self.written_on.data is None and not self.written_on.errors:
            self.written_on.errors = [_("请写纸上签字的日期。")]
        return valid and not self.written.errors and not self.written_on.errors


def written_consent_page(form: WrittenConsentForm, row: Consented, owner: Any, what: str, back_url: str) -> Response:
    """The page of that form, for any room; ``owner``: the person (id and name), ``what``: the thing that is shown."""
    return render_page(
        "components/written_consent.html",
        fragment="form",
        status=form.status if form.is_submitted() else 200,
        form=form,
        what=what,
        words=taken_back_words(row, owner.id, owner.name),
        url=request.path,
        back_url=back_url,
    )
