"""Reading one cell of a roster: names, phones, dates, status, the way of studying.

Every reader takes the cell as the spreadsheet gave it and answers a ``Reading``: the value (``None`` for an empty
cell), an error that refuses the row, or a warning for the person who looks at the preview.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from partyedu.core.search import fold
from partyedu.core.spreadsheets import Cell
from partyedu.organisation.roster.reasons import Note, Reason

T = TypeVar("T")

EMPTY_WORDS = frozenset(
    (
        "",
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "/",
        "\\",
        "无",
        "無",
        "没有",
        "暂无",
        "不详",
        "未知",
        "空",
        "n/a",
        "null",
        "none",
    )
)
LONGEST_NAME = 60


class Status(StrEnum):
    """Where a member stands."""

    FULL = "full"
    PROBATIONARY = "probationary"
    TRANSFERRED = "transferred"
    LEFT = "left"
    DECEASED = "deceased"


class StudyMode(StrEnum):
    """就近、上门、网络 (S2.5)."""

    NEARBY = "nearby"
    AT_THE_DOOR = "at-the-door"
    ONLINE = "online"


class Precision(StrEnum):
    """How much of a date the file knew; the missing parts stand as 1."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Reading(NamedTuple, Generic[T]):
    """What one cell says."""

    value: T | None
    error: Note | None = None
    warning: Note | None = None


class RosterDate(NamedTuple):
    """A date and how much of it was written."""

    day: date
    precision: Precision


def text_of(cell: Cell) -> str:
    """The cell as a person would read it, on one line, without invisible characters; "" for an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return " ".join(_CONTROL.sub(" ", _INVISIBLE.sub("", cell)).split())
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d" if cell.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def plain_text(cell: Cell) -> str | None:
    """Text left as it is (category, education, trade, names of units); nothing for 无, — and the like."""
    text = text_of(cell)
    return None if text.lower() in EMPTY_WORDS else text


# Names

_DOTS = re.compile(
    r"(?<=[^\x00-\x7f])\s*[.\u2022\u30fb\u2027\u2219\u22c5\uff65\uff0e\u00b7\u0387\u2024]\s*(?=[^\x00-\x7f])"
)
_HAN = r"[\u3007\u3400-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U000fffff]"
_SPACE_IN_HAN = re.compile(rf"(?<={_HAN}|·)\s+(?={_HAN}|·)")
_REMARK = re.compile(r"\((?:男|女|预备|预备党员|正式|正式党员|党员|[\u4e00-\u9fff]{1,4}族)\)$|[*#]+$")


def read_name(cell: Cell) -> Reading[str]:
    """A name as it is kept: 王　芳 → 王芳, minority names with ·, no invisible characters, no （女） behind."""
    text = unicodedata.normalize("NFKC", _DOTS.sub("·", text_of(cell)))
    text = _SPACE_IN_HAN.sub("", " ".join(text.split()))
    text = _REMARK.sub("", _REMARK.sub("", text)).strip()
    if text.lower() in EMPTY_WORDS:
        return Reading(None, Note(Reason.NAME_MISSING))
    if len(text) > LONGEST_NAME or not any(char.isalpha() or "\ue000" <= char <= "\uf8ff" for char in text):
        return Reading(None, Note(Reason.NAME_UNREADABLE, {"value": text[:LONGEST_NAME]}))
    return Reading(text)


def fold_name(name: str) -> str:
    """The form in which two names are compared, from a name as it is kept."""
    return fold(name).replace("·", "")


# Phones

_MOBILE = re.compile(r"(?:\+?86|0086)?0?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(?:\+?86)?(0\d{2,3})?([2-9]\d{6,7})(?:转?\d{1,4})?")
_HONGKONG_AND_OTHERS = re.compile(r"\+\d{8,14}")
_BETWEEN_PHONES = re.compile(r"[/、,，;；|\n或和]+|(?<=\d{11})\s+(?=1\d)")
_ROUNDED = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)


def read_phone(cell: Cell) -> Reading[str]:
    """A mobile as 11 digits, a landline with area code (051988881234), a foreign one with +; the first of several."""
    text = unicodedata.normalize("NFKC", text_of(cell)).strip("'\"` ")
    if text.lower() in EMPTY_WORDS or text == "0":
        return Reading(None)
    if _ROUNDED.fullmatch(text):
        whole = int(float(text))
        if whole % 1000 == 0:
            return Reading(None, Note(Reason.PHONE_ROUNDED, {"value": text}))
        text = str(whole)
    pieces = [piece for piece in _BETWEEN_PHONES.split(text) if any(char.isdigit() for char in piece)]
    phones = [phone for piece in pieces if (phone := _phone(piece))]
    phones = phones or [phone for piece in text.split() if (phone := _phone(piece))]
    if not phones:
        return Reading(None, Note(Reason.PHONE_UNREADABLE, {"value": text[:40]}))
    different = len(set(phones)) > 1
    return Reading(phones[0], None, Note(Reason.SEVERAL_PHONES, {"value": phones[0]}) if different else None)


def _phone(text: str) -> str | None:
    text = re.sub(r"[^\d+转]", "", text)
    if mobile := _MOBILE.fullmatch(text):
        return mobile[1]
    if landline := _LANDLINE.fullmatch(text):
        return (landline[1] or "") + landline[2]
    return text if _HONGKONG_AND_OTHERS.fullmatch(text) else None


# Dates

_EARLIEST = 1900
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(7_000, 60_000)  # 1919 to 2064
_CLOCK = re.compile(r"[T ]+\d{1,2}:\d{2}.*$")
_SEPARATORS = re.compile(r"[\s./\\\-\u2010-\u2015\u2212、,，。年月日号]+")
_NOT_OF_A_DATE = re.compile(r"(出生|[生入]|党)$|^约|[\"'`]")
_LOST_ZERO = re.compile(r"\d{2,4}\.1")


class _Parts(NamedTuple):
    year: int
    month: int | None = None
    day: int | None = None
    short_year: bool = False


def pads_months(cells: list[Cell]) -> bool:
    """Whether a column writes 1965.03 with its zero, so that its 1965.1 can only be a 1965.10 that lost one."""
    return any(re.fullmatch(r"\d{4}\.0[1-9]", text_of(cell)) for cell in cells)


def read_birth(cell: Cell, *, today: date, padded: bool = False) -> Reading[tuple[int, int | None]]:
    """Year and month of birth; the month is ``None`` (with a warning) where the file gives the year only.

    A *number* 1965.1 is read as October with a warning: Excel shows a typed 1965.10 like this, and somebody who means
    January in a column of numbers writes 1965.01. The *text* 1965.1 is January, unless the column pads its months
    (``padded``, from ``pads_months``): then it was such a number before it became .csv.
    """
    parts, note = _parts(cell, padded=padded, youngest=today.year - 16)
    if parts is None:
        return Reading(None, note and _birth_note(note))
    if problem := _problem(parts, today):
        return Reading(None, Note(_BIRTH_REASONS[problem], {"value": _shown(cell)}))
    if parts.month is None:
        note = Note(Reason.MONTH_MISSING, {"value": _shown(cell)})
    return Reading((parts.year, parts.month), None, note)


def read_date(cell: Cell, *, today: date, padded: bool = False) -> Reading[RosterDate]:
    """A date such as that of joining, from the same forms as ``read_birth``; missing day or month stand as 1."""
    parts, note = _parts(cell, padded=padded, youngest=today.year)
    if parts is None:
        return Reading(None, note)
    if problem := _problem(parts, today):
        return Reading(None, Note(problem, {"value": _shown(cell)}))
    precision = Precision.DAY if parts.day else Precision.MONTH if parts.month else Precision.YEAR
    if precision is Precision.YEAR:
        note = Note(Reason.MONTH_MISSING, {"value": _shown(cell)})
    return Reading(RosterDate(date(parts.year, parts.month or 1, parts.day or 1), precision), None, note)


_BIRTH_REASONS: Mapping[Reason, Reason] = {
    Reason.DATE_UNREADABLE: Reason.BIRTH_UNREADABLE,
    Reason.DATE_IMPOSSIBLE: Reason.BIRTH_IMPOSSIBLE,
    Reason.DATE_FUTURE: Reason.BIRTH_FUTURE,
    Reason.DATE_TOO_EARLY: Reason.BIRTH_TOO_EARLY,
}


def _birth_note(note: Note) -> Note:
    return Note(_BIRTH_REASONS[note.code], note.params)


def _shown(cell: Cell) -> str:
    return text_of(cell)[:40]


def _problem(parts: _Parts, today: date) -> Reason | None:
    try:
        earliest = date(parts.year, 1 if parts.month is None else parts.month, parts.day or 1)
    except ValueError:
        return Reason.DATE_IMPOSSIBLE
    if earliest.year < _EARLIEST:
        return Reason.DATE_TOO_EARLY
    return Reason.DATE_FUTURE if earliest > today else None


def _parts(cell: Cell, *, padded: bool, youngest: int) -> tuple[_Parts | None, Note | None]:
    """The parts of a date and a warning; no parts and an error; or neither for an empty cell.

    ``youngest`` is the last year that a two-digit year may stand for.
    """
    if isinstance(cell, date):
        return _Parts(cell.year, cell.month, cell.day), None
    text = _CLOCK.sub("", unicodedata.normalize("NFKC", text_of(cell)))
    text = _NOT_OF_A_DATE.sub("", text.replace(" ", "")) if text.lower() not in EMPTY_WORDS else ""
    if not text:
        return None, None
    note = None
    if isinstance(cell, float) and abs(cell) < 10**5 and int(cell) in _SERIALS:
        text = str(int(cell))
    elif isinstance(cell, float):
        text = f"{cell:.4f}".rstrip("0").rstrip(".")
    if _LOST_ZERO.fullmatch(text) and (padded or isinstance(cell, float)):
        text += "0"
        note = Note(Reason.OCTOBER_ASSUMED, {"value": _shown(cell)})
    parts = _split(_SEPARATORS.sub(".", text).strip("."))
    if parts is None:
        return None, Note(Reason.DATE_UNREADABLE, {"value": _shown(cell)})
    if parts.short_year:
        parts = parts._replace(year=parts.year + (2000 if 2000 + parts.year <= youngest else 1900))
        note = Note(Reason.CENTURY_ASSUMED, {"value": _shown(cell), "year": parts.year})
    return parts, note


_DOTTED = re.compile(r"(\d{4}|\d{2})\.(\d{1,2})(?:\.(\d{1,2}))?")


def _split(text: str) -> _Parts | None:
    if dotted := _DOTTED.fullmatch(text):
        day = int(dotted[3]) if dotted[3] else None
        return _Parts(int(dotted[1]), int(dotted[2]), day, len(dotted[1]) == 2)
    if re.fullmatch(r"\d{4}\.\d{4}", text):
        text = text.replace(".", "")
    return _split_digits(text) if re.fullmatch(r"[0-9]{4,8}", text) else None


def _split_digits(text: str) -> _Parts | None:
    """19650302, 196503, 650302, 6503, 1965, or the day number of Excel."""
    if len(text) == 8:  # some systems write 00 for a day they do not know
        return _Parts(int(text[:4]), int(text[4:6]), int(text[6:]) or None)
    if len(text) == 6:
        if text[:2] in ("19", "20") and not (int(text[4:]) > 12 and 1 <= int(text[2:4]) <= 12):
            return _Parts(int(text[:4]), int(text[4:]))
        return _Parts(int(text[:2]), int(text[2:4]), int(text[4:]), short_year=True)
    if len(text) == 5 and int(text) in _SERIALS:
        day = _EXCEL_EPOCH + timedelta(days=int(text))
        return _Parts(day.year, day.month, day.day)
    if len(text) == 4 and 1500 <= int(text) < 3000:
        return _Parts(int(text))
    return _Parts(int(text[:2]), int(text[2:]), short_year=True) if len(text) == 4 else None


# Words

_STATUS_WORDS: Mapping[Status, tuple[str, ...]] = {
    Status.DECEASED: ("去世", "死亡", "逝世", "已故", "病故", "亡故", "身故", "过世"),
    Status.TRANSFERRED: ("转出", "转走", "调出", "迁出", "已转", "转移组织关系"),
    Status.LEFT: ("出党", "退党", "除名", "开除", "脱党", "停止党籍", "自行脱党", "取消预备"),
    Status.PROBATIONARY: ("预备", "預備"),
    Status.FULL: ("正式", "已转正", "转正"),
}
_STATUS_SAYING_NOTHING = frozenset({"正常", "在册", "在籍", "党员", "中共党员", "有效", "是", "在职"})
_STUDY_WORDS: Mapping[StudyMode, tuple[str, ...]] = {
    StudyMode.AT_THE_DOOR: ("上门", "送学", "入户"),
    StudyMode.ONLINE: ("网络", "网上", "线上", "在线", "远程", "网学"),
    StudyMode.NEARBY: ("就近", "集中", "现场", "线下", "社区", "支部"),
}


def status_in(text: str) -> Status | None:
    """The status that a text speaks of, 已转正 before 转出: the first word of the table that is found."""
    if "转正" in text and "预备" not in text:
        return Status.FULL
    return next((status for status, words in _STATUS_WORDS.items() if any(word in text for word in words)), None)


def read_status(cell: Cell, heading: str = "") -> Reading[Status]:
    """正式党员, 预备党员, 转出, 出党, 去世 … or 是/否 under a heading such as 是否预备. Unknown words are a warning."""
    text = plain_text(cell)
    if text is None:
        return Reading(None)
    if "是否" in heading and text in ("是", "否", "√", "Y", "N"):
        yes = text in ("是", "√", "Y")
        asked = Status.PROBATIONARY if "预备" in heading else Status.FULL
        other = Status.FULL if asked is Status.PROBATIONARY else Status.PROBATIONARY
        return Reading(asked if yes else other)
    found = status_in(text)
    if found is None and text not in _STATUS_SAYING_NOTHING:
        return Reading(None, None, Note(Reason.STATUS_UNKNOWN, {"value": text[:40]}))
    return Reading(found)


def read_study_mode(cell: Cell) -> Reading[StudyMode]:
    """就近、上门、网络 and their usual synonyms; unknown words are a warning."""
    text = plain_text(cell)
    if text is None:
        return Reading(None)
    found = next((mode for mode, words in _STUDY_WORDS.items() if any(word in text for word in words)), None)
    return Reading(found, None, None if found else Note(Reason.STUDY_MODE_UNKNOWN, {"value": text[:40]}))
