"""What a year is planned to bring: guide pages 26 plans, 27 Excel, 28 what must be held, supervision, the council."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from walking import Chapters, Walk, follow, press, unfold

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


def plan_in_excel(walk: Walk) -> None:
    """27: a sheet as offices keep it is looked through cell by cell before it is taken in."""
    file = _sheet(walk.folder / "东街支部年度计划.xlsx")
    with walk.visit(who="organiser") as page:
        follow(page, "计划", "header")
        follow(page, "东街支部 .*年度计划")
        page.get_by_role("link", name="下载 Excel").wait_for()
        follow(page, "从 Excel 读进来")
        page.set_input_files("input[type=file]", file)
        press(page, "看看会怎样")
        page.get_by_text("换成表上的").first.wait_for()
        walk.show(page, "plan-import", whole=True)
        page.get_by_role("button", name="读进来", exact=True).wait_for()
        press(page, "不读了")


def _sheet(file: Path) -> Path:
    """Three tasks beside the months: one that stands and says something else, one that is new."""
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("计划")
        sheet.merge_range(0, 0, 0, 14, "东街支部年度计划（演示）")
        sheet.write_row(1, 0, ("类别", "任务", *(f"{month}月" for month in range(1, 13)), "负责人"))
        sheet.merge_range(2, 0, 3, 0, "党员教育")
        sheet.write(2, 1, "入户走访")
        sheet.write(2, 3, "走 12 户老人")
        sheet.write(2, 12, "给老人送棉被（11月20日前）")
        sheet.write(3, 1, "老物件展")
        sheet.write(3, 5, "选三件")
        sheet.write(3, 11, "拍照，写说明")
    return file


def gaps(walk: Walk) -> None:
    """28: who held what has to be held."""
    with walk.visit(WIDE, "organiser") as page:
        follow(page, "计划", "header")
        follow(page, "该开的会")
        page.get_by_role("link", name="要求是什么").wait_for()
        follow(page, "^主题党日")
        page.wait_for_url("**occasion=*")
        walk.show(page, "gaps", width=1100, whole=True)


def supervision(walk: Walk) -> None:
    """28: what was missed is given to somebody; the council decides one thing after the other."""
    with walk.visit(who="organiser") as page:
        page.goto(f"{walk.url}/plans/gaps")
        follow(page, "^先看这一处")
        page.get_by_role("heading", name="督查：交给一个人办").wait_for()
        walk.show(page, "supervision", whole=True)
        follow(page, "讨论", "header")
        follow(page, "跟进的事")
        follow(page, "^议事会$")
        walk.show(page, "council", whole=True)
        follow(page, "去看看")


CHAPTERS: Chapters = {
    plans: ("plan",),
    plan_in_excel: ("plan-import",),
    gaps: ("gaps",),
    supervision: ("supervision", "council"),
}
