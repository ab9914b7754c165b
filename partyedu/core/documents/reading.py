"""What partyedu calls: `read`, `page_pictures`, `clean_picture`. The child's answer is checked before use."""

import builtins
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import process
from .kinds import HTML_CHARACTERS, TEXT_CHARACTERS, DocumentRefused, Kind, Note, Reason
from .parsers.markup import clean
from .parsers.plain import scrub


@dataclass(frozen=True)
class Document:
    """A document as it may be shown.

    `text` is plain, `html` safe to mark as markup (headings, paragraphs, lists, tables, strong, em, u, br,
    blockquote; no attribute but colspan and rowspan). `pages` counts pages or slides where there are any.
    `picture` is a JPEG (first page of a PDF, preview of a picture) of `width` × `height`, at most 1200 px.
    `warnings` are `Note` values.
    """

    kind: Kind
    text: str
    html: str
    pages: int | None = None
    picture: bytes | None = None
    width: int | None = None
    height: int | None = None
    warnings: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class Picture:
    """A picture saved afresh: upright, at most 2400 px, without EXIF (place, camera) or anything hidden.

    `kind` is what `bytes` are now: a large photo that came as PNG becomes a JPEG. `thumbnail` is a JPEG of at
    most 480 px.
    """

    kind: Kind
    bytes: builtins.bytes
    width: int
    height: int
    thumbnail: builtins.bytes


def read(path: Path, kind: Kind, timeout: float = 10) -> Document:
    """Read a file that `sniff` called `kind`, within `timeout` seconds. Raises DocumentRefused."""
    answer = process.run("read", kind, path, timeout)
    try:
        picture = _jpeg(answer["picture"]) if "picture" in answer else None
        return Document(
            kind=kind,
            text=scrub(_string(answer, "text"))[:TEXT_CHARACTERS],
            html=clean(_string(answer, "html")[: HTML_CHARACTERS + 1]),
            pages=_count(answer, "pages") if answer.get("pages") is not None else None,
            picture=picture,
            width=_count(answer, "width") if picture else None,
            height=_count(answer, "height") if picture else None,
            warnings=[Note(note) for note in answer.get("notes", [])],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DocumentRefused(Reason.DAMAGED) from error


def page_pictures(path: Path, first: int, count: int, timeout: float = 10) -> dict[int, bytes]:
    """Pictures (JPEG) of at most ``count`` pages of a PDF from ``first`` on, counted from 1.

    Not every page comes when they take long; one that cannot be drawn comes as b"". Raises DocumentRefused.
    """
    answer = process.run("pages", Kind.PDF, path, timeout, first, count)
    try:
        wanted = range(first, first + count)
        return {n: _jpeg(answer[str(n)]) if answer[str(n)] else b"" for n in wanted if str(n) in answer}
    except (TypeError, ValueError) as error:
        raise DocumentRefused(Reason.DAMAGED) from error


def clean_picture(path: Path, kind: Kind, timeout: float = 10) -> Picture:
    """Save a JPEG or PNG afresh. Raises DocumentRefused; ValueError if `kind` is not a picture."""
    if not kind.is_picture:
        raise ValueError(f"{kind} is not a picture")
    answer = process.run("clean", kind, path, timeout)
    try:
        kind = Kind(answer["kind"])
        body = answer["bytes"]
        if kind is Kind.JPEG:
            _jpeg(body)
        elif not body.startswith(b"\x89PNG\r\n\x1a\n"):
            raise ValueError("not a PNG")
        return Picture(kind, body, _count(answer, "width"), _count(answer, "height"), _jpeg(answer["thumbnail"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentRefused(Reason.DAMAGED) from error


def _string(answer: dict[str, Any], name: str) -> str:
    if not isinstance(answer[name], str):
        raise TypeError(name)
    return answer[name]


def _count(answer: dict[str, Any], name: str) -> int:
    if type(answer[name]) is not int or answer[name] < 0:
        raise TypeError(name)
    return answer[name]


def _jpeg(data: Any) -> bytes:
    if not isinstance(data, bytes) or not data.startswith(b"\xff\xd8\xff"):
        raise ValueError("not a JPEG")
    return data
