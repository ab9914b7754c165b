"""The contract for scripts: words, options on either side, exit codes."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from partyedu.core.folder import emptied
from partyedu.reports.models import FigureName

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
    contract = {
        "sessions", "talks", "different_speakers", "never_spoken", "attendances", "members", "coverage",
        "discussions", "reflections", "matters", "matters_closed",
    }  # fmt: skip
    assert contract <= set(json.loads(before.stdout))
    assert set(json.loads(before.stdout)) == contract | {name.value for name in FigureName}


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


def test_a_roster_that_is_refused_prints_like_every_other_refusal(data, tmp_path):
    roster, letter = tmp_path / "名册.csv", tmp_path / "信.csv"
    roster.write_text("姓名,联系电话\n甲一,13900000001\n", encoding="utf-8")
    letter.write_text("亲爱的同志\n您好\n", encoding="utf-8")
    for words in (("--unit", "nowhere", str(roster)), ("--unit", "new", str(letter))):
        refused = partyedu("--data", str(data), "import-roster", *words)
        assert refused.returncode == 1
        assert refused.stdout == ""
        assert len(refused.stderr.splitlines()) == 1
        assert not refused.stderr.startswith("Error")
    missing = partyedu("--data", str(data), "import-roster", "--unit", "new", str(tmp_path / "not-there.csv"))
    assert missing.returncode == 2


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


@contextmanager
def served(data: Path) -> Iterator[subprocess.Popen[str]]:
    """`partyedu serve` that has opened its door and was asked for nothing yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "partyedu", "--data", str(data), "serve", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True)
    try:
        assert server.stdout is not None
        for line in server.stdout:
            if "Ctrl-C" in line:
                break
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="process groups and kill -9 are of Linux")
def test_a_server_that_has_answered_nothing_yet_is_noticed_and_forgotten_when_it_is_killed(tmp_path):
    data, file = tmp_path / "centre", tmp_path / "backup.zip"
    assert partyedu("--data", str(data), *INIT).returncode == 0
    assert partyedu("--data", str(data), "backup", str(file)).returncode == 0
    before = (data / "partyedu.db").read_bytes()
    with served(data):
        refused = partyedu("--data", str(data), "restore", str(file))
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "服务器还开着" in refused.stderr
        assert (data / "partyedu.db").read_bytes() == before
        assert not list(data.glob("before-restore-*"))
    restored = partyedu("--data", str(data), "restore", str(file))
    assert restored.returncode == 0, restored.stderr


def test_no_server_moves_in_while_a_backup_is_restored(data):
    with emptied(data):
        refused = partyedu("--data", str(data), "serve", "--host", "127.0.0.1")
    assert refused.returncode == 1
    assert "正在恢复备份" in refused.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are of Linux")
def test_what_a_centre_keeps_is_for_its_owner_only_and_the_doctor_says_when_it_is_not(tmp_path):
    data = tmp_path / "new" / "centre"
    program = "import os, sys; os.umask(0o022); sys.argv = ['partyedu', *sys.argv[1:]]; import partyedu.__main__"
    for words in (INIT, ["backup", str(data / "backups" / "partyedu-1.zip")]):
        subprocess.run([sys.executable, "-c", program, "--data", str(data), *words], check=True, capture_output=True)
    rights = {path.relative_to(data).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in data.rglob("*")}
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert {"partyedu.db", "backups", "backups/partyedu-1.zip", "secret.key"} <= rights.keys()
    assert {name: oct(mode) for name, mode in rights.items() if mode & 0o077} == {}
    assert "readable_by_others: -" in partyedu("--data", str(data), "doctor").stdout

    (data / "partyedu.db").chmod(0o644)
    told = partyedu("--data", str(data), "doctor")
    assert "readable_by_others: -" not in told.stdout
    assert "别的用户能看到：partyedu.db" in told.stdout
    assert f"chmod -R go= {data}" in told.stdout


def test_a_real_centre_is_never_taken_for_a_demonstration(tmp_path):
    folder = tmp_path / "demo"
    assert partyedu("--data", str(folder), *INIT).returncode == 0
    before = (folder / "partyedu.db").read_bytes()
    refused = partyedu("demo", "--data", str(tmp_path), "--port", "1")
    assert refused.returncode == 1
    assert (folder / "partyedu.db").read_bytes() == before
