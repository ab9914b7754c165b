"""Ratings that were not published yet wait sealed, no longer in clear text; what lies in clear text was published.

What could still be joined by others is carried over into sealed boxes (``core.ballots``), whose keys this writes into
``keys/`` of the data folder; if the upgrade fails they belong to nothing and the next night sweeps them. What waited at
events that take no more ratings would never have been shown: it is thrown away, as it is from now on. Nobody can read
the old rows out of the file afterwards: SQLite writes over what it deletes, ``core.migrations`` has the file written
anew, and on PostgreSQL the tables are.
"""

import json
import os
import secrets
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

revision = "20261126_1440"
down_revision = "20261126_1421"
branch_labels = None
depends_on = None

# Keys and nothing else order these rows, also after they were copied.
_WITHOUT_ORDER = {"sqlite_with_rowid": False}
_TAKEN, _KEPT = timedelta(days=30), timedelta(days=31)
_LONGEST = 16 + 40 + 6 * 300  # bytes of a sheet about one subject


def upgrade() -> None:
    """One step forward; what was shown stays shown."""
    op.create_table(
        "ballot_box",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(length=20), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.Column("urn", sa.String(length=32), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_box")),
        sa.UniqueConstraint("room", "row_id", "on_paper", name=op.f("uq_ballot_box_room_row_id_on_paper")),
    )
    op.create_table(
        "sealed_ballot",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["ballot_box.id"], name=op.f("fk_sealed_ballot_box_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sealed_ballot")),
        **_WITHOUT_ORDER,
    )
    op.create_index("ix_sealed_ballot_box_id", "sealed_ballot", ["box_id"])
    _carry_over("theatre", "talk_rating", "talk_id")
    _carry_over("surveys", "event_rating", None)
    with op.batch_alter_table("talk_rating", table_kwargs=_WITHOUT_ORDER) as table:
        table.drop_index("ix_talk_rating_talk_id_shown")
        table.drop_index("ix_talk_rating_talk_id_event_id")
        table.drop_column("shown")
        table.create_index("ix_talk_rating_talk_id_event_id_stars", ["talk_id", "event_id", "stars"], unique=False)
    with op.batch_alter_table("event_rating", table_kwargs=_WITHOUT_ORDER) as table:
        table.drop_column("shown")
    if op.get_bind().dialect.name == "postgresql":
        _write_anew("talk_rating")
        _write_anew("event_rating")


def _carry_over(room: str, name: str, subject: str | None) -> None:
    """Seal what waits of one kind of ratings, a box for each event and for phones and paper; then it goes."""
    waiting: dict[tuple[int, bool], list[list[Any]]] = defaultdict(list)
    rating = sa.table(
        name, sa.column("event_id"), sa.column("stars"), sa.column("words"), sa.column("on_paper", sa.Boolean()),
        sa.column("shown", sa.Boolean()), *([sa.column(subject)] if subject else []),
    )  # fmt: skip
    event = sa.table(
        "event", sa.column("id"), sa.column("ends_at", sa.DateTime()), sa.column("public_ends_at", sa.DateTime())
    )
    ends_at = sa.func.coalesce(event.c.public_ends_at, event.c.ends_at, type_=sa.DateTime())
    taken_since = datetime.now(UTC).replace(tzinfo=None) - _TAKEN
    rows = op.get_bind().execute(
        sa.select(rating, ends_at.label("ended_at"))
        .join(event, event.c.id == rating.c.event_id)
        .where(rating.c.shown.is_(False), ends_at > taken_since)
    )
    last_days = {}
    for row in rows.mappings():
        answer = [row[subject] if subject else 0, row["stars"], row["words"]]
        waiting[row["event_id"], row["on_paper"]].append(answer)
        last_days[row["event_id"]] = (row["ended_at"] + _TAKEN).date()
    for (event_id, on_paper), answers in waiting.items():
        box = {"room": room, "row_id": event_id, "on_paper": on_paper, "keep_until": last_days[event_id] + _KEPT}
        _seal(box, answers)
    op.execute(sa.delete(rating).where(rating.c.shown.is_(False)))


def _seal(values: dict[str, Any], answers: list[list[Any]]) -> None:
    """Set up a box with an urn as ``core.urn`` does, and put sheets of one answer into it."""
    urn, key = f"rating{secrets.token_hex(12)}", AESGCM.generate_key(256)
    folder = Path(current_app.config["DATA"]) / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(folder / f"{urn}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    box = sa.table(
        "ballot_box", sa.column("id"), sa.column("room"), sa.column("row_id"), sa.column("on_paper", sa.Boolean()),
        sa.column("urn"), sa.column("keep_until", sa.Date()),
    )  # fmt: skip
    sheet = sa.table("sealed_ballot", sa.column("key"), sa.column("box_id"), sa.column("sealed", sa.LargeBinary()))
    op.execute(sa.insert(box).values(urn=urn, **values))
    number = op.get_bind().scalar(sa.select(box.c.id).where(box.c.urn == urn))
    for answer in answers:
        content = json.dumps([answer], ensure_ascii=False, separators=(",", ":")).encode()
        padded = len(content).to_bytes(4, "big") + content.ljust(_LONGEST, b"\0")
        nonce = secrets.token_bytes(12)
        sealed = nonce + AESGCM(key).encrypt(nonce, padded, urn.encode())
        op.execute(sa.insert(sheet).values(key=secrets.token_hex(16), box_id=number, sealed=sealed))


def _write_anew(table: str) -> None:
    """PostgreSQL keeps what was deleted until it needs the place: a table that is emptied begins a new file."""
    op.execute(f"CREATE TEMPORARY TABLE kept_rating ON COMMIT DROP AS SELECT * FROM {table}")
    op.execute(f"TRUNCATE {table}")
    op.execute(f"INSERT INTO {table} SELECT * FROM kept_rating")
    op.execute("DROP TABLE kept_rating")


def downgrade() -> None:
    """One step back. What lies sealed was never to be read in clear text again: it goes."""
    with op.batch_alter_table("event_rating", table_kwargs=_WITHOUT_ORDER) as table:
        table.add_column(sa.Column("shown", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("event_rating", table_kwargs=_WITHOUT_ORDER) as table:
        table.alter_column("shown", server_default=None)
    with op.batch_alter_table("talk_rating", table_kwargs=_WITHOUT_ORDER) as table:
        table.drop_index("ix_talk_rating_talk_id_event_id_stars")
        table.add_column(sa.Column("shown", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("talk_rating", table_kwargs=_WITHOUT_ORDER) as table:
        table.alter_column("shown", server_default=sa.false())
        table.create_index("ix_talk_rating_talk_id_event_id", ["talk_id", "event_id"], unique=False)
        table.create_index("ix_talk_rating_talk_id_shown", ["talk_id", "shown", "event_id", "stars"], unique=False)
    op.drop_table("sealed_ballot")
    op.drop_table("ballot_box")
