"""Sign-up beyond the seats, and the day itself: five ways to be checked in, and a reserve on stage."""

import re

from visitor import Answer, Visitor

from partyedu.attendance import codes
from partyedu.schedule.models import Event
from road import Town, done, line_with, press


def sign_up(town: Town) -> None:
    """Three seats: two more wait in the order in which they came, one of them signed up by staff."""
    region = f"/schedule/{town.event}/sign-up-region"
    for name in ("戊五", "己六", "庚七"):
        done(press(town[name], region, "我要报名"), f"/theatre/{town.event}")
        assert "给您留了座位" in town[name].get(region).text
    organiser, lists = town["组织干事"], f"/schedule/{town.event}/sign-ups"
    done(organiser.submit(lists, f"{lists}/add", person="xb"), f"{lists}?state=waiting")
    assert "组织干事代办" in line_with(organiser.get(f"{lists}?state=waiting"), "辛八").get_text()
    done(press(town["丁四"], region, "加入候补"))
    assert "您排在候补第 2 位" in town["丁四"].get(region).text


def move_up(town: Town) -> None:
    """One gives the seat back, one is excused with a reason: both who waited have a seat and are told."""
    region, lists = f"/schedule/{town.event}/sign-up-region", f"/schedule/{town.event}/sign-ups"
    done(press(town["戊五"], region, "取消报名"))
    assert "您排在候补第 1 位" in town["丁四"].get(region).text
    leave = town["己六"].submit(region, f"/schedule/{town.event}/leave", reason="陪老伴去医院")
    done(leave)
    assert "给您留了座位" in town["丁四"].get(region).text
    seats = [row.th.get_text(strip=True) for row in town["组织干事"].get(lists).all("tbody tr")]  # type: ignore[union-attr]
    assert seats == ["庚七", "辛八", "丁四"]
    calls = town["组织干事"].get(f"/notices/calls?about=event:{town.event}")
    assert "辛八" in calls.text and "候补" in line_with(calls, "辛八").get_text()
    assert "陪老伴去医院" in town["组织干事"].get(f"{lists}?state=leave").text
    assert "陪老伴" not in town["丁四"].get(region).text + town.passer_by().get(f"/theatre/{town.event}").text
    done(press(town["戊五"], region, "加入候补"))
    assert "已报 3 / 3，候补 1 人" in town.passer_by().get(region).text


def not_before_the_hour(town: Town) -> None:
    """Two hours before, the code of the event (however one got it) checks nobody in."""
    refused = town.passer_by().get(_code(town).path)
    assert refused.status == 403 and "签到还没有开始" in refused.text, refused.text


def _code(town: Town) -> codes.Code:
    with town.app.app_context():
        from partyedu.core.db import db

        return codes.current(db.session.get_one(Event, town.event))


def pair_television(town: Town) -> Visitor:
    """A television shows no code until staff have named it."""
    television, organiser = town.passer_by(), town.signs_in("组织干事")
    page = television.get("/screens/")
    assert not page.all(".code"), "an unknown television shows no check-in code"
    done(organiser.submit("/screens/pair", code=page.one(".pairing b").get_text(), name="大厅左边"), "/screens/manage")
    page = television.get("/screens/content", htmx=True)
    assert not page.all(".pairing") and _digits(page) == _code(town).digits
    return television


def _digits(page: Answer) -> str:
    return "".join(re.findall(r"\b(\d{3}) (\d{3})\b", page.text)[0])


def check_in_by_phone(town: Town, television: Visitor) -> None:
    """甲一 scans, 庚七 types the six digits; pressed twice, everybody is here once."""
    page, url = _code(town).path, f"/c/{town.event}"
    assert town["甲一"].get(page).heading == "甲一同志，点一下就签到"
    button = town["甲一"].get(page).form(url)
    for _press in range(2):
        answer = town["甲一"].post(url, button)
        assert "甲一，签到成功" in town["甲一"].get(done(answer).location).text
    assert "已经签到了" in town["甲一"].get(page).text
    phone = town.passer_by()
    spoken = {"name": "庚七", "proof": "0007"}
    wrong = phone.submit("/c", **spoken, digits=f"{(int(_digits(_screen(television))) + 1) % 1_000_000:06d}")
    assert wrong.status == 422 and wrong.errors()
    answer = phone.submit("/c", **spoken, digits=_digits(_screen(television)))
    assert "庚七，签到成功" in phone.get(done(answer).location).text
    assert phone.get("/discussions/matters/mine").status == 303, "the phone is known for checking in only"


def _screen(television: Visitor) -> Answer:
    return television.get("/screens/content", htmx=True)


def check_in_at_the_desk(town: Town) -> None:
    """By initials, a resident who walks in, and a slip of the finger taken back."""
    desk = f"/attendance/{town.event}/desk"
    organiser = town["组织干事"]
    done(press(organiser, f"{desk}?q=ye", "签到", about="乙二"))
    done(organiser.submit(desk, f"{desk}/walk-in", name="路过的阿姨", phone=""))
    done(press(organiser, f"{desk}?q=癸十", "签到", about="癸十"))
    done(press(organiser, desk, "撤销", about="癸十"))
    assert "癸十" not in organiser.get(desk).one("#live").get_text()


def check_in_late(town: Town) -> None:
    """A quarter past, a phone that knows nobody: name and last four digits, and a word why."""
    phone, code = town.passer_by(), _code(town).path
    answer = phone.submit(code, f"/c/{town.event}/who", name="戊五", proof="0005")
    url = done(answer).location
    assert "迟到" in phone.get(url).text
    done(phone.submit(url, f"/c/{town.event}/reason", reason="公交晚点"), f"/c/{town.event}/done")


def swap_for_the_reserve(town: Town, television: Visitor) -> None:
    """丙三 does not come: one click puts 乙二 on stage; playbill and television follow, the record keeps both."""
    organiser, stage = town["组织干事"], f"/theatre/{town.event}/stage"
    done(press(organiser, stage, "开始"), stage)
    done(press(organiser, stage, "下一项：四十年一本账"), stage)
    assert _screen(television).one(".now h1").get_text() == "四十年一本账"
    done(press(organiser, stage, "换乙二上", about="奶奶的顶针"), stage)
    done(press(organiser, stage, "下一项：一把刨子"), stage)
    shown = _screen(television)
    assert shown.one(".now h1").get_text() == "一把刨子" and "奶奶的顶针" not in shown.text
    assert "奶奶的顶针" not in town.passer_by().get(f"/theatre/{town.event}").text
    done(press(organiser, stage, "下一项"), stage)
    assert "由候补代讲" in line_with(organiser.get(f"/theatre/{town.event}/programme"), "奶奶的顶针").get_text()


def type_the_sheet_in(town: Town) -> None:
    """The paper sheet comes back: a tick for 丁四, and 壬九 of another branch on a blank row."""
    organiser, url = town["组织干事"], f"/attendance/{town.event}/type-in"
    sheet = organiser.get(f"/attendance/{town.event}/sheet").text
    assert "丁四" in sheet and "壬九" not in sheet
    fields = {"tick": str(town.ids["丁四"]), "others": "壬九", "mode": "came"}
    done(organiser.submit(url, **fields), f"/attendance/{town.event}")


def roll(town: Town) -> None:
    """Everybody stands where they ought to; the reason is for organiser and secretary."""
    page = town["组织干事"].get(f"/attendance/{town.event}")
    stands = {
        row.th.get_text(strip=True): row.select_one("td[data-label=状态] .tag").get_text(strip=True)  # type: ignore[union-attr]
        for row in page.all("#roll tbody tr")
    }
    assert stands == {
        "甲一": "出席", "乙二": "出席", "丙三": "缺席", "丁四": "出席", "戊五": "迟到", "己六": "请假", "庚七": "出席",
        "辛八": "缺席", "壬九": "出席", "路过的阿姨": "出席",
    }  # fmt: skip
    assert "公交晚点" in line_with(page, "戊五").get_text()
    counts = {tab.get_text(" ", strip=True).split()[0]: int(tab.span.get_text()) for tab in page.all(".tabs a")}  # type: ignore[union-attr]
    assert counts == {
        "全部": 10, "出席": 6, "迟到": 1, "请假": 1, "缺席": 2, "名单外来的": 2, "同一部手机": 0,
    }  # fmt: skip
