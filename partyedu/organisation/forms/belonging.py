"""The shape of what comes in about daily study and duties."""

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.forms import DayField, Form, VersionedForm, at_most, choices, needed, number_or_none, optional
from partyedu.core.words import _, _l
from partyedu.organisation import queries
from partyedu.organisation.fields import PersonField, no_id_number
from partyedu.organisation.models import DUTY_KINDS, REACH_KINDS, Duty, DutyKind, Person, ReachKind


class DailyForm(Form):
    """Where somebody takes part day by day: ``unit_id`` from the person's page, ``person`` from the unit's."""

    unit_id = SelectField(_l("日常在哪个组织"), coerce=number_or_none)
    person = PersonField(_l("谁"))
    since: Any = DayField(_l("从哪一天起"), [needed()])
    until = DayField(_l("到哪一天为止"), [optional()])
    reason = StringField(_l("为什么"), [at_most(200), no_id_number])

    def of(self, actor: Actor, person: Person) -> "DailyForm":
        """On the page of a person: the units there are."""
        del self.person
        places = queries.daily_places(actor, person)
        shallowest = min((unit.depth for unit in places), default=0)
        rows = [(unit.id, "　" * (unit.depth - shallowest) + unit.name) for unit in places]
        self.unit_id.choices = choices(rows, _("（请选择）"))
        return self._from_today()

    def here(self) -> "DailyForm":
        """On the page of a unit: who."""
        del self.unit_id
        return self._from_today()

    def _from_today(self) -> "DailyForm":
        if not self.is_submitted():
            self.since.data = clock.today()
        return self

    def validate_person(self, field: Any) -> None:
        """Somebody must be named."""
        if field.data is None and not field.errors:
            raise ValidationError(_("请写是谁。"))


class EndForm(Form):
    """The last day of something."""

    until = DayField(_l("最后一天"), [optional()])


class ReachedForm(Form):
    """That somebody was reached, how and when."""

    kind = SelectField(_l("怎么联系上的"), choices=choices(REACH_KINDS), coerce=ReachKind)
    on = DayField(_l("哪一天"), [optional()])


class GroupEndForm(VersionedForm):
    """Until when a temporary group lasts."""

    ends_on = DayField(_l("到哪一天结束"), [optional()])


class DutyForm(VersionedForm):
    """A post or duty of a member in a unit."""

    person = PersonField(_l("谁"), guests=True)
    kind = SelectField(_l("职务"), choices=choices(DUTY_KINDS), coerce=DutyKind)
    title = StringField(_l("职务名称（职务一栏没有写清楚时填）"), [at_most(60), no_id_number])
    tasks = TextAreaField(_l("负责什么"), [at_most(400), no_id_number])
    since_on: Any = DayField(_l("从哪一天起"), [needed()])
    until_on = DayField(_l("到哪一天为止"), [optional()])

    def new(self) -> "DutyForm":
        """For a new duty: from today."""
        if not self.is_submitted():
            self.since_on.data = clock.today()
        return self

    def of(self, row: Duty) -> "DutyForm":
        """For a duty that stands: whose it is does not change."""
        del self.person
        if not self.is_submitted():
            self.version.data = str(row.version)
        return self

    def duty(self) -> dict[str, Any]:
        """The columns of ``Duty``."""
        return self.values("person", "version")
