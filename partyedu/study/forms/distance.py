"""A class at a distance, its pieces, who is in it, an answer to a piece."""

import secrets
from datetime import timedelta

from flask import request
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from partyedu.core import clock
from partyedu.core.access import signed_in
from partyedu.core.actor import Permission
from partyedu.core.forms import (
    DayField,
    Form,
    NumberField,
    ValidationError,
    VersionedForm,
    at_most,
    between,
    choices,
    needed,
    number_or_none,
    optional,
)
from partyedu.core.words import _, _l
from partyedu.library.queries.courseware import courseware_to_choose
from partyedu.organisation.fields import PersonField, no_id_number
from partyedu.organisation.queries import category_choices, unit_choices
from partyedu.study.forms.answers import AnswerForm
from partyedu.study.models import DistanceClass, DistancePiece, DistanceState

SHORTEST, LONGEST = 5, 120  # minutes that one answer may count


class DistanceClassForm(VersionedForm):
    """What the class is, for whom, from which day."""

    form_key = HiddenField()
    unit_id = SelectField(_l("哪个组织办"), [needed()], coerce=number_or_none)
    title = StringField(_l("班名"), [needed(_l("请写班名。")), at_most(80)])
    summary = TextAreaField(_l("写给大家的话"), [at_most(1000)])
    starts_on = DayField(_l("从哪一天开始"), [needed(_l("请填日期，写成 2026-03-05 这样。"))])
    category_id = SelectField(_l("哪一类党员自动进班"), [optional()], coerce=number_or_none)

    @classmethod
    def for_new(cls) -> "DistanceClassForm":
        """The empty form; from next Monday, as most would have it."""
        monday = clock.week_of(clock.today()) + timedelta(days=7)
        form = cls() if request.method == "POST" else cls(form_key=secrets.token_hex(16), starts_on=monday)
        form.unit_id.choices = choices(unit_choices(signed_in(), Permission.STUDY_MANAGE))
        form.category_id.choices = choices(category_choices(), empty=_l("都不自动进，自己选人"))
        return form

    @classmethod
    def for_class(cls, row: DistanceClass) -> "DistanceClassForm":
        """The form of a class; once it runs, only its words."""
        form = cls(obj=row)
        form.category_id.choices = choices(category_choices(row.category_id), empty=_l("都不自动进，自己选人"))
        del form.unit_id, form.form_key
        if row.state is not DistanceState.DRAFT:
            del form.starts_on, form.category_id
        return form


class PieceForm(VersionedForm):
    """A short piece and its question."""

    title = StringField(_l("这一篇的题目"), [needed(_l("请写题目。")), at_most(80)])
    courseware_id = SelectField(_l("学哪一篇课件"), [optional()], coerce=number_or_none)
    text = TextAreaField(_l("自己写一段短文"), [at_most(8000)])
    question = StringField(_l("学完问一句"), [needed(_l("请写一个要用自己的话回答的问题。")), at_most(200)])
    minutes = NumberField(_l("交了并通过，算多少分钟学时"), [between(SHORTEST, LONGEST)], default=30)

    @classmethod
    def for_piece(cls, piece: DistancePiece | None = None) -> "PieceForm":
        """The form of a new piece, or of one that stands."""
        form = cls(obj=piece)
        pieces = {row.id: row.title for row in courseware_to_choose(signed_in(), limit=100)}
        if piece is not None and piece.courseware is not None:
            pieces.setdefault(piece.courseware.id, piece.courseware.title)
        form.courseware_id.choices = choices(pieces, empty=_l("不用课件，下面自己写"))
        return form


class AddPeopleForm(Form):
    """Who comes into a class: a category, all who study online, or one by name."""

    way = RadioField(
        _l("怎么加"),
        choices=choices({"category": _l("加一类党员"), "online": _l("加网络学的党员"), "name": _l("按名字加一位")}),
        default="name",
    )
    category_id = SelectField(_l("哪一类"), coerce=number_or_none)
    person = PersonField(_l("哪一位"), permission=Permission.STUDY_MANAGE, guests=True)

    @classmethod
    def offered(cls) -> "AddPeopleForm":
        """The form with its categories."""
        form = cls()
        form.category_id.choices = choices(category_choices(), empty=_l("请选"))
        return form

    def validate_person(self, field: PersonField) -> None:
        """Who adds by name names somebody."""
        if self.way.data == "name" and field.data is None and not field.typed:
            raise ValidationError(str(_("请写是哪一位。")))

    def validate_category_id(self, field: SelectField) -> None:
        """Who adds a category says which."""
        if self.way.data == "category" and field.data is None:
            raise ValidationError(str(_("请选是哪一类。")))


class PieceAnswerForm(AnswerForm):
    """A sentence after a piece; one that comes in the week after its own says why."""

    late_word = StringField(_l("为什么晚了"), [at_most(200), no_id_number])
