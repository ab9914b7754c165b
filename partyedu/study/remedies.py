"""What helps against a reason that many gave: words and the page on which it is begun."""

from typing import Any

from partyedu.core.actor import Actor, Permission
from partyedu.core.words import _l
from partyedu.study.models import AbsenceReason

Remedy = tuple[Any, str, Permission]

_EVENING: Remedy = (_l("晚上或周末再开一场"), "/schedule/new", Permission.EVENT_MANAGE)
_NEARER: Remedy = (_l("换到离他们近的教学点开一场"), "/schedule/new", Permission.EVENT_MANAGE)
_SLOWER: Remedy = (_l("请人慢一点、用方言再讲一遍"), "/schedule/new", Permission.EVENT_MANAGE)
_SMALL: Remedy = (_l("分成几个人一组，就近谈"), "/schedule/new", Permission.EVENT_MANAGE)
_DOOR: Remedy = (_l("送学上门"), "/study/visits", Permission.VISIT_MANAGE)
_PAIRS: Remedy = (_l("结对子，一对一地帮"), "/study/pairs", Permission.VISIT_MANAGE)
_DISTANCE: Remedy = (_l("开一个网络共学班"), "/study/distance", Permission.STUDY_MANAGE)
_PACK: Remedy = (_l("做一个短的学习包，带回家学"), "/library/packs/new", Permission.LIBRARY_MANAGE)
_NEEDS: Remedy = (_l("问一问大家想学什么"), "/surveys/needs", Permission.SURVEY_MANAGE)
_MENU: Remedy = (_l("出一份菜单，让大家点单"), "/orders/menus", Permission.ORDER_MANAGE)
_CALLS: Remedy = (_l("打电话、上门问一问"), "/notices/calls", Permission.PEOPLE_READ)
_STAGE: Remedy = (_l("请他们自己上台讲一段"), "/speakers/", Permission.TALK_MANAGE)
_MATTER: Remedy = (_l("记成一件事，交给一个人跟进"), "/discussions/matters/new", Permission.MATTER_MANAGE)

_REMEDIES: dict[AbsenceReason, tuple[Remedy, ...]] = {
    AbsenceReason.WORK: (_EVENING, _DISTANCE, _PACK),
    AbsenceReason.INCONVENIENT: (_DOOR, _NEARER),
    AbsenceReason.CANNOT_FOLLOW: (_SLOWER, _PAIRS),
    AbsenceReason.NOT_USEFUL: (_NEEDS, _MENU),
    AbsenceReason.UNWILLING: (_CALLS, _MENU),
    AbsenceReason.MEETINGS: (_EVENING, _SMALL),
    AbsenceReason.GATHERING: (_SMALL, _DISTANCE),
    AbsenceReason.TALKING: (_CALLS, _PAIRS),
    AbsenceReason.DUES: (_MATTER, _CALLS),
    AbsenceReason.CONTACT: (_CALLS, _DOOR),
    AbsenceReason.ACTIVITIES: (_NEARER, _MENU),
    AbsenceReason.EXAMPLE: (_STAGE, _MATTER),
    AbsenceReason.CONDUCT: (_CALLS, _MATTER),
}


def remedies_for(actor: Actor, reasons: list[AbsenceReason]) -> dict[AbsenceReason, list[tuple[Any, str]]]:
    """For each reason the remedies: words, and the page where they are begun ("" when that is not the actor's work)."""
    return {
        reason: [(words, url if actor.may(permission) else "") for words, url, permission in _REMEDIES[reason]]
        for reason in reasons
    }
