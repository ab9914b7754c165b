"""Units in one tree and the people on the roster: members, residents, outside experts.

For organisers and secretaries, who keep the roster; and for everybody who wants to see what is held about them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Flask, url_for

from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question, Waiting, joined
from partyedu.core.together import Rows
from partyedu.core.words import _, _l, formatted

blueprint = Blueprint("organisation", __name__, url_prefix="/organisation")
ENTRIES = (Entry(_l("党员名册"), "organisation.people", "users", 60, Permission.PEOPLE_READ),)


def waiting(actor: Actor) -> Iterator[Question]:
    """Roster files that were brought and not yet imported; temporary groups that end soon; the groups one leads."""
    from partyedu.organisation import queries

    def to_go_on(rows: Rows) -> Iterator[Waiting]:
        return _to_import([row for row in rows if queries.reaches_all_of(actor, row.choices)])

    if actor.is_member:
        yield Question(queries.groups_led(actor).limit(20), _that_i_lead)
    if actor.may(Permission.UNITS_EDIT):
        yield Question(queries.groups_ending(actor), _that_end)
    if actor.may(Permission.PEOPLE_EDIT):
        yield Question(queries.imports_unfinished(actor), to_go_on)


def _that_end(rows: Rows) -> Iterator[Waiting]:
    if rows:
        words = {"name": rows[0].name, "day": formatted(rows[0].ends_on, "date"), "num": len(rows)}
        text = _("临时党小组“%(name)s”到 %(day)s结束。", **words)
        if len(rows) > 1:
            text = _("有 %(num)s 个临时党小组快结束了，最早的“%(name)s”到 %(day)s。", **words)
        yield Waiting(text, _("去看看"), url_for("organisation.unit", unit_id=rows[0].id), len(rows), 45)


def _that_i_lead(rows: Rows) -> Iterator[Waiting]:
    def each(row: Any) -> Waiting:
        url = url_for("organisation.my_group", unit_id=row.id)
        return Waiting(_("您带着“%(name)s”：组员的电话在这里。", name=row.name), _("看组员"), url, weight=80)

    def several(items: Sequence[Waiting]) -> Waiting:
        text = _("您带着 %(n)s 个小组：组员的电话在这里。", n=len(items))
        return Waiting(text, _("看组员"), url_for("organisation.my_groups"), len(items), 80)

    return joined(map(each, rows), several)


def _to_import(rows: Rows) -> Iterator[Waiting]:
    def each(row: Any) -> Waiting:
        url = url_for("organisation.roster_import", import_id=row.id)
        return Waiting(_("名册《%(name)s》还没有导入完。", name=row.file_name), _("接着导入"), url, weight=30)

    def several(items: Sequence[Waiting]) -> Waiting:
        text = _("有 %(n)s 份名册还没有导入完。", n=len(items))
        return Waiting(text, _("接着导入"), url_for("organisation.imports"), len(items), 30)

    return joined(map(each, rows), several)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.organisation import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)
