"""PINs and passwords: how they are written, kept and compared, and which ones are too easy to guess.

Comparing takes the same work whether the account exists or not: a try that looks like a PIN costs ``AT_ONE_PHONE``
PIN hashes, any other one password hash. A PIN has six digits and a password at least ten characters, so the shape of
what was typed, which the guesser knows anyway, decides. The hash of a PIN is lighter: a million PINs cannot be
protected by work, only by the delays on guessing.
"""

import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from werkzeug.security import check_password_hash, generate_password_hash

from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.organisation.models import Person

PIN_LENGTH = 6
PASSWORD_SHORTEST = 10
PASSWORD_LONGEST = 200
# How many people may share a phone and still sign in without saying their name.
AT_ONE_PHONE = 3

_PIN_METHOD = "scrypt:8192:8:1"  # 8 MB, about 16 ms on the reference machine
_PASSWORD_METHOD = "scrypt:32768:8:1"  # 32 MB, about 90 ms
# No 0 o 1 l i: a temporary password is read aloud and typed from paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that what was typed may mean."""

    account_id: int
    person_id: int
    person_name: str
    pin_hash: str | None
    password_hash: str | None


def folded(secret: str | None) -> str:
    """A PIN or password as it is hashed: without spaces around it, full-width digits as digits."""
    text = unicodedata.normalize("NFKC", secret or "").strip()
    digits = re.sub(r"[\s-]", "", text)
    return digits if re.fullmatch(r"[0-9]{6}", digits) else text


def is_pin(secret: str) -> bool:
    """Whether this has the shape of a PIN."""
    return re.fullmatch(r"[0-9]{6}", secret) is not None


def hash_pin(pin: str) -> str:
    """How a PIN is kept."""
    return generate_password_hash(folded(pin), method=_PIN_METHOD)


def hash_password(password: str) -> str:
    """How a password is kept."""
    return generate_password_hash(folded(password), method=_PASSWORD_METHOD)


@cache
def _nobodys(make: Callable[[str], str]) -> str:
    return make(secrets.token_hex(16))


def those_who_fit(candidates: Sequence[Candidate], secret: str) -> list[Candidate]:
    """The candidates whose PIN or password this is. Slow on purpose, and as slow for nobody; hold no lock.

    More than ``AT_ONE_PHONE`` people with a PIN are too many to ask them all: none fits.
    """
    secret = folded(secret)
    if is_pin(secret):
        asked = [(one, one.pin_hash) for one in candidates if one.pin_hash]
        slots, nobodys = AT_ONE_PHONE, _nobodys(hash_pin)
    else:
        asked = [(one, one.password_hash) for one in candidates if one.password_hash]
        slots, nobodys = 1, _nobodys(hash_password)
    if len(asked) > slots:
        asked = []
    fitting = [one for one, kept in asked if check_password_hash(kept, secret)]
    for _slot in range(slots - len(asked)):
        check_password_hash(nobodys, secret)
    return fitting


def _is_run(digits: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    return steps in ({0}, {1}, {9})


def _repeats(digits: str) -> bool:
    return digits in (digits[:1] * 6, digits[:2] * 3, digits[:3] * 2) or digits == digits[:3] + digits[2::-1]


def _tells_the_person(digits: str, person: Person) -> bool:
    if person.phone and digits in person.phone:
        return True
    if not person.birth_year:
        return False
    year, month = f"{person.birth_year:04d}", f"{person.birth_month or 0:02d}"
    return year in digits or (bool(person.birth_month) and digits.startswith(year[2:] + month))


def check_new_pin(pin: str, person: Person) -> str:
    """The PIN as it is kept; refuses one that is no six digits or that others would guess first."""
    pin = folded(pin)
    if not is_pin(pin):
        raise Problem(_("PIN 是六位数字，请再输一次。"), "pin")
    pairs = pin[0] == pin[1] and pin[2] == pin[3] and pin[4] == pin[5]
    if len(set(pin)) < 3 or pairs or _is_run(pin) or _repeats(pin):
        raise Problem(_("这个 PIN 太容易被猜到，请不要用连着的、重复的数字。"), "pin")
    if _tells_the_person(pin, person):
        raise Problem(_("请不要用生日或手机号里的数字做 PIN，熟人一猜就中。"), "pin")
    return pin


def check_new_password(password: str, *known: str | None) -> str:
    """The password as it is kept; at least ten characters, no further rules; not one of the ``known`` words."""
    password = folded(password)
    if len(password) < PASSWORD_SHORTEST:
        raise Problem(_("密码至少要 %(n)s 个字，一句自己记得住的话最好。", n=PASSWORD_SHORTEST), "password")
    if len(password) > PASSWORD_LONGEST:
        raise Problem(_("密码太长了，请不要超过 %(n)s 个字。", n=PASSWORD_LONGEST), "password")
    easy = len(set(password)) < 4 or (password.isdecimal() and _is_run(password))
    if easy or password.lower() in {word.lower() for word in known if word}:
        raise Problem(_("这个密码太容易被猜到，请换一个。"), "password")
    return password


def temporary_password() -> str:
    """A password to be read from paper once: three groups of four letters, 59 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _place in range(4)) for _group in range(3))
