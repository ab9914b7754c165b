"""Numbers of certificates: the year and ten random characters, two more that catch what was misread or mistyped.

``2026-A3CD-7EFH-9JKM``: no letter or digit that looks like another (no 0 O Q, 1 I L, 5 S, 8 B, G, U, Z), so a
number can be read out on the phone. The last two characters are those of a Reed-Solomon code over the 23 characters:
any one or two wrong characters and any two that changed places are noticed without a look into the database.
"""

import secrets
import unicodedata

ALPHABET = "234679ACDEFHJKMNPRTVWXY"
_PRIME = 23
_ROOT = 5  # its powers run through 1 … 22
_RANDOM = 10


def new_number(year: int) -> str:
    """A new number of a year; random, so that one number tells nothing about the next."""
    body = f"{year:04d}" + "".join(secrets.choice(ALPHABET) for _place in range(_RANDOM))
    return written(body + _check(body))


def read(typed: str) -> str | None:
    """The number as it is kept, from what a person typed or scanned; None when it can be none.

    Small letters, full-width ones, spaces and any dashes are all right.
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(char for char in plain if char.isalnum())
    body, check = kept[:-2], kept[-2:]
    if len(kept) != 4 + _RANDOM + 2 or not (kept[:4].isascii() and kept[:4].isdecimal()):
        return None
    if any(char not in ALPHABET for char in kept[4:]) or _check(body) != check:
        return None
    return written(kept)


def written(kept: str) -> str:
    """In groups of four, as it is printed."""
    return "-".join(kept[at : at + 4] for at in range(0, len(kept), 4))


def _value(place: int, char: str) -> int:
    return int(char) if place < 4 else ALPHABET.index(char)


def _check(body: str) -> str:
    """Two characters that make both sums, weighted with the powers of the root, come to nothing."""
    plain = weighted = 0
    for place, char in enumerate(body, start=2):
        value = _value(place - 2, char)
        plain += value
        weighted += value * pow(_ROOT, place, _PRIME)
    # x + y = -plain and x + 5·y = -weighted (mod 23) for the last characters x (weight 1) and y (weight 5).
    y = (plain - weighted) * pow(_ROOT - 1, -1, _PRIME) % _PRIME
    x = (-plain - y) % _PRIME
    return ALPHABET[x] + ALPHABET[y]
