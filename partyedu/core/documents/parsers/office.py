"""What .docx and .pptx share: no part may declare a document type, and the answer is made of HTML."""

import io
import zipfile
from typing import Any
from xml.parsers import expat

from ..kinds import HTML_CHARACTERS, TEXT_CHARACTERS, DocumentRefused, Note, Reason
from .markup import clean, plain_text


class _Begun(Exception):
    """Leaves the parser at the first element; a document type can only stand before it."""


def refuse_document_types(data: bytes) -> None:
    """Entities (XXE, "billion laughs") need a DOCTYPE, which OPC forbids; none is let through."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.lower().endswith((".xml", ".rels", ".vml")):
                with archive.open(name) as part:
                    _read_prolog(part)


def _read_prolog(part: Any) -> None:
    def found(*_: object) -> None:
        raise DocumentRefused(Reason.BOMB)

    def begun(*_: object) -> None:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = found
    parser.StartElementHandler = begun
    try:
        parser.ParseFile(part)
    except (_Begun, expat.ExpatError):  # a part that is not XML is for its reader to judge
        return


def answer(html: str, notes: list[Note], pages: int | None = None) -> dict[str, Any]:
    """What a parser answers: HTML cleaned and cut to size, its words, the notes, the number of pages."""
    cleaned = clean(html)
    text = plain_text(cleaned)
    if len(html) > HTML_CHARACTERS or len(text) > TEXT_CHARACTERS:
        notes = [*notes, Note.CUT_SHORT]
    if not text:
        notes = [*notes, Note.NO_TEXT]
    return {"text": text[:TEXT_CHARACTERS], "html": cleaned, "pages": pages, "notes": notes}
