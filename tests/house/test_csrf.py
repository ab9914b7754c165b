"""Forms from elsewhere (S3): every unsafe route refuses a wrong, a missing and a foreign token and a foreign site; and
a GET changes nothing."""

import pytest
from house.world import World, rules

from partyedu.core.db import SAFE_METHODS, db
from partyedu.core.security import csrf

# The heartbeat of a screen: the one GET that writes.
HEARTBEATS = {"screens.television", "screens.content"}


def unsafe(world: World):
    """Every unsafe route with an address of this world."""
    for rule in rules(world.app):
        for method in sorted(rule.methods - SAFE_METHODS):
            yield rule, method, world.address(rule)


def attacks(world: World) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """What is sent from elsewhere: the form and the headers, by the name of the attack."""
    good, foreign = world.tokens["administrator"], world.tokens["member own"]
    return {
        "no token": ({}, {}),
        "a wrong token": ({"csrf_token": "wrong"}, {}),
        "a cut token": ({"csrf_token": good[:-3]}, {}),
        "somebody else's token": ({"csrf_token": foreign}, {}),
        "a cross-site form": ({"csrf_token": good}, {"Sec-Fetch-Site": "cross-site"}),
        "a form from a neighbour": ({"csrf_token": good}, {"Sec-Fetch-Site": "same-site"}),
        "a foreign origin": ({"csrf_token": good}, {"Origin": "http://elsewhere.example"}),
        "an origin on another port": ({"csrf_token": good}, {"Origin": "http://localhost:9"}),
        "no origin to speak of": ({"csrf_token": good}, {"Origin": "null"}),
    }


def let_through(world: World, only: str = "") -> list[str]:
    """Attacks that were not refused with 403, and whether anything has changed."""
    client = world.visitors["administrator"].client
    before, found = world.fingerprint(), []
    for rule, method, address in unsafe(world):
        for name, (form, headers) in attacks(world).items():
            if only and rule.endpoint != only:
                continue
            answer = client.open(address, method=method, data=form, headers=headers)
            if answer.status_code != 403:
                found.append(f"{method} {rule.rule}: {name} was answered with {answer.status_code}, expected 403")
    return found if world.fingerprint() == before else [*found, "something was written"]


def written_by_reading(world: World, name: str, only: str = "") -> list[str]:
    """Routes whose GET changes something when this person opens them."""
    found, before = [], world.fingerprint()
    for rule in rules(world.app):
        if "GET" not in rule.methods or rule.endpoint in HEARTBEATS or (only and rule.endpoint != only):
            continue
        world.visitors[name].client.get(world.address(rule)).close()
        after = world.fingerprint()
        if after != before:
            found.append(f"GET {rule.rule} ({rule.endpoint}) changes the database: what changes something is a POST.")
        before = after
    return found


def test_nothing_from_elsewhere_is_done(world):
    found = let_through(world)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["anonymous", "speaker", "administrator"])
def test_reading_changes_nothing(world, name):
    found = written_by_reading(world, name)
    assert not found, "\n".join(found)


def test_our_own_form_is_let_through(world):
    client = world.visitors["administrator"].client
    for headers in ({}, {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}):
        form = {"csrf_token": world.tokens["administrator"], "size": "large"}
        assert client.post("/preferences/size", data=form, headers=headers).status_code == 303


# The checks themselves: each is shown a planted fault.


def test_a_route_that_was_exempted_is_caught(world, monkeypatch):
    monkeypatch.setattr(csrf, "_exempt_views", {"partyedu.home.views.size"})
    found = let_through(world, only="home.size")
    assert any("no token was answered with 303" in sentence for sentence in found)


def test_a_site_that_is_not_looked_at_is_caught(world, monkeypatch):
    monkeypatch.setitem(world.app.before_request_funcs, None, [
        ask for ask in world.app.before_request_funcs[None] if ask.__name__ != "_check_request"
    ])  # fmt: skip
    found = let_through(world, only="home.size")
    assert any("a cross-site form" in sentence for sentence in found)
    assert any("a foreign origin" in sentence for sentence in found)


def test_a_page_that_writes_is_caught(world, monkeypatch):
    from partyedu.organisation.models import Unit

    def counts_its_readers():
        db.session.execute(db.update(Unit).values(position=Unit.position + 1))
        db.session.commit()
        return "read"

    monkeypatch.setitem(world.app.view_functions, "home.help_page", counts_its_readers)
    [sentence] = written_by_reading(world, "anonymous", only="home.help_page")
    assert "what changes something is a POST" in sentence
