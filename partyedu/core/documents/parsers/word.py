""".docx by mammoth: structure without looks, pictures left out."""

import io
from typing import Any

import mammoth

from ..kinds import Note
from .office import answer, refuse_document_types

_STYLES = """
u => u
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""


def read(data: bytes) -> dict[str, Any]:
    """A Word document as readable HTML; its pictures are counted, not shown."""
    refuse_document_types(data)
    pictures = 0

    def drop(_image: object) -> list[object]:
        nonlocal pictures
        pictures += 1
        return []

    # A style map inside the file is the sender's to write, so it is not used.
    result = mammoth.convert_to_html(
        io.BytesIO(data), style_map=_STYLES, convert_image=drop, include_embedded_style_map=False
    )
    return answer(result.value, [Note.PICTURES_DROPPED] if pictures else [])
