"""Browsers that are not like the others: without script, asleep while somebody types, shared, in another language."""

import pytest
from browser import OpenHouse, Size
from conftest import Tabs
from furnished import Furnished, inside
from papers import word
from playwright.sync_api import expect
from steps import file, sign_in

from partyedu.accounts.models import SignIn
from partyedu.core import clock
from partyedu.core.db import db

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PUBLIC = (
    "/", "/schedule/", "/schedule/?view=list", "/theatre/", "/speakers/", "/discussions/", "/discussions/board",
    "/discussions/suggest", "/reports/year", "/courses/", "/help/", "/sign-in", "/screens/",
)  # fmt: skip


def test_a_talk_is_offered_and_approved_without_script(tabs: Tabs, furnished: Furnished) -> None:
    speaker = tabs("phone", "speaker", script=False)
    sign_in(speaker, furnished, "己六", "/speakers/talks/new")
    page = speaker.page
    page.check("#theme-1")
    page.fill("#title", "第一次领工资")
    page.set_input_files("#files", file("提纲.docx", word("工资三十六块。")))
    page.click("#talk-form .buttons button[value=submit]")
    expect(page.locator("#form-errors")).to_be_visible()
    assert page.input_value("#title") == "第一次领工资"
    expect(page.locator("#talk-form")).to_contain_text("提纲.docx")
    page.fill("#summary", "十九岁那年。")
    page.fill("#text", "先说工厂。\n再说工资。")
    page.set_input_files("#files", file("提纲.docx", word("工资三十六块。")))
    page.click("#talk-form .buttons button[value=submit]")
    expect(page.locator("#outline")).to_contain_text("工资三十六块。")
    number = page.url.rsplit("/", 1)[1]

    reviewer = tabs("phone", "reviewer", script=False)
    sign_in(reviewer, furnished, "评审员", f"/speakers/review/{number}")
    desk = reviewer.page
    desk.click("#outline a:has-text('评这一段') >> nth=0")
    assert desk.input_value("#comment-form [name=comment-passage]") == "先说工厂。"
    desk.fill("#comment-form [name=comment-text]", "哪一年？")
    desk.click("#comment-form button")
    expect(desk.locator("#remarks .remark")).to_contain_text("哪一年？")
    desk.fill("#approve-form textarea", "好。")
    desk.click("#approve-form button")
    desk.wait_for_url("**/speakers/review")
    guest = tabs("phone", "guest", script=False)
    expect(guest.open("/speakers/").locator("main")).to_contain_text("第一次领工资")
    assert guest.trouble == speaker.trouble == reviewer.trouble == []


def test_signing_up_and_withdrawing_without_script(tabs: Tabs, furnished: Furnished) -> None:
    member = tabs("phone", script=False)
    region = f"/schedule/{furnished.coming}/sign-up-region"
    page = member.open(f"/theatre/{furnished.coming}")
    page.click("a:has-text('我要报名')")
    page.click("a:has-text('登录后报名')")
    page.fill("#name", furnished.users["甲一"])
    page.fill("#secret", "204816")
    page.click("#sign-in-form .buttons button")
    page.wait_for_url(f"**{region}")
    page.click("button:has-text('我要报名')")
    page.wait_for_url(f"**/theatre/{furnished.coming}")
    page = member.open(region)
    expect(page.locator("#sign-up")).to_contain_text("给您留了座位")
    page.click("button:has-text('取消报名')")
    expect(member.open(region).locator("#sign-up")).to_contain_text("已报 0 / 2")
    assert member.trouble == []


@pytest.mark.parametrize("size", ["phone", "desktop", "large"])
def test_an_expired_sign_in_is_offered_within_the_page_and_what_was_typed_stays(
    tabs: Tabs, house: OpenHouse, furnished: Furnished, size: Size
) -> None:
    tab = tabs(size)
    sign_in(tab, furnished, "己六", "/speakers/talks/new")
    page = tab.page
    page.check("#theme-2")
    page.fill("#title", "写了一半的故事")
    page.fill("#text", "很长很长的一段。\n第二段。")
    page.set_input_files("#files", file("提纲.docx", word("文件里的话。")))
    with inside(house.app):
        db.session.execute(db.update(SignIn).values(ended_at=clock.now()))
    page.click("#talk-form .buttons button[value=save]")
    dialog = page.locator("dialog#sign-in-again")
    expect(dialog).to_contain_text("您刚才写的内容还在")
    assert page.evaluate("document.activeElement.closest('dialog') !== null"), "the dialog has the focus"
    tab.look("within-the-page")
    dialog.locator("[name=again-name]").fill(furnished.users["己六"])
    dialog.locator("[name=again-secret]").fill("111222")
    dialog.locator(".buttons button").click()
    expect(dialog.locator(".field-error, .form-error").first).to_be_visible()
    tab.look("wrong-pin")
    dialog.locator("[name=again-secret]").fill("204816")
    dialog.locator(".buttons button").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#trouble")).to_contain_text("已重新登录，请再按一次。")
    assert page.input_value("#text") == "很长很长的一段。\n第二段。"
    tab.look("back")
    page.click("#talk-form .buttons button[value=save]")
    page.wait_for_url("**/speakers/talks/*/edit")
    assert page.input_value("#title") == "写了一半的故事"
    expect(page.locator("#talk-form")).to_contain_text("去掉：提纲.docx")


def test_a_shared_tablet_signs_out_by_itself(tabs: Tabs, furnished: Furnished) -> None:
    tab = tabs("phone")
    page = tab.page
    page.clock.install()
    sign_in(tab, furnished, "己六", "/speakers/mine", shared=True)
    page.clock.run_for(150_000)
    assert page.url.endswith("/speakers/mine")
    page.clock.run_for(15_000)
    expect(page.locator("#trouble")).to_contain_text("马上自动退出")
    tab.look("warning")
    page.mouse.click(5, 5)
    page.clock.run_for(100_000)
    assert page.url.endswith("/speakers/mine"), "a touch begins the time anew"
    page.clock.run_for(90_000)
    expect(page).to_have_url(f"{tab.url}/")
    expect(page.locator("#messages")).to_contain_text("您已退出。")
    page.go_back()
    assert "己六" not in page.content()
    page.goto(f"{tab.url}/speakers/mine")
    assert "/sign-in" in page.url


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant", "en"])
def test_public_pages_fit_a_phone_in_every_language(tabs: Tabs, furnished: Furnished, language: str) -> None:
    tab = tabs("phone", language=language)
    spoken = {"zh_Hans": "zh-Hans", "zh_Hant": "zh-Hant", "en": "en"}[language]
    for path in (*PUBLIC, f"/theatre/{furnished.coming}", f"/theatre/{furnished.past}"):
        page = tab.open(path)
        assert (page.get_attribute("html", "lang") or "").lower() == spoken.lower(), path
        tab.look(path.strip("/").replace("/", "-").replace("?", "-") or "front")
