"""HTML from documents: the allow-list, and its plain text. The child makes it, the parent checks it."""

from html.parser import HTMLParser

import nh3

from ..kinds import HTML_CHARACTERS
from .plain import scrub

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_TABLE = {"table", "thead", "tbody", "tr", "td", "th"}
_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "u", "blockquote"} | _HEADINGS | _TABLE
_SPANS = {"colspan", "rowspan"}
_LINES = {"p", "br", "li", "tr", "blockquote", "table", "ul", "ol"} | _HEADINGS


def _small_number(_tag: str, _name: str, value: str) -> str | None:
    return value if value.isascii() and value.isdigit() and len(value) <= 2 else None


_cleaner = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style"},
    attributes={"td": _SPANS, "th": _SPANS},
    attribute_filter=_small_number,
    url_schemes=set(),
    link_rel=None,
)


def clean(html: str) -> str:
    """Only the tags we know, no attribute but small colspan and rowspan, every tag closed. Repeatable."""
    return _cleaner.clean(scrub(html[:HTML_CHARACTERS]))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "br":
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            if self.pieces and self.pieces[-1] == "\n":  # of the paragraph in the cell
                self.pieces.pop()
            self.pieces.append("\t")
        elif tag in _LINES:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def plain_text(html: str) -> str:
    """The text of cleaned HTML: a line for each block, cells of a table row beside each other."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    lines = "".join(parser.pieces).split("\n")
    return "\n".join(line.strip(" ").rstrip() for line in lines if line.strip())
