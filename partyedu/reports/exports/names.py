"""Names of files that every system takes, and a place to make a file that is sent and gone."""

import re
import tempfile
import unicodedata
from typing import BinaryIO

# What Windows refuses in a name, and what turns text round or hides in it.
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def file_name(text: str, otherwise: str = "-") -> str:
    """The text as a part of a file's name: no folders, no reserved names, no dots at its ends, 60 characters."""
    folded = unicodedata.normalize("NFC", text)
    plain = "".join(char for char in folded if unicodedata.category(char) not in ("Cs", "Co", "Cn"))
    kept = re.sub(r"\s+", " ", _REFUSED.sub(" ", plain)).strip(" .")[:60].rstrip(" .")
    return f"_{kept}" if _RESERVED.fullmatch(kept) else kept or otherwise


def scratch() -> BinaryIO:
    """A nameless file; the server closes it when it has been sent, and it is gone."""
    return tempfile.TemporaryFile()
