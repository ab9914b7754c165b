"""From the year board to the published playbill: plan, ask, programme, publish, change, television, calendar."""

import re
from datetime import UTC, datetime

import icalendar

from road import Town, done, line_with, number_in, press


def add_venue(town: Town) -> None:
    """The organiser enters where things are held."""
    organiser = town.signs_in("组织干事")
    unit = str(town.units["社区"])
    done(organiser.submit("/schedule/venues", unit_id=unit, name="社区中心", address="昌和路 1 号"))
    page = organiser.get("/schedule/venues")
    venue = number_in(str(page.one("form[action$='/rooms']")["action"]))
    fields = {f"new{venue}-name": "二楼大厅", f"new{venue}-capacity": "60"}
    done(organiser.submit("/schedule/venues", f"/schedule/venues/{venue}/rooms", **fields))


def plan(town: Town) -> None:
    """A slot on the year board, in its quarter and theme, becomes a draft in one step."""
    organiser, branch = town["组织干事"], str(town.units["第一支部"])
    page = organiser.get("/theatre/plan?year=2026")
    gap = next(tag for tag in page.all(".board .cell[data-label=学习] a") if "quarter=1&" in str(tag["href"]))
    theme = re.findall(r"theme=(\d+)", str(gap["href"]))[0]
    url = f"/theatre/plan/slots/new?year=2026&quarter=1&theme={theme}&unit={branch}"
    answer = organiser.submit(url, "/theatre/plan/slots/new", owner="丁四", owner_id=str(town.ids["丁四"]))
    done(answer, "/theatre/plan")
    cell = line_with(organiser.get("/theatre/plan?year=2026"), "负责：丁四", within=".board .cell")
    assert cell["data-label"] == "学习" and "第一支部" in cell.get_text() and "计划" in cell.get_text()
    answer = press(organiser, "/theatre/plan?year=2026", "排成场次")
    town.event = number_in(done(answer, "/theatre/").location.removesuffix("/edit"))


def set_time_and_place(town: Town) -> None:
    """Time, room, three seats, who is expected; everybody may come."""
    organiser, url = town["组织干事"], f"/theatre/{town.event}/edit"
    page = organiser.get(url)
    room = next(str(option["value"]) for option in page.all("select[name=room_id] option") if "二楼" in option.text)
    values = {
        "title": "我的学习故事", "starts_at": "2026-03-18T14:30", "ends_at": "2026-03-18T16:00", "room_id": room,
        "host": "丁四", "host_id": str(town.ids["丁四"]), "capacity": "3", "open_to_residents": "y",
        "expected_unit_id": str(town.units["第一支部"]),
    }  # fmt: skip
    done(organiser.submit(url, **values), f"/theatre/{town.event}/programme")


def ask_speakers(town: Town) -> None:
    """Three are asked; 甲一 answers on the phone, for 乙二 (who stands by) and 丙三 staff write down the answer."""
    organiser = town["组织干事"]
    for name, reserve in (("甲一", None), ("丙三", None), ("乙二", "y")):
        url = f"/theatre/{town.event}/ask/{town.talks[name]}"
        done(organiser.submit(url, as_reserve=reserve, message="请您来讲。"), f"/theatre/{town.event}/preparation")
    slip = organiser.get(f"/theatre/{town.event}/preparation")
    paper = line_with(slip, "一把刨子").select_one("a[href$='/slip']")
    assert paper is not None and "一把刨子" in organiser.get(str(paper["href"])).text
    speaker = town["甲一"]
    inbox = speaker.get("/theatre/requests")
    own = str(line_with(inbox, "四十年一本账").a["href"])  # type: ignore[index]
    assert speaker.submit(own).errors(), "an answer has to be chosen"
    done(speaker.submit(own, answer="yes", words="好，我来。"), own)
    for title in ("奶奶的顶针", "一把刨子"):
        page = organiser.get(f"/theatre/{town.event}/preparation")
        url = str(line_with(page, title).select_one("b a")["href"])  # type: ignore[index]
        done(organiser.submit(url, answer="yes"), url)
    assert "由工作人员代填" in organiser.get(url).text


def programme(town: Town) -> None:
    """Opening, two talks in order, a reserve, questions; a line is printed under the opening."""
    organiser, url = town["组织干事"], f"/theatre/{town.event}/programme"
    page = organiser.get(url)
    titles = [re.sub(r"\s+", "", tag.get_text()) for tag in page.all(".acts .act h3")]
    assert titles == ["开场", "四十年一本账学习", "奶奶的顶针家风", "一把刨子创业", "提问与讨论"]
    assert "备" in line_with(page, "一把刨子").i.get_text()  # type: ignore[union-attr]
    opening = re.findall(r"item-(\d+)", str(page.all(".acts .act")[0]["id"]))[0]
    done(organiser.submit(f"/theatre/{town.event}/items/{opening}", note="全体起立，唱国歌。", minutes="5"), url)
    sheet = organiser.get(f"/theatre/{town.event}/run-sheet").text
    assert "14:30" in sheet and "14:47" in sheet, "5 minutes of opening, 12 of the first talk"


def publish(town: Town) -> None:
    """A draft is seen by nobody; published it is on schedule, playbill, television, and its discussion is prepared."""
    organiser, guest = town["组织干事"], town.passer_by()
    week = "/schedule/?week=2026-03-16"
    for url in (f"/theatre/{town.event}", f"/schedule/{town.event}.ics"):
        assert guest.get(url).status == 404, url
    for url in (week, "/theatre/", "/screens/", "/schedule.ics"):
        assert "我的学习故事" not in guest.get(url).response.get_data(as_text=True), url
    done(press(organiser, f"/theatre/{town.event}/programme", "公布这一场"), f"/theatre/{town.event}")
    for url in (week, "/theatre/", "/schedule.ics"):
        assert "我的学习故事" in guest.get(url).response.get_data(as_text=True), url
    bill = guest.get(f"/theatre/{town.event}").text
    for words in ("四十年一本账", "奶奶的顶针", "全体起立，唱国歌。", "14:30", "社区中心"):
        assert words in bill, words
    assert "139" not in bill, "no phone on a public page"
    assert "讨论还没有开始" in town["甲一"].get(f"/discussions/{town.event}").text


def calendar_programs_agree(town: Town, starts: datetime, ends: datetime) -> None:
    """Another program reads the very minutes, from the file and from the feed."""
    for url in (f"/schedule/{town.event}.ics", "/schedule.ics"):
        calendar = icalendar.Calendar.from_ical(town.passer_by().get(url).response.data)
        [entry] = [found for found in calendar.walk("VEVENT") if "我的学习故事" in str(found["SUMMARY"])]
        read = tuple(entry[name].dt.astimezone(UTC) for name in ("DTSTART", "DTEND"))
        assert read == (starts.astimezone(UTC), ends.astimezone(UTC)), url
        assert "社区中心" in str(entry["LOCATION"])


def release_a_change(town: Town) -> None:
    """Half an hour later: seen by nobody until it is released, then with what changed and whom to tell."""
    organiser, guest, url = town["组织干事"], town.passer_by(), f"/theatre/{town.event}"
    done(organiser.submit(f"{url}/edit", starts_at="2026-03-18T15:00", ends_at="2026-03-18T16:30"))
    assert "14:30" in guest.get(url).text and "15:00" not in guest.get(url).text
    done(press(organiser, f"{url}/programme", "公布改动"), url)
    assert "15:00" in guest.get(url).text
    changed = guest.get(f"/schedule/{town.event}/releases").text
    assert "14:30" in changed and "15:00" in changed
    calls = organiser.get(f"/notices/calls?about=event:{town.event}")
    [second] = [line for line in calls.all(".people-lines > li") if line.b and line.b.get_text() == "乙二"]
    assert "没有电话，请当面告诉" in second.get_text(), "who has neither phone nor account is called"
    assert not [row for row in calls.all("tbody tr") if "甲一" in row.get_text()], "who can read it is not called"
    assert "我的学习故事" in town["甲一"].get("/notices/").text


def on_the_television(town: Town) -> None:
    """In the week of the session the hall's television announces it, without a name's private part."""
    page = town.passer_by().get("/screens/")
    assert page.one(".now h1").get_text() == "我的学习故事"
    assert "15:00" in page.one(".now p").get_text() and "二楼大厅" in page.text
    for private in ("甲一", "乙二", "139"):
        assert private not in page.text
