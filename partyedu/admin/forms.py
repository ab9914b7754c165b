"""Forms of the machine's keeper."""

from wtforms import BooleanField, PasswordField, SelectField, StringField

from partyedu.core.forms import Form, NumberField, at_most, between, choices, needed
from partyedu.core.words import _l
from partyedu.organisation.fields import no_id_number
from partyedu.organisation.models import UNIT_KINDS, UnitKind


class SetUpForm(Form):
    """The first visit of a centre."""

    name = StringField(_l("中心的名称"), [needed(), at_most(60)])
    kind = SelectField(
        _l("这里是"),
        choices=choices((kind, UNIT_KINDS[kind]) for kind in (UnitKind.COMMUNITY, UnitKind.STREET, UnitKind.DISTRICT)),
        coerce=UnitKind,
        default=UnitKind.COMMUNITY,
    )
    code = StringField(_l("代码"), [at_most(40)])
    admin = StringField(_l("管理员的名字（也用来登录）"), [needed(), at_most(60), no_id_number])
    password = PasswordField(_l("管理员的密码"), [needed()])


class SettingsForm(Form):
    """What the centre sets for itself."""

    name = StringField(_l("中心的名称"), [needed(), at_most(60)])
    address = StringField(_l("地址"), [at_most(120)])
    contact = StringField(_l("联系本中心（每页页脚都看得到）"), [at_most(120)])
    base_url = StringField(_l("本机在局域网里的网址"), [at_most(120)])
    backup_hour = NumberField(_l("每天几点备份"), [between(0, 23)])
    backups_kept = NumberField(_l("保留几份备份"), [between(1, 365)])
    video_limit_mb = NumberField(_l("一段视频最大多少 MB"), [between(10, 1000)])
    staff_https = BooleanField(_l("工作人员只能从安全地址登录"))
