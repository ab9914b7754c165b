"""A television in the hall, and staff who type the code in its corner."""

from typing import Any

from factories import Factory
from visitor import Answer, Visitor

from partyedu.accounts.models import Role

NOON = "2026-11-24T06:00:00+00:00"  # 14:00 in the hall


def code_on(television: Visitor) -> str:
    """What stands in the corner of a television that nobody has named."""
    return television.get("/screens/").one(".pairing b").get_text()


def key_of(television: Visitor) -> str:
    """What a television is known by."""
    return str(television.client.get_cookie("screen", path="/screens").value)


def typed(organiser: Visitor, code: str, **more: Any) -> Answer:
    """Staff type a code, and a name for a new television."""
    fields = organiser.get("/screens/pair").form("/screens/pair")
    return organiser.post("/screens/pair", {**fields, "code": code, "name": "大厅左边", **more})


def paired(visit: Any, make: Factory, unit: Any = None, **more: Any) -> tuple[Visitor, Visitor]:
    """A television that staff have named, and who named it."""
    television, organiser = visit(), visit(make.staff(Role.ORGANISER, unit))
    assert typed(organiser, code_on(television).lower(), **more).location == "/screens/manage"
    return television, organiser
