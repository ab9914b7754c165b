"""R1: the server is killed (kill -9, every process) at random moments while people write. Nothing that was acknowledged
is lost, nothing is done by half, no file stands alone, and the house is open again within five seconds.

``PARTYEDU_KILLS=200`` gives the long form.
"""

import copy
import os
import shutil
import sqlite3
import statistics
from contextlib import closing
from pathlib import Path

import pytest
from living_centre import BACK_WITHIN_SECONDS, LivingCentre, Writers, faults, kill_again_and_again, serving

KILLS = int(os.environ.get("PARTYEDU_KILLS", "30"))


@pytest.mark.slow
@pytest.mark.timeout(120 + 20 * KILLS)
def test_nothing_acknowledged_is_lost_however_often_the_server_is_killed(tmp_path, capsys):
    centre = LivingCentre(tmp_path / "centre", members=150 * KILLS)
    found, writers, starts = kill_again_and_again(centre, KILLS, seed=KILLS)
    with capsys.disabled():
        back = f"back after {statistics.median(starts):.2f} s (median), {max(starts):.2f} s (longest)"
        print(f"\nR1: {KILLS} kills, {_counted(writers)}; {back}")  # noqa: T201
    assert not found, "\n".join(found)
    # The first start of a run, before any kill, says how busy this machine is.
    assert statistics.median(starts) < max(BACK_WITHIN_SECONDS, 2 * starts[0])
    for kind in ("check-in", "sign-up", "withdraw", "talk", "matter"):
        assert len(writers.acknowledged[kind]) >= KILLS / 3, f"hardly anybody wrote: {writers.answers}"


def _counted(writers: Writers) -> str:
    return ", ".join(f"{len(told)} × {kind}" for kind, told in writers.acknowledged.items())


# The checks themselves: each is shown a planted fault.


@pytest.mark.slow
def test_acknowledging_before_committing_is_caught(tmp_path):
    centre = LivingCentre(tmp_path / "centre", members=1500)
    found, _writers, _starts = kill_again_and_again(centre, 4, 1, "careless:acknowledges_before_committing")
    assert any("acknowledged and lost: check-in" in sentence for sentence in found), found


def test_half_actions_and_lonely_files_are_caught(tmp_path):
    centre = LivingCentre(tmp_path / "centre", members=20)
    writers = Writers(centre)
    with serving(centre.data) as server:
        for _turn in range(3):
            for write in (writers.check_in, writers.sign_up, writers.upload, writers.suggest):
                write(server.port)
    assert faults(centre, writers.acknowledged) == []
    plants = {
        "attendance without its audit row": "DELETE FROM audit WHERE action = 'check-in'",
        "audit row without its attendance": "DELETE FROM attendance",
        "acknowledged and lost: check-in": "DELETE FROM attendance",
        "acknowledged and lost: matter": "UPDATE matter SET title = 'x'",
        "sign-up without its audit row": "DELETE FROM audit WHERE action = 'sign-up'",
        "moved up and never told": "UPDATE sign_up SET moved_up_at = entered_at",
        "somebody waits beside a free seat": "UPDATE sign_up SET state = 'waiting'",
        "talk without its outline and both files": "DELETE FROM outline_file",
        "matter without its first step": "DELETE FROM matter_step",
        "file without row": "DELETE FROM stored_file",
    }
    for number, (sentence, statement) in enumerate(plants.items()):
        planted = _copy_of(centre, tmp_path / str(number))
        with closing(sqlite3.connect(planted.database)) as connection:
            connection.execute(statement)
            connection.commit()
        assert any(one.startswith(sentence) for one in faults(planted, writers.acknowledged)), sentence
    next((centre.data / "uploads").iterdir()).unlink()
    assert any("row without file" in one for one in faults(centre, writers.acknowledged))


def _copy_of(centre: LivingCentre, folder: Path) -> LivingCentre:
    shutil.copytree(centre.data, folder)
    other = copy.copy(centre)
    other.data = folder
    return other
