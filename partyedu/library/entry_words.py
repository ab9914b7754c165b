"""What the pages call the entries of each bank: projects, cases, partner units with what was agreed (S3.3)."""

from dataclasses import dataclass
from typing import Any

from partyedu.core.words import _l
from partyedu.library.models import BankKind


@dataclass(frozen=True, slots=True)
class EntryWords:
    """The words (lazy texts) of one bank. ``done`` and its two neighbours are the headings of an entry."""

    bank: Any
    heading: Any
    lead: Any
    enter: Any
    nothing: Any
    nothing_lead: Any
    title: Any
    summary: Any
    done: Any
    outcome: Any


ENTRY_WORDS: dict[BankKind, EntryWords] = {
    BankKind.PROJECT: EntryWords(
        bank=_l("项目库"),
        heading=_l("实践项目"),
        lead=_l("动手去做的课：去哪里，做什么，找谁。"),
        enter=_l("放进一个项目"),
        nothing=_l("还没有项目"),
        nothing_lead=_l("能带大家去做的事，写下来，开班的时候就用得上。"),
        title=_l("名称"),
        summary=_l("是什么项目"),
        done=_l("怎么参加、做些什么"),
        outcome=_l("效果怎么样"),
    ),
    BankKind.CASE: EntryWords(
        bank=_l("案例库"),
        heading=_l("好的案例"),
        lead=_l("是怎么一回事，做了什么，效果怎么样。"),
        enter=_l("放进一个案例"),
        nothing=_l("还没有案例"),
        nothing_lead=_l("办成了的事，写下来，别的社区也能照着做。"),
        title=_l("名称"),
        summary=_l("是怎么一回事"),
        done=_l("做了什么"),
        outcome=_l("效果怎么样"),
    ),
    BankKind.PARTNER: EntryWords(
        bank=_l("共建单位"),
        heading=_l("共建单位"),
        lead=_l("和谁签了共建协议：场地、老师、活动，怎么一起用。"),
        enter=_l("登记一个共建单位"),
        nothing=_l("还没有共建单位"),
        nothing_lead=_l("和学校、医院、企业签了协议，登记在这里，借场地、请老师都好找。"),
        title=_l("单位名称"),
        summary=_l("协议里怎么说"),
        done=_l("哪些一起用、一起办"),
        outcome=_l("做成了什么"),
    ),
}
