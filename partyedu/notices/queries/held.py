"""What notices hold about one person, to take along."""

from collections.abc import Iterator

from sqlalchemy import select

from partyedu.core.personal import Held
from partyedu.core.words import _
from partyedu.notices.models import Notice


def held(person_id: int) -> Iterator[Held]:
    """What they were told, and when it reached them."""
    told = select(Notice.created_at, Notice.subject, Notice.detail, Notice.read_at, Notice.told_at)
    yield Held(
        _("收到的通知"),
        told.where(Notice.person_id == person_id).order_by(Notice.id.desc()),
        (_("时间"), _("题目"), _("内容"), _("什么时候读的"), _("什么时候由人告诉的")),
    )
