"""The contract for scripts: words, options on either side, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

INIT = ["init", "--centre", "新建社区", "--code", "new", "--admin", "管理甲", "--password", "a good long one"]


def partyedu(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a script does."""
    return subprocess.run(
        [sys.executable, "-m", "partyedu", *words], capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """A centre set up by the command."""
    folder = tmp_path_factory.mktemp("centre")
    done = partyedu("--data", str(folder), *INIT)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_data_folder_may_stand_before_or_after_the_word(data):
    before = partyedu("--data", str(data), "figures", "--json")
    after = partyedu("figures", "--json", "--data", str(data))
    joined = partyedu("figures", f"--data={data}", "--json")
    assert before.returncode == after.returncode == joined.returncode == 0
    assert json.loads(before.stdout) == json.loads(after.stdout) == json.loads(joined.stdout)
    assert set(json.loads(before.stdout)) == {
        "sessions", "talks", "different_speakers", "never_spoken", "attendances", "members", "coverage",
        "discussions", "reflections", "matters", "matters_closed",
    }  # fmt: skip


def test_a_refusal_is_a_sentence_on_standard_error_and_exit_code_one(data):
    again = partyedu("--data", str(data), *INIT)
    assert again.returncode == 1
    assert "已经有一个中心" in again.stderr
    assert again.stdout == ""
    taken = partyedu("--data", str(data), "scenario", "guanyun")
    assert taken.returncode == 1
    assert taken.stderr.strip()


def test_wrong_words_are_exit_code_two(data):
    assert partyedu("--data", str(data), "nonsense").returncode == 2
    assert partyedu("--data", str(data), "figures", "--year", "soon").returncode == 2
    assert partyedu("--data", str(data), "scenario", "nowhere").returncode == 2


def test_a_roster_goes_in_once_and_is_told_as_json(data, tmp_path):
    roster = tmp_path / "名册.csv"
    roster.write_bytes(
        "党员名册\n姓名,所属支部,联系电话,出生年月\n甲一,第一支部,13900000001,1965.03\n".encode("gb18030")
    )
    words = ("--data", str(data), "import-roster", str(roster), "--unit", "new", "--json")
    dry = json.loads(partyedu(*words, "--dry-run").stdout)
    assert dry["created"] == 1
    first, second = (json.loads(partyedu(*words).stdout) for _round in "12")
    assert (first["created"], first["units_created"]) == (1, ["第一支部"])
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, 1)
    assert set(first) == {
        "created", "updated", "unchanged", "duplicates", "errors", "ignored_columns", "units_created",
    }  # fmt: skip


def test_a_backup_goes_out_and_comes_back(data, tmp_path):
    figures = partyedu("--data", str(data), "figures", "--json").stdout
    file = tmp_path / "backup.zip"
    assert partyedu("backup", str(file), "--data", str(data)).returncode == 0
    other = tmp_path / "other"
    restored = partyedu("--data", str(other), "restore", str(file))
    assert restored.returncode == 0, restored.stderr
    assert partyedu("--data", str(other), "figures", "--json").stdout == figures
    file.write_bytes(file.read_bytes()[:-50])
    spoiled = partyedu("--data", str(other), "restore", str(file))
    assert spoiled.returncode == 1
    assert spoiled.stderr.strip()


def test_a_real_centre_is_never_taken_for_a_demonstration(tmp_path):
    folder = tmp_path / "demo"
    assert partyedu("--data", str(folder), *INIT).returncode == 0
    before = (folder / "partyedu.db").read_bytes()
    refused = partyedu("demo", "--data", str(tmp_path), "--port", "1")
    assert refused.returncode == 1
    assert (folder / "partyedu.db").read_bytes() == before
