"""A form that is too large: its files are let go while they arrive, what was typed is kept.

Browsers show a refusal only after they have sent everything, so the body has to be read to its end in any case. On its
way the words of the form are picked out, and the application gets a form without files, with a note that some were left
out: it shows what was typed, and the sentence at the field.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import NEED_DATA, Data, Epilogue, Field, File, MultipartDecoder

# What is typed on one page; a form with more words than this is not one of ours.
TYPED_BYTES = 500 << 10
PARTS_AT_MOST = 1000
# In the environment of a request whose files were left out: how many bytes had been announced.
LEFT_OUT = "partyedu.left_out"


class Typed:
    """Takes a body piece by piece; ``form`` is then the same form without its files, or None when it was no form."""

    def __init__(self, content_type: str) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get("boundary", "").encode("latin-1", "replace")
        self._decoder: MultipartDecoder | None = None
        if kind == "multipart/form-data" and boundary:
            self._decoder = MultipartDecoder(boundary, TYPED_BYTES, max_parts=PARTS_AT_MOST)
        self._fields: list[tuple[Field, bytearray]] = []
        self._in_field = False
        self._typed = 0

    def write(self, step: bytes) -> None:
        """Take the next piece; from one that is no form on, nothing is taken any more."""
        if self._decoder is None:
            return
        try:
            self._decoder.receive_data(step)
            self._take(self._decoder.next_event)
        except Exception:  # whatever it is that somebody sends, it is let go
            self._decoder, self._fields = None, []

    def _take(self, next_event: Callable[[], Any]) -> None:
        while not isinstance(event := next_event(), type(NEED_DATA)):
            if isinstance(event, Epilogue):
                return
            if isinstance(event, Field):
                self._fields.append((event, bytearray()))
            if isinstance(event, (Field, File)):
                self._in_field = isinstance(event, Field)
            if isinstance(event, Data) and self._in_field:
                self._typed += len(event.data)
                if self._typed > TYPED_BYTES:
                    raise ValueError("more than a person types")
                self._fields[-1][1].extend(event.data)

    def form(self) -> tuple[str, BytesIO] | None:
        """The content type and the body of the form without files."""
        if self._decoder is None or not self._fields:
            return None
        # The decoder leaves a \r behind when a step ends within the last mark; no browser sends one by itself.
        words = [(part.name, bytes(value).removesuffix(b"\r")) for part, value in self._fields]
        return "application/x-www-form-urlencoded", BytesIO(urlencode(words).encode("ascii"))
