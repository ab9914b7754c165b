"""The rules of the house, kept by tests that say what to write instead. ``rules`` holds the checks."""

from itertools import chain
from pathlib import Path

import pytest
from house import audited, rules
from house.rules import Source

import partyedu
from partyedu.admin import wording
from partyedu.admin.wording import THINGS

PACKAGE = Path(partyedu.__file__).parent
TESTS = Path(__file__).parents[1]

# Imports inside functions keep start-up short and break circles; too many hide what knows what.
LAZY_IMPORTS_AT_MOST = 90

# Operations that change rows and write no audit row, and why that is right.
NOT_RECORDED = {
    "admin.take_lease": "which process does the nightly work: nobody's doing",
    "admin.give_back": "which process does the nightly work: nobody's doing",
    "notices.tell": "the change it tells about is recorded by whoever made it",
    "organisation.decide": "a tick in a preview; what comes of it is recorded when it is imported",
    "organisation.describe": "a result in memory, no row",
    "organisation.sweep_imports": "uploads older than a day go by themselves",
    "screens.code_for": "the code in the corner of a television: its heartbeat",
    "screens.seen": "the heartbeat of a television",
}


@pytest.fixture(scope="module")
def house() -> list[Source]:
    """Every file of the package."""
    return rules.sources(PACKAGE)


def told(findings) -> None:
    """Fail with every finding on a line of its own."""
    found = list(findings)
    assert not found, "\n" + "\n".join(found)


def test_every_route_is_guarded_below_its_route_line(house):
    told(chain.from_iterable(map(rules.guards, house)))


def test_views_only_lead(house):
    told(chain.from_iterable(map(rules.views_only_lead, house)))


def test_rooms_have_doors(house):
    told(chain.from_iterable(map(rules.doors, house)))
    told(chain.from_iterable(map(rules.dialects, house)))


def test_there_is_one_clock(house):
    told(chain.from_iterable(map(rules.one_clock, house)))


def test_rooms_are_small_and_have_names(house):
    told(chain.from_iterable(map(rules.sizes, house)))


def test_every_change_is_recorded(house):
    told(rules.unrecorded(house, NOT_RECORDED))


def test_every_change_that_is_recorded_has_words(house):
    told(audited.unworded(house, wording.is_known, THINGS.__contains__))


def test_no_room_hides_a_name_of_its_package(house):
    told(rules.hidden_names(house))


def test_public_things_say_what_they_are_for(house):
    told(chain.from_iterable(map(rules.docstrings, house)))


def test_imports_hidden_in_functions_stay_few(house):
    hidden = rules.lazy_imports(house)
    assert hidden <= LAZY_IMPORTS_AT_MOST, (
        f"{hidden} imports of our own inside functions; move some to the top of their file"
    )


def test_templates_escape_everything_and_hold_no_script(house):
    files = sorted((PACKAGE / "templates").rglob("*.html"))
    told(chain.from_iterable(rules.template(file.name, file.read_text(encoding="utf-8")) for file in files))


def test_test_files_have_names_of_their_own():
    """pytest imports a test file by its bare name: of two of one name the second is not run."""
    names = [path.name for path in TESTS.rglob("test_*.py")]
    told(f"{name}: give one of them another name" for name in sorted(set(names)) if names.count(name) > 1)


# The checks themselves: each is shown a planted fault.


def findings(check, text: str, place: str = "courses/views.py") -> str:
    """What a check says of a planted file."""
    return " ".join(check(Source(place, text)))


def test_a_guard_above_the_route_line_is_caught():
    bare = '@blueprint.get("/")\ndef index():\n    return ""\n'
    assert "write @requires" in findings(rules.guards, bare)
    assert "move @anyone below" in findings(rules.guards, "@anyone\n" + bare)
    assert findings(rules.guards, bare.replace("def", "@anyone\ndef")) == ""


def test_work_in_a_view_is_caught():
    for line, words in (
        ("db.session.commit()", "write it in queries.py or operations.py"),
        ("db.session.scalars(select(Event))", "write it in queries.py"),
        ('page = "<b>" + name + "</b>"', "write it in a template"),
    ):
        assert words in findings(rules.views_only_lead, f"def index():\n    {line}\n"), line
    long = '@blueprint.get("/")\n@anyone\ndef index():\n' + "    step()\n" * 26
    assert "25 at most" in findings(rules.views_only_lead, long)
    assert findings(rules.views_only_lead, long.replace("    step()\n" * 26, "    step()\n")) == ""


def test_a_second_clock_is_caught():
    for line in ("datetime.now(UTC)", "date.today()", "time.time()", "datetime.datetime.utcnow()"):
        assert "write clock.now()" in findings(rules.one_clock, f"at = {line}\n"), line
    assert findings(rules.one_clock, "at = datetime.now(UTC)\n", "core/clock.py") == ""
    assert findings(rules.one_clock, "seconds = time.monotonic()\n") == ""


def test_big_and_nameless_files_are_caught():
    assert "400 at most" in findings(rules.sizes, "x = 1\n" * 401)
    assert "by what it holds" in findings(rules.sizes, "", "courses/utils.py")
    assert "table of contents" in findings(rules.sizes, "def create_app():\n" + "    x = 1\n" * 60, "app.py")


def test_a_change_that_is_not_recorded_is_caught():
    silent = "def rename(course, name):\n    course.name = name\n"
    asked = [Source("courses/operations.py", silent)]
    assert "courses: rename changes rows" in " ".join(rules.unrecorded(asked, {}))
    assert not list(rules.unrecorded(asked, {"courses.rename": "a reason"}))
    loud = [Source("courses/operations.py", silent + '    audit.record("rename", course)\n')]
    assert not list(rules.unrecorded(loud, {}))
    hidden = "def _write(course):\n    course.name = 1\n\ndef save(course):\n    _write(course)\n"
    assert "courses: save changes rows" in " ".join(rules.unrecorded([Source("courses/operations.py", hidden)], {}))
    by_caller = silent + 'def save(course):\n    rename(course, "x")\n    audit.record("save", course)\n'
    assert not list(rules.unrecorded([Source("courses/operations.py", by_caller)], {}))


def test_a_change_without_words_is_caught():
    models = Source("orders/models.py", """
class Order(Row):
    __tablename__ = "learning_order"
class OrderState(StrEnum):
    SENT = "sent"
""")  # fmt: skip
    operations = Source("orders/operations.py", """
def send(order: Order):
    _step(order, "send", OrderState.SENT)
def _step(order: Order, verb: str, to: OrderState):
    audit.record(verb, order)
    audit.record(f"order-{to.value}", order)
""")  # fmt: skip
    found = list(audited.unworded([models, operations], lambda verb, _table: verb == "send", lambda _table: False))
    assert found == [
        "orders: _step: a row of “learning_order” has no noun: add it to admin/wording/things.py.",
        "orders: _step: “order-sent” (learning_order) has no word: add it to admin/wording/verbs.py.",
    ]
    assert list(audited.unworded([models, operations], lambda *_: True, lambda _: True)) == []
    operations = Source("orders/operations.py", "def send(order):\n    audit.record(made_up(), order)\n")
    [sentence] = audited.unworded([models, operations], lambda *_: True, lambda _: True)
    assert "cannot read which verb" in sentence


def test_a_name_that_a_room_hides_is_caught():
    def said(text: str) -> str:
        package = [Source("courses/queries/__init__.py", text), Source("courses/queries/matters.py", "")]
        return " ".join(rules.hidden_names(package))

    assert "matters is also the room" in said("from partyedu.courses.queries.figures import matters\n")
    assert "matters is also the room" in said("def matters():\n    from partyedu.courses.queries.matters import rows\n")
    assert said("from partyedu.courses.queries.matters import matters\n") == ""
    assert said("from partyedu.courses.queries import matters\n") == ""


def test_a_function_without_a_word_is_caught():
    assert "say in a docstring" in findings(rules.docstrings, '"""A room."""\ndef swap(a, b):\n    return b, a\n')
    assert "begin with a docstring" in findings(rules.docstrings, "x = 1\n")
    assert findings(rules.docstrings, '"""A room."""\ndef _swap(a, b):\n    return b, a\n') == ""


def test_a_room_that_reads_its_views_at_the_start_is_caught():
    eager = "from flask import Blueprint\ndef init_app(app):\n    from partyedu.courses import models, views\n"
    assert len(list(rules.doors(Source("courses/__init__.py", eager)))) == 2
    assert not list(rules.doors(Source("courses/__init__.py", "from partyedu.core.doors import Blueprint\n")))


def test_a_hidden_import_is_counted():
    hidden = "def f():\n    from partyedu.core import db\n    import json\n"
    assert (
        rules.lazy_imports([Source("courses/views.py", hidden), Source("a.py", "from partyedu.core import db\n")]) == 1
    )


def test_unescaped_text_and_inline_scripts_are_caught():
    for text in (
        "{{ name|safe }}", "{{ name | safe }}", '<p style="color:red">', '<a onclick="go()">', "<script>go()</script>",
        "<style>p{}</style>", '<a hx-on:click="go()">', '<a hx-vals="js:{a:1}">', '<form method="post">',
    ):  # fmt: skip
        assert list(rules.template("page.html", text)), text
    assert not list(rules.template("page.html", '{# |safe #}<script defer src="/x.js"></script><form action="/x">'))
