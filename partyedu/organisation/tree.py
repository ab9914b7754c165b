"""The tree of units as a page shows it: which branches are open, how many members each holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from partyedu.core.actor import Actor, Permission
from partyedu.organisation.models import Unit

SHOWN_WHOLE = 120  # a larger tree opens only along the way to the unit that was asked for


@dataclass
class Node:
    """One unit of the page. ``members`` counts the subtree, ``hidden`` how many units below are not shown."""

    unit: Unit
    editable: bool
    own_members: int
    first: bool = False
    last: bool = False
    children: list["Node"] = field(default_factory=list)
    members: int = 0
    hidden: int = 0


def tree(actor: Actor, units: Sequence[Unit], counts: Mapping[int, int], at: int | None) -> list[Node]:
    """The tops of the tree; ``units`` are in its order, parents before children."""
    nodes = {unit.id: Node(unit, actor.may(Permission.UNITS_EDIT, unit.path), counts.get(unit.id, 0)) for unit in units}
    tops: list[Node] = []
    for unit in units:
        parent = nodes.get(unit.parent_id or 0)
        (parent.children if parent else tops).append(nodes[unit.id])
    for unit in reversed(units):
        node = nodes[unit.id]
        node.members = node.own_members + sum(child.members for child in node.children)
        if node.children:
            node.children[0].first = node.children[-1].last = True
    if len(units) > SHOWN_WHOLE:
        _close(tops, _way_to(nodes, at))
    return tops


def _way_to(nodes: Mapping[int, Node], at: int | None) -> set[int]:
    node = nodes.get(at or 0)
    return {int(number) for number in node.unit.path.strip("/").split("/")} if node else set()


def _close(nodes: Sequence[Node], way: set[int], depth: int = 0) -> None:
    for node in nodes:
        if depth and node.unit.id not in way:
            node.hidden, node.children = _size(node), []
        _close(node.children, way, depth + 1)


def _size(node: Node) -> int:
    return sum(1 + _size(child) for child in node.children)
