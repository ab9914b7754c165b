"""A talk from a Word outline: offered, returned with reasons, handed in again, approved; others on behalf."""

from typing import Any

from papers import upload, word
from visitor import Answer

from road import Town, done, line_with, number_in


def _theme(page: Answer, name: str) -> str:
    """The value of the theme with this name in the form of an offer."""
    for label in page.all("#talk-form label.choice"):
        box = label.select_one("input[name=theme]")
        if box is not None and name in label.get_text():
            return str(box["value"])
    raise AssertionError(name)


def offer_with_outline(town: Town) -> None:
    """甲一 offers a talk with a .docx and hands it in."""
    speaker = town["甲一"]
    page = speaker.get("/speakers/talks/new")
    sent: dict[str, Any] = {
        "theme": _theme(page, "学习"), "title": "四十年一本账", "summary": "一笔一笔记下来的四十年。",
        "files": upload("提纲.docx", word("那年我刚进厂。", "师傅叫我记账。", heading="四十年一本账")),
        "minutes": "12", "step": "submit",
    }  # fmt: skip
    town.talks["甲一"] = number_in(done(speaker.submit("/speakers/talks/new", **sent), "/speakers/talks/").location)
    shown = speaker.get(f"/speakers/talks/{town.talks['甲一']}")
    assert "师傅叫我记账。" in shown.one("#outline").get_text(), "the Word file reads as a page"
    assert "四十年一本账" not in town.passer_by().get("/speakers/").text, "nothing is public before it is approved"


def return_with_reasons(town: Town) -> None:
    """The reviewer finds it in the queue, remarks on a sentence and sends it back."""
    reviewer, talk = town["壬九"], town.talks["甲一"]
    url = f"/speakers/review/{talk}"
    assert "四十年一本账" in reviewer.get("/speakers/review").text
    remark = {"comment-passage": "师傅叫我记账。", "comment-text": "哪一年？"}
    done(reviewer.submit(url, f"{url}/comment", **remark), url)
    refused = reviewer.submit(url, f"{url}/return", **{"return-reasons": ""})
    assert refused.errors() == ["请写明要改哪里，主讲人才知道怎么改。"]
    done(reviewer.submit(url, f"{url}/return", **{"return-reasons": "开头请写上年份。"}), "/speakers/review")
    assert "四十年一本账" not in reviewer.get("/speakers/review").text


def hand_in_again(town: Town) -> None:
    """The speaker reads the reasons, changes the text and hands it in again; the first version stays."""
    speaker, talk = town["甲一"], town.talks["甲一"]
    assert "四十年一本账" in speaker.get("/notices/").text
    page = speaker.get(f"/speakers/talks/{talk}/edit")
    assert "开头请写上年份。" in page.text and "哪一年？" in page.text
    text = "一九七六年我刚进厂。\n师傅叫我记账。"
    done(speaker.submit(f"/speakers/talks/{talk}/edit", text=text, step="submit"), f"/speakers/talks/{talk}")
    versions = speaker.get(f"/speakers/talks/{talk}?version=1")
    assert "一九七六年" not in versions.one("#outline").get_text()
    assert "一九七六年" in speaker.get(f"/speakers/talks/{talk}").one("#outline").get_text()


def approve(town: Town) -> None:
    """The reviewer approves the second version; the talk is in the public list."""
    reviewer, url = town["壬九"], f"/speakers/review/{town.talks['甲一']}"
    assert "一九七六年" in reviewer.get(url).one("#outline").get_text()
    done(reviewer.submit(url, f"{url}/approve", **{"approve-words": "好。"}), "/speakers/review")
    assert "四十年一本账" in town.passer_by().get(f"/speakers/talks/{town.talks['甲一']}").text


def offer_on_behalf(town: Town) -> None:
    """Two more talks; the organiser types one for 乙二, who has no phone. Both are approved."""
    page = town["丙三"].get("/speakers/talks/new")
    own = {"theme": _theme(page, "家风"), "title": "奶奶的顶针", "summary": "三代人的针线。", "text": "顶针传了三代。"}
    answer = town["丙三"].submit("/speakers/talks/new", **own, minutes="10", step="submit")
    town.talks["丙三"] = number_in(done(answer).location)
    typed = {
        "person": "乙二", "person_id": str(town.ids["乙二"]), "theme": _theme(page, "创业"), "title": "一把刨子",
        "summary": "木工铺的三十年。", "text": "口述，由干事记下。", "minutes": "9",
    }  # fmt: skip
    answer = town["组织干事"].submit("/speakers/talks/new", **typed, step="submit")
    town.talks["乙二"] = number_in(done(answer).location)
    assert "由工作人员帮忙录入" in town["组织干事"].get(answer.location).text
    for name in ("丙三", "乙二"):
        url = f"/speakers/review/{town.talks[name]}"
        done(town["壬九"].submit(url, f"{url}/approve"))
    pool = town["组织干事"].get("/speakers/pool")
    for title in ("四十年一本账", "奶奶的顶针", "一把刨子"):
        line_with(pool, title)
