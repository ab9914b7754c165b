"""What people fill in: a post, a record, questions and summary, a matter and its steps."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from partyedu.core.actor import Permission
from partyedu.core.forms import (
    CheckboxesField,
    DayField,
    Form,
    NumberField,
    PhotoForm,
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
from partyedu.discussions.models import (
    FOLLOWED_UP,
    MATTER_CHANNELS,
    MATTER_KINDS,
    POST_KINDS,
    MatterChannel,
    MatterKind,
    PostKind,
)
from partyedu.organisation.fields import PersonField, no_id_number

TOP_KINDS = (PostKind.REFLECTION, PostKind.QUESTION)
BOX_CHANNELS = {
    MatterChannel.SUGGESTION_BOX: _l("意见建议"),
    MatterChannel.WISH_BOX: _l("微心愿"),
}


class PostForm(PhotoForm):
    """A reflection or a question; staff may write it for somebody."""

    person = PersonField(_l("替谁写（不填就是您自己）"), permission=Permission.DISCUSSION_MANAGE)
    kind = RadioField(
        _l("写什么"),
        choices=choices([(kind, POST_KINDS[kind]) for kind in TOP_KINDS]),
        coerce=PostKind,
        default=PostKind.REFLECTION,
    )
    text = TextAreaField(_l("您想说的"), [at_most(5000)])
    photo = FileField(_l("手写稿的照片"))
    author_agrees = BooleanField(_l("可以在大屏幕上展示"))

    @property
    def person_id(self) -> int | None:
        """For whom it is written; None for oneself."""
        field = self._fields.get("person")
        return field.data.id if field is not None and field.data is not None else None


class AnswerForm(Form):
    """An answer to a post."""

    person = PersonField(_l("替谁写（不填就是您自己）"), permission=Permission.DISCUSSION_MANAGE)
    text = TextAreaField(_l("您的回答"), [needed(_l("请写几句。")), at_most(3000)])

    person_id = PostForm.person_id


class OwnPostForm(PhotoForm):
    """One's own post, changed."""

    text = TextAreaField(_l("您想说的"), [at_most(5000)])
    photo = FileField(_l("换一张照片"))
    author_agrees = BooleanField(_l("可以在大屏幕上展示"))


class HideForm(Form):
    """A post is hidden; everybody reads why."""

    reason = StringField(_l("为什么隐藏"), [needed(_l("请写明为什么隐藏，大家会看到这个理由。")), at_most(200)])


class LeadForm(VersionedForm):
    """Questions to start with, and the summary."""

    questions = TextAreaField(_l("先聊这几个问题（一行一个）"), [at_most(1000)])
    summary = TextAreaField(_l("讨论小结"), [at_most(3000)])


class RecordForm(PhotoForm, VersionedForm):
    """The record of a small group, typed from paper."""

    held_on = DayField(_l("哪一天讨论的"), [needed(_l("请填日期，写成 2026-03-05 这样。"))])
    people = CheckboxesField(_l("到场的人"), coerce=int)
    text = TextAreaField(_l("大家说了什么"), [needed(_l("请把记录上的话录进来，几句也行。")), at_most(8000)])
    photo = FileField(_l("记录纸的照片"))


class CloseSessionForm(Form):
    """A session is closed."""

    reason = TextAreaField(_l("没有讨论的原因"), [at_most(300)])


class BoxForm(Form):
    """A suggestion or a wish, from anybody in the house."""

    unit_id = SelectField(_l("给哪个社区"), coerce=int)
    channel = RadioField(
        _l("这是什么"),
        choices=choices(BOX_CHANNELS),
        coerce=MatterChannel,
        default=MatterChannel.SUGGESTION_BOX,
    )
    title = StringField(_l("一句话说说是什么事"), [needed(_l("请写一句话，我们好知道是什么事。")), at_most(120)])
    text = TextAreaField(_l("多说几句"), [at_most(3000)])
    anonymous = BooleanField(_l("不留名字"))
    contact = StringField(_l("怎么称呼您，怎么找到您"), [at_most(80), no_id_number])


class RaiseForm(Form):
    """A matter that staff write down: from the desk, a chat, a slip of paper."""

    unit_id = SelectField(_l("归哪个组织"), coerce=int)
    kind = RadioField(
        _l("哪一种"),
        choices=choices([(kind, MATTER_KINDS[kind]) for kind in FOLLOWED_UP]),
        coerce=MatterKind,
        default=MatterKind.MATTER,
    )
    channel = SelectField(
        _l("从哪里来的"),
        choices=choices([(key, label) for key, label in MATTER_CHANNELS.items() if key is not MatterChannel.POST]),
        coerce=MatterChannel,
        default=MatterChannel.DESK,
    )
    person = PersonField(_l("谁提的（不知道就空着）"), permission=Permission.MATTER_MANAGE)
    title = StringField(_l("什么事"), [needed(), at_most(120)])
    text = TextAreaField(_l("详细情况"), [at_most(3000)])

    def values(self, *leave_out: str) -> dict[str, Any]:
        """As ``raise_matter`` takes them."""
        values = super().values("person", *leave_out)
        # An ordinary matter out of the wish box is a small wish (see ``raise_matter``).
        kind = None if self.kind.data is MatterKind.MATTER else self.kind.data
        return {**values, "kind": kind, "raised_by_id": self.person.data.id if self.person.data else None}


class WishForm(Form):
    """A small wish; staff write it down for somebody."""

    person = PersonField(_l("谁的心愿"), permission=Permission.MATTER_MANAGE)
    unit_id = SelectField(_l("哪个社区"), coerce=int)
    title = StringField(
        _l("一句话说说您的心愿"), [needed(_l("请写一句话，说说您的心愿。")), at_most(120), no_id_number]
    )
    text = TextAreaField(_l("多说几句"), [at_most(1000), no_id_number])
    contact = StringField(_l("怎么称呼，怎么联系"), [at_most(80), no_id_number])


class WallForm(Form):
    """The words of a wish that everybody reads."""

    words = TextAreaField(_l("墙上写的话"), [needed(_l("请写上墙上看得到的话。")), at_most(120), no_id_number])


class ClaimForm(Form):
    """Somebody claims a wish."""

    unit_id = SelectField(_l("谁来认领"), coerce=number_or_none)


class FulfilForm(Form):
    """What was done for a wish."""

    outcome = TextAreaField(_l("做了什么"), [needed(_l("请写几句做了什么。")), at_most(1000)])


class ThankForm(Form):
    """Thanks for a wish."""

    thanks = TextAreaField(_l("感谢的话"), [needed(_l("请写一句感谢的话。")), at_most(300)])


class EndWishForm(Form):
    """Why a wish ends."""

    reason = TextAreaField(_l("为什么结束"), [at_most(300)])


class AssignForm(VersionedForm):
    """A matter is given to somebody."""

    assignee = PersonField(_l("交给谁办"), permission=Permission.MATTER_MANAGE)
    due_on = DayField(_l("哪天以前办好"), [needed(_l("请填日期，写成 2026-03-05 这样。"))])
    message = TextAreaField(_l("交代几句"), [at_most(1000)])

    def validate_assignee(self, field: PersonField) -> None:
        """Somebody has to be named."""
        if field.data is None and not field.typed:
            raise ValidationError(str(_("请写交给谁办。")))


class NoteForm(Form):
    """How far it is."""

    note = TextAreaField(_l("办到哪里了"), [at_most(2000)])


class CheckForm(Form):
    """What was seen when it was checked."""

    seen = TextAreaField(_l("怎么核实的"), [at_most(2000)])


class BackForm(Form):
    """One step back."""

    reason = TextAreaField(_l("为什么退回"), [needed(_l("请写明为什么退回。")), at_most(1000)])


class CloseForm(Form):
    """A matter is closed."""

    outcome = TextAreaField(_l("办成了什么"), [needed(_l("请写明办成了什么。")), at_most(2000)])
    households = NumberField(_l("服务了多少户"), [optional(), between(0, 100_000)])
    publish = BooleanField(_l("放到“您说了，我们办了”公开栏"))
    public_title = StringField(_l("公开栏上写：您说了什么"), [at_most(120)])
    public_outcome = TextAreaField(_l("公开栏上写：我们办了什么"), [at_most(300)])


class BoardForm(Form):
    """The public words of a closed matter."""

    public_title = StringField(_l("您说了什么"), [needed(), at_most(120)])
    public_outcome = TextAreaField(_l("我们办了什么"), [needed(), at_most(300)])
