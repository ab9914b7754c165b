""".pptx by python-pptx: a heading for each slide, its text in order, the speaker's notes as a quotation."""

import html
import io
from collections.abc import Iterable, Iterator
from typing import Any

from pptx import Presentation

from ..kinds import HTML_CHARACTERS, Note
from .office import answer, refuse_document_types
from .plain import paragraphs

_DEPTH = 20


def read(data: bytes) -> dict[str, Any]:
    """The words of the slides in their order; pictures are counted, not read."""
    refuse_document_types(data)
    slides = Presentation(io.BytesIO(data)).slides
    pieces: list[str] = []
    length = pictures = unreadable = 0
    for number, slide in enumerate(slides, 1):
        try:
            shapes = list(_flat(slide.shapes))
            pictures += sum(1 for shape in shapes if hasattr(shape, "image"))
            piece = _slide(number, slide, shapes)
        except MemoryError:
            raise
        except Exception:  # one broken slide does not hide the others
            unreadable += 1
            continue
        pieces.append(piece)
        length += len(piece)
        if length > HTML_CHARACTERS:
            break
    notes = [Note.PICTURES_DROPPED] if pictures else []
    if unreadable:
        notes.append(Note.PARTS_UNREADABLE)
    return answer("".join(pieces), notes, pages=len(slides))


def _flat(shapes: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            if depth < _DEPTH:
                yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape


def _slide(number: int, slide: Any, shapes: list[Any]) -> str:
    title = slide.shapes.title
    heading = title.text_frame.text.strip() if title is not None and title.has_text_frame else ""
    pieces = [f"<h2>{html.escape(heading or str(number))}</h2>"]
    for shape in shapes:
        if getattr(shape, "has_table", False):
            rows = ("".join(f"<td>{html.escape(cell.text)}</td>" for cell in row.cells) for row in shape.table.rows)
            pieces.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
        elif shape.has_text_frame and (title is None or shape.shape_id != title.shape_id):
            pieces.extend(paragraphs(paragraph.text) for paragraph in shape.text_frame.paragraphs)
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None and frame.text.strip():
        pieces.append(f"<blockquote>{paragraphs(frame.text)}</blockquote>")
    return "".join(pieces)
