"""`start.py`: what it passes on, when it installs, what it says, and a database of its own."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# start.py is no part of the package, and tests must not depend on the folder they are started from.
_found = importlib.util.spec_from_file_location("start", ROOT / "start.py")
assert _found
assert _found.loader
start = importlib.util.module_from_spec(_found)
_found.loader.exec_module(start)


@pytest.fixture
def bare_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a pyproject.toml and a .venv that looks made, but nothing installed."""
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setattr(start, "ROOT", tmp_path)
    monkeypatch.setattr(start, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(start, "STAMP", tmp_path / ".venv" / "stamp.json")
    monkeypatch.setattr(start, "PYTHON", python)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "passed_on"),
    [
        ([], ["demo"]),
        (["--port", "9000"], ["demo", "--port", "9000"]),
        (["serve"], ["serve"]),
        (["--data", "here", "serve", "--port", "9000"], ["--data", "here", "serve", "--port", "9000"]),
        (["--data=here", "figures", "--json"], ["--data=here", "figures", "--json"]),
        (["serve", "--data", "here"], ["serve", "--data", "here"]),
        (["--data", "here"], ["demo", "--data", "here"]),
    ],
)
def test_words_reach_the_command_as_they_were_typed(typed: list[str], passed_on: list[str]) -> None:
    assert start.words(typed) == passed_on


def test_second_start_installs_nothing(bare_house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start.STAMP.write_text(json.dumps({"run": start.wanted_stamp()}), encoding="utf-8")
    monkeypatch.setattr(subprocess, "call", lambda *_: pytest.fail("pip was called"))
    start.install("run")


def test_new_dependencies_and_the_tests_own_ask_for_an_installation(bare_house: Path) -> None:
    start.STAMP.write_text(json.dumps({"run": start.wanted_stamp()}), encoding="utf-8")
    assert start.installed().get("test") is None
    (bare_house / "pyproject.toml").write_text("[project]\nname='new'\n", encoding="utf-8")
    assert start.installed()["run"] != start.wanted_stamp()


def test_a_stamp_without_its_python_or_half_written_counts_for_nothing(bare_house: Path) -> None:
    start.STAMP.write_text('{"run": "abc', encoding="utf-8")
    assert start.installed() == {}
    start.STAMP.write_text('{"run": "abc"}', encoding="utf-8")
    start.PYTHON.unlink()
    assert start.installed() == {}


def test_missing_venv_names_the_package_to_install(
    bare_house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(SystemExit) as stopped:
        start.make_environment()
    assert f"sudo apt install python3.{sys.version_info.minor}-venv" in str(stopped.value.code)
    assert "系统缺少" in str(stopped.value.code)


def test_what_is_left_out_is_said_and_is_a_failure_where_nothing_may_be(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PARTYEDU_CHROMIUM", "/nowhere/chromium")
    monkeypatch.delenv("PARTYEDU_NOTHING_SKIPPED", raising=False)
    failed: list[str] = []
    with start.browser({}, failed):
        assert failed == []
    assert "No Chromium" in capsys.readouterr().out
    monkeypatch.setenv("PARTYEDU_NOTHING_SKIPPED", "1")
    with start.browser({}, failed):
        assert failed == ["chromium"]


def test_two_processes_unless_asked_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start.os, "cpu_count", lambda: 2)
    assert start.pytest_command([])[-2:] == ["-n", "2"]
    assert start.pytest_command(["-n0", "tests/core"])[-3:] == ["pytest", "-n0", "tests/core"]


@pytest.mark.postgres
def test_a_throw_away_database_answers_and_is_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg

    tools = start.find_postgres()
    if tools is None:
        pytest.fail("this test is marked postgres, and there is none")
    monkeypatch.delenv("PARTYEDU_TEST_POSTGRES", raising=False)
    environment: dict[str, str] = {}
    with start.database(environment, []):
        url = environment["PARTYEDU_TEST_POSTGRES"].replace("+psycopg", "")
        with psycopg.connect(url) as connection:
            assert connection.execute("show server_encoding").fetchone() == ("UTF8",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_help_needs_no_installation_and_survives_a_console_in_gbk() -> None:
    shown = subprocess.run(
        [sys.executable, str(ROOT / "start.py"), "--help"], capture_output=True, env={"PYTHONIOENCODING": "gbk"}
    )
    assert shown.returncode == 0
    assert b"python3 start.py test" in shown.stdout


def test_batch_file_has_the_line_ends_windows_needs() -> None:
    text = (ROOT / "start.bat").read_bytes()
    assert text.count(b"\n") == text.count(b"\r\n")
