"""What the year's figures say of the story: the number, its rows, its workbook; the file of the event; a backup."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
from visitor import Answer

from road import Town, line_with, press

COMMUNITY = {
    "sessions": 1, "talks": 2, "different_speakers": 2, "never_spoken": 8, "attendances": 7, "members": 10,
    "coverage": 0.6, "discussions": 1, "reflections": 3, "matters": 2, "matters_closed": 1,
}  # fmt: skip
# The suggestion from the box is the community's; the resident belongs to no branch's roster but came to its session.
BRANCH = {**COMMUNITY, "never_spoken": 5, "members": 7, "coverage": 0.7143, "matters": 1}
NOTHING = dict.fromkeys(COMMUNITY, 0) | {"coverage": 0.0}
# A member of the second branch was there; it held nothing itself.
SECOND = NOTHING | {"members": 2, "never_spoken": 2, "coverage": 0.5}
THIRD = NOTHING | {"members": 1, "never_spoken": 1}
EXPECTED = {"社区": COMMUNITY, "第一支部": BRANCH, "第二支部": SECOND, "第三支部": THIRD}

REACHED = {"社区": 6, "第一支部": 5, "第二支部": 1, "第三支部": 0}


def figures_by_unit(town: Town) -> None:
    """On the page of each unit every figure is what the story did; last year there was nothing."""
    organiser = town.signs_in("组织干事")
    for name, expected in EXPECTED.items():
        page = organiser.get(f"/reports/?unit={town.units[name]}&year=2026")
        assert _read(page) == expected, name
    last_year = _read(organiser.get(f"/reports/?unit={town.units['第一支部']}&year=2025"))
    assert {key: last_year[key] for key in ("sessions", "talks", "attendances", "matters", "discussions")} == {
        "sessions": 0, "talks": 0, "attendances": 0, "matters": 0, "discussions": 0,
    }  # fmt: skip
    assert town["甲一"].get("/reports/").status == 404, "a member reads the public sums only"
    public = town.passer_by().get("/reports/year?year=2026")
    assert "还没上过台" not in public.text, "who has never spoken is nobody's business"


def _read(page: Answer) -> dict[str, float]:
    """The road's figures on a page, by the name in the address of their rows; a group without any says so instead."""
    found: dict[str, float] = {}
    for tag in page.all("#figures a.counted"):
        name = re.findall(r"/figures/(\w+)", str(tag["href"]))[0]
        shown = tag.b.get_text(strip=True).replace(",", "")  # type: ignore[union-attr]
        if name in COMMUNITY:
            found[name] = float(shown) if name != "coverage" else _share(page)
    missing = set(COMMUNITY) - set(found)
    assert not missing or "这里还没有" in page.text, missing
    return found | dict.fromkeys(missing, 0.0)


def _share(page: Answer) -> float:
    """Coverage from the two numbers beside it: 10 人中来过 6 人."""
    members, reached = map(int, re.findall(r"(\d+) 人中来过 (\d+) 人", page.text)[0])
    return round(reached / members, 4)


def rows_behind(town: Town) -> None:
    """Each number opens as many rows, and exports as many; names are those of the story."""
    organiser = town["组织干事"]
    names: dict[str, str] = {}
    for unit, expected in EXPECTED.items():
        for name, number in expected.items():
            wanted = REACHED[unit] if name == "coverage" else number
            url = f"/reports/figures/{name}?unit={town.units[unit]}&year=2026"
            page = organiser.get(url)
            assert len(page.all("#rows tbody tr")) == wanted, (unit, name)
            names[f"{unit} {name}"] = page.text
            if wanted and unit == "第一支部":
                book = press(organiser, url, "下载Excel").response.data
                lines = list(openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
                assert len(lines) == wanted + 1, (name, lines)
    assert "四十年一本账" in names["第一支部 talks"] and "一把刨子" in names["第一支部 talks"]
    assert "奶奶的顶针" not in names["第一支部 talks"], "who was swapped out did not speak"
    assert "丙三" in names["第一支部 never_spoken"] and "乙二" not in names["第一支部 never_spoken"]
    assert "先人" not in names["社区 members"], "the dead are not counted"
    assert "壬九" in names["第二支部 coverage"] and "癸十" not in names["社区 coverage"]


def event_file(town: Town) -> None:
    """Notice, programme, sign-in, discussion, follow-up on one page, as one Word file, as one pack."""
    organiser, url = town["组织干事"], f"/reports/events/{town.event}"
    page = organiser.get(url)
    for words in ("到了 7 人", "5 条", "1 件，都办结了", "代丙三上台", "庚七换了灯泡。", "细水长流"):
        assert words in page.text, words
    assert line_with(page, "照片", ".ticks li")["class"] == ["gap"], "what is missing is said"
    word = press(organiser, url, "存成Word").response.data
    text = _words_of(docx.Document(io.BytesIO(word)))
    for words in ("我的学习故事", "四十年一本账", "一把刨子", "庚七换了灯泡。", "三号楼道的灯不亮"):
        assert words in text, words
    pack = zipfile.ZipFile(io.BytesIO(press(organiser, url, "打包下载").response.data))
    assert pack.testzip() is None
    names = pack.namelist()
    assert {"台账.docx", "签到.xlsx"} <= set(names) and any(name.endswith("提纲.docx") for name in names), names
    sign_in = openpyxl.load_workbook(io.BytesIO(pack.read("签到.xlsx"))).active
    assert len(list(sign_in.iter_rows(values_only=True))) == 10 + 1  # type: ignore[union-attr]


def _words_of(document: Any) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def partyedu(data: Path, database: str, *words: str) -> str:
    """What the command prints over a data folder; it must succeed."""
    environment = {key: value for key, value in os.environ.items() if key != "PARTYEDU_DATABASE"}
    if not database.startswith("sqlite"):
        environment["PARTYEDU_DATABASE"] = database
    command = [sys.executable, "-m", "partyedu", "--data", str(data), *words]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def figures_for_scripts(data: Path, database: str) -> None:
    """The command gives the same figures, of the house and of a unit by its code."""
    for words, expected in (((), COMMUNITY), (("--unit", "b1"), BRANCH), (("--unit", "b2"), SECOND)):
        printed = partyedu(data, database, "figures", "--year", "2026", "--json", *words)
        found = json.loads(printed)
        assert {name: found[name] for name in COMMUNITY} == expected, words


def backup_and_restore(data: Path, database: str, folder: Path, other_database: str) -> None:
    """Made while the house is open, restored in a new one: the same figures, and every uploaded file."""
    partyedu(data, database, "backup", str(folder / "backup.zip"))
    partyedu(folder / "other", other_database, "restore", str(folder / "backup.zip"))
    printed = partyedu(folder / "other", other_database, "figures", "--year", "2026", "--json")
    found = json.loads(printed)
    assert {name: found[name] for name in COMMUNITY} == COMMUNITY

    def files(of: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (of / "uploads").iterdir()}

    assert files(folder / "other") == files(data) != {}
