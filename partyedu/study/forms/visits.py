"""A visit planned, changed, recorded, put off."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import request
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from partyedu.core import clock
from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import (
    CheckboxesField,
    DayField,
    Form,
    NumberField,
    VersionedForm,
    at_most,
    between,
    choices,
    needed,
    number_or_none,
    optional,
)
from partyedu.core.words import _l
from partyedu.library.queries.courseware import courseware_to_choose
from partyedu.organisation.fields import PersonField, no_id_number
from partyedu.study.models import HomeVisit, VisitState
from partyedu.study.queries import candidates

SHORTEST, LONGEST = 5, 480  # minutes
OUTCOMES = {
    VisitState.DONE: _l("见到了，一起学了"),
    VisitState.NOT_MET: _l("没见到人，或者不方便"),
    VisitState.CANCELLED: _l("不用去了"),
}


class GoingForm(VersionedForm):
    """Who goes, when, why, and with what. ``helpers`` are offered; ``helper`` names one more."""

    helpers = CheckboxesField(_l("谁去"), coerce=int)
    helper = PersonField(_l("另请一位"), permission=Permission.VISIT_MANAGE)
    planned_on = DayField(_l("哪一天去"), [needed(_l("请填日期，写成 2026-03-05 这样。"))])
    why = TextAreaField(_l("为什么去"), [at_most(200), no_id_number])
    bring = StringField(_l("带什么去"), [at_most(200), no_id_number])
    courseware_id = SelectField(_l("带哪一篇课件"), [optional()], coerce=number_or_none)
    pack_id = SelectField(_l("带哪个学习包"), [optional()], coerce=number_or_none)

    def offer(self, also: Sequence[Any] = ()) -> None:
        """Fill the choices; ``also``: helpers of a visit that stands, and what it brings stays choosable."""
        actor = signed_in()
        known = {row.id: f"{row.name} · {row.unit}" for row in candidates.helpers_to_choose(actor, clock.today())}
        self.helpers.choices = choices({**known, **{row.id: row.name for row in also if row.id not in known}})
        pieces = [(row.id, row.title) for row in courseware_to_choose(actor, limit=60)]
        packs = [(row.id, row.title) for row in candidates.packs_to_bring()]
        self.courseware_id.choices = choices(pieces, empty=_l("不带课件"))
        self.pack_id.choices = choices(packs, empty=_l("不带学习包"))

    def values(self, *leave_out: str) -> dict[str, Any]:
        """As the operations take them: every helper by number, whichever field named them."""
        values = super().values("helpers", "helper", "version", *leave_out)
        named = [self.helper.data.id] if self.helper.data else []
        return {**values, "helper_ids": [*(self.helpers.data or []), *named]}


class PlanForm(GoingForm):
    """Visits to several people at once."""

    form_key = HiddenField()
    people = CheckboxesField(_l("去看谁"), coerce=int)

    @classmethod
    def for_people(cls, people: Sequence[Any]) -> "PlanForm":
        """The form for people who were chosen (id, name, unit)."""
        if request.method == "POST":
            form = cls()
        else:
            tomorrow = clock.today() + timedelta(days=1)
            form = cls(form_key=secrets.token_hex(16), people=[row.id for row in people], planned_on=tomorrow)
        form.people.choices = choices({row.id: f"{row.name} · {row.unit}" for row in people})
        form.offer()
        return form

    def values(self, *leave_out: str) -> dict[str, Any]:
        """As ``plan_visits`` takes them."""
        return {**super().values("people", *leave_out), "person_ids": self.people.data or []}


class ChangeVisitForm(GoingForm):
    """A visit that is still to come."""

    @classmethod
    def for_visit(cls, visit: HomeVisit, helpers: Sequence[Any], reads_why: bool) -> "ChangeVisitForm":
        """The form of a visit; who may not read why it is made does not get that box."""
        form = cls(obj=visit, helpers=[row.id for row in helpers])
        form.offer(helpers)
        for field, row in ((form.courseware_id, visit.courseware), (form.pack_id, visit.pack)):
            if row is not None and row.id not in [choice.value for choice in field.choices]:
                field.choices = [*field.choices, *choices([(row.id, row.title)])]
        if not reads_why:
            del form.why
        return form


class RecordForm(VersionedForm):
    """What came of a visit."""

    by_id = SelectField(_l("谁去的"), coerce=number_or_none)
    state = RadioField(
        _l("怎么样"), [needed(_l("请选一项。"))], choices=choices(OUTCOMES), coerce=VisitState, default=VisitState.DONE
    )
    visited_on = DayField(_l("哪一天去的"), [optional()])
    minutes = NumberField(_l("学了多少分钟"), [optional(), between(SHORTEST, LONGEST)])
    studied = StringField(_l("学了什么"), [at_most(200), no_id_number])
    words = TextAreaField(_l("本人的一句话"), [at_most(300), no_id_number])
    words_agreed = BooleanField(_l("本人同意把这句话记下来"))
    note = TextAreaField(_l("只给帮手和书记看的话"), [at_most(5000), no_id_number])

    @classmethod
    def for_visit(cls, visit: HomeVisit, helpers: Sequence[Any], own_id: int | None, private: bool) -> "RecordForm":
        """The form of a visit. ``own_id``: the helper who fills it in; None: staff, who say whose sheet they type.

        Not on the ``private`` road: without the boxes for words and note, which stay as they are.
        """
        planned = visit.state is VisitState.PLANNED
        form = cls(obj=visit, words_agreed=bool(visit.words))
        form.by_id.choices = choices({row.id: row.name for row in helpers})
        if request.method == "GET":
            form.by_id.process_data(visit.recorded_by_id or own_id or (helpers[0].id if helpers else None))
            form.state.process_data(VisitState.DONE if planned else visit.state)
            if planned:
                form.visited_on.process_data(min(visit.planned_on, clock.today()))
                form.studied.process_data(_brought(visit))
        if own_id is not None:
            del form.by_id
        if not private:
            del form.words, form.words_agreed, form.note
        return form


def _brought(visit: HomeVisit) -> str:
    """What was to be studied, where a piece or a pack was brought; glasses and notebooks are no study."""
    piece = visit.courseware or visit.pack
    return piece.title if piece is not None else ""


class AgainForm(Form):
    """Another day."""

    planned_on = DayField(_l("改到哪一天"), [needed(_l("请填日期，写成 2026-03-05 这样。"))])
