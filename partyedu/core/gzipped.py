"""A kept page in gzip: its texts are compressed once, and what differs from reader to reader is put in as it is.

Every phone asks for gzip, and compressing a page costs more than all the rest of a kept one. Deflate lets blocks stand
one after the other: each text is compressed so that it refers to nothing before it and ends on a whole byte, and what
is put between goes in as a stored block. That is a few hundred bytes more than compressing the page as one.
"""

import struct
import zlib
from functools import lru_cache

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

# RFC 1952: magic, deflate, no flags, no time, no hint, unknown system.
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x01\x00\x00\xff\xff"  # RFC 1951: stored, empty, final


def compressed(text: bytes) -> bytes:
    """A text as blocks that can stand anywhere in a page."""
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(text) + deflate.flush(zlib.Z_FULL_FLUSH)


def stored(text: bytes) -> bytes:
    """A short text (below 64 KB) as a block that holds it as it is."""
    return struct.pack("<BHH", 0, len(text), len(text) ^ 0xFFFF) + text


def whole(blocks: bytes, page: bytes) -> bytes:
    """The blocks that make up ``page`` as one gzip file."""
    return b"".join((_HEAD, blocks, _LAST_BLOCK, struct.pack("<LL", zlib.crc32(page), len(page))))


@lru_cache(maxsize=64)
def is_welcome(accept_encoding: str) -> bool:
    """Whether a browser that sends this header reads gzip."""
    return bool(accept_encoding) and parse_accept_header(accept_encoding, Accept).quality("gzip") > 0
