"""The words of this room: kinds of file, reasons for refusing one, notes on one that was read; the limits.

Loaded by the child process as well, so it imports as little as possible.
"""

from enum import StrEnum


def N_(text: str) -> str:  # noqa: N802 - the marker that extraction of texts looks for
    """Mark `text` for extraction; whoever shows it translates it."""
    return text


# A phone photo has 12 to 50 megapixels; 50 MP as RGBA are 200 MB and leave the child room below MEMORY_BYTES.
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
MEMORY_BYTES = 512 * 1024 * 1024
TEXT_CHARACTERS = 400_000
HTML_CHARACTERS = 1_200_000
PICTURE_SIDE = 2400
PREVIEW_SIDE = 1200
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

    @property
    def suffix(self) -> str:
        return {"text": ".txt", "markdown": ".md", "jpeg": ".jpg"}.get(self.value, f".{self.value}")

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self.value]

    @property
    def is_picture(self) -> bool:
        return self in (Kind.JPEG, Kind.PNG)


_MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "text": "text/plain; charset=utf-8",
    "markdown": "text/plain; charset=utf-8",
    "jpeg": "image/jpeg",
    "png": "image/png",
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


REASONS: dict[Reason, str] = {
    Reason.NOT_ALLOWED: N_(
        "这里收 Word（.docx）、PDF、幻灯片（.pptx）、文本（.txt、.md）"
        "和照片（.jpg、.png）。请换成其中一种再上传。"
    ),
    Reason.NOT_WHAT_IT_SAYS: N_("文件的内容和它的后缀名对不上。请用原来的软件打开，另存一份，再上传。"),
    Reason.EMPTY: N_("这是一个空文件，里面什么都没有。请看看是不是选错了。"),
    Reason.TOO_LARGE: N_("文件太大了。请把里面的图片压缩一下，或者分成几份再上传。"),
    Reason.TOO_MANY_PIXELS: N_("这张图片的尺寸太大了，超过了 5000 万像素。请缩小以后再上传。"),
    Reason.ENCRYPTED: N_("文件设了密码，这里打不开。请去掉密码，再上传。"),
    Reason.DAMAGED: N_("文件打不开，可能没有传完，也可能已经损坏。请先在自己的电脑上打开看看，再上传一次。"),
    Reason.BOMB: N_("文件展开以后大得不正常，或者藏着不该有的内容，为了安全没有收下。请另存一份，再上传。"),
    Reason.TOO_SLOW: N_("这份文件在规定的时间里没有读完。请稍后再试；还不行，就分成几份再上传。"),
}


class Note(StrEnum):
    """What the reader of a document should know about it; the file itself was accepted."""

    PICTURES_DROPPED = "pictures_dropped"
    CUT_SHORT = "cut_short"
    CHARACTERS_REPLACED = "characters_replaced"
    NO_TEXT = "no_text"
    NO_PREVIEW = "no_preview"
    PARTS_UNREADABLE = "parts_unreadable"


NOTES: dict[Note, str] = {
    Note.PICTURES_DROPPED: N_("文件里的图片没有显示在这里，请下载原文件查看。"),
    Note.CUT_SHORT: N_("内容很长，这里只显示前面一部分，请下载原文件查看全文。"),
    Note.CHARACTERS_REPLACED: N_("有几个字认不出来，用“�”代替了。"),
    Note.NO_TEXT: N_("文件里没有找到文字，可能是扫描件或者图片。"),
    Note.NO_PREVIEW: N_("第一页的图片没有画出来，请下载原文件查看。"),
    Note.PARTS_UNREADABLE: N_("有几页读不出来，请下载原文件查看。"),
}


class DocumentRefused(Exception):
    """A file that is not taken. The words for the person are `REASONS[refusal.reason]`."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
