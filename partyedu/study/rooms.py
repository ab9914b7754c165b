"""What stands side by side in study: the rooms as tabs, and the regions of a member's own page.

A noun that opens a room adds one line to ``TABS``; one that has something to say on "my study" adds one to ``REGIONS``.
A region is loaded by its address: its view answers with a fragment, or with nothing when there is nothing to say.
"""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from partyedu.core.actor import Actor, Permission
from partyedu.core.words import _l


@dataclass(frozen=True, slots=True)
class Tab:
    """A room of study. ``permission``: who sees it; None: whoever has signed in.

    ``aside``: it stands under 更多; ``aside_with``: it stands there for those who may this, for they have more rooms.
    """

    label: Any  # lazy text
    endpoint: str
    permission: Permission | None = None
    aside: bool = False
    aside_with: Permission | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a member's own page that another noun fills: ``label`` is the link of those without JavaScript."""

    label: Any
    endpoint: str


TABS: tuple[Tab, ...] = (
    Tab(_l("我的学习"), "study.index"),
    Tab(_l("我的清单"), "study.my_list", aside_with=Permission.HOURS_READ),
    Tab(_l("网络共学"), "study.distance"),
    Tab(_l("党员学时"), "study.unit_hours", Permission.HOURS_READ),
    Tab(_l("补训安排"), "study.make_up_desk", Permission.HOURS_READ),
    Tab(_l("上门安排"), "study.visits", Permission.VISIT_MANAGE),
    Tab(_l("结对安排"), "study.pairs", Permission.VISIT_MANAGE, aside=True),
    Tab(_l("看交来的话"), "study.answers", Permission.HOURS_READ, aside=True),
    Tab(_l("清单规则"), "study.list_rules", Permission.STUDY_MANAGE, aside=True),
    Tab(_l("我的补训"), "study.my_make_up", aside=True),
    Tab(_l("我的上门"), "study.my_visits", aside=True),
    Tab(_l("我的结对"), "study.my_pairs", aside=True),
)

REGIONS: tuple[Region, ...] = (
    Region(_l("要补的"), "study.make_up_region"),
    Region(_l("我的清单"), "study.list_region"),
)


def tabs_for(actor: Actor, rooms: tuple[Tab, ...] = TABS, within: str = "") -> list[dict[str, Any]]:
    """The rooms this person may enter, for ``ui.tabs``; the open one is marked (or ``within``).

    A row holds what one opens every week; the rest stands under 更多. What waits there for somebody is told on the home
    page and on "my study" anyway.
    """
    here = within or request.endpoint
    return [
        {
            "label": tab.label,
            "url": url_for(tab.endpoint),
            "current": here == tab.endpoint,
            "aside": tab.aside or (tab.aside_with is not None and actor.may(tab.aside_with)),
        }
        for tab in rooms
        if tab.permission is None or actor.may(tab.permission)
    ]


# The rooms of hours, in the place of the row of study: two rows are one too many.
HOURS_TABS: tuple[Tab, ...] = (
    Tab(_l("党员"), "study.unit_hours", Permission.HOURS_READ),
    Tab(_l("各组织"), "study.sums_of_units", Permission.HOURS_READ),
    Tab(_l("登记的学时"), "study.entries", Permission.HOURS_READ),
    Tab(_l("免学"), "study.exemptions", Permission.STUDY_MANAGE),
    Tab(_l("学时规则"), "study.rules", Permission.STUDY_MANAGE),
)


def hours_tabs(actor: Actor) -> dict[str, Any]:
    """The row of tabs of the pages of hours."""
    return {"hours_tabs": tabs_for(actor, HOURS_TABS)}
