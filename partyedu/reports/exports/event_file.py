"""The file of one event to take along: one Word document, or one pack with sign-in, photos and outlines beside it.

The Word document is made from a template. A centre may put its own in the data folder as
``templates/event-file.docx``; ``tools/event_file_template.py`` makes the one that comes with the house and says which
words it may use.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from flask import Response, current_app, send_file
from jinja2.sandbox import SandboxedEnvironment

from partyedu.attendance.models import ROLL_STATES, VIAS, RollState
from partyedu.core import clock, uploads
from partyedu.core.documents import Kind
from partyedu.core.errors import Problem
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.spreadsheets.writing import clean_text
from partyedu.core.words import _, duration, formatted
from partyedu.discussions.models import MATTER_STATES, POST_KINDS
from partyedu.reports import queries
from partyedu.reports.exports.names import file_name, scratch
from partyedu.reports.queries import EventFile
from partyedu.reports.ticks import Tick, ticks
from partyedu.schedule.models import EVENT_KINDS, EVENT_PARTS
from partyedu.theatre.models import ITEM_KINDS, ITEM_STATES

if TYPE_CHECKING:  # read where it is used: not needed to open the house
    from docxtpl import DocxTemplate

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OWN_TEMPLATE = Path("templates") / "event-file.docx"
_TEMPLATE = Path(__file__).parents[1] / "templates" / "event-file.docx"
_PICTURE_SIDE = 1400  # pixels: 15 cm in print
_PICTURE_MM = 150


@dataclass(frozen=True, slots=True)
class EventFolder:
    """Everything of an event's file that goes out of the house; read before anything is written."""

    file: EventFile
    roll: Sequence[Any]
    outlines: Sequence[Any]
    centre: str


def folder_of(file: EventFile, centre: str) -> EventFolder:
    """The file with its whole roll and the outlines of what was given."""
    return EventFolder(file, queries.roll_of(file.event), queries.outlines_given(file.event.id), centre)


def as_word(folder: EventFolder) -> Response:
    """One Word document."""
    target = scratch()
    _write_word(folder, target)
    return _sent(target, DOCX, f"{_base(folder)}.docx")


def as_pack(folder: EventFolder) -> Response:
    """One .zip: the Word document, the sign-in as a workbook, the photos, the outlines."""
    target = scratch()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        with pack.open(f"{_('台账')}.docx", "w") as entry:
            _write_word(folder, entry)
        with pack.open(f"{_('签到')}.xlsx", "w") as entry:
            write_workbook([_sign_in(folder)], entry)  # type: ignore[arg-type]
        for number, photo in enumerate(folder.file.photos, 1):
            name = file_name(f"{number:02d} {photo.caption}".strip())
            kept = photo.stored_file
            pack.write(_path(kept), f"{_('照片')}/{name}{Kind(kept.kind).suffix}", zipfile.ZIP_STORED)
        for name, content in _outlines(folder):
            pack.writestr(f"{_('提纲')}/{name}", content)
    return _sent(target, "application/zip", f"{_base(folder)}.zip")


def _sent(target: BinaryIO, mimetype: str, name: str) -> Response:
    target.seek(0)
    return send_file(target, mimetype=mimetype, as_attachment=True, download_name=name, max_age=0)


def _base(folder: EventFolder) -> str:
    day = clock.local(folder.file.public.starts_at).date()
    return f"{day:%Y%m%d}-{file_name(folder.file.public.title)}-{_('台账')}"


def _path(kept: uploads.StoredFile) -> Path:
    return uploads.folder() / kept.key


def _sign_in(folder: EventFolder) -> Table:
    heads = [_("姓名"), _("所在组织"), _("情况"), _("签到方式"), _("签到时间")]
    rows = [
        [row.name, row.unit, str(ROLL_STATES[RollState(row.state)]), str(VIAS[row.via]) if row.via else "", row.at]
        for row in folder.roll
    ]
    return Table(_("签到"), heads, rows)


def _outlines(folder: EventFolder) -> list[tuple[str, bytes]]:
    """Names and contents: the text of each talk given, and its files as they were handed in."""
    found: dict[str, bytes] = {}
    for talk_id, title, speaker, text, kept in folder.outlines:
        base = file_name(f"{title} {speaker} {talk_id}")
        if text:
            found.setdefault(f"{base}.txt", text.encode("utf-8-sig", "replace"))
        if kept is not None:
            stem = file_name(Path(kept.name).stem)
            found[f"{base}-{kept.id} {stem}{Kind(kept.kind).suffix}"] = _path(kept).read_bytes()
    return list(found.items())


# --- the Word document ------------------------------------------------------------------------------------------------


def template() -> tuple[Path, bool]:
    """The template in use, and whether it is the centre's own."""
    own = Path(current_app.config["DATA"]) / OWN_TEMPLATE
    return (own, True) if own.is_file() else (_TEMPLATE, False)


def _write_word(folder: EventFolder, target: IO[bytes]) -> None:
    from docxtpl import DocxTemplate

    path, is_own = template()
    try:
        document = DocxTemplate(str(path))
        context = _cleaned(context_of(folder))
        document.init_docx()
        context["photos"] = [_photo(document, photo) for photo in folder.file.photos]
        # Staff write the template: it may use the values below and nothing of Python.
        document.render(context, jinja_env=SandboxedEnvironment(autoescape=True))
        buffer = io.BytesIO()
        document.save(buffer)
    except Exception as error:
        if not is_own:
            raise
        current_app.logger.warning("event file template %s: %s", path, error)
        raise Problem(
            _("放在“%(path)s”的台账模板有错，没有做成。请改好模板，或者先把它拿开。", path=OWN_TEMPLATE.as_posix())
        ) from error
    target.write(buffer.getvalue())


def _photo(document: DocxTemplate, photo: Any) -> dict[str, Any]:
    """A photo small enough for paper, with its words."""
    from docx.shared import Mm
    from docxtpl import InlineImage
    from PIL import Image

    with Image.open(_path(photo.stored_file)) as picture:
        small = picture.convert("RGB")
        small.thumbnail((_PICTURE_SIDE, _PICTURE_SIDE))
        wide = small.width >= small.height
        content = io.BytesIO()
        small.save(content, "JPEG", quality=82)
    content.seek(0)
    size = {"width": Mm(_PICTURE_MM)} if wide else {"height": Mm(_PICTURE_MM * 2 // 3)}
    return {"picture": InlineImage(document, content, **size), "caption": clean_text(photo.caption)}


def _cleaned(value: Any) -> Any:
    """The same without control characters, which would make the document unreadable."""
    if isinstance(value, str):
        return clean_text(value).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, Mapping):
        return {key: _cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner) for inner in value]
    return value


def context_of(folder: EventFolder) -> dict[str, Any]:
    """Everything a template may use: texts, whole numbers, and lists of these (and ``photos``, added last)."""
    file, public = folder.file, folder.file.public
    return {
        "centre": folder.centre,
        "title": public.title,
        "kind": str(EVENT_KINDS[public.kind]),
        "theme": public.theme or "—",
        "when": formatted(public.starts_at, "full"),
        "until": formatted(public.ends_at, "time"),
        "place": public.place or "—",
        "unit": public.unit,
        "partners": _("、").join(public.partners) or "—",
        "expected": public.expected or "—",
        "open_to_residents": _("欢迎居民") if public.open_to_residents else _("只限党员"),
        "summary": public.summary,
        "people": [
            {"part": str(EVENT_PARTS[part]), "names": _("、").join(person.name for person in people)}
            for part, people in file.people.items()
        ],
        "releases": [
            {"number": release.number, "when": formatted(release.released_at, "full"), "changes": _changes(changes)}
            for release, changes in reversed(file.releases)
        ],
        "programme": [_item(number, item, file) for number, item in enumerate(file.programme, 1)],
        "counts": [
            {"state": str(label), "number": file.counts.get(state.value, 0)} for state, label in ROLL_STATES.items()
        ],
        "there": file.there,
        "roll": [
            {"name": row.name, "unit": row.unit or "—", "state": str(ROLL_STATES[RollState(row.state)])}
            for row in folder.roll
        ],
        "discussion": {"summary": file.summary, "number": file.said_in_all},
        "closed_reason": file.event.closed_reason,
        "said": [
            {
                "name": said.name,
                "kind": str(POST_KINDS[said.kind]),
                "text": said.text or (_("（手写，见照片）") if said.has_photo else ""),
            }
            for said in file.said
        ],
        "records": [
            {"unit": row.unit, "day": formatted(row.held_on, "date"), "text": row.text, "there": row.there}
            for row in file.records
        ],
        "matters": [
            {
                "title": row.title,
                "state": str(MATTER_STATES[row.state]),
                "assignee": row.assignee or "—",
                "due": formatted(row.due_on, "date") or "—",
                "outcome": row.outcome,
                "households": row.households or 0,
            }
            for row in file.matters
        ],
        "ticks": [_tick(tick) for tick in ticks(file)],
        "made_on": formatted(clock.today(), "date"),
    }


def _item(number: int, item: Any, file: EventFile) -> dict[str, Any]:
    instead = file.swapped.get(item.id)
    return {
        "number": number,
        "kind": str(ITEM_KINDS[item.kind]),
        "title": item.shown_title,
        "speaker": item.talk.person.name if item.talk else "",
        "length": duration(item.minutes),
        "state": _("候补主讲") if item.is_reserve else str(ITEM_STATES[item.state]),
        "reason": item.state_reason,
        "instead_of": instead.talk.person.name if instead and instead.talk else "",
    }


def _changes(changes: Sequence[Any]) -> str:
    return _("；").join(f"{change.label}{_('：')}{change.old} → {change.new}" for change in changes)


def _tick(tick: Tick) -> dict[str, str]:
    return {"mark": "√" if tick.done else "□", "label": tick.label, "note": tick.note}
