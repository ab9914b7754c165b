"""What everyone learns in a year: guide pages 23 to 25 hours, 32 making up, 33 lists."""

from __future__ import annotations

from walking import PHONE, Chapters, Walk, answer_waiting, follow, in_days, large, press, study, unfold

from partyedu.scenarios import demo


def hours(walk: Walk) -> None:
    """23: a member's year of hours, and every row behind it."""
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        large(page)
        page.goto(f"{walk.url}/study/")
        walk.show(page, "my-study", top=".year-ring")
        follow(page, "看每一笔")
        page.goto(f"{walk.url}/study/")
        unfold(page, "怎么算的")
        follow(page, "登记一笔")
        page.get_by_role("button", name="交上去").wait_for()


def hours_of_a_unit(walk: Walk) -> None:
    """24: who is on the way; what was learned elsewhere is confirmed; somebody is exempt."""
    with walk.visit(who="organiser") as page:
        study(page, "党员学时")
        page.get_by_label("组织", exact=True).select_option(label="东街支部")
        page.wait_for_url("**unit=*")
        walk.show(page, "hours-unit", until="main .lines.told > li:nth-child(8)")
        follow(page, "^各组织")
        page.go_back()
        follow(page, "^免学")
        follow(page, "办一次免学")


def hours_rules(walk: Walk) -> None:
    """25: a new rule is looked at before it holds."""
    with walk.visit(who="organiser") as page:
        study(page, "党员学时")
        follow(page, "学时规则")
        follow(page, "定一条新规则")
        page.get_by_label("从哪一天起").fill(in_days(40))
        page.get_by_label("党员一年应学几小时").fill("40")
        press(page, "先看看会怎样")
        page.get_by_role("button", name="就这样定").wait_for()
        walk.show(page, "hours-rule", until="#rule-form hr")


def making_up(walk: Walk) -> None:
    """32: those who missed something are asked; each chooses how to make it up."""
    with walk.visit(who="organiser") as page:
        study(page, "补训安排")
        follow(page, "原因和对策")
        walk.show(page, "remedies", whole=True)
        study(page, "补训安排")
        follow(page, "给没到的人安排补训")
        study(page, "看交来的话")
        page.get_by_role("button", name="通过").first.wait_for()
        walk.show(page, "answers", height=880)
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        large(page)
        answer_waiting(page, "看怎么补")
        walk.show(page, "make-up", top="怎么补，您来选")


def lists(walk: Walk) -> None:
    """33: a member's own list, and a rule that fills it."""
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        large(page)
        study(page, "我的清单")
        walk.show(page, "my-list", top="必须学")
    with walk.visit(who="organiser") as page:
        study(page, "清单规则")
        page.locator("main table a").first.click()
        page.get_by_role("link", name="打印小条（没有手机的）").wait_for()
        walk.show(page, "list-rule", until="h2:has-text('选中的人')")


CHAPTERS: Chapters = {
    hours: ("my-study",),
    hours_of_a_unit: ("hours-unit",),
    hours_rules: ("hours-rule",),
    making_up: ("remedies", "answers", "make-up"),
    lists: ("my-list", "list-rule"),
}
