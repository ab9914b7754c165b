"""Learning where people are: guide pages 34 visits, 35 pairs, 36 classes at a distance."""

from __future__ import annotations

from walking import PHONE, Chapters, Walk, answer_waiting, follow, in_days, large, press, study

from partyedu.scenarios import demo


def visits(walk: Walk) -> None:
    """34: a visit is planned; the helper's way from door to door; what was done is noted."""
    with walk.visit(who="organiser") as page:
        study(page, "上门安排")
        follow(page, "安排上门")
        walk.show(page, "visits-choose", until=".choices > :nth-child(6)")
        page.locator("input[name=people]").first.check()
        press(page, "下一步：谁去、哪一天")
        page.locator("input[name=helpers]").first.check()
        page.get_by_label("哪一天").first.fill(in_days(2))
        page.get_by_label("带什么").fill("大字版学习材料、老花镜")
        press(page, "排好")
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        large(page)
        answer_waiting(page, "看路线")
        page.get_by_text("河畔小区").first.wait_for()
        walk.show(page, "visits-mine", top=page.locator(".way h2 span").first.inner_text())
        page.get_by_role("link", name="打印这一天的单子").first.wait_for()
        follow(page, "去过了，来记一笔")
        page.get_by_label("见到了，一起学了").check()
        page.get_by_label("学了多少分钟").fill("40")
        page.get_by_label("学了什么").fill("读了一篇，聊了二十分钟。")
        press(page, "记下")


def pairs(walk: Walk) -> None:
    """35: two teach each other, a third confirms that they met."""
    with walk.visit(who="organiser") as page:
        study(page, "结对安排")
        walk.show(page, "pairs", whole=True)
        follow(page, "结一对")
        page.get_by_role("button", name="结对").wait_for()
        answer_waiting(page, "去证明")
        press(page, "证明")
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        study(page, "我的结对")


def distance(walk: Walk) -> None:
    """36: a class of short pieces, week by week; a sentence of one's own is handed in."""
    with walk.visit(who="organiser") as page:
        study(page, "网络共学")
        page.locator("main ul.lines a").first.click()
        walk.show(page, "distance-class", whole=True)
        page.get_by_role("link", name="下载这个班的文件").wait_for()
        follow(page, "谁在班里、学到哪里")


CHAPTERS: Chapters = {
    visits: ("visits-choose", "visits-mine"),
    pairs: ("pairs",),
    distance: ("distance-class",),
}
