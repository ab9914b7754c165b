"""Units in one tree and the people on the roster: members, residents, outside experts.

For organisers and secretaries, who keep the roster; and for everybody who wants to see what is held about them.
"""

from collections.abc import Iterator

from flask import Flask, url_for

from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Entry, Question, Waiting
from partyedu.core.together import Rows
from partyedu.core.words import _, _l, formatted

blueprint = Blueprint("organisation", __name__, url_prefix="/organisation")
ENTRIES = (Entry(_l("党员名册"), "organisation.people", "users", 60, Permission.PEOPLE_READ),)


def waiting(actor: Actor) -> Iterator[Question]:
    """Roster files that were brought and not yet imported; temporary groups that end soon; the groups one leads."""
    from partyedu.organisation import queries

    def to_go_on(rows: Rows) -> Iterator[Waiting]:
        for row in rows:
            if queries.reaches_all_of(actor, row.choices):
                url = url_for("organisation.roster_import", import_id=row.id)
                yield Waiting(_("名册《%(name)s》还没有导入完。", name=row.file_name), _("接着导入"), url, weight=30)

    if actor.is_member:
        yield Question(queries.groups_led(actor).limit(3), _that_i_lead)
    if actor.may(Permission.UNITS_EDIT):
        yield Question(queries.groups_ending(actor), _that_end)
    if actor.may(Permission.PEOPLE_EDIT):
        yield Question(queries.imports_unfinished(actor), to_go_on)


def _that_end(rows: Rows) -> Iterator[Waiting]:
    for row in rows:
        text = _("临时党小组“%(name)s”到 %(day)s结束。", name=row.name, day=formatted(row.ends_on, "date"))
        yield Waiting(text, _("去看看"), url_for("organisation.unit", unit_id=row.id), weight=45)


def _that_i_lead(rows: Rows) -> Iterator[Waiting]:
    for row in rows:
        url = url_for("organisation.my_group", unit_id=row.id)
        yield Waiting(_("您带着“%(name)s”：组员的电话在这里。", name=row.name), _("看组员"), url, weight=80)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.organisation import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    app.register_blueprint(blueprint)
