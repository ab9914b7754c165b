"""What every answer carries (S6): a strict policy, nothing sniffed, framed or kept, no address outside the house."""

import re
from pathlib import Path

import pytest
from flask import Response
from house.world import NOBODY, World, rules

import partyedu
from partyedu.core.security import CONTENT_SECURITY_POLICY

PACKAGE = Path(partyedu.__file__).parent
# A document somebody handed in is shown with less than nothing allowed.
POLICIES = {CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"}
OWN = ("http://localhost", "http://testserver")
# Where a browser would fetch or send something.
LOADED = re.compile(
    r"""(?:src|href|action|formaction|poster|data|hx-(?:get|post|put|delete)|srcset)\s*=\s*["']([^"']+)"""
)
# Names of languages, not addresses: nobody fetches them.
NAMESPACES = ("http://www.w3.org/",)


def outside(text: str) -> list[str]:
    """Addresses outside the house that a browser would open by itself or at a click."""
    found = [address for address in LOADED.findall(text) if re.match(r"(?:[a-z][a-z0-9+.-]*:)?//", address.strip())]
    return [address for address in found if not address.startswith(OWN)]


def complaints(response: Response, signed_in: bool) -> list[str]:
    """What is missing in the headers of an answer, or leads outside in its page."""
    headers, found = response.headers, []
    policy = headers.get("Content-Security-Policy", "")
    if policy not in POLICIES:
        found.append(f"Content-Security-Policy is {policy!r}")
    if any(word in policy for word in ("unsafe-inline", "unsafe-eval", "*", "http:")):
        found.append(f"the policy allows too much: {policy}")
    wanted = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"}
    found += [f"{name} is {headers.get(name)!r}" for name, value in wanted.items() if headers.get(name) != value]
    if signed_in and "no-store" not in headers.get("Cache-Control", ""):
        found.append(f"Cache-Control is {headers.get('Cache-Control')!r}: a page of somebody is never kept")
    if response.mimetype == "text/html":
        found += [f"leads outside: {address}" for address in outside(response.get_data(as_text=True))]
    return found


def walked(world: World, name: str, only: str = "") -> list[str]:
    """Open every page as somebody, and a wrong address, and collect what is missing."""
    found = []
    client = world.visitors[name].client
    addresses = {rule.endpoint: world.address(rule) for rule in rules(world.app) if "GET" in rule.methods}
    for endpoint, address in {**addresses, "a wrong address": "/nothing-here"}.items():
        if only and endpoint != only:
            continue
        answer = client.get(address)
        found += [f"{address} ({endpoint}) by {name}: {words}" for words in complaints(answer, name not in NOBODY)]
        answer.close()
    return found


@pytest.mark.parametrize("name", ["anonymous", "speaker", "administrator"])
def test_every_answer_is_closed_to_the_outside(world, name):
    found = walked(world, name)
    assert not found, "\n".join(found)


def test_refusals_and_static_files_are_no_exception(world):
    client = world.visitors["administrator"].client
    refused = client.post("/preferences/size", data={})
    assert complaints(refused, signed_in=True) == []
    script = client.get("/static/js/app.js")
    assert complaints(script, signed_in=False) == []
    script.close()


def test_a_foreign_host_is_not_answered(world):
    for host in ("elsewhere.example", "localhost.elsewhere.example"):
        answer = world.visitors["anonymous"].client.get("/", headers={"Host": host})
        assert answer.status_code == 400
        assert "elsewhere" not in answer.get_data(as_text=True)


def addresses_in(text: str) -> list[str]:
    """Addresses of other machines in a style sheet or script, names of languages left out."""
    found = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"')]*", text)
    return [address for address in found if not address.startswith(NAMESPACES)]


def test_styles_scripts_and_templates_ask_nobody_outside():
    files = [*PACKAGE.glob("static/css/*.css"), *PACKAGE.glob("static/js/*.js"), *PACKAGE.glob("templates/**/*.html")]
    assert len(files) > 20
    found = [f"{file.name}: {address}" for file in files for address in addresses_in(file.read_text(encoding="utf-8"))]
    assert not found, "\n".join(found)


def test_htmx_is_kept_on_a_short_lead(visit):
    config = visit().get("/").one("meta[name=htmx-config]")["content"]
    for setting in ('"historyCacheSize":0', '"selfRequestsOnly":true', '"allowEval":false', '"allowScriptTags":false'):
        assert setting in config


def test_no_snapshot_of_a_page_stays_on_a_shared_computer(make, visit):
    """htmx keeps none (above), the browser keeps none, and whoever goes back after signing out is sent to the door."""
    visitor = visit(make.member())
    assert visitor.get("/account").headers["Cache-Control"] == "no-store"
    visitor.post("/sign-out")
    assert visitor.get("/account").location == "/sign-in?next=/account"


# The checks themselves: each is shown a planted fault.


def test_missing_headers_are_caught():
    assert len(complaints(Response("hello"), signed_in=True)) == 5


def test_a_page_that_asks_a_machine_outside_is_caught():
    page = (
        '<script src="https://cdn.example/x.js"></script><img src=\'//cdn.example/x.png\'><a href="/schedule/">in</a>'
    )
    assert outside(page) == ["https://cdn.example/x.js", "//cdn.example/x.png"]
    assert addresses_in("@import url(https://fonts.example/serif.css);") == ["https://fonts.example/serif.css"]


def test_a_view_that_loosens_the_policy_is_caught(world, monkeypatch):
    def loose():
        return Response("x", headers={"Content-Security-Policy": "default-src * 'unsafe-inline'"})

    monkeypatch.setitem(world.app.view_functions, "home.help_page", loose)
    found = walked(world, "anonymous", only="home.help_page")
    assert any("allows too much" in sentence for sentence in found)
