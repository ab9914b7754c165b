"""Everyone is reached: guide pages 29 contact cards, 30 belonging, 31 reach, 37 announcements, 38 handing over."""

from __future__ import annotations

import re

from walking import PHONE, Chapters, Walk, answer_waiting, follow, in_days, large, more, press, unfold

from partyedu.scenarios import demo


def contact_cards(walk: Walk) -> None:
    """29: a card is filled in on a phone, step by step; opened for a reason; its owner sees who opened it."""
    with walk.visit(PHONE, "secretary") as page:
        large(page)
        page.goto(f"{walk.url}/organisation/cards")
        page.get_by_label("哪些人").select_option(label="还没有卡的")
        page.wait_for_url("**state=missing*")
        follow(page, "^填一张")
        page.get_by_label("小区").first.fill("河畔小区")
        walk.show(page, "card-step", top="第 1 步，共 5 步")
        follow(page, "下一步")
        follow(page, "下一步")
        press(page, "保存联系卡")
    with walk.visit(who="secretary") as page:
        follow(page, "党员名册", "header")
        follow(page, "联系卡", "main nav, main .tabs")
        page.goto(f"{walk.url}/organisation/cards?state=there")
        page.get_by_role("row").filter(has_text="上门").get_by_role("link", name="打开").last.click()
        page.get_by_label("准备上门走访").check()
        press(page, "打开联系卡")
        walk.show(page, "card-opened", whole=True)
        page.get_by_role("button", name="打印这张卡").wait_for()
        unfold(page, "修改这张卡")
        page.goto(f"{walk.url}/organisation/cards")
        follow(page, "打印空白卡")
        walk.show(page, "card-blank", whole=True)
        page.goto(f"{walk.url}/organisation/cards")
        follow(page, "^门牌")
        follow(page, "打印门牌")
        walk.show(page, "doorplates", whole=True)
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        large(page)
        page.goto(f"{walk.url}/organisation/me")
        follow(page, "我的联系卡")
        walk.show(page, "my-card", top=".sheet")
        page.get_by_text("谁看过").first.wait_for()
        page.get_by_role("button", name="删掉我的联系卡").wait_for()


def belonging(walk: Walk) -> None:
    """30: a member takes part elsewhere for a while; a group that ends; what its leader sees."""
    with walk.visit(who="organiser") as page:
        follow(page, "党员名册", "header")
        page.get_by_label(re.compile("^找人")).fill("0009")
        page.get_by_role("link", name="冯甲一").click()
        follow(page, "日常在哪里参加学习")
        page.get_by_label("哪个组织").select_option(label="西街支部")
        press(page, "^安排$")
        press(page, "从今天起回到自己的组织")
        follow(page, "党员名册", "header")
        follow(page, "组织", "main nav, main .tabs")
        page.get_by_role("link", name=re.compile("人员和分工.*三号楼小组")).click()
        page.get_by_text("谁在这里参加学习").first.wait_for()
        walk.show(page, "unit-daily", whole=True)
        unfold(page, "请一位党员日常来这里")
        unfold(page, "加一个职务")
        follow(page, "看下面各组织的分工")
        page.get_by_role("button", name="下载 Excel").wait_for()
    with walk.visit(who="管理员") as page:
        more(page, "^管理$")
        follow(page, "^类别")
        follow(page, "^修改")
        page.get_by_label("并到哪个类别").wait_for(state="attached")
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        large(page)
        answer_waiting(page, "看组员")
        walk.show(page, "my-group")
        press(page, "联系上了")


def reach(walk: Walk) -> None:
    """31: how many are in touch, who is not yet."""
    with walk.visit(who="organiser") as page:
        more(page, "年度")
        follow(page, "联系上了多少人")
        page.get_by_label("最近多少天").select_option(label="30 天")
        page.wait_for_url("**days=30*")
        walk.show(page, "reach", until="#not-reached li:nth-child(5)")
        page.get_by_role("button", name="下载 Excel").wait_for()
        press(page, "联系上了")


def announcements(walk: Walk) -> None:
    """37: a notice is written, looked at and sent; who knows of it, who has still to be told."""
    with walk.visit(who="organiser") as page:
        more(page, "发通知")
        follow(page, "写一条通知")
        page.get_by_label("题目").fill("本周五的党课改在二楼")
        page.get_by_label("内容").fill("时间不变，还是上午九点。腿脚不便的同志，楼下有人接。")
        page.get_by_label("最晚哪天要让每个人知道").fill(in_days(3))
        press(page, "下一步：看发给谁")
        press(page, "发出去")
        page.get_by_role("button", name="撤回这条通知").wait_for()
        more(page, "发通知")
        follow(page, "周六上午停水")
        walk.show(page, "announcement", until="#receipts li:nth-child(4)")
        page.get_by_role("heading", name="发到群里的文字").wait_for()
        page.get_by_role("link", name="打印通知条").wait_for()
        page.get_by_role("link", name="打印打电话的名单").wait_for()
        press(page, "已告诉")
        follow(page, "告诉了（")
        press(page, "^撤回")
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        page.goto(f"{walk.url}/notices/")
        press(page, "^看看")
        page.get_by_text("楼下有人接").wait_for()


def handover(walk: Walk) -> None:
    """38: what somebody who takes a unit over looks at first."""
    with walk.visit(who="secretary") as page:
        follow(page, "交接")
        walk.show(page, "handover", whole=True)
        page.get_by_role("link", name="打印").first.wait_for()


CHAPTERS: Chapters = {
    contact_cards: ("card-step", "card-opened", "card-blank", "doorplates", "my-card"),
    belonging: ("unit-daily", "my-group"),
    reach: ("reach",),
    announcements: ("announcement",),
    handover: ("handover",),
}
