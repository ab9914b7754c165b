"""What is longer than a screen is cut into pages that turn by themselves."""

import unicodedata
from functools import lru_cache

from partyedu.screens.models import ScreenDistance

# Rows of so many characters of full width that fit on one page, whichever way the screen hangs.
_ROWS_AND_WIDTH = {ScreenDistance.NEAR: (5, 25), ScreenDistance.FAR: (3, 18)}
PAGES_AT_MOST = 8
_ENDS = "。！？；!?;"


@lru_cache(maxsize=100)
def pages_of(text: str, distance: ScreenDistance = ScreenDistance.NEAR) -> tuple[str, ...]:
    """A text cut into pages, after a sentence where one ends on the page."""
    rows, width = _ROWS_AND_WIDTH[distance]
    pages: list[str] = []
    page, whole, begun = "", 0, 0.0  # rows of finished paragraphs, and how wide the one being set is
    for paragraph in text.splitlines():
        for piece in _pieces(paragraph, width):
            wide = _width(piece)
            if page.strip() and whole + _rows(begun + wide, width) > rows:
                pages.append(page.strip())
                page, whole, begun = "", 0, 0.0
            page, begun = page + piece, begun + wide
        page, whole, begun = page + "\n", whole + _rows(begun, width), 0.0
    return (*pages, page.strip()) if page.strip() else tuple(pages)


def _rows(wide: float, width: int) -> int:
    return max(1, -(-int(wide) // width))


def _width(text: str) -> float:
    """How much room a text takes, in characters of full width."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.56 for char in text)


def _pieces(paragraph: str, width: int) -> list[str]:
    """A paragraph cut after its sentences; a sentence without an end after two rows."""
    pieces, piece = [], ""
    for char in paragraph:
        piece += char
        if char in _ENDS or len(piece) >= 2 * width:
            pieces.append(piece)
            piece = ""
    return [*pieces, piece] if piece else pieces
