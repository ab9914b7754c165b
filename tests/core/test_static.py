"""Styles, scripts and icons: sent from memory, compressed once, kept by browsers under the hash of their content."""

import gzip
import re
from pathlib import Path

import pytest

import partyedu
from partyedu.core.static import lean, static_url

STATIC = Path(partyedu.__file__).parent / "static"
OWN = [*(STATIC / "css").glob("*.css"), *(STATIC / "js").glob("*.js")]
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def client(app):
    return app.test_client()


def test_a_file_comes_compressed_and_plain_with_the_same_content(client):
    plain, packed = client.get("/static/css/app.css"), client.get("/static/css/app.css", headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert plain.content_type == packed.content_type == "text/css; charset=utf-8"
    assert len(packed.data) < len(plain.data) / 3
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_browser_keeps_a_hashed_file_for_a_year_and_asks_after_any_other(app, client):
    with app.test_request_context():
        hashed = static_url("js/app.js")
    assert "immutable" in client.get(hashed).headers["Cache-Control"]
    named = client.get("/static/js/app.js", headers=GZIP)
    assert named.headers["Cache-Control"] == "no-cache"
    again = client.get("/static/js/app.js", headers={**GZIP, "If-None-Match": named.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", ["css/none.css", "../app.py", "css/../../app.py", "css", "css/%00.css", "js/.svg"])
def test_nothing_else_is_sent(client, path):
    assert client.get(f"/static/{path}").status_code == 404


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.name)
def test_only_what_readers_of_the_source_need_is_left_out(file):
    source = file.read_text("utf-8")
    sent = lean(str(file.relative_to(STATIC)), source)
    assert not re.search(r"^\s|^//|^/\*", sent, re.MULTILINE)
    kept = [line.strip() for line in re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL).splitlines()]
    without = [line for line in kept if line and not line.startswith("//")]
    assert [re.sub(r"/\*.*?\*/", "", line).strip() for line in sent.splitlines() if line] == without
    assert "`" not in source or file.suffix != ".js"  # a text over several lines would lose its indentation


def test_what_others_wrote_is_sent_as_it_is():
    licence = "/* by somebody */\n  var a = 1;\n"
    assert lean("vendor/some.js", licence) == licence


def test_other_spellings_of_a_file_are_not_kept(app, visit):
    visit().get("/static/css/app.css")
    kept = len(app.extensions["partyedu-static-ready"])
    for spelled in ("css/./app.css", "css/././app.css", "./css/app.css", "css/../css/app.css"):
        visit().client.get(f"/static/{spelled}").close()
    assert len(app.extensions["partyedu-static-ready"]) == kept


@pytest.mark.parametrize("name", ["a" * 300, "a%00b", "%ff", "a" * 5000, "css%5c..%5capp"])
def test_a_name_that_no_file_can_have_is_not_there(visit, name):
    assert visit().client.get(f"/static/{name}.css").status_code == 404
