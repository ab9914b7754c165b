"""What people are asked and what they wish: guide pages 12 surveys, 16 contests, 20 orders, 21 small wishes."""

from __future__ import annotations

from playwright.sync_api import Page
from walking import PHONE, Chapters, Walk, find_person, follow, more, press

from partyedu.scenarios import demo


def surveys(walk: Walk) -> None:
    """12: a survey is written, answered on a phone, typed in from paper, read; a need is followed."""
    with walk.visit(who="organiser") as page:
        more(page, "调查")
        follow(page, "我们办的")
        follow(page, "新的调查")
        page.get_by_label("题目").fill("春天的读书会，您想怎么办")
        press(page, "下一步：出题")
        _question(page, "什么时候来得了", ("上午", "下午", "晚上"))
        page.get_by_label("问什么").fill("您想读什么")
        page.get_by_label("可选几个").check()
        for number, words in enumerate(("老一辈的故事", "养身体的书", "带孙辈一起读的"), 1):
            page.get_by_label(f"答案 {number}", exact=True).fill(words)
        walk.show(page, "survey-questions", whole=True)
        press(page, "加上这道题")
        follow(page, "出好了，下一步")
        press(page, "^开始")
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        page.goto(f"{walk.url}/surveys/")
        page.get_by_role("link", name="冬天您想学什么").first.click()
        page.get_by_label("用手机看病挂号").check()
        page.get_by_label("怎么防骗").check()
        page.get_by_label("下午").check()
        walk.show(page, "survey-phone", top="1. 冬天您想学什么")
        press(page, "交上去")
        page.get_by_text("今年的课，您觉得怎么样").first.wait_for()  # it says which question was passed over
    with walk.visit(who="organiser") as page:
        page.goto(f"{walk.url}/surveys/led")
        follow(page, "冬天您想学什么")
        follow(page, "录入纸质的")
        find_person(page, "这是谁的", "蒋")
        page.get_by_label("1. 冬天您想学什么").fill("1 3")
        page.get_by_label("2. 什么时候来得了").fill("2")
        page.get_by_label("3. 今年的课，您觉得怎么样").fill("5")
        walk.show(page, "survey-type-in", whole=True)
        press(page, "记下，录下一张")
        follow(page, "录完了")
        page.goto(f"{walk.url}/surveys/led")
        follow(page, "说说心里话")
        follow(page, "看结果")
        walk.show(page, "survey-results", until="#results section:nth-of-type(4), h2:has-text('4. 心里话')")
        follow(page, "说说心里话")
        follow(page, "调查和测验")
        follow(page, "学习需求")
        follow(page, "手机上怎么挂号")
        page.get_by_text("冬季夜校").first.wait_for()
        walk.show(page, "need", whole=True)


def _question(page: Page, text: str, answers: tuple[str, ...]) -> None:
    page.get_by_label("问什么").fill(text)
    page.get_by_label("选一个").check()
    for number, words in enumerate(answers, 1):
        page.get_by_label(f"答案 {number}", exact=True).fill(words)
    press(page, "加上这道题")


def contests(walk: Walk) -> None:
    """16: the wall of family rules, what a member hands in, a call that is kept."""
    with walk.visit() as page:
        page.goto(f"{walk.url}/contests/")
        follow(page, "我家的一条家规")
        walk.show(page, "family-wall", whole=True)
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        page.goto(f"{walk.url}/contests/")
        follow(page, "我家的一条家规")
        follow(page, "晒晒我家的家规")
        page.get_by_label("同意展示给大家看").wait_for()
        page.get_by_role("button", name="交上去").wait_for()
    with walk.visit(who="organiser") as page:
        more(page, "征文")
        follow(page, "我家的一条家规")
        follow(page, "管理")
        press(page, "^展示")
        page.goto(f"{walk.url}/contests/")
        follow(page, "老街的记忆")
        follow(page, "管理")
        walk.show(page, "contest", whole=True)
        follow(page, "看评分，定奖")


def orders(walk: Walk) -> None:
    """20: a menu is arranged and printed, orders become a session, nobody's subject becomes a call."""
    with walk.visit(who="organiser") as page:
        follow(page, "点单", "header")
        follow(page, "管菜单")
        follow(page, "照它做下一份")
        page.get_by_role("heading").first.wait_for()
        page.goto(f"{walk.url}/orders/menus")
        follow(page, "冬季学习菜单")
        walk.show(page, "menu-arrange", until="li:has-text('夜校三年')")
        follow(page, "打印菜单和点单条")
        walk.show(page, "menu-print", whole=True)
        page.goto(f"{walk.url}/orders/menus")
        follow(page, "点的情况")
        page.get_by_role("link", name="按组织排").wait_for()
        follow(page, "排成一场")
        page.get_by_label("房间", exact=True).select_option(index=1)
        walk.show(page, "order-plan", until=".field:has-text('主持人')")
        press(page, "先存草稿")
        page.wait_for_url("**/programme")
        page.goto(f"{walk.url}/orders/asked")
        follow(page, "盲点")
        page.get_by_label("勾上：冬天护膝盖的几个动作").check()
        press(page, "发一个征集")
        page.get_by_role("button", name="发出征集").wait_for()
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        page.goto(f"{walk.url}/orders/")
        follow(page, "我要点")
        page.get_by_role("button", name="点这一道").wait_for()
    with walk.visit(PHONE) as page:
        page.goto(f"{walk.url}/speakers/")
        follow(page, "征集")
        walk.show(page, "call-for-talks")
        follow(page, "我来讲这个")


def wishes(walk: Walk) -> None:
    """21: a wish is made, put on the wall in other words, and claimed."""
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        page.goto(f"{walk.url}/discussions/")
        follow(page, "心愿墙")
        follow(page, "许个微心愿")
        page.get_by_role("button", name="许下这个心愿").wait_for()
    with walk.visit(who="organiser") as page:
        follow(page, "讨论", "header")
        follow(page, "心愿墙")
        follow(page, "管心愿")
        follow(page, "想有人陪着去拍一张照片")
        page.get_by_label("墙上写的话").fill("想有人陪着去拍一张照片")
        press(page, "放到心愿墙上")
        page.goto(f"{walk.url}/discussions/wishes")
        walk.show(page, "wishes", whole=True)
        follow(page, "我来认领")
        page.get_by_role("button", name="我来认领").wait_for()


CHAPTERS: Chapters = {
    surveys: ("survey-questions", "survey-phone", "survey-type-in", "survey-results", "need"),
    contests: ("family-wall", "contest"),
    orders: ("menu-arrange", "menu-print", "order-plan", "call-for-talks"),
    wishes: ("wishes",),
}
