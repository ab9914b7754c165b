"""The main road, guide pages 01 to 09: from the first visit to the figures of the year."""

from __future__ import annotations

import xlsxwriter
from playwright.sync_api import Page
from walking import (
    HOST,
    PHONE,
    TELEVISION,
    Chapters,
    Walk,
    find_person,
    follow,
    in_days,
    more,
    press,
    settled,
    unfold,
)

from partyedu.bench.servers import serving
from partyedu.scenarios import demo


def first_visit(walk: Walk) -> None:
    """01: an empty data folder asks for the centre's name; somebody signs in; cards are printed."""
    with serving(walk.folder / "empty") as server, walk.visit() as page:
        page.goto(f"http://{HOST}:{server.port}/")
        page.get_by_label("中心的名称").fill("梧桐里社区")
        page.get_by_label("管理员的名字（也用来登录）").fill("管理员")
        walk.show(page, "setup", whole=True)
        page.get_by_label("管理员的密码").fill(demo.PASSWORD)
        press(page, "建好，去登录")
        page.get_by_text("中心已经建好").wait_for()
    with walk.visit(who="organiser") as page:
        page.goto(walk.url)
        walk.show(page, "home", whole=True)
        unfold(page, " 样")
        follow(page, "打登录卡")
        for row in range(3):
            page.locator("input[name=person]").nth(row).check()
        press(page, "给勾选的人打印登录卡")
        walk.show(page, "cards", height=520)


def roster(walk: Walk) -> None:
    """02: the tree of units, and a roster as offices keep it."""
    file = walk.folder / "梧桐里社区党员名册.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("名册")
        sheet.merge_range(0, 0, 0, 5, "社区党员花名册（演示）")
        rows = [
            ("序号", "姓 名", "所在党支部", "出生年月", "联系电话", "身份证号"),
            (1, "甲示例", "东街支部", "1952.03", "19800000001", ""),
            (2, "乙　示例", "东街支部", "1949年11月", "19800000002", ""),
            (3, "丙示例", "桥头支部", "195806", "", ""),
            (4, "丁示例", "桥头支部", "1961-07-01", "19800000001", ""),
            (5, "", "西街支部", "1950.01", "19800000005", ""),
        ]
        for number, row in enumerate(rows, 2):
            sheet.write_row(number, 0, row)
        sheet.write(9, 0, "合计")
    with walk.visit(who="organiser") as page:
        follow(page, "党员名册", "header")
        follow(page, "组织", "main nav, main .tabs")
        page.get_by_role("link", name="修改 南园支部").click()
        settled(page)
        unfold(page, "在它下面新建")
        walk.show(page, "units", whole=True)
        follow(page, "导入", "main nav, main .tabs")
        page.set_input_files("input[type=file]", file)
        press(page, "传上来看看")
        walk.show(page, "import", height=820)
        press(page, "开始导入")
        page.get_by_text("导入完成").first.wait_for()
        page.get_by_text("桥头支部").first.wait_for()


def talks(walk: Walk) -> None:
    """03: a member offers a talk, mends one that came back; a reviewer decides."""
    with walk.visit(PHONE, "19900000017", demo.PIN) as page:
        walk.show(page, "member-home")
        page.goto(f"{walk.url}/speakers/mine")
        follow(page, "看意见，改一改")
        page.get_by_text("开头很动人").first.wait_for()
        press(page, "交给评审")
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        page.goto(f"{walk.url}/speakers/")
        follow(page, "我来讲一段")
        page.get_by_label("学习", exact=True).check()
        page.get_by_label("题目").fill("夜校里的第一本书")
        page.get_by_label("介绍").first.fill("六十年代的夜校，一盏煤油灯，一本翻烂的识字课本。")
        walk.show(page, "talk")
        press(page, "存草稿")
    with walk.visit(who="reviewer") as page:
        page.goto(f"{walk.url}/speakers/review")
        follow(page, "去评审")
        walk.show(page, "review", whole=True)
        page.get_by_label("给主讲人的话").fill("讲得实在，就这样讲。")
        press(page, "通过", "#approve-form")
        page.get_by_text("已经通过").first.wait_for()


def session(walk: Walk) -> None:
    """04: plan, programme, invitation, release, a change, the call list."""
    with walk.visit(who="organiser") as page:
        page.goto(f"{walk.url}/theatre/plan")
        walk.show(page, "board")
        follow(page, "计划一场")
        page.get_by_label("由谁来办").select_option(label="西街支部")
        press(page, "保存")
        press(page, "排成场次.*西街支部")
        page.get_by_label("题目").fill("我家的老规矩")
        for label, hour in (("开始", "14:30"), ("结束", "16:00")):
            page.get_by_label(label).fill(f"{in_days(40)}T{hour}")
        page.get_by_label("房间", exact=True).select_option(index=1)
        press(page, "保存")
        invite(page)
        unfold(page, "加一项：开场、仪式、提问")
        page.get_by_label("加一项", exact=True).select_option("ritual")
        press(page, "加上")
        walk.show(page, "programme", whole=True)
        press(page, "公布这一场")
        page.get_by_text("已公布").first.wait_for()
        page.goto(page.url.removesuffix("/programme") + "/edit")
        page.get_by_label("结束").fill(f"{in_days(40)}T16:15")
        press(page, "保存")
        press(page, "公布改动")
        page.goto(f"{walk.url}/notices/calls")
        walk.show(page, "calls")
        press(page, "已告诉")


def invite(page: Page) -> None:
    """Somebody is asked from the pool and says yes at the desk; somebody else is put on, a third in reserve."""
    follow(page, "从讲述库里选")
    follow(page, "请他来讲")
    press(page, "发出邀请")
    follow(page, "邀请与准备")
    follow(page, "替他答复")
    page.get_by_label("我来讲").check()
    press(page, "答复")
    follow(page, "回到准备")
    follow(page, "^节目单$")
    follow(page, "从讲述库里选")
    press(page, "说好了，直接排上")
    follow(page, "从讲述库里选")
    press(page, "作候补")


def television(walk: Walk) -> None:
    """05: a television gets its name, and shows the code of today's session."""
    with walk.visit(TELEVISION) as screen, walk.visit(who="organiser") as page:
        screen.goto(f"{walk.url}/screens/")
        code = screen.locator(".pairing b").inner_text()
        walk.show(screen, "unpaired", width=960)
        page.goto(f"{walk.url}/screens/manage")
        follow(page, "配一台电视")
        page.get_by_label("电视右下角的代码").fill(code)
        page.get_by_label("给它起个名字").fill("大厅左边")
        walk.show(page, "pair")
        press(page, "配好")
        page.get_by_text("大厅左边").first.wait_for()
        screen.locator(".qr").wait_for(timeout=30_000)
        walk.show(screen, "hall", width=1280)


def at_the_door(walk: Walk) -> None:
    """06: the schedule on a phone, signing up, checking in by code, at the desk, on paper."""
    with walk.visit((1100, 1000)) as page:
        page.goto(f"{walk.url}/theatre/{walk.session}")
        walk.show(page, "playbill")
    with walk.visit(PHONE) as page:
        page.goto(f"{walk.url}/schedule/")
        walk.show(page, "phone", top="按周看")
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        name = page.goto(f"{walk.url}/account") and page.locator("h1").inner_text()
    with walk.visit(who="secretary") as page:
        page.goto(f"{walk.url}/attendance/{walk.session}/desk")
        follow(page, "大屏幕的二维码")
        digits = page.locator(".qr b").inner_text()
    with walk.visit(PHONE) as page:
        page.goto(f"{walk.url}/c")
        page.get_by_label("我的学习故事").check()
        page.get_by_label("六位签到码").fill(digits)
        page.get_by_label("姓名").fill(name)
        page.get_by_label("手机号后四位，或党员编号").fill("0007")
        walk.show(page, "check-in")
        press(page, "签到")
        page.get_by_text("签到成功").wait_for()
        walk.show(page, "checked-in")
    with walk.visit(who="secretary") as page:
        page.goto(f"{walk.url}/attendance/{walk.session}/desk")
        page.get_by_label("来的是谁？").press_sequentially("00", delay=30)
        page.locator("#found li").first.wait_for()
        walk.show(page, "desk")
        follow(page, "打印签到表")
        walk.show(page, "sheet", height=560)
        page.goto(f"{walk.url}/attendance/{walk.session}/type-in")
        page.get_by_label("全部到了，除了打勾的").check()
        walk.show(page, "type-in")


def afterwards(walk: Walk) -> None:
    """07: words after a session, a matter from hand to hand, the public board."""
    with walk.visit(who="organiser") as page:
        follow(page, "讨论", "header")
        follow(page, "我的家风故事")
        walk.show(page, "discussion", whole=True)
        press(page, "放上大屏幕")
        page.goto(f"{walk.url}/discussions/matters")
        walk.show(page, "matters")
        follow(page, "活动室的空调不凉")
        find_person(page, "交给谁办", "蒋")
        page.get_by_label("哪天以前办好").fill(in_days(14))
        walk.show(page, "matter", whole=True)
        press(page, "交办")
        press(page, "我来办，开始了")
        page.goto(f"{walk.url}/discussions/")
        follow(page, "我的家风故事")
        press(page, "转为跟进的事")


def figures(walk: Walk) -> None:
    """08: the year's figures, and the file of a session."""
    with walk.visit(who="organiser") as page:
        more(page, "年度")
        walk.show(page, "figures", whole=True)
        follow(page, "活动台账")
        page.locator("#files a").last.click()
        walk.show(page, "event-file")


def help_people(walk: Walk) -> None:
    """09: a person's sign-in, for those who have forgotten their PIN."""
    with walk.visit(who="organiser") as page:
        page.goto(f"{walk.url}/accounts/cards?q=0007")
        follow(page, "详情")
        walk.show(page, "forgotten")


CHAPTERS: Chapters = {
    first_visit: ("setup", "home", "cards"),
    roster: ("units", "import"),
    talks: ("member-home", "talk", "review"),
    session: ("board", "programme", "calls"),
    television: ("unpaired", "pair", "hall"),
    at_the_door: ("playbill", "phone", "check-in", "checked-in", "desk", "sheet", "type-in"),
    afterwards: ("discussion", "matters", "matter"),
    figures: ("figures", "event-file"),
    help_people: ("forgotten",),
}
