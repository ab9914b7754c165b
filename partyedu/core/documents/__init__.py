"""Reading what people upload, and trusting none of it.

Outlines are .docx .pdf .pptx .txt .md, pictures .jpg .png, videos .mp4 .webm (looked at by
`sniff`, read by nobody). Steps, each usable alone:

1. `sniff(path, filename)`: extension, size, magic bytes, the zip's directory, a picture's size. No parser.
2. `read(path, kind)`: text, clean HTML and a small picture, made by a child process with limits.
3. `page_pictures(path, first, count)`: pages of a PDF as pictures.
4. `clean_picture(path, kind)`: a photo upright, without its location, 2400 px at most, and a thumbnail.

Whatever is wrong with a file becomes `DocumentRefused` with one `Reason`; `REASONS` and `NOTES` hold the
sentences. Nothing is written to disk. The child is held by `core.sandbox`.
"""

from .kinds import DocumentRefused, Kind, Note, Reason
from .reading import Document, Picture, clean_picture, page_pictures, read
from .sentences import NOTES, REASONS
from .sniffing import named, sniff

__all__ = [
    "NOTES",
    "REASONS",
    "Document",
    "DocumentRefused",
    "Kind",
    "Note",
    "Picture",
    "Reason",
    "clean_picture",
    "named",
    "page_pictures",
    "read",
    "sniff",
]
