"""What a video is, told by the outermost boxes (MP4) or elements (WebM) of the file: nothing is decoded.

A video is never opened by a parser of ours, neither here nor in a child: the browser plays it. Looked for is only what
spares people a disappointment: that the file is what its name says, that it arrived whole, and that browsers have the
codec. Every step reads a few bytes and moves on, so the walk ends with the file.
"""

import re
import struct
from typing import BinaryIO

from .kinds import DocumentRefused, Reason

# A recording cut into pieces of a second has some thousand boxes.
_MAX_BOXES = 20_000
_MAX_INDEX_BYTES = 16 * 1024 * 1024
_MAX_HEAD_BYTES = 256 * 1024
_ENTRY = re.compile(rb"stsd.{12}(.{4})", re.DOTALL)
_PLAYED = {b"avc1", b"avc3"}  # H.264
_PLAYED_IN_WEBM = re.compile(rb"V_(?:VP8|VP9|AV1)")
_EBML, _SEGMENT, _DOC_TYPE = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67", b"\x42\x82"


def look_at_mp4(file: BinaryIO, size: int) -> None:
    """Refuse what is no MP4 (QuickTime is one of the family), is not whole, or has no H.264 in it."""
    index = None
    at = boxes = 0
    while at < size:
        kind, header, length = _box(file, at, size)
        boxes += 1
        if boxes == 1 and kind != b"ftyp":
            raise DocumentRefused(Reason.NOT_WHAT_IT_SAYS)
        # An upload that broke off ends in the middle of its last box.
        if length < header or at + length > size or boxes > _MAX_BOXES:
            raise DocumentRefused(Reason.DAMAGED)
        if kind == b"moov":
            file.seek(at)
            index = file.read(min(length, _MAX_INDEX_BYTES))
        at += length
    if index is None:
        raise DocumentRefused(Reason.DAMAGED)
    if not _PLAYED & set(_ENTRY.findall(index)):
        raise DocumentRefused(Reason.NOT_PLAYED)


def _box(file: BinaryIO, at: int, size: int) -> tuple[bytes, int, int]:
    """Kind, length of the header, length of the whole box that begins at ``at``."""
    file.seek(at)
    head = file.read(16)
    if len(head) < 8:
        raise DocumentRefused(Reason.DAMAGED)
    length, kind = struct.unpack(">I4s", head[:8])
    if length == 0:  # to the end of the file
        return kind, 8, size - at
    if length == 1 and len(head) == 16:
        return kind, 16, struct.unpack(">Q", head[8:])[0]
    return kind, 8, length


def look_at_webm(file: BinaryIO, size: int) -> None:
    """Refuse what is no WebM, is not whole, or has no video in it that browsers play."""
    file.seek(0)
    head = file.read(_MAX_HEAD_BYTES)
    if not head.startswith(_EBML):
        raise DocumentRefused(Reason.NOT_WHAT_IT_SAYS)
    length, begins = _number(head, 4)
    preface = head[begins : begins + length]
    at = begins + length
    if _DOC_TYPE + b"\x84webm" not in preface or head[at : at + 4] != _SEGMENT:
        raise DocumentRefused(Reason.NOT_WHAT_IT_SAYS)
    length, begins = _number(head, at + 4)
    # A browser that records does not know the length beforehand and writes all ones.
    is_known = length != (1 << 7 * (begins - at - 4)) - 1
    if is_known and begins + length > size:
        raise DocumentRefused(Reason.DAMAGED)
    if not _PLAYED_IN_WEBM.search(head):
        raise DocumentRefused(Reason.NOT_PLAYED)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of EBML, and where the next thing begins: the zeros before the first one tell how long it is."""
    if at >= len(data) or data[at] == 0:
        raise DocumentRefused(Reason.DAMAGED)
    octets = 9 - data[at].bit_length()
    raw = int.from_bytes(data[at : at + octets], "big")
    return raw & ((1 << 7 * octets) - 1), at + octets
