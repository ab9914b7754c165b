"""The five chief journeys in a real Chromium: on a phone, on a desktop, and in large text; axe finds nothing."""

import pytest
from browser import OpenHouse, Size, Tab
from conftest import Tabs
from furnished import Furnished, code_of, ends_now
from papers import phone_photo, word
from playwright.sync_api import expect
from rosters import line, xlsx
from steps import file, in_days, lines_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OWN = "li:has-text('第一次领工资')"
each_size = pytest.mark.parametrize("size", ["phone", "desktop", "large"])


@each_size
def test_import_a_roster(tabs: Tabs, furnished: Furnished, size: Size) -> None:
    tab = tabs(size)
    sign_in(tab, furnished, "组织干事")
    tab.look("home")
    page = tab.open("/organisation/imports")
    tab.look("upload")
    rows = [line(n, f"新人{n}", f"19{50 + n % 30}.03", "第三支部", f"1391111{n:04d}") for n in range(1, 61)]
    rows.append(line(61, "写错的", "不知道", "第三支部", id_number="320101195001011234"))
    page.set_input_files("#file", file("名册.xlsx", xlsx(rows)))
    page.click("#upload-form .buttons button")
    expect(page.locator("#preview")).to_contain_text("身份证号没有读进来")
    tab.look("preview")
    page.click("#fate-rows .tabs a:has-text('有错')")
    expect(page.locator("#fate-rows tbody tr")).to_have_count(1)
    tab.look("wrong-rows")
    page.click("#start-form button[value=start]")
    expect(page.locator("#progress")).to_contain_text("导入完成", timeout=30_000)
    expect(page.locator(".stat:has-text('新增') b")).to_have_text("60")
    tab.look("result")
    with page.expect_download() as download:
        page.click("a:has-text('下载没有导入的行')")
    assert lines_of(download.value.path()) == 2
    tab.open("/organisation/people?q=xr7")
    expect(page.locator("#people-list")).to_contain_text("新人7")
    tab.look("people")


@each_size
def test_offer_and_review(tabs: Tabs, furnished: Furnished, size: Size) -> None:
    speaker = tabs(size, "speaker")
    sign_in(speaker, furnished, "己六", "/speakers/talks/new")
    page = speaker.page
    speaker.look("empty")
    page.fill("#title", "第一次领工资")
    page.check("#theme-0")
    page.set_input_files("#files", file("提纲.docx", word("那年我十九岁。", "工资三十六块。", heading="第一次领工资")))
    page.click("#talk-form .buttons button[value=submit]")
    expect(page.locator("#form-errors")).to_be_visible()
    assert page.input_value("#title") == "第一次领工资"
    speaker.look("refused")
    page.fill("#summary", "十九岁那年。")
    page.fill("#text", "先说工厂。\n再说工资。")
    page.set_input_files("#files", file("提纲.docx", word("那年我十九岁。", "工资三十六块。", heading="第一次领工资")))
    page.click("#talk-form .buttons button[value=submit]")
    expect(page.locator("#outline")).to_contain_text("工资三十六块。")
    speaker.look("handed-in")

    reviewer = tabs(size, "reviewer")
    sign_in(reviewer, furnished, "评审员", "/speakers/review")
    reviewer.look("queue")
    desk = reviewer.page
    desk.click(f"{OWN} a:has-text('去评审')")
    reviewer.look("beside")
    desk.click("#outline > .prose a:has-text('评这一段') >> nth=-1")
    expect(desk.locator("[name=comment-passage]")).to_have_value("再说工资。")
    desk.fill("#comment-form [name=comment-text]", "哪一年？")
    desk.click("#comment-form button")
    expect(desk.locator("#remarks .remark")).to_contain_text("哪一年？")
    expect(desk.locator("#remarks .remark blockquote")).to_have_text("再说工资。")
    reviewer.look("remark")
    desk.fill("#return-form textarea", "写上年份。")
    desk.click("#return-form button")
    desk.wait_for_url("**/speakers/review")

    speaker.open("/speakers/mine")
    speaker.look("returned")
    page.click("a:has-text('看意见，改一改')")
    expect(page.locator("main")).to_contain_text("写上年份。")
    speaker.look("reasons")
    page.fill("#text", "一九七三年，我十九岁。")
    page.click("#talk-form .buttons button[value=submit]")
    page.wait_for_url("**/speakers/talks/*")

    reviewer.open("/speakers/review").click(f"{OWN} a:has-text('去评审')")
    desk.click("#approve-form button")
    desk.wait_for_url("**/speakers/review")
    reviewer.look("decided")
    assert "第一次领工资" not in desk.inner_text("#queue")
    guest = tabs(size, "guest")
    guest.open("/speakers/")
    guest.look("speakers")


@each_size
def test_plan_publish_and_the_screen_shows_it(tabs: Tabs, house: OpenHouse, furnished: Furnished, size: Size) -> None:
    television = tabs("desktop", "television")
    television.open("/screens/")
    television.look("before")
    organiser = tabs(size, "organiser")
    sign_in(organiser, furnished, "组织干事", "/theatre/plan")
    page = organiser.page
    organiser.look("board")
    page.click(".board .cell a:has-text('计划一场') >> nth=0")
    form = page.locator(".board form")
    form.locator("select[name=unit_id]").select_option(str(furnished.branch))
    organiser.look("slot")
    form.locator("button").click()
    expect(page.locator(".board")).to_contain_text("第一支部")
    page.click(".board button:has-text('排成场次')")
    page.wait_for_url("**/theatre/*/edit")
    organiser.look("draft")
    page.fill("#title", "冬天里的一把火")
    page.fill("#starts_at", in_days(2, "15:00"))
    page.fill("#ends_at", in_days(2, "16:30"))
    page.select_option("#room_id", index=1)
    page.locator("#host").press_sequentially("wu", delay=20)
    page.click("#host-found label:has-text('戊五')")
    organiser.look("edited")
    page.click("#event-form .buttons button")
    page.wait_for_url("**/theatre/*/programme")
    page.click("a:has-text('从讲述库里选')")
    organiser.look("pool")
    page.click("a:has-text('看全部主题')")  # it begins with those of the session's own theme
    page.click("li:has-text('奶奶的顶针') button:has-text('直接排上')")
    page.wait_for_url("**/theatre/*/programme")
    organiser.look("programme")
    page.click("button:has-text('公布这一场')")
    expect(page.locator("h1")).to_have_text("冬天里的一把火")
    organiser.look("playbill")
    # The television asks by itself; nobody touches it.
    expect(television.page.locator("#screen")).to_contain_text("冬天里的一把火", timeout=15_000)
    television.look("after")
    if size == "desktop":
        _survives_a_restart(television, organiser, house)


def _survives_a_restart(television: Tab, organiser: Tab, house: OpenHouse) -> None:
    """While the house is closed the screen keeps its content; when it opens again the next change comes by itself."""
    number = organiser.page.url.rsplit("/", 1)[1]
    house.close()
    television.page.wait_for_timeout(11_500)
    assert "冬天里的一把火" in television.page.inner_text("#screen")
    house.open()
    television.trouble.clear()  # the closed house answered nothing, and the console said so
    page = organiser.open(f"/theatre/{number}/edit")
    page.fill("#title", "冬天里的两把火")
    page.click("#event-form .buttons button")
    page.click("button:has-text('公布改动')")
    expect(television.page.locator("#screen")).to_contain_text("冬天里的两把火", timeout=15_000)
    television.look("after-restart")


@each_size
def test_from_the_door_to_the_follow_up(tabs: Tabs, house: OpenHouse, furnished: Furnished, size: Size) -> None:
    phone = tabs(size, "member")
    page = phone.open(code_of(house.app, furnished.present).path)
    phone.look("who")
    page.fill("#name", "戊五")
    page.fill("#proof", "0000")
    page.click("#who-form button")
    expect(page.locator("#who-form .field-error")).to_be_visible()
    phone.look("not-found")
    page.fill("#proof", furnished.users["戊五"][-4:])
    page.click("#who-form button")
    expect(page.locator("h1")).to_have_text("戊五，签到成功")
    phone.look("signed")
    phone.open(code_of(house.app, furnished.present).path)
    expect(page.locator("h1")).to_have_text("已经签到了")
    desk = tabs(size, "organiser")
    sign_in(desk, furnished, "组织干事", f"/attendance/{furnished.present}/desk")
    desk.look("desk")
    desk.page.locator("#desk-q").press_sequentially("ye", delay=20)
    desk.page.click("#found button:has-text('签到')")
    expect(desk.page.locator("#live")).to_contain_text("乙二")
    desk.look("found")

    ends_now(house.app, furnished.present)
    room = f"/discussions/{furnished.present}"
    sign_in(phone, furnished, "戊五", room)
    phone.look("room")
    page.click("#write label:has-text('提问')")
    page.fill("#text", "三号楼道的灯不亮。")
    page.set_input_files("#photo", file("手写.jpg", phone_photo(), "image/jpeg"))
    page.click("#write .buttons button")
    expect(page.locator("#posts img")).to_be_visible()
    phone.look("written")

    page = desk.open(room)
    page.click("#posts button:has-text('转为跟进的事')")
    page.wait_for_url("**/discussions/matters/*")
    desk.look("matter")
    page.locator("#assignee").press_sequentially("xb", delay=20)
    page.click("#assignee-found label:has-text('辛八')")
    page.fill("#due_on", in_days(5, "")[:10])
    page.click("button:has-text('交办')")
    expect(page.locator("main")).to_contain_text("辛八")
    desk.look("assigned")
    matter = page.url.removeprefix(desk.url)
    worker = tabs(size, "worker")
    sign_in(worker, furnished, "辛八", "/discussions/matters/mine")
    worker.look("mine")
    worker.open(matter).click("button:has-text('我来办')")
    expect(worker.page.locator("main")).to_contain_text("说说进展")
    worker.look("in-hand")
    page = desk.open(matter)
    page.fill("#seen", "去看过，亮了。")
    page.click("button:has-text('核实过了')")
    page.fill("#outcome", "换了灯。")
    page.fill("#households", "12")
    page.check("#publish")
    page.fill("#public_title", "楼道的灯不亮")
    desk.look("closing")
    page.click("form[action$='/close'] .buttons button")
    expect(page.locator("main")).to_contain_text("从公开栏拿下")
    desk.look("closed")
    guest = tabs(size, "guest")
    guest.open("/discussions/board")
    expect(guest.page.locator("main")).to_contain_text("楼道的灯不亮")
    guest.look("board")


@each_size
def test_from_a_figure_to_its_rows_and_out(tabs: Tabs, furnished: Furnished, size: Size) -> None:
    tab = tabs(size)
    sign_in(tab, furnished, "组织干事", "/reports/")
    page = tab.page
    tab.look("figures")
    page.select_option("#pick-unit", str(furnished.branch))
    expect(page.locator("#figures h2").first).to_contain_text("第一支部")
    number = int(page.locator(".counted:has-text('参加人次') b").first.inner_text())
    assert number == 5
    tab.look("of-a-branch")
    page.locator(".counted:has-text('参加人次')").first.click()
    expect(page.locator("#rows tbody tr")).to_have_count(number)
    tab.look("rows")
    with page.expect_download() as download:
        page.click("button:has-text('下载 Excel')")
    assert lines_of(download.value.path()) == number + 1
    tab.open(f"/reports/events/{furnished.past}")
    tab.look("event-file")
