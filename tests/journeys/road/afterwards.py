"""The discussion opens when the session ends; a matter goes its road; five people rate; the session is closed."""

import io

from papers import phone_photo
from PIL import Image

from road import Town, done, line_with, number_in, press

MATTER = "三号楼道的灯不亮"


def not_without_a_discussion(town: Town) -> None:
    """A session without a discussion is not closed unless somebody writes why."""
    lead = f"/discussions/{town.event}/lead"
    answer = town["组织干事"].submit(lead, f"/discussions/{town.event}/close")
    assert answer.status == 422 and "还没有讨论" in " ".join(answer.errors())


def write(town: Town) -> None:
    """A reflection, a question, a photo of a handwritten page, and a letter that staff type for 乙二."""
    room, posts = f"/discussions/{town.event}", f"/discussions/{town.event}/posts"
    done(town["庚七"].submit(room, posts, kind="reflection", text="我也要记账。", author_agrees="y"), room)
    done(town["丁四"].submit(room, posts, kind="question", text=MATTER, author_agrees=None), room)
    page = (io.BytesIO(phone_photo()), "手写.jpg")
    done(town["戊五"].submit(room, posts, kind="reflection", text="", photo=page), room)
    typed = {"person": "乙二", "person_id": str(town.ids["乙二"]), "text": "头一回上台。", "kind": "reflection"}
    done(town["组织干事"].submit(room, posts, **typed), room)
    shown = town["甲一"].get(room)
    assert "由组织干事代录" in line_with(shown, "头一回上台。", ".remark").get_text()
    picture = str(line_with(shown, "戊五", ".remark").select_one("figure a")["href"])  # type: ignore[index]
    image = Image.open(io.BytesIO(town["甲一"].get(picture).response.data))
    assert image.size == (40, 80) and not image.getexif(), "upright, and without the place where it was taken"
    assert town.passer_by().get(picture).status == 303, "nobody reads it who is not signed in"
    assert town["壬九"].get(room).status == 200, "who was there reads on"


def group_record(town: Town) -> None:
    """The branch talked on paper; the record is typed with who was there."""
    url = f"/discussions/{town.event}/records/new?unit={town.units['第一支部']}"
    there = [str(town.ids[name]) for name in ("甲一", "乙二", "丁四")]
    answer = town["组织干事"].submit(
        url, f"/discussions/{town.event}/records/new", people=there, text="大家说记账是好习惯。", held_on="2026-03-18"
    )
    done(answer, f"/discussions/{town.event}")
    assert "到场 3 人" in town["甲一"].get(f"/discussions/{town.event}").one("#records").get_text()


def lead(town: Town) -> None:
    """The summary goes to those who were absent; picked words reach the screen because their author agreed."""
    organiser, url = town["组织干事"], f"/discussions/{town.event}/lead"
    done(organiser.submit(url, url, summary="大家记住了：细水长流。"), url)
    done(press(organiser, url, "送给没来的人"), url)
    said = "丙三 was absent, 己六 excused, 辛八 had signed up from elsewhere and did not come"
    assert "已经送给 3 位" in organiser.get(url).text, said
    for name, told in (("丙三", True), ("己六", True), ("庚七", False)):
        assert ("细水长流" in town[name].get("/notices/").text) is told, name
    done(press(organiser, f"/discussions/{town.event}", "放上大屏幕", about="我也要记账。"))
    assert "我也要记账。" in town.passer_by().get("/screens/").text


def raise_matter(town: Town) -> None:
    """Staff make a matter of the question; a suggestion comes from the box, nameless."""
    organiser = town["组织干事"]
    answer = press(organiser, f"/discussions/{town.event}", "转为跟进的事", about=MATTER)
    url = done(answer, "/discussions/matters/").location
    done(town.passer_by().submit("/discussions/suggest", title="想学用手机挂号"), "/discussions/suggest/thanks")
    assert "想学用手机挂号" in organiser.get("/discussions/matters").text
    town.talks["议题"] = number_in(url)


def follow_up(town: Town) -> None:
    """Assigned with a day → in hand → checked by another → closed with outcome and households → on the board."""
    organiser, url = town["组织干事"], f"/discussions/matters/{town.talks['议题']}"
    fields = {"assignee": "庚七", "assignee_id": str(town.ids["庚七"]), "due_on": "2026-03-25"}
    done(organiser.submit(url, f"{url}/assign", **fields), url)
    worker = town["庚七"]
    assert MATTER in worker.get("/discussions/matters/mine").text
    assert town["己六"].get(url).status == 404, "not given to 己六"
    done(press(worker, url, "我来办"), url)
    done(worker.submit(url, f"{url}/report", note="灯泡换了。"), url)
    done(organiser.submit(url, f"{url}/check", seen="晚上去看过，亮了。"), url)
    assert MATTER not in town.passer_by().get("/discussions/board").text
    words = {"outcome": "庚七换了灯泡。", "households": "12", "publish": "y", "public_outcome": "换了灯，晚上亮堂了。"}
    done(organiser.submit(url, f"{url}/close", public_title="楼道的灯不亮", **words), url)
    board = town.passer_by().get("/discussions/board").text
    assert "楼道的灯不亮" in board and "换了灯，晚上亮堂了。" in board and "12" in board
    assert "庚七" not in board and "丁四" not in board


def rate(town: Town) -> None:
    """Two on their phones show nothing, nor do four slips; with the fifth slip the slips are shown, and only they."""
    results, url = f"/theatre/{town.event}/ratings", f"/theatre/{town.event}/rate"
    talk = town.talks["甲一"]
    for name, stars in (("丁四", 1), ("戊五", 2)):
        fields = {f"stars-{talk}": str(stars), f"words-{talk}": "听不清" if name == "丁四" else ""}
        done(town[name].submit(url, **fields), f"/theatre/{town.event}")
    assert town["丙三"].get(url).status == 404, "who was not there does not rate"
    assert "您已经评过这一场了" in town["丁四"].get(url).text
    done(town["组织干事"].submit(f"{url}/paper", **{f"n-{talk}-5": "3", f"n-{talk}-4": "1"}), results)
    assert "还不到 5 个" in town["甲一"].get(results).text
    done(town["组织干事"].submit(f"{url}/paper", **{f"n-{talk}-4": "1"}), results)
    for name in ("甲一", "壬九"):
        shown = line_with(town[name].get(results), "四十年一本账", "section").get_text(" ")
        assert "平均 4.6 颗星" in shown and "5 个人评过" in shown, shown
        assert "听不清" not in shown, "two answers on the phone could be guessed"
    assert town["戊五"].get(results).status == 404


def close(town: Town) -> None:
    """With a discussion held the session is closed, and stays on the schedule."""
    organiser, url = town["组织干事"], f"/discussions/{town.event}/lead"
    done(organiser.submit(url, f"/discussions/{town.event}/close"), url)
    assert "这一场已经结束" in organiser.get(url).text
    assert "我的学习故事" in town.passer_by().get("/schedule/?week=2026-03-16").text
