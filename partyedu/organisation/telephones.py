"""Telephone numbers in a running text, however somebody wrote them. Knows neither database nor clock.

People group numbers with spaces or dashes, type them in full width, or write them out (一三八…). What is found here is
only what might be one: whoever asks looks whether it is a number of somebody. So days, times, sums of money and the
numbers of books are left out by how they are grouped, and nothing has to be certain.
"""

import re
import unicodedata
from itertools import combinations, pairwise

DIGITS_AT_LEAST, DIGITS_AT_MOST = 7, 15
_WRITTEN_OUT = re.compile(r"[〇零一二三四五六七八九幺](?:[ \-·]{0,2}[〇零一二三四五六七八九幺]){6,}")
_DIGITS_OF = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_DASHES = re.compile(r"[‐‑‒–—―−﹣~_·•/()]+")
# Groups that belong together: by a dash, or by full stops as in 138.0000.0009 (one alone is a decimal point).
_CHAIN = re.compile(r"\d+(?:\.\d{3,4}){2,3}(?![\d.])|\d+(?: ?-+ ?\d+)*")
_DAY = re.compile(r"(19|20)\d\d *- *(0?[1-9]|1[0-2]) *- *(0?[1-9]|[12]\d|3[01])|(0?[1-9]|1[0-2]) *- *([12]\d|0?[1-9])")
_BOOK = re.compile(r"(97[89] *-+ *)?\d{1,5} *-+ *\d{1,7} *-+ *\d{1,8} *-+ *[\dX]")
_DIGITS_OF_A_BOOK = (10, 13)
_COUNTRY = re.compile(r"(?:0086|86)(?=1\d{10}$|0\d{9,11}$)|0(?=1[3-9]\d{9}$)")


def telephones_in(text: str) -> list[str]:
    """What in a text may be a telephone number, in digits as the roster keeps them; the order is that of the text."""
    folded = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    folded = _WRITTEN_OUT.sub(lambda found: found[0].translate(_DIGITS_OF), folded)
    folded = _DASHES.sub("-", folded)
    found: dict[str, None] = {}
    for line in re.split(r"[^\d\s.+-]+|\n", folded):
        for number in _numbers_of(line):
            for form in _forms(number):
                found.setdefault(form)
    return list(found)


def _numbers_of(line: str) -> list[str]:
    """Digits that stand together in a stretch without words: each chain by itself, and chains side by side."""
    spans = [match for match in _CHAIN.finditer(line) if not _is_something_else(match[0])]
    chains = [re.sub(r"\D", "", match[0]) for match in spans]
    alone = [digits for match in spans for digits in re.findall(r"\d{7,}", match[0])]
    beside = [
        "".join(chains[first:last])
        for first, last in combinations(range(len(chains) + 1), 2)
        if last - first < DIGITS_AT_MOST and _side_by_side(line, spans[first:last])
    ]
    return [number for number in (*alone, *beside) if DIGITS_AT_LEAST <= len(number) <= DIGITS_AT_MOST]


def _is_something_else(chain: str) -> bool:
    is_book = len(re.sub(r"\D", "", chain)) in _DIGITS_OF_A_BOOK and _BOOK.fullmatch(chain)
    return bool(is_book or _DAY.fullmatch(chain))


def _side_by_side(line: str, spans: list[re.Match[str]]) -> bool:
    """Whether nothing but a blank or two lies between them."""
    gaps = [line[one.end() : following.start()] for one, following in pairwise(spans)]
    return all(1 <= len(gap) <= 3 and not gap.strip() for gap in gaps)


def _forms(number: str) -> list[str]:
    """A number as it stands, and without the country before it."""
    short = _COUNTRY.sub("", number)
    return [number] if short == number else [number, short]
