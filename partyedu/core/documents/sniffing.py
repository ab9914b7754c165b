"""The cheap look at an upload in the web process: no parser, bounded whatever the file says."""

import os
import re
import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

from . import videos
from .kinds import EXTENSIONS, MAX_BYTES, MAX_PIXELS, MAX_VIDEO_BYTES, DocumentRefused, Kind, Reason
from .parsers.plain import utf16_without_mark

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
# Files that are sometimes renamed to .txt; each begins with bytes that no text begins with.
_NEVER_TEXT = (
    _PNG,
    _JPEG,
    _CFB,
    _ZIP,
    b"%PDF-",
    b"GIF8",
    b"MZ\x90",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)

_MAIN_PARTS = {
    Kind.DOCX: b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    Kind.PPTX: b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}

# A long novel is 5 MB of XML in some 20 entries, a slide show of 200 slides has about 1,500 entries.
_MAX_ENTRIES = 5_000
_MAX_DIRECTORY_BYTES = 1024 * 1024
_MAX_UNPACKED_BYTES = 300 * 1024 * 1024
_MAX_XML_BYTES = 80 * 1024 * 1024
_MAX_RATIO = 100
_RATIO_COUNTS_FROM_BYTES = 20 * 1024 * 1024
_MAX_CONTENT_TYPES_BYTES = 1024 * 1024

_ABSOLUTE = re.compile(r"^(?:[/\\]|[A-Za-z]:)")
_SPLIT = re.compile(r"[/\\]")


def named(filename: str) -> Kind | None:
    """What a file is by its name alone; None for an extension that nobody takes."""
    return EXTENSIONS.get(filename.strip().rpartition(".")[2].lower()) if "." in filename else None


def sniff(path: Path, filename: str, limit_bytes: int = MAX_BYTES, video_bytes: int = MAX_VIDEO_BYTES) -> Kind:
    """Tell what an upload is from its name, its first bytes and, for office files, its zip directory.

    `filename` is the name as the browser sent it (used for its extension only). A JPEG named .png, or
    the other way round, is taken for what it is: phones do that, and pictures are saved afresh in any case.
    Raises DocumentRefused; OSError only if `path` itself cannot be read.
    """
    kind = named(filename)
    if kind is None:
        raise DocumentRefused(Reason.NOT_ALLOWED)
    size = os.stat(path).st_size
    if size == 0:
        raise DocumentRefused(Reason.EMPTY)
    if size > (video_bytes if kind.is_video else limit_bytes):
        raise DocumentRefused(Reason.TOO_LARGE)
    with path.open("rb") as file:
        start = file.read(4096)
        if kind.is_picture:
            return _sniff_picture(file, start)
        if kind in _MAIN_PARTS:
            _sniff_office(file, start, kind)
        elif kind is Kind.MP4:
            videos.look_at_mp4(file, size)
        elif kind is Kind.WEBM:
            videos.look_at_webm(file, size)
        elif kind is Kind.PDF:
            _sniff_pdf(file, start, size)
        else:
            _sniff_text(start)
    return kind


def _sniff_picture(file: BinaryIO, start: bytes) -> Kind:
    if start.startswith(_PNG):
        kind, (width, height) = Kind.PNG, _png_size(start)
    elif start.startswith(_JPEG):
        kind, (width, height) = Kind.JPEG, _jpeg_size(file)
    else:
        raise DocumentRefused(Reason.NOT_WHAT_IT_SAYS)
    if width < 1 or height < 1:
        raise DocumentRefused(Reason.DAMAGED)
    if width * height > MAX_PIXELS:
        raise DocumentRefused(Reason.TOO_MANY_PIXELS)
    return kind


def _png_size(start: bytes) -> tuple[int, int]:
    if len(start) < 33 or start[12:16] != b"IHDR":
        raise DocumentRefused(Reason.DAMAGED)
    width, height = struct.unpack(">II", start[16:24])
    return width, height


def _jpeg_size(file: BinaryIO) -> tuple[int, int]:
    """Walk the segments to the frame header (SOF). Every step moves on, so the walk ends with the file."""
    file.seek(2)
    while True:
        marker = file.read(2)
        while len(marker) == 2 and marker[0] == 0xFF and marker[1] == 0xFF:  # fill bytes
            marker = marker[1:] + file.read(1)
        if len(marker) < 2 or marker[0] != 0xFF:
            raise DocumentRefused(Reason.DAMAGED)
        if 0xD0 <= marker[1] <= 0xD8 or marker[1] == 0x01:  # markers without a length
            continue
        segment = file.read(2)
        if len(segment) < 2 or marker[1] in (0xD9, 0xDA):  # end, or picture data without a frame header
            raise DocumentRefused(Reason.DAMAGED)
        (length,) = struct.unpack(">H", segment)
        if 0xC0 <= marker[1] <= 0xCF and marker[1] not in (0xC4, 0xC8, 0xCC):
            frame = file.read(5)
            if len(frame) < 5:
                raise DocumentRefused(Reason.DAMAGED)
            height, width = struct.unpack(">HH", frame[1:])
            return width, height
        file.seek(max(length, 2) - 2, os.SEEK_CUR)


def _sniff_pdf(file: BinaryIO, start: bytes, size: int) -> None:
    # Readers accept 1,024 bytes of anything before the header, which is how a page of HTML can also be a PDF.
    if not start.lstrip(b"\xef\xbb\xbf\x00 \t\r\n\x0c").startswith(b"%PDF-"):
        raise DocumentRefused(Reason.NOT_WHAT_IT_SAYS)
    file.seek(max(0, size - 4096))
    if b"%%EOF" not in file.read():  # an upload that broke off; pdfium would quietly show what is left
        raise DocumentRefused(Reason.DAMAGED)


def _sniff_text(start: bytes) -> None:
    if start.startswith(_NEVER_TEXT):
        raise DocumentRefused(Reason.NOT_WHAT_IT_SAYS)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    if 0 in start and utf16_without_mark(start) is None:
        raise DocumentRefused(Reason.NOT_WHAT_IT_SAYS)


def _sniff_office(file: BinaryIO, start: bytes, kind: Kind) -> None:
    if start.startswith(_CFB):
        file.seek(0)
        locked = "EncryptedPackage".encode("utf-16-le") in file.read(MAX_BYTES)
        raise DocumentRefused(Reason.ENCRYPTED if locked else Reason.NOT_WHAT_IT_SAYS)
    if not start.startswith(_ZIP):
        raise DocumentRefused(Reason.NOT_WHAT_IT_SAYS)
    _check_directory_size(file)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_entries(archive.infolist())
            _check_main_part(archive, kind)
    except DocumentRefused:
        raise
    except Exception as error:  # zipfile raises a dozen kinds on damaged archives
        raise DocumentRefused(Reason.DAMAGED) from error


def _check_directory_size(file: BinaryIO) -> None:
    """Bound the table of contents before `zipfile` makes an object of each of its lines."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 65_557))  # the longest possible end record: 22 bytes and a comment
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise DocumentRefused(Reason.DAMAGED)
    entries, directory_bytes = struct.unpack("<HI", tail[at + 10 : at + 16])
    # No document of 20 MB needs the 64-bit form, and it would override the figures just read.
    if tail[:at].rfind(b"PK\x06\x07") >= 0 or entries > _MAX_ENTRIES or directory_bytes > _MAX_DIRECTORY_BYTES:
        raise DocumentRefused(Reason.BOMB)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise DocumentRefused(Reason.ENCRYPTED)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    xml = sum(entry.file_size for entry in entries if entry.filename.lower().endswith((".xml", ".rels", ".vml")))
    swollen = unpacked > _RATIO_COUNTS_FROM_BYTES and unpacked > _MAX_RATIO * max(packed, 1)
    if len(entries) > _MAX_ENTRIES or unpacked > _MAX_UNPACKED_BYTES or xml > _MAX_XML_BYTES or swollen:
        raise DocumentRefused(Reason.BOMB)
    for entry in entries:
        if _ABSOLUTE.match(entry.filename) or ".." in _SPLIT.split(entry.filename):
            raise DocumentRefused(Reason.BOMB)


def _check_main_part(archive: zipfile.ZipFile, kind: Kind) -> None:
    """[Content_Types].xml says what the main part is; a file with macros says something else."""
    names = set(archive.namelist())
    if not {"[Content_Types].xml", "_rels/.rels"} <= names:
        raise DocumentRefused(Reason.NOT_WHAT_IT_SAYS)
    if archive.getinfo("[Content_Types].xml").file_size > _MAX_CONTENT_TYPES_BYTES:
        raise DocumentRefused(Reason.BOMB)
    types = archive.read("[Content_Types].xml")
    if types.startswith((b"\xff\xfe", b"\xfe\xff")):
        types = types.decode("utf-16").encode()
    for override in re.findall(rb"<(?:\w+:)?Override\s[^>]*>", types):
        part = re.search(rb"""PartName\s*=\s*["']/([^"']+)["']""", override)
        if _MAIN_PARTS[kind] in override and part and part[1].decode("utf-8", "replace") in names:
            return
    raise DocumentRefused(Reason.NOT_WHAT_IT_SAYS)
