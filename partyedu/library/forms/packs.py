"""The words of a pack."""

import secrets

from flask import request
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import VersionedForm, at_most, choices, needed, number_or_none
from partyedu.core.words import _l
from partyedu.library.models import Pack
from partyedu.organisation.queries import unit_choices


class PackForm(VersionedForm):
    """Title and introduction of a pack."""

    form_key = HiddenField()
    unit_id = SelectField(_l("哪个组织的"), [needed()], coerce=number_or_none)
    title = StringField(_l("学习包的名称"), [needed(_l("请写名称。")), at_most(80)])
    introduction = TextAreaField(_l("写给大家的话"), [at_most(1000)])

    @classmethod
    def for_new(cls) -> "PackForm":
        """The empty form."""
        form = cls() if request.method == "POST" else cls(form_key=secrets.token_hex(16))
        form.unit_id.choices = choices(unit_choices(signed_in(), Permission.LIBRARY_MANAGE))
        return form

    @classmethod
    def for_pack(cls, pack: Pack) -> "PackForm":
        """The form of a pack that stands."""
        form = cls(obj=pack)
        for name in ("unit_id", "form_key"):
            del form[name]
        return form
