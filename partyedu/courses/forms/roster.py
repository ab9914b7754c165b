"""What is filled in about the people of a class: answers, reasons, whom to let in, decisions."""

from wtforms import RadioField, StringField, TextAreaField

from partyedu.core.actor import Permission
from partyedu.core.forms import Form, ValidationError, at_most, choices, needed
from partyedu.core.words import _, _l
from partyedu.organisation.fields import PersonField, no_id_number


class AnswerForm(Form):
    """The answer to a call-up: coming, or why not."""

    coming = RadioField(
        _l("来不来"),
        [needed(_l("请点选来还是不来。"))],
        choices=choices([("yes", _l("能来")), ("no", _l("来不了"))]),
    )
    reason = StringField(_l("来不了的原因"), [at_most(200), no_id_number])


class LeaveClassForm(Form):
    """Why somebody leaves a class."""

    why = StringField(_l("退班的原因"), [at_most(200), no_id_number])


class EnrolForm(Form):
    """Whom staff let into a class."""

    person = PersonField(_l("替谁报名"), permission=Permission.COURSE_MANAGE)

    def validate_person(self, field: PersonField) -> None:
        """Somebody has to be named."""
        if field.data is None and not field.typed:
            raise ValidationError(str(_("请写要报名的人。")))


class NamesForm(Form):
    """A list of names from a chat or a table, pasted."""

    names = TextAreaField(_l("名单"), [needed(_l("请把名单贴在这里，一行一个名字。")), at_most(20_000)])

    @property
    def lines(self) -> list[str]:
        """The names, one each, whatever separates them."""
        text = self.names.data or ""
        for mark in "、，,；;\t":
            text = text.replace(mark, "\n")
        return [line for each in text.splitlines() if (line := " ".join(each.split())[:60])]


class DecisionForm(Form):
    """Whether somebody completes a class, against the rule with a reason."""

    completes = RadioField(
        _l("结业吗"),
        [needed(_l("请点选结业还是不结业。"))],
        choices=choices([("yes", _l("结业")), ("no", _l("这一期不结业"))]),
    )
    reason = TextAreaField(_l("原因"), [at_most(200), no_id_number])


class RevokeForm(Form):
    """Why a certificate no longer holds."""

    reason = StringField(_l("原因"), [at_most(200), no_id_number])


class NumberForm(Form):
    """A certificate's number to check."""

    number = StringField(_l("证书编号"), [needed(_l("请填证书上的编号。")), at_most(60)])
