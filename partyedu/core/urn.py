"""Urns: what is written without a name lies sealed until enough of it can be opened at once.

A sheet is sealed (AES-256-GCM, a nonce of its own, no time in it) and padded to the length of the longest possible one.
The key of an urn is a file in ``keys/`` of the data folder, outside the database and outside every backup. When the urn
is emptied its key is destroyed, so that a sealed sheet in an old backup can never be opened: two backups laid side by
side show that a person has given a sheet and that a sealed sheet has come, and nothing else.

What it does not do: whoever rules this machine (root) while an urn is standing can read the key and the database
together; the overwriting of a key is the best a file system allows, a disk may keep a copy of its own; and an urn whose
key is gone (the centre moved to another machine from a backup) stays closed for ever: its sheets are lost.
"""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _

SHOWN_FROM = 5  # sheets; fewer could be guessed
_KEY_BYTES, _NONCE_BYTES = 32, 12
_LENGTH_BYTES = 4


def folder() -> Path:
    """Where the keys of standing urns lie; readable by the owner of the centre's files only."""
    path = Path(current_app.config["DATA"]) / "keys"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _file(name: str) -> Path:
    if not name.isalnum():
        raise ValueError("the name of an urn is made of letters and digits")
    return folder() / f"{name}.key"


def new(room: str) -> str:
    """Set up an urn of a room (a short word) with a key of its own; gives its name, 32 letters at most.

    If the transaction fails the key goes again.
    """
    db.session.connection()  # the write lock: nobody sweeps meanwhile
    name = f"{room[:8]}{secrets.token_hex(12)}"
    path = _file(name)
    db.session.info.setdefault("urns set up", []).append(path)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    return name


def has_key(name: str | None) -> bool:
    """Whether the urn can still be opened on this machine."""
    return bool(name) and _file(str(name)).exists()


def _cipher(name: str) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # seven megabytes, for those who seal or open

    try:
        return AESGCM(_file(name).read_bytes())
    except (FileNotFoundError, ValueError):
        raise Problem(_("这台机器上没有这个票箱的钥匙，打不开了。请告诉管理员。")) from None


def seal(name: str, content: bytes, size: int) -> bytes:
    """A sealed sheet of ``size`` bytes and the same overhead, however short its content."""
    if len(content) > size:
        raise ValueError(f"{len(content)} bytes do not fit into {size}")
    padded = len(content).to_bytes(_LENGTH_BYTES, "big") + content.ljust(size, b"\0")
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(name).encrypt(nonce, padded, name.encode())


def open_all(name: str, sealed: Iterable[bytes]) -> list[bytes]:
    """What was sealed, in random order; a sheet that was damaged is left out. Raises ``Problem`` without the key."""
    from cryptography.exceptions import InvalidTag

    cipher, contents = _cipher(name), []
    for sheet in sealed:
        try:
            padded = cipher.decrypt(sheet[:_NONCE_BYTES], sheet[_NONCE_BYTES:], name.encode())
        except InvalidTag:
            continue
        length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
        contents.append(padded[_LENGTH_BYTES : _LENGTH_BYTES + length])
    secrets.SystemRandom().shuffle(contents)
    return contents


def destroy(name: str) -> None:
    """Destroy the key once the transaction holds: what is left of the urn can never be opened."""
    db.session.connection()
    db.session.info.setdefault("urns emptied", []).append(_file(name))


def sweep(room: str, standing: Iterable[str | None]) -> int:
    """Destroy a room's keys that belong to none of its ``standing`` urns (a machine that stopped in between).

    Gives their number. Ask it in a transaction that writes: then no urn is being set up meanwhile.
    """
    known = {f"{name}.key" for name in standing}
    gone = [path for path in folder().glob(f"{room[:8]}*.key") if path.name not in known]
    for path in gone:
        _wipe(path)
    return len(gone)


def _wipe(path: Path) -> None:
    """Write over a key and remove it."""
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(max(1, path.stat().st_size)))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def _finish(session: Session, wiped: str, kept: str) -> None:
    session.info.pop(kept, None)
    paths: list[Any] = session.info.pop(wiped, [])
    for path in paths:
        _wipe(path)


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    _finish(session, "urns emptied", "urns set up")


@event.listens_for(Session, "after_rollback")
def _after_rollback(session: Session) -> None:
    _finish(session, "urns set up", "urns emptied")
