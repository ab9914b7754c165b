"""What courses and classes hold about one person, to take along."""

from collections.abc import Iterator

from sqlalchemy import select

from partyedu.core.personal import Held
from partyedu.core.words import _
from partyedu.courses.models import PLACE_STATES, Certificate, ClassPlace, CourseClass


def held(person_id: int) -> Iterator[Held]:
    """Their places in classes, with reasons, and their certificates."""
    places = select(
        CourseClass.title, ClassPlace.state, ClassPlace.entered_at, ClassPlace.reason, ClassPlace.decided_reason,
        ClassPlace.completed_at,
    )  # fmt: skip
    yield Held(
        _("班次"),
        places.join(CourseClass, ClassPlace.class_id == CourseClass.id)
        .where(ClassPlace.person_id == person_id)
        .order_by(ClassPlace.id),
        (_("题目"), _("状态"), _("时间"), _("原因"), _("结业怎么定的"), _("结业时间")),
        (PLACE_STATES,),
    )
    papers = select(
        Certificate.number, Certificate.name, Certificate.title, Certificate.issued_at, Certificate.revoked_at,
        Certificate.revoked_reason,
    )  # fmt: skip
    yield Held(
        _("证书"),
        papers.join(ClassPlace, Certificate.place_id == ClassPlace.id)
        .where(ClassPlace.person_id == person_id)
        .order_by(Certificate.id),
        (_("编号"), _("姓名"), _("题目"), _("发证时间"), _("作废时间"), _("为什么作废")),
    )
