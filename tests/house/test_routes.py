"""Every route × every method × everybody (S1): declared in one reviewed table, and it holds."""

from functools import wraps

import pytest
from house.access_table import LINES, Line, complaints, parsed
from house.world import World, rules

from partyedu.core.actor import Actor, Permission

# What somebody is told who may not: asked to sign in, or the one 404 for "not yours" and "not there".
ASKED_TO_SIGN_IN = (303, 401)
GIVEN = (200, 202, 204, 302, 303, 304, 400, 403, 409, 410, 422, 429, 503)


def may_pass(line: Line, actor: Actor | None) -> bool:
    """Whether the first check lets the actor in."""
    if line.who == ("anyone",):
        return True
    return actor is not None and any(actor.may(Permission(who)) for who in line.who)


def may_reach(line: Line, actor: Actor | None, world: World) -> bool | None:
    """Whether the row of the world is for this actor; None where the table does not say."""
    if not line.rows or line.rows[0] in ("fine", "house"):
        return None
    if actor is None:
        return False
    path = world.branch.path
    words = (*line.who, *line.rows[1:]) if line.rows[0] == "unit" else line.rows
    words = tuple(word for word in words if word != "maybe")
    if "own" in words and actor.person_id == world.people["speaker"].id:
        return True
    if "inside" in words and actor.unit_path.startswith(path):
        return True
    return any(actor.may(Permission(word), path) for word in words if word not in ("own", "inside"))


def wrong(world: World, rule, method: str, line: Line, name: str, status: int) -> str:
    """A sentence when the answer is not what the table says, else nothing."""
    actor = world.actor(name)
    asked = f"{method} {rule.rule} ({rule.endpoint}) by {name}: {status}, but "
    if status >= 500 and status != 503:
        return asked + f"an error of ours is never an answer: {world.last_error[:300]}"
    if not may_pass(line, actor):
        wanted = ASKED_TO_SIGN_IN if actor is None else (404,)
        return "" if status in wanted else asked + f"the table says {' '.join(line.who)}: expected {wanted}."
    reach = may_reach(line, actor, world)
    if reach is False and status not in (404, *(ASKED_TO_SIGN_IN if actor is None else ())):
        return asked + f"the row is for {' '.join(line.rows)}: expected 404. Decide it in the query."
    if reach is True and method == "GET" and status == 404 and "maybe" not in line.rows:
        return asked + f"the row is for {' '.join(line.rows)}: expected an answer (does the world have such a row?)."
    if status not in (*GIVEN, 404):
        return asked + "no such answer is known here."
    return ""


def ask(world: World, rule, method: str, name: str) -> int:
    """The status of the answer somebody gets; an error of ours counts as 500."""
    visitor = world.visitors[name]
    data = None if method == "GET" else {"csrf_token": world.tokens[name]}
    try:
        answer = visitor.client.open(world.address(rule), method=method, data=data)
        answer.close()
    except Exception as error:  # TESTING lets errors of ours through; the sentence names them
        world.last_error = repr(error)
        return 599
    return answer.status_code


def faults(world: World, methods: tuple[str, ...], only: str = "") -> list[str]:
    """Ask every route with every actor and collect what is wrong. Whoever may write writes: then all is put back."""
    found = []
    for rule in rules(world.app):
        line = LINES.get(rule.endpoint)
        for method in sorted(set(methods) & rule.methods):
            if line is None or (only and rule.endpoint != only):
                continue
            for name in world.visitors:
                sentence = wrong(world, rule, method, line, name, ask(world, rule, method, name))
                found += [sentence] if sentence else []
                if method != "GET" and may_pass(line, world.actor(name)):
                    world.restore()
    return found


def test_the_table_and_the_code_say_the_same(app):
    assert not complaints(app.view_functions, LINES), "\n".join(complaints(app.view_functions, LINES))


def test_rows_of_guarded_routes_have_been_reviewed(app):
    forgotten = [
        f"{rule.endpoint}: its address names a row; write into the third column whose it is (unit, own, permissions)."
        for rule in rules(app)
        if any(name.endswith("_id") for name in rule.arguments)
        and LINES[rule.endpoint].who != ("anyone",)
        and not LINES[rule.endpoint].rows
    ]
    assert not forgotten, "\n".join(forgotten)


def test_everybody_reads_what_the_table_says_and_nothing_else(world):
    found = faults(world, ("GET",))
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.timeout(900)  # thousands of questions; on a loaded machine they need more than the others' five minutes
def test_everybody_writes_what_the_table_says_and_nothing_else(world):
    found = faults(world, ("POST", "PUT", "PATCH", "DELETE"))
    assert not found, "\n".join(found)


# The checks themselves: each is shown a planted fault.


def test_a_view_that_declares_nothing_is_caught(app):
    def open_by_mistake():
        return "everything"

    views = {**app.view_functions, "accounts.secrets": open_by_mistake}
    assert complaints(views, LINES) == [
        "accounts.secrets: write @requires(Permission.…) or @anyone below its route line."
    ]


def test_a_guard_above_the_route_line_is_caught(app):
    """``@requires`` above ``@blueprint.get`` leaves the bare view registered: it declares nothing."""
    from partyedu.core.access import requires

    def bare():
        return ""

    guarded = requires(Permission.MACHINE)(bare)
    assert guarded.access
    assert "write @requires" in complaints({"admin.bare": bare}, {})[0]


def test_a_route_that_nobody_reviewed_and_one_that_is_gone_are_caught(app):
    lines = parsed("home.index | anyone |\nhome.attic | anyone |")
    views = {name: app.view_functions[name] for name in ("home.index", "home.help_page")}
    first, second = complaints(views, lines)
    assert first.startswith("home.help_page: review it and write into")
    assert second == "home.attic: there is no such route any more; take its line out of the table."


def test_a_right_that_was_widened_in_the_code_is_caught(app):
    [sentence] = complaints(
        {"accounts.roles": app.view_functions["accounts.roles"]}, parsed("accounts.roles | machine |")
    )
    assert sentence == "accounts.roles: the code says roles-grant, the table machine."


def test_a_guard_that_does_not_guard_is_caught(world, monkeypatch):
    guarded = world.app.view_functions["accounts.roles"]

    @wraps(guarded)
    def unguarded(*args, **options):
        return "the list of roles"

    monkeypatch.setitem(world.app.view_functions, "accounts.roles", unguarded)
    found = faults(world, ("GET",), only="accounts.roles")
    assert any("by anonymous: 200" in sentence for sentence in found)
    assert any("by organiser own: 200" in sentence for sentence in found)


def test_a_row_that_is_shown_to_another_unit_is_caught(world, monkeypatch):
    from partyedu.accounts import queries
    from partyedu.core.db import db
    from partyedu.organisation.models import Person

    monkeypatch.setattr(queries, "person_to_help", lambda actor, person_id, *_: db.session.get(Person, person_id))
    found = faults(world, ("GET",), only="accounts.person")
    assert any("by organiser other: 200" in sentence for sentence in found)
    assert any("by organiser child: 200" in sentence for sentence in found)


def test_an_error_of_ours_is_caught(world, monkeypatch):
    def broken(*args, **options):
        raise RuntimeError("planted")

    monkeypatch.setitem(world.app.view_functions, "home.help_page", broken)
    assert faults(world, ("GET",), only="home.help_page")


def test_the_world_names_the_people_the_figure_asks_for(world):
    assert len(world.visitors) >= 11


def test_what_somebody_wrote_is_put_back(world):
    before, member = world.fingerprint(), world.visitors["member own"].client
    member.post("/account/pin", data={"csrf_token": world.tokens["member own"]})  # refused
    assert not world.was_written()
    member.post("/account/sign-out-everywhere", data={"csrf_token": world.tokens["member own"]})
    assert world.was_written()
    assert world.fingerprint() != before
    world.restore()
    assert (world.was_written(), world.fingerprint()) == (False, before)
