""".pdf by pdfium: its text page by page, and pictures of its pages."""

import io
import time
from typing import Any

import pypdfium2
import pypdfium2.raw

from ..kinds import PAGE_SIDE, PREVIEW_SIDE, TEXT_CHARACTERS, DocumentRefused, Note, Reason
from .plain import paragraphs, scrub

# The text of a long file is cut rather than the file refused for being slow.
_TEXT_SECONDS = 4.0
# So long pages are drawn; those that are not reached are asked for again.
_DRAWING_SECONDS = 4.0


def read(data: bytes) -> dict[str, Any]:
    """The words of a PDF page by page, and a picture of its first page; refuses locked and damaged ones."""
    document = _opened(data)
    pages, notes = _texts(document)
    answer: dict[str, Any] = {"pages": len(document), "text": "\n\n".join(page for page in pages if page)}
    answer["html"] = "".join(paragraphs(page) for page in pages)
    if not answer["text"]:
        notes.append(Note.NO_TEXT)
    try:
        image = _drawn(document[0], PREVIEW_SIDE)
        answer |= {"picture": _jpeg(image), "width": image.width, "height": image.height}
    except MemoryError:
        raise
    except Exception:  # the text is worth having without the picture
        notes.append(Note.NO_PREVIEW)
    answer["notes"] = notes
    return answer


def _texts(document: Any) -> tuple[list[str], list[Note]]:
    pages: list[str] = []
    notes: list[Note] = []
    room = TEXT_CHARACTERS
    until = time.monotonic() + _TEXT_SECONDS
    for number in range(len(document)):
        if room <= 0 or time.monotonic() > until:
            notes.append(Note.CUT_SHORT)
            break
        try:
            page = document[number]
            text = scrub(page.get_textpage().get_text_range()).strip()
            page.close()
        except MemoryError:
            raise
        except Exception:  # one broken page does not hide the others
            if Note.PARTS_UNREADABLE not in notes:
                notes.append(Note.PARTS_UNREADABLE)
            continue
        pages.append(text[:room])
        room -= len(text) + 2
    return pages, notes


def pages(data: bytes, first: int, count: int) -> dict[str, Any]:
    """Pictures of the pages from ``first`` (counted from 1) on, at most ``count``: bytes by the number of the page.

    Fewer come when the time is over; a page that cannot be drawn comes empty.
    """
    document = _opened(data)
    until = time.monotonic() + _DRAWING_SECONDS
    drawn: dict[str, Any] = {}
    for number in range(first, min(first + count, len(document) + 1)):
        if drawn and time.monotonic() > until:
            break
        try:
            drawn[str(number)] = _jpeg(_drawn(document[number - 1], PAGE_SIDE))
        except MemoryError:
            raise
        except Exception:  # one broken page does not hide the others
            drawn[str(number)] = b""
    return drawn


def _opened(data: bytes) -> Any:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)
        raise DocumentRefused(Reason.ENCRYPTED if locked else Reason.DAMAGED) from error
    if len(document) == 0:
        raise DocumentRefused(Reason.DAMAGED)
    return document


def _drawn(page: Any, side: int) -> Any:
    width, height = page.get_size()
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise ValueError("a page without a sensible size")
    image = page.render(scale=side / max(width, height)).to_pil().convert("RGB")
    page.close()
    image.thumbnail((side, side))  # pdfium rounds up
    return image


def _jpeg(image: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=82)
    return file.getvalue()
