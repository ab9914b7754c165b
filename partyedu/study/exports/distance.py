"""A class at a distance in one file: opens on any phone without a network, texts and pictures inside."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app, render_template

from partyedu.core import clock, words
from partyedu.core.documents.kinds import Kind
from partyedu.core.uploads import StoredFile, folder
from partyedu.library.packing import packed
from partyedu.library.queries.packs import texts_of_files
from partyedu.study.models import DistanceClass, DistancePiece
from partyedu.study.queries import distance

PICTURES_AT_MOST = 12  # of one piece
BYTES_AT_MOST = 6_000_000  # of all pictures together: a file one still sends to a phone


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read for a piece. ``pictures``: data addresses; ``has_video``: one that stays in the house."""

    text: str
    summary: str = ""
    pictures: tuple[str, ...] = ()
    has_video: bool = False
    is_cut: bool = False
    is_gone: bool = False  # the library piece may not be read any more


def readings(pieces: Sequence[DistancePiece], with_pictures: bool = False) -> dict[int, Reading]:
    """What is read for each piece, by piece; two statements, however many there are."""
    rows = distance.readings(pieces)
    files = texts_of_files(row.version_id for row in rows) if rows else {}
    texts = {one.id: one for one in packed(rows, files)}
    versions = {row.id: row.version_id for row in rows}
    left, found = BYTES_AT_MOST, {}
    for piece in pieces:
        own = texts.get(piece.courseware_id or 0)
        if own is None:
            found[piece.id] = Reading(piece.text, is_gone=piece.courseware_id is not None)
            continue
        kept = files.get(versions[own.id], [])
        pictures, left = _pictures(kept, left) if with_pictures else ((), left)
        text = "\n\n".join(part for part in (piece.text, own.text) if part)
        has_video = any(file.is_video for file in kept)
        found[piece.id] = Reading(text, own.summary, pictures, has_video, own.is_cut)
    return found


def _pictures(files: Sequence[StoredFile], left: int) -> tuple[tuple[str, ...], int]:
    """The pictures among some files as data addresses (small ones where there are), and how many bytes are left."""
    found = []
    for file in [one for one in files if one.is_picture or one.preview_key][:PICTURES_AT_MOST]:
        path = folder() / (file.preview_key or file.key)
        if not path.is_file() or path.stat().st_size > left:
            continue
        left -= path.stat().st_size
        media_type = "image/jpeg" if file.preview_key else Kind(file.kind).media_type
        found.append(_data(media_type, path))
    return tuple(found), left


def _data(media_type: str, path: Path) -> str:
    """A file as an address that holds it."""
    return f"data:{media_type};base64,{base64.b64encode(path.read_bytes()).decode()}"


def class_file(row: DistanceClass, pieces: Sequence[DistancePiece]) -> str:
    """The whole class as one page that needs nothing else: no address, no script, its own style."""
    shown: Mapping[int, Any] = readings(pieces, with_pictures=True)
    return render_template(
        "study/distance/take_away.html",
        distance_class=row,
        pieces=pieces,
        readings=shown,
        style=_data("text/css", Path(current_app.static_folder or "") / "css" / "study-take-away.css"),
        lang=words.html_lang(),
        made_on=clock.today(),
    )
