"""A session while it goes on: guide pages 40 the host's console and the speaker's clock, 41 hands and questions."""

from __future__ import annotations

from playwright.sync_api import Page
from walking import PHONE, Chapters, Walk, find_person, follow, large, press, settled, unfold

from partyedu.scenarios import demo

TABLET, STANDING, CLOCK = (1180, 820), (1024, 1366), (1280, 800)


def console(walk: Walk) -> None:
    """40: the console on a tablet and on a phone, a step and back again, the clock that faces the stage."""
    with walk.visit(TABLET, "organiser") as page:
        _open_console(walk, page)
        walk.show(page, "stage-console", top=".theme-line")
        unfold(page, "人没来")
        page.get_by_role("button", name="跳过，这次不讲").first.wait_for()
        page.locator(".controls summary", has_text="更多").click()
        page.get_by_label("记一笔").fill("话筒换了一支。")
        press(page, "记下", ".controls")
        press(page, "加两分钟", ".controls")
        press(page, "^下一项", ".controls")
        press(page, "退回", ".controls")
        page.get_by_role("link", name="现场记录").wait_for()
    with walk.visit(PHONE, "organiser") as page:
        page.goto(f"{walk.url}/theatre/{walk.on_stage}/stage")
        walk.show(page, "stage-console-phone", top=".part.now")
    with walk.visit(CLOCK) as page:
        page.goto(f"{walk.url}/theatre/{walk.on_stage}/clock")
        page.locator(".digits").wait_for()
        walk.show(page, "stage-clock", width=960)


def floor(walk: Walk) -> None:
    """41: somebody who is there raises a hand and asks; the queue and the questions beside the console."""
    with walk.visit(TABLET, "organiser") as page:
        page.goto(f"{walk.url}/attendance/{walk.on_stage}/desk")
        page.get_by_label("来的是谁？").press_sequentially("0007", delay=30)
        page.locator("#found").get_by_role("button", name="签到").first.click()
        settled(page)
    with walk.visit(PHONE, "19900000007", demo.PIN) as page:
        large(page)
        page.goto(f"{walk.url}/theatre/{walk.on_stage}")
        follow(page, "发言和提问")
        press(page, "我要发言")
        page.get_by_text("您排在第").wait_for()
        walk.show(page, "floor-phone")
        page.locator("#text").fill("这本账本能不能让孩子们看看？")
        press(page, "交给主持人")
        press(page, "不讲了")
    with walk.visit(STANDING, "organiser") as page:
        page.goto(f"{walk.url}/theatre/{walk.on_stage}/stage")
        press(page, "选上", ".from-floor")
        walk.show(page, "floor-console", top="#floor")
        unfold(page, "替人举手")
        find_person(page, "谁要发言", "郑")
        press(page, "排上队")
        press(page, "请发言", "#floor")
        press(page, "开始讲", "#floor")
        press(page, "讲完了", "#floor")


def _open_console(walk: Walk, page: Page) -> None:
    """From the page of the session, as the host does."""
    page.goto(f"{walk.url}/theatre/{walk.on_stage}")
    follow(page, "^现场$")
    page.locator(".part.now").wait_for()


CHAPTERS: Chapters = {
    console: ("stage-console", "stage-console-phone", "stage-clock"),
    floor: ("floor-phone", "floor-console"),
}
