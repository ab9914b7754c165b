"""What is kept and read: guide pages 13 courseware, 14 the rule, 15 the banks, 22 reading, versions and keepsakes."""

from __future__ import annotations

from walking import DESK, Chapters, Walk, follow, more, press

PIECE = "烧伤烫伤先做什么"


def courseware(walk: Walk) -> None:
    """13: a piece shows where it stands; a reviewer scores it."""
    with walk.visit(who="organiser") as page:
        more(page, "资源库")
        follow(page, "全部课件")
        follow(page, PIECE)
        page.get_by_role("link", name="照纸上的评分表录入").wait_for()
        walk.show(page, "courseware", until="h2:has-text('评分和决定')")
    with walk.visit(who="reviewer") as page:
        page.goto(f"{walk.url}/library/review")
        follow(page, "去评审")
        page.get_by_label("同意入库").check()
        for box in page.locator("input[name^=points_]").all():
            box.fill("18")
        page.get_by_label("给做课件的人的话").fill("一看就懂，可以入库。")
        walk.show(page, "courseware-review", whole=True)
        page.get_by_role("button", name="评好了").wait_for()


def promotion(walk: Walk) -> None:
    """14: what a rule would propose is seen before it holds; what it proposed is decided."""
    with walk.visit(who="organiser") as page:
        more(page, "资源库")
        follow(page, "全部课件")
        follow(page, "规则的提名")
        follow(page, "看规则")
        follow(page, "定规则")
        press(page, "看看会提名哪些")
        page.get_by_role("button", name="就这样定").wait_for()
        walk.show(page, "rule", whole=True)
        page.goto(f"{walk.url}/library/proposals")
        follow(page, "来决定")
        page.get_by_label("进教材").check()
        walk.show(page, "decide", whole=True)
        press(page, "就这样决定")


def banks(walk: Walk) -> None:
    """15: four banks; an expert is asked for; five functions of a base."""
    with walk.visit(who="organiser") as page:
        more(page, "资源库")
        follow(page, "看看四个库")
        walk.show(page, "banks", whole=True)
        follow(page, "专家")
        walk.show(page, "experts", whole=True)
        page.get_by_role("link", name="请一位专家").wait_for()
        follow(page, "阵地库")
        walk.show(page, "bases", whole=True)
        follow(page, "老船厂陈列室")
        follow(page, "去看五项功能")
        page.goto(f"{walk.url}/library/packs")
        follow(page, "冬天在家读的几篇")
    with walk.visit(who="secretary") as page:
        page.goto(f"{walk.url}/library/experts")
        follow(page, "请一位专家")
        page.locator("main a[href*='/experts/']:not([href*=pool]):not([href*=requests])").first.click()
        page.get_by_role("button", name="送出邀请").wait_for()


def reading(walk: Walk) -> None:
    """22: slides and pages on the page of a talk, two versions side by side, keepsakes one by one."""
    with walk.visit(who="organiser") as page:
        follow(page, "讲述", "header")
        follow(page, "一本记了四十年的账")
        page.get_by_text("一本账本.pptx").first.wait_for()
        page.set_viewport_size({"width": 760, "height": 2600})
        page.locator(".page-pictures img").first.scroll_into_view_if_needed()
        page.locator(".page-pictures img").first.evaluate("one => one.decode()")
        walk.show(page, "reading", top="提纲", until=".page-pictures > :nth-child(2)")
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        page.goto(f"{walk.url}/speakers/keepsakes")
        follow(page, "从第一件看起")
        follow(page, "下一件")
        walk.show(page, "keepsake", whole=True)
    with walk.visit(who="reviewer") as page:
        page.goto(f"{walk.url}/speakers/review")
        page.locator("main li, main article, main tr").filter(has_text="先扫一个月的地").get_by_role(
            "link", name="去评审"
        ).first.click()
        follow(page, "看各稿之间改了什么")
        walk.show(page, "changes", whole=True)


CHAPTERS: Chapters = {
    courseware: ("courseware", "courseware-review"),
    promotion: ("rule", "decide"),
    banks: ("banks", "experts", "bases"),
    reading: ("reading", "changes", "keepsake"),
}
