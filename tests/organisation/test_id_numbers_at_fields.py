"""What is shaped like a national ID number is refused at every field that takes a name, a phone or a reason."""

from datetime import timedelta

import pytest
from wtforms.fields.core import UnboundField

from partyedu.accounts.forms import RoleForm
from partyedu.accounts.models import Role
from partyedu.admin.forms import SetUpForm
from partyedu.attendance.forms import CorrectForm, ReasonForm, TypeInForm, WalkInForm
from partyedu.core import clock
from partyedu.discussions.forms import BoxForm
from partyedu.organisation.fields import no_id_number
from partyedu.organisation.forms import CategoryForm, OwnForm, PersonForm, UnitForm
from partyedu.organisation.models import Person
from partyedu.schedule.forms import LeaveForm, ResidentForm
from partyedu.speakers.forms import CastForm

NUMBER = "11010519491231002X"

FIELDS = {
    PersonForm: ("name", "phone", "member_number", "education", "trade"),
    OwnForm: ("phone", "education", "trade"),
    UnitForm: ("name", "code"),
    CategoryForm: ("name",),
    WalkInForm: ("name", "phone"),
    CorrectForm: ("reason", "why"),
    ReasonForm: ("reason",),
    TypeInForm: ("others",),
    ResidentForm: ("name", "phone"),
    LeaveForm: ("reason",),
    BoxForm: ("contact",),
    CastForm: ("character",),
    RoleForm: ("user_name",),
    SetUpForm: ("admin",),
}


@pytest.mark.parametrize(("form", "name"), [(form, name) for form, names in FIELDS.items() for name in names])
def test_every_field_for_a_name_refuses_a_number(form, name):
    field: UnboundField = getattr(form, name)
    validators = field.kwargs.get("validators") or field.args[1]
    assert no_id_number in validators


def test_a_resident_at_the_desk_is_asked_for_a_name_and_nothing_is_kept(make, visit):
    event = make.event(open_to_residents=True, starts_at=clock.now() + timedelta(minutes=5))
    desk = visit(make.staff(Role.ORGANISER))
    for field in ({"name": NUMBER}, {"name": "赵六", "phone": "1101 0519 4912 3100 2X"}):
        refused = desk.post(f"/attendance/{event.id}/desk/walk-in", field)
        assert refused.status == 422
        assert "请不要填身份证号，本系统不保存它。" in refused.text
        assert "3100" not in refused.html and NUMBER not in refused.html
    assert not [row for row in make.rows(Person) if row.name in (NUMBER, "赵六")]
