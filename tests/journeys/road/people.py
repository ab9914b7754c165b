"""Branches, a roster from Excel, roles, and a first sign-in with a printed card."""

import re
import time
from typing import Any

from rosters import file, line, xlsx
from visitor import Answer, Visitor

from road import Town, done, number_in

ROSTER = [
    line(1, "甲一", "1958.03", "第一支部", "13900000001"),
    line(2, "乙　二", "1950年11月", "第一支部"),
    line(3, "丙三", "196503", "第一支部", "13900000003"),
    line(4, "丁四", "1962-07-02", "第一支部", "13900000004"),
    line(5, "戊五", "1971.01", "第一支部", "13900000005"),
    line(6, "己六", "1980.12", "第一支部", "13900000006"),
    line(7, "庚七", "1955.05", "第一支部", "13900000007"),
    line(8, "辛八", "1948.09", "第二支部"),
    line(9, "壬九", "1966.02", "第二支部", "13900000009"),
    line(10, "癸十", "1969.10", "第三支部", "13900000010", id_number="320101196910011234"),
    line(11, "先人", "1939.01", "第一支部", "13900000011", status="去世"),
]
PIN = "482067"
WITH_PHONE = ("甲一", "丙三", "丁四", "戊五", "己六", "庚七")


def add_branches(town: Town) -> None:
    """The administrator hangs two branches into the tree; the third will come with the roster."""
    administrator = town.signs_in("管机器的")
    page = administrator.get("/organisation/units")
    town.units["社区"] = root = number_in(str(page.one(".unit-tree .unit-name a")["href"]).replace("?at=", "/"))
    for name, code in (("第一支部", "b1"), ("第二支部", "b2")):
        fields = {"new-name": name, "new-kind": "branch", "new-code": code}
        done(administrator.submit(f"/organisation/units?at={root}", f"/organisation/units/{root}/below", **fields))
    names = [tag.get_text() for tag in administrator.get("/organisation/units").all(".unit-name b")]
    assert names == ["示范社区", "第一支部", "第二支部"]


def _counts(page: Answer) -> dict[str, int]:
    return {tag.span.get_text(strip=True): int(tag.b.get_text()) for tag in page.all(".stats .stat")}


def _bring(visitor: Visitor, town: Town, content: bytes) -> tuple[str, Answer]:
    sent: dict[str, Any] = {"unit_id": str(town.units["社区"]), "file": file(content, "2026年名册.xlsx")}
    url = done(visitor.submit("/organisation/imports", **sent), "/organisation/imports/").location
    return url, visitor.get(url)


def _carried_out(visitor: Visitor, url: str) -> Answer:
    """Say yes and wait for the thread, as the page does by itself."""
    done(visitor.submit(url, f"{url}/start", then="start"), url)
    for _try in range(600):
        page = visitor.get(url)
        if not page.all("#progress progress"):
            return page
        time.sleep(0.05)
    raise AssertionError("the import did not end")


def import_roster(town: Town) -> None:
    """Eleven rows under title rows, one of them dead; an ID number is dropped, the same file again changes nothing."""
    administrator, content = town["管机器的"], xlsx(ROSTER)
    url, preview = _bring(administrator, town, content)
    assert _counts(preview)["新来的"] == 11 and _counts(preview)["有错"] == 0
    assert "第三支部" in preview.one("#new-units").get_text() and "身份证号没有读进来" in preview.text
    assert "320101196910011234" not in preview.html
    result = _carried_out(administrator, url)
    assert (_counts(result)["新增"], _counts(result)["没有导入"]) == (11, 0)
    url, preview = _bring(administrator, town, content)
    assert _counts(preview)["没有变化"] == 11
    assert _counts(_carried_out(administrator, url)) == {
        "新增": 0, "更新": 0, "没有变化": 11, "重复": 0, "没有导入": 0,
    }  # fmt: skip
    _remember(town)


def _remember(town: Town) -> None:
    people = town["管机器的"].get("/organisation/people?status=all")
    for link in people.all("#people-list .person a"):
        town.ids[link.get_text(strip=True)] = number_in(str(link["href"]))
    assert {"甲一", "乙二", "癸十", "先人"} <= set(town.ids), town.ids
    for tag in town["管机器的"].get("/organisation/units").all(".unit-name"):
        url = str(tag.a["href"])
        town.units[tag.b.get_text()] = int(re.findall(r"at=(\d+)", url)[0])


def give_roles(town: Town) -> None:
    """A new organiser is entered and given the community; a member becomes reviewer. Both get a slip."""
    administrator, root = town["管机器的"], str(town.units["社区"])
    answer = administrator.submit("/organisation/people/new", name="组织干事", kind="staff", unit_id=root, status="")
    town.ids["组织干事"] = number_in(done(answer, "/organisation/people/").location)
    for name, role in (("组织干事", "organiser"), ("壬九", "reviewer")):
        page = administrator.submit(
            "/accounts/roles/new", person=name, person_id=str(town.ids[name]), role=role, unit_id=root
        )
        user, password = (tag.get_text() for tag in page.all(".slip dd")[:2])
        town.secrets[name] = (user, password)
        town.signs_in(name)
    assert town["组织干事"].get("/accounts/roles").status == 404, "an organiser gives no roles"
    assert town["壬九"].get("/speakers/review").status == 200


def print_cards(town: Town) -> None:
    """The organiser prints cards; each member opens theirs once, sets a PIN and is signed in."""
    numbers = [str(town.ids[name]) for name in WITH_PHONE]
    sheet = town["组织干事"].submit("/accounts/cards", person=numbers)
    slips = {slip.h2.get_text(strip=True): slip for slip in sheet.all(".slip")}
    assert set(slips) == set(WITH_PHONE)
    for name in WITH_PHONE:
        address = re.search(r"/sign-in/card/[\w-]+", slips[name].get_text()).group()  # type: ignore[union-attr]
        visitor = town.visitors[name] = town.passer_by()
        assert visitor.get(address).heading == f"您是{name}吗？"
        done(visitor.submit(address, pin=PIN, again=PIN), "/")
        assert visitor.get("/account").heading == name
        assert town.passer_by().get(address).status == 410, "a card works once"
        phone = next(str(row[5]) for row in ROSTER if row[1] == name)
        town.secrets[name] = (phone, PIN)
    town.signs_in("甲一")
