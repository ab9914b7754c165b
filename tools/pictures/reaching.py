"""Everyone is reached: guide pages 37 announcements and 38 handing over."""

from __future__ import annotations

from walking import PHONE, Chapters, Walk, follow, in_days, more, press

from partyedu.scenarios import demo


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
    announcements: ("announcement",),
    handover: ("handover",),
}
