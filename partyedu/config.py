"""Settings of the machine, documented where they stand. What a centre sets for itself is in ``core.settings``."""

import os
import secrets
import tomllib
from pathlib import Path
from typing import Any

from partyedu.core.clock import DEFAULT_ZONE

DATA_VARIABLE = "PARTYEDU_DATA"


def data_folder(given: str | Path | None = None) -> Path:
    """The folder of one centre: ``given``, else the variable PARTYEDU_DATA, else ``instance`` beside the program."""
    chosen = given or os.environ.get(DATA_VARIABLE)
    return (Path(chosen) if chosen else Path(__file__).parents[1] / "instance").resolve()


def _secret(data: Path) -> str:
    """The key that signs cookies and codes: made once, kept in the data folder, readable by its owner only."""
    path = data / "secret.key"
    if not path.exists():
        fresh = data / f"secret.{os.getpid()}.new"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32), encoding="ascii")
        try:
            os.link(fresh, path)  # only one of two starting processes wins
        except OSError:
            if not path.exists():
                fresh.replace(path)
        fresh.unlink(missing_ok=True)
    return path.read_text(encoding="ascii").strip()


def doors() -> dict[str, int]:
    """Where the two doors of a serving process are (see ``core.https``); 0: not known, or not there. ``ON_THE_LAN``:
    1 when it serves under every address of its machine."""
    return {name: int(os.environ.get(f"PARTYEDU_{name}", 0)) for name in ("HTTP_PORT", "HTTPS_PORT", "ON_THE_LAN")}


def settings(data: Path) -> dict[str, Any]:
    """Everything Flask is configured with, for one data folder.

    ``partyedu.toml`` in the data folder may set, in this order of use:

    - ``database``: an SQLAlchemy address; default is ``partyedu.db`` in the data folder. PostgreSQL:
      ``"postgresql+psycopg://user:password@host/name"``. The variable PARTYEDU_DATABASE goes before it.
    - ``host_names``: further names by which this machine is reached on the LAN.
    - ``time_zone``: default Asia/Shanghai.
    - ``behind_https``: true when a proxy of the centre's serves https and nothing is reached but through it; cookies
      are then marked Secure. Our own certificates (``partyedu https``) need no setting.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = data / "partyedu.toml"
    own = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    database = os.environ.get("PARTYEDU_DATABASE") or own.get("database") or f"sqlite:///{data / 'partyedu.db'}"
    return {
        "DATA": str(data),
        "SECRET_KEY": _secret(data),
        "SQLALCHEMY_DATABASE_URI": database,
        "TIME_ZONE": own.get("time_zone", DEFAULT_ZONE),
        **doors(),
        "HOST_NAMES": tuple(name.lower() for name in own.get("host_names", ())),
        "MAX_CONTENT_LENGTH": 110 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_NAME": "partyedu",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": bool(own.get("behind_https", False)),
        # The cookie is renewed when what it holds changes: signing in notes each request in it (``accounts.sign_in``).
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "COMPRESS_MIMETYPES": ["text/html", "text/css", "text/calendar", "application/javascript", "text/javascript",
                               "image/svg+xml", "application/json"],
        "COMPRESS_ALGORITHM": ["gzip"],
        "COMPRESS_ALGORITHM_STREAMING": ["gzip"],
        "COMPRESS_MIN_SIZE": 600,
    }  # fmt: skip
