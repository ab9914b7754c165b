"""`partyedu figures`, as a script calls it."""

import json
import subprocess
import sys

import pytest

from partyedu.reports.models import FigureName


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The folder of a centre that was just set up."""
    folder = tmp_path_factory.mktemp("centre")
    words = ["init", "--centre", "示范社区", "--code", "demo", "--admin", "管理员", "--password", "a long enough one"]
    answer = run(folder, *words)
    assert answer.returncode == 0, answer.stderr
    return folder


def run(data, *words):
    command = [sys.executable, "-m", "partyedu", *words, "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120)


def test_figures_as_json_have_the_agreed_keys(data):
    for words in ((), ("--year", "2026"), ("--unit", "demo"), ("--unit", "demo", "--year", "2025")):
        answer = run(data, "figures", *words, "--json")
        assert answer.returncode == 0, answer.stderr
        found = json.loads(answer.stdout)
        assert list(found) == [name.value for name in FigureName]
        assert set(found.values()) == {0}


# What scripts were promised first, in this order; further keys follow and none ever goes.
FIRST_KEYS = [
    "sessions", "talks", "different_speakers", "never_spoken", "attendances", "members", "coverage", "discussions",
    "reflections", "matters", "matters_closed",
]  # fmt: skip


def test_the_first_keys_stay_and_parts_come_only_when_asked_for(data):
    found = json.loads(run(data, "figures", "--json", "--parts").stdout)
    assert list(found)[:11] == FIRST_KEYS
    assert list(found)[-1] == "parts"
    assert found["parts"]["coursewares"] == found["parts"]["orders"] == {}


def test_an_unknown_unit_is_a_sentence_and_wrong_words_are_two(data):
    answer = run(data, "figures", "--unit", "nowhere")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "nowhere" in answer.stderr
    assert run(data, "figures", "--year", "soon").returncode == 2
    assert run(data, "figures", "--everything").returncode == 2


def test_figures_for_people_are_lines(data):
    lines = run(data, "figures").stdout.splitlines()
    assert len(lines) == len(FigureName)
    assert lines[0].startswith("sessions: 0")
