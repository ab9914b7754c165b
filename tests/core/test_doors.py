"""Rooms are opened when somebody first comes, and nothing stands open behind a door that was not; templates too."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask, url_for

from partyedu.app import create_app
from partyedu.core import doors

# A process of its own: in this one the rooms are open already. It prints what it found as JSON.
AFRESH = """
import json, sys
from partyedu.app import create_app

def views():
    return sorted({name.split(".")[1] for name in sys.modules if name.startswith("partyedu.") and ".views" in name})

app = create_app(sys.argv[1])
app.testing = True
client = app.test_client()
"""


def run(code: str, data: Path) -> str:
    """What a fresh process prints; it may keep what it compiles, as an installed one does."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(data)], capture_output=True, text=True, env=environment, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture
def centre(app) -> Path:
    """The folder of a centre that is set up, with the addresses of all rooms noted."""
    data = Path(app.config["DATA"])
    run("import sys; from partyedu.app import create_app; create_app(sys.argv[1])", data)
    return data


def test_a_room_is_read_when_somebody_comes_to_it_and_the_others_are_not(centre):
    told = run(
        AFRESH
        + """
before = views()
first = client.get("/theatre/").status_code
after = views()
again = client.get("/theatre/").status_code
print(json.dumps([before, first, after, again]))""",
        centre,
    )
    assert json.loads(told) == [[], 200, ["theatre"], 200]


def test_what_a_room_brings_is_not_gone_through_by_every_collection_of_a_serving_process(centre):
    """One that has settled (``gc.freeze``) settles again; a command or a test is left alone."""
    told = run(
        AFRESH
        + """
import gc
client.get("/theatre/")
alone = gc.get_freeze_count()
gc.freeze()
settled = gc.get_freeze_count()
client.get("/schedule/")
print(json.dumps([alone, gc.get_freeze_count() - settled > 1000]))""",
        centre,
    )
    assert json.loads(told) == [0, True]


def test_what_is_sent_to_a_room_that_nobody_came_to_is_checked_as_everywhere(centre):
    """A form opened from one worker may be sent to another; here it has no token."""
    told = run(
        AFRESH
        + """
answer = client.post("/c", data={"code": "000000"})
print(json.dumps([answer.status_code, views()]))""",
        centre,
    )
    assert json.loads(told) == [403, []]


def test_every_page_is_as_it_is_in_a_house_that_was_read_at_once(centre, app):
    """The addresses, their methods and what leads to them, from the notes and from the views themselves."""
    told = run(
        AFRESH
        + """
print(json.dumps(sorted([rule.rule, rule.endpoint, sorted(rule.methods)] for rule in app.url_map.iter_rules())))
assert views() == []""",
        centre,
    )
    read = sorted([rule.rule, rule.endpoint, sorted(rule.methods)] for rule in app.url_map.iter_rules())
    assert json.loads(told) == read
    assert len(read) > 500


def test_nobody_comes_through_a_door_that_was_not_opened_yet(centre):
    """Each room is asked first for a page that is not for everybody."""
    told = run(
        AFRESH
        + """
from partyedu.core.doors import _Door
answers = {}
for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
    if isinstance(app.view_functions[rule.endpoint], _Door) and not rule.arguments and "GET" in rule.methods:
        status = client.get(rule.rule).status_code
        answers[rule.endpoint] = [status, getattr(app.view_functions[rule.endpoint], "access", "none")]
print(json.dumps(answers))""",
        centre,
    )
    answers = json.loads(told)
    assert len(answers) > 10
    for endpoint, (status, access) in answers.items():
        assert access, endpoint
        assert (status in (303, 401)) is (access != "anyone"), (endpoint, status, access)


def test_the_words_of_a_room_are_there_once_in_its_templates(centre):
    """The context processor of a Blueprint is read with its views."""
    told = run(
        AFRESH
        + """
for _time in range(2):
    client.get("/discussions/"); client.get("/discussions/wishes")
print(json.dumps([one.__name__ for one in app.template_context_processors["discussions"]]))""",
        centre,
    )
    assert json.loads(told) == ["_default_template_ctx_processor", "_words"]  # Flask's own is that of the house


def test_a_template_is_compiled_once_for_all_starts(centre):
    """The second process that shows a page finds its templates beside the compiled modules."""
    told = [
        run(
            AFRESH
            + """
from jinja2 import Environment
compiled, generate = [], Environment._generate
Environment._generate = lambda self, source, name, *rest, **more: (
    compiled.append(name), generate(self, source, name, *rest, **more))[1]
client.get("/theatre/")
print(json.dumps(compiled))""",
            centre,
        )
        for _time in range(2)
    ]
    assert json.loads(told[1]) == []


@pytest.fixture
def shed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A small room somewhere else, written by the test: ``write(views)`` gives a house with it."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "shed").mkdir()
    (tmp_path / "shed" / "__init__.py").write_text(
        "from partyedu.core.doors import Blueprint\nblueprint = Blueprint('shed', __name__, url_prefix='/shed')\n"
    )

    def write(views: str) -> Flask:
        (tmp_path / "shed" / "views.py").write_text(
            "from shed import blueprint\nfrom partyedu.core.access import anyone\n" + views
        )
        return house()

    def house() -> Flask:
        for name in [name for name in sys.modules if name.split(".")[0] == "shed"]:
            del sys.modules[name]
        from shed import blueprint  # type: ignore[import-not-found]

        app = Flask("street")
        app.register_blueprint(blueprint)
        return app

    write.again = house  # type: ignore[attr-defined]
    yield write
    for name in [name for name in sys.modules if name.split(".")[0] == "shed"]:
        del sys.modules[name]


SPADE = "@blueprint.get('/spade')\n@anyone\ndef spade():\n    return 'a spade'\n"
KEY = "@blueprint.get('/key.txt', at_root=True)\n@anyone\ndef key():\n    return 'the key'\n"


def test_a_note_is_made_kept_and_made_anew_when_the_views_change(shed):
    shed(SPADE)
    app = shed.again()
    assert isinstance(app.view_functions["shed.spade"], doors._Door)
    assert app.test_client().get("/shed/spade").text == "a spade"
    assert not isinstance(app.view_functions["shed.spade"], doors._Door)
    app = shed(SPADE + KEY)
    assert app.test_client().get("/key.txt").text == "the key"
    assert shed.again().test_client().get("/key.txt").text == "the key"


def test_a_note_that_is_wrong_leads_nowhere_and_is_thrown_away(shed):
    app = shed(SPADE)
    note = doors._note_of(app.blueprints["shed"])
    written = json.loads(note.read_text(encoding="utf-8"))
    written["addresses"].append(["/rake", "rake", ["GET"], False])
    note.write_text(json.dumps(written), encoding="utf-8")
    app = shed.again()
    assert app.test_client().get("/shed/rake").status_code == 404
    assert app.test_client().get("/shed/spade").text == "a spade"
    assert not note.exists()
    assert "shed.rake" not in shed.again().view_functions


@pytest.mark.parametrize("scrap", ["", "{", "[]", '{"seen": 1}', '{"seen": {}, "addresses": 3}'])
def test_a_note_that_nobody_can_read_is_as_good_as_none(shed, scrap):
    note = doors._note_of(shed(SPADE).blueprints["shed"])
    note.write_text(scrap, encoding="utf-8")
    assert shed.again().test_client().get("/shed/spade").text == "a spade"


def test_a_view_that_nobody_guards_is_refused(shed):
    with pytest.raises(TypeError, match="write @requires"):
        shed("@blueprint.get('/rake')\ndef rake():\n    return 'open to all'\n")
    with pytest.raises(TypeError, match="write @requires"):
        shed("@anyone\n@blueprint.get('/rake')\ndef rake():\n    return 'open to all'\n")


def test_a_room_that_is_being_built_has_no_pages_yet(shed, tmp_path):
    shed(SPADE)
    (tmp_path / "shed" / "views.py").unlink()
    assert shed.again().test_client().get("/shed/spade").status_code == 404


def test_two_views_of_one_name_are_refused(shed):
    with pytest.raises(TypeError, match="another view has this name"):
        shed(SPADE + SPADE)


def test_one_view_may_stand_at_two_addresses(shed):
    app = shed("@blueprint.get('/a')\n@blueprint.get('/b')\n@anyone\ndef both():\n    return 'both'\n")
    assert [app.test_client().get(path).text for path in ("/shed/a", "/shed/b")] == ["both", "both"]


def test_addresses_are_worked_out_both_ways(app):
    with app.test_request_context():
        for _time in range(2):
            assert url_for("theatre.playbill", event_id=3) == "/theatre/3"
            assert url_for("theatre.playbill", event_id=3, show="a b") == "/theatre/3?show=a+b"


def test_two_houses_in_one_process_have_the_same_rooms(tmp_path):
    first, second = create_app(tmp_path / "a"), create_app(tmp_path / "b")
    assert {rule.rule for rule in first.url_map.iter_rules()} == {rule.rule for rule in second.url_map.iter_rules()}
