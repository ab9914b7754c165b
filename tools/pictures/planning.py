"""What a year is planned to bring: guide pages 26 plans and 28 the meetings that must be held."""

from __future__ import annotations

from walking import Chapters, Walk, follow, unfold

WIDE = (1400, 840)


def plans(walk: Walk) -> None:
    """26: the year on one sheet; a square is opened, an activity is planned from it."""
    with walk.visit(WIDE, "organiser") as page:
        follow(page, "计划", "header")
        follow(page, "东街支部 .*年度计划")
        walk.show(page, "plan", width=1100)
        page.get_by_role("link", name="打印 A3").wait_for()
        page.locator("main a.cell-link").first.click()
        page.get_by_role("button", name="保存").wait_for()
        unfold(page, "没有活动也办好了")


def gaps(walk: Walk) -> None:
    """28: who held what has to be held."""
    with walk.visit(WIDE, "organiser") as page:
        follow(page, "计划", "header")
        follow(page, "该开的会")
        page.get_by_role("link", name="要求是什么").wait_for()
        follow(page, "^主题党日")
        walk.show(page, "gaps", width=1100, whole=True)


CHAPTERS: Chapters = {plans: ("plan",), gaps: ("gaps",)}
