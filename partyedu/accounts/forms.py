"""Forms of signing in, of one's own account, of cards and of roles."""

from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo

from partyedu.accounts.models import ROLES
from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import Form, at_most, choices, needed
from partyedu.core.words import _, _l
from partyedu.organisation import queries as organisation
from partyedu.organisation.fields import PersonField, no_id_number


class SignInForm(Form):
    """One name, one secret; ``who`` tells people apart who share a phone."""

    name = StringField(_l("手机号、党员编号或用户名"), [needed(_l("请填手机号、党员编号或用户名。")), at_most(60)])
    who = StringField(_l("您的姓名或党员编号"), [at_most(60)])
    secret = PasswordField(_l("PIN 或密码"), [needed(_l("请填 PIN 或密码。")), at_most(200)])
    shared_device = BooleanField(_l("这是公用设备（平板、电脑）"))
    next = HiddenField()


def _again(other: str) -> EqualTo:
    return EqualTo(other, _l("两次输入的不一样，请再输一次。"))


class CardPinForm(Form):
    """A first PIN, or a new one for a forgotten one."""

    pin = PasswordField(_l("您想用的 PIN（六位数字）"), [needed(), at_most(20)])
    again = PasswordField(_l("再输一次"), [needed(), _again("pin")])
    shared_device = BooleanField(_l("这是公用设备（平板、电脑）"))


class CardPasswordForm(Form):
    """A new password for staff who have forgotten theirs."""

    password = PasswordField(_l("您想用的密码"), [needed(), at_most(200)])
    again = PasswordField(_l("再输一次"), [needed(), _again("password")])
    shared_device = BooleanField(_l("这是公用设备（平板、电脑）"))


class ChangePinForm(Form):
    """The old PIN, the new one twice."""

    old = PasswordField(_l("现在的 PIN"), [needed(), at_most(20)])
    pin = PasswordField(_l("新的 PIN（六位数字）"), [needed(), at_most(20)])
    again = PasswordField(_l("再输一次新的 PIN"), [needed(), _again("pin")])


class ChangePasswordForm(Form):
    """The old password, the new one twice."""

    old = PasswordField(_l("现在的密码"), [needed(), at_most(200)])
    password = PasswordField(_l("新的密码"), [needed(), at_most(200)])
    again = PasswordField(_l("再输一次新的密码"), [needed(), _again("password")])


class RoleForm(Form):
    """A person, a role, a unit."""

    person = PersonField(_l("谁"), permission=Permission.ROLES_GRANT, validators=[needed(_l("请写出是谁。"))])
    role = SelectField(_l("角色"), [needed(_l("请选一个角色。"))], choices=lambda: choices(ROLES.items(), _("请选择")))
    unit_id = SelectField(_l("管哪个组织（连同它下面的）"), coerce=int)
    user_name = StringField(_l("用户名"), [at_most(40), no_id_number])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit_id.choices = organisation.unit_choices(signed_in(), Permission.ROLES_GRANT)
