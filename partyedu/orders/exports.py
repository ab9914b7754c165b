"""The list of orders as a workbook; for staff only."""

import io
from datetime import datetime

from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.spreadsheets import Table, write_workbook
from partyedu.core.words import _
from partyedu.orders import queries
from partyedu.orders.models import ORDER_CHANNELS, ORDER_MODES, ORDER_STATES, TIMES_OF_DAY
from partyedu.orders.queries import OrderFilter


def orders_workbook(actor: Actor, chosen: OrderFilter, now: datetime) -> bytes:
    """The orders the actor answers, narrowed as on the page, as .xlsx."""
    columns = [
        _("编号"), _("点的是什么"), _("状态"), _("谁点的"), _("所属组织"), _("替哪个组织"), _("人数"), _("怎么送"),
        _("想在哪天"), _("什么时候方便"), _("想说的话"), _("怎么来的"), _("点单日期"), _("原因"),
    ]  # fmt: skip
    rows = (
        (
            row.id, row.title, str(ORDER_STATES[row.state]), row.person, row.home, row.for_unit, row.people,
            str(ORDER_MODES[row.mode]), row.wished_on, str(TIMES_OF_DAY[row.time_of_day]) if row.time_of_day else "",
            row.note, str(ORDER_CHANNELS[row.channel]), row.placed_at, row.reason,
        )
        for row in db.session.execute(queries.orders_asked(actor, chosen, now))
    )  # fmt: skip
    target = io.BytesIO()
    write_workbook([Table(_("点单"), columns, rows)], target)
    return target.getvalue()
