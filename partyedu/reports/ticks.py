"""Which parts of an event's file are complete."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from partyedu.core.words import _
from partyedu.discussions.models import MatterState
from partyedu.reports.queries import EventFile
from partyedu.schedule.models import EventKind
from partyedu.theatre.models import ItemKind


@dataclass(frozen=True, slots=True)
class Tick:
    """One part of the file: its name, whether it is complete, a few words, and the id of its place on the page."""

    label: str
    done: bool
    note: str
    place: str


def ticks(file: EventFile) -> list[Tick]:
    """The parts in the order of the file; a plain event has no programme to be missed."""
    return [part for make in _PARTS if (part := make(file)) is not None]


def _notice(file: EventFile) -> Tick:
    return Tick(_("通知"), True, _("公布过 %(n)s 次", n=file.event.release_number), "notice")


def _programme(file: EventFile) -> Tick | None:
    if file.event.kind is not EventKind.THEATRE:
        return None
    talks = [item for item in file.programme if item.kind is ItemKind.TALK and item.is_on and not item.is_reserve]
    return Tick(_("节目单"), bool(talks), _("%(n)s 篇讲述", n=len(talks)), "programme")


def _sign_in(file: EventFile) -> Tick:
    return Tick(_("签到"), file.there > 0, _("到了 %(n)s 人", n=file.there), "sign-in")


def _photos(file: EventFile) -> Tick:
    number = len(file.photos)
    return Tick(_("照片"), number > 0, _("%(n)s 张", n=number) if number else _("还没有"), "photos")


def _discussion(file: EventFile) -> Tick:
    number = file.said_in_all + len(file.records)
    note = _("%(n)s 条", n=number) if number else file.event.closed_reason or _("还没有")
    return Tick(_("讨论"), bool(number or file.event.closed_reason), note, "discussion")


def _matters(file: EventFile) -> Tick:
    left = sum(row.state is not MatterState.CLOSED for row in file.matters)
    note = _("还有 %(n)s 件没办结", n=left) if left else _("%(n)s 件，都办结了", n=len(file.matters))
    return Tick(_("跟进"), not left, note if file.matters else _("没有要跟进的事"), "matters")


_PARTS: tuple[Callable[[EventFile], Any], ...] = (_notice, _programme, _sign_in, _photos, _discussion, _matters)
