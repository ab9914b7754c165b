"""National ID numbers are never kept: whatever is shaped like one is blanked before anything else looks at the cell.

Shapes (GB 11643): 18 characters, region 6, birth date 8, order 3, check digit or X; the old one 15 digits, region 6,
birth date 6, order 3. In doubt the cell is blanked: a lost remark can be typed again, a leaked number
cannot be recalled.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from partyedu.core.spreadsheets import Cell

BLANK = "***"  # what stands in a longer text where a number was

_FIFTEEN_DIGITS = re.compile(r"(?:\d\D{0,3}){14}\d")
# Between the digits people put spaces and dashes; format characters (zero-width spaces) come along unseen.
_GAP = r"[\s\-\u2010-\u2015\u2212._'·\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]{0,3}"
_RUN = re.compile(r"(?<!\d)\d{15,}[Xx×*]?")
_SPLIT_18 = re.compile(rf"(?<!\d)(?=(\d(?:{_GAP}\d){{16}}{_GAP}[\dXx×*])(?!\d))")
_SPLIT_15 = re.compile(rf"(?<!\d)(?=(\d(?:{_GAP}\d){{14}})(?!\d))")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_ROUNDED = re.compile(r"\d(?:\.\d+)?[Ee]\+?1[4-7]")


def blank_id_numbers(cell: Cell) -> tuple[Cell, bool]:
    """The cell without anything shaped like an ID number, and whether something was found.

    A cell that is nothing but the number becomes ``None``; inside a longer text ``BLANK`` stands in its place. Digits
    may be full-width or spread with spaces and dashes, numbers may have been rounded by the spreadsheet. Phones
    (11 digits) and numbers of members (up to 14 digits) pass.
    """
    if isinstance(cell, str):
        if len(cell) < 15:
            return cell, False
        return _blank_text(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell, False
    size = abs(cell)
    if isinstance(cell, float) and not cell.is_integer() and _blank_text(str(cell))[1]:
        return None, True
    if not size >= 10**13:  # said this way round for the float that is no number
        return cell, False
    return (None, True) if size >= 10**17 or _is_run_of_ids(str(int(size))) else (cell, False)


def _blank_text(text: str) -> tuple[Cell, bool]:
    rounded = _ROUNDED.search(text)
    if not rounded and not _FIFTEEN_DIGITS.search(text):
        return text, False
    if rounded and _is_run_of_ids(str(int(float(rounded[0])))):
        return _without(text, [rounded.span()])
    seen = "".join(map(_plain_character, text))
    return _without(text, _places(seen))


def _plain_character(char: str) -> str:
    """One character for one character, so that places in the folded text are places in the text."""
    if char.isascii():
        return char
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char


def _places(text: str) -> list[tuple[int, int]]:
    places = [found.span() for found in _RUN.finditer(text) if _is_run_of_ids(re.sub(r"\D", "", found[0]))]
    for found in _SPLIT_18.finditer(text):
        if _dated(_digits(found[1])[6:14]):
            places.append(found.span(1))
    for found in _SPLIT_15.finditer(text):
        if _dated("19" + _digits(found[1])[6:12]) and not _MOBILE.search(found[1]):
            places.append(found.span(1))
    return sorted(places)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_run_of_ids(digits: str) -> bool:
    """Whether digits without a gap hold an ID number: 18 and more always, 15 to 17 when a birth date is inside.

    (17 digits are a number whose check digit was lost or masked.)
    """
    if len(digits) >= 18:
        return True
    windows = range(len(digits) - 14)
    return any(_dated("19" + digits[start + 6 : start + 12]) for start in windows) or (
        len(digits) == 17 and _dated(digits[6:14])
    )


def _dated(digits: str) -> bool:
    try:
        return 1880 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2100
    except ValueError:
        return False


def _without(text: str, places: list[tuple[int, int]]) -> tuple[Cell, bool]:
    if not places:
        return text, False
    pieces, at = [], 0
    for start, end in _joined(places):
        pieces.append(text[at:start])
        at = end
    pieces.append(text[at:])
    if not "".join(pieces).strip(" \t\r\n\u3000'\"“”,，;；:："):
        return None, True
    return BLANK.join(pieces), True


def _joined(places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start, end = places[0]
    for first, last in places[1:]:
        if first > end:
            yield start, end
            start, end = first, last
        end = max(end, last)
    yield start, end
