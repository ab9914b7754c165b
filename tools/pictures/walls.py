"""A month looked at and planned by hand, and what leaves the screen: guide pages 42 and 43."""

from __future__ import annotations

import re
from typing import Any

from walking import Chapters, Walk, follow, press, settled

WIDE = (1400, 840)


def month(walk: Walk) -> None:
    """42: a month, the same month as a board on which a day is changed, a programme with its handles."""
    with walk.visit(WIDE) as page:
        page.goto(f"{walk.url}/schedule/")
        follow(page, "按月看")
        follow(page, "下个月")
        walk.show(page, "month", width=1100, top="按月看")
    with walk.visit(WIDE, "organiser") as page:
        follow(page, "日程", "header")
        follow(page, "动手排日子")
        follow(page, "下个月")
        card = page.locator(".plan-card[data-url]").first
        card.locator("summary").click()
        card.get_by_role("button", name="晚一天").click()
        page.get_by_role("button", name="撤回这一步").wait_for()
        walk.show(page, "month-board", width=1100, height=900, whole=True)
        press(page, "撤回这一步")
        settled(page)
        page.goto(f"{walk.url}/theatre/")
        session = coming(page)
        page.goto(f"{walk.url}/theatre/{session}/programme")
        walk.show(page, "programme-drag", width=1100)


def walls(walk: Walk) -> None:
    """43: the month and a session on the wall, cards for the table, words for the group."""
    with walk.visit(WIDE, "organiser") as page:
        follow(page, "日程", "header")
        follow(page, "按月看")
        follow(page, "打印这个月的海报")
        walk.show(page, "month-poster", width=900, whole=True)
        page.goto(f"{walk.url}/theatre/")
        session = coming(page)
        page.goto(f"{walk.url}/theatre/{session}")
        follow(page, "打印海报")
        walk.show(page, "poster", width=900, whole=True)
        page.goto(f"{walk.url}/theatre/{session}")
        follow(page, "打印节目单")
        page.goto(f"{walk.url}/theatre/{session}")
        follow(page, "桌签")
        walk.show(page, "table-cards", width=900, height=1220, whole=True)
        page.goto(f"{walk.url}/theatre/{session}")
        follow(page, "发到群里")
        walk.show(page, "group-message", width=1100, height=760)


def coming(page: Any) -> str:
    """The number of the last session on the first page of those to come: nothing has happened to it yet."""
    href = page.locator("#session-list a").last.get_attribute("href") or ""
    return re.sub(r"\D", "", href)


CHAPTERS: Chapters = {
    month: ("month", "month-board", "programme-drag"),
    walls: ("month-poster", "poster", "table-cards", "group-message"),
}
