"""Teaching over weeks: guide pages 17 courses, 18 classes, 19 roster, completion and certificates."""

from __future__ import annotations

from walking import Chapters, Walk, follow, in_days, press


def courses(walk: Walk) -> None:
    """17: what is taught, and how a practice lesson is designed."""
    with walk.visit() as page:
        page.goto(walk.url)
        follow(page, "课程", "header")
        walk.show(page, "courses", whole=True)
    with walk.visit(who="organiser") as page:
        follow(page, "课程", "header")
        follow(page, "设计一门课")
        page.get_by_role("link", name="实践课").first.click()
        page.get_by_label("课程名称").fill("给楼上的老人做一顿饭")
        page.get_by_label("实践任务").fill("两人一组，买菜、做饭、送上门，坐下来说说话。")
        page.get_by_label("在哪里做").fill("社区食堂")
        page.get_by_label("时长（分钟）").fill("120")
        page.get_by_label("简介").fill("学三样软和好消化的菜，做好送上门。")
        page.get_by_label("主题", exact=True).select_option(index=1)
        walk.show(page, "course-edit", until=".field:has-text('简介')")
        press(page, "^保存")
        page.get_by_role("heading", name="教师和课件").wait_for()
        press(page, "放进来")
        follow(page, "好了，看这门课")
        press(page, "开出这门课")


def classes(walk: Walk) -> None:
    """18: a class on its page; its days are set by a rule and looked through."""
    with walk.visit(who="organiser") as page:
        follow(page, "课程", "header")
        follow(page, "班次")
        follow(page, "冬季夜校")
        walk.show(page, "class", until="a:has-text('修改班次')")
        page.goto(f"{walk.url}/courses/classes")
        follow(page, "筹备中")
        follow(page, "示范课进支部")
        follow(page, "再排几次课")
        for day in ("周一", "周五"):
            page.get_by_label(day, exact=True).check()
        page.get_by_label("几点上课").fill("14:30")
        page.get_by_label("几点下课").fill("16:00")
        page.get_by_label("从哪天起").fill(in_days(20))
        page.get_by_label("或者一共几次").fill("4")
        press(page, "看看排出来的日子")
        page.get_by_role("button", name="就这样排上").wait_for()
        walk.show(page, "class-plan", whole=True)
        press(page, "就这样排上")


def class_roster(walk: Walk) -> None:
    """19: members are called up, attend, and are given certificates."""
    with walk.visit(who="organiser") as page:
        page.goto(f"{walk.url}/courses/classes")
        follow(page, "宣讲骨干班")
        follow(page, "^名单")
        follow(page, "选人调训")
        for place in range(4):
            page.locator("main input[type=checkbox]").nth(place).check()
        press(page, "勾好了，看名单")
        walk.show(page, "class-preview", whole=True)
        press(page, "通知他们来")
        page.goto(f"{walk.url}/courses/classes")
        follow(page, "银龄手机班")
        follow(page, "出勤")
        walk.show(page, "class-attendance", whole=True)
        page.goto(f"{walk.url}/courses/classes")
        follow(page, "上完的")
        follow(page, "秋季读书班")
        follow(page, "^结业")
        page.get_by_role("link", name="打印全班证书").wait_for()
        page.locator("main table a").first.click()
        follow(page, "打印")
        walk.show(page, "certificate", whole=True)


CHAPTERS: Chapters = {
    courses: ("courses", "course-edit"),
    classes: ("class", "class-plan"),
    class_roster: ("class-preview", "class-attendance", "certificate"),
}
