"""Finding things: one folded text per row, so that 簡體, full-width letters, pinyin and initials all find it."""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import product

from sqlalchemy import ColumnElement, and_, false, true
from sqlalchemy.orm import InstrumentedAttribute

# Surnames that a dictionary of ordinary readings gets wrong (the common reading is kept beside it).
_SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "翟": "zhai", "区": "ou", "查": "zha", "仇": "qiu", "朴": "piao",
    "盖": "ge", "任": "ren", "华": "hua", "尉": "wei", "种": "chong", "秘": "bi", "召": "shao", "乐": "yue",
    "员": "yun", "缪": "miao", "覃": "qin", "冼": "xian", "洗": "xian", "逄": "pang", "郇": "huan", "晁": "chao",
    "臧": "zang", "牟": "mu", "訾": "zi", "黑": "he", "折": "she", "繁": "po", "宓": "mi", "干": "gan",
    "葛": "ge", "纪": "ji", "费": "fei", "谌": "chen", "贾": "jia", "隗": "wei", "哈": "ha", "佟": "tong",
    "车": "che", "晟": "cheng", "柏": "bai", "鲍": "bao", "卜": "bu", "薄": "bo", "褚": "chu", "都": "du",
    "句": "gou", "管": "guan", "桂": "gui", "郝": "hao", "宁": "ning", "戚": "qi", "覃.": "tan", "万": "wan",
    "燕": "yan", "应": "ying", "於": "yu", "占": "zhan", "长": "chang", "重": "chong", "祭": "zhai", "么": "yao",
}  # fmt: skip

_READINGS_AT_MOST = 8


@cache
def _simplifier():
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Text as it is compared: compatibility forms, simplified characters, lower case, no spaces."""
    text = unicodedata.normalize("NFKC", text or "")
    text = "".join(char for char in text if unicodedata.category(char)[0] != "C")
    if any("一" <= char <= "鿿" for char in text):
        text = _simplifier().convert(text)
    return re.sub(r"\s+", "", text).lower()


@lru_cache(maxsize=8192)
def _readings(char: str) -> list[str]:
    from pypinyin import Style, pinyin

    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore") if "一" <= char <= "鿿" else []
    return found[0] if found else [char]  # no reading is known of some rare characters


@lru_cache(maxsize=16384)
def initials(name: str) -> str:
    """The initials of every reading of a name, separated by spaces: 单小曾 → "sxz sxc dxz dxc"."""
    letters: list[list[str]] = []
    for place, char in enumerate(fold(name)[:6]):
        readings = _readings(char)
        if place == 0 and char in _SURNAMES:
            readings = [_SURNAMES[char], *readings]
        letters.append(list(dict.fromkeys(reading[:1] for reading in readings)))
    found = dict.fromkeys("".join(choice) for choice in product(*(some[:3] for some in letters)))
    return " ".join(list(found)[:_READINGS_AT_MOST])


def spelled(text: str) -> str:
    """The pinyin of a text without spaces and its initials: 家风 → "jiafeng jf"."""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(fold(text)[:60])
    return "".join(syllables) + " " + "".join(syllable[:1] for syllable in syllables)


def index_text(*parts: str | None, spelled_part: str = "", name: str = "") -> str:
    """What goes into a ``search_text`` column: folded parts, the pinyin of a title, the initials of a name."""
    pieces = [fold(part) for part in parts if part]
    if spelled_part:
        pieces.append(spelled(spelled_part))
    if name:
        pieces += [fold(name), spelled(name).split(" ")[0], initials(name)]
    return " ".join(pieces)[:4000]


def matches(column: InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    """Condition: the folded column holds every word. Words of which nothing stays when folded find nothing."""
    folded = [fold(word) for word in words.split()[:6]]
    if folded and not any(folded):
        return false()
    return and_(true(), *(column.contains(word, autoescape=True) for word in folded if word))
