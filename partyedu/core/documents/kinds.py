"""The words of this room: kinds of file, reasons for refusing one, notes on one that was read; the limits.

Loaded by the child process as well, so it imports as little as possible; the sentences stand in `sentences`.
"""

from enum import StrEnum

# A phone photo has 12 to 50 megapixels; 50 MP as RGBA are 200 MB and leave the child room below MEMORY_BYTES.
MAX_BYTES = 20 * 1024 * 1024
# What a centre sets for videos goes before this one (``core.uploads``).
MAX_VIDEO_BYTES = 100 * 1024 * 1024
MAX_PIXELS = 50_000_000
MEMORY_BYTES = 512 * 1024 * 1024
TEXT_CHARACTERS = 400_000
HTML_CHARACTERS = 1_200_000
PICTURE_SIDE = 2400
PREVIEW_SIDE = 1200
PAGE_SIDE = 1400  # a page of A4 that can still be read when the picture is opened by itself
THUMBNAIL_SIDE = 480


class Kind(StrEnum):
    """What may be uploaded; `suffix` and `media_type` are what a stored file is handed out with."""

    DOCX = "docx"
    PDF = "pdf"
    PPTX = "pptx"
    TEXT = "text"
    MARKDOWN = "markdown"
    JPEG = "jpeg"
    PNG = "png"
    MP4 = "mp4"
    WEBM = "webm"

    @property
    def suffix(self) -> str:
        return {"text": ".txt", "markdown": ".md", "jpeg": ".jpg"}.get(self.value, f".{self.value}")

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self.value]

    @property
    def is_picture(self) -> bool:
        return self in (Kind.JPEG, Kind.PNG)

    @property
    def is_video(self) -> bool:
        return self in (Kind.MP4, Kind.WEBM)


_MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "text": "text/plain; charset=utf-8",
    "markdown": "text/plain; charset=utf-8",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "mp4": "video/mp4",
    "webm": "video/webm",
}

EXTENSIONS = {
    "docx": Kind.DOCX,
    "pdf": Kind.PDF,
    "pptx": Kind.PPTX,
    "txt": Kind.TEXT,
    "md": Kind.MARKDOWN,
    "jpg": Kind.JPEG,
    "jpeg": Kind.JPEG,
    "png": Kind.PNG,
    "mp4": Kind.MP4,
    "m4v": Kind.MP4,
    "mov": Kind.MP4,
    "webm": Kind.WEBM,
}


class Reason(StrEnum):
    """Why a file was refused."""

    NOT_ALLOWED = "not_allowed"
    NOT_WHAT_IT_SAYS = "not_what_it_says"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    BOMB = "bomb"
    TOO_SLOW = "too_slow"
    NOT_PLAYED = "not_played"


class Note(StrEnum):
    """What the reader of a document should know about it; the file itself was accepted."""

    PICTURES_DROPPED = "pictures_dropped"
    CUT_SHORT = "cut_short"
    CHARACTERS_REPLACED = "characters_replaced"
    NO_TEXT = "no_text"
    NO_PREVIEW = "no_preview"
    PARTS_UNREADABLE = "parts_unreadable"


class DocumentRefused(Exception):
    """A file that is not taken. The words for the person are `REASONS[refusal.reason]`."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
