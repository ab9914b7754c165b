"""R3, short: the disk is full, or the database is not there. The reader gets a page with a sentence, reading goes on
where it can, nothing is written by half, and all is well again without a restart."""

import resource
import sqlite3
import sys
from contextlib import closing

import pytest
from bs4 import BeautifulSoup
from living_centre import LivingCentre, Server, Writers, faults, let_time_pass, serving

from partyedu.bench.servers import Server as Processes
from partyedu.core import watch
from partyedu.core.db import Base, db


@pytest.fixture
def broken_house(each_database):
    """A house whose tables are gone; errors are shown as to a reader, not raised into the test."""
    each_database.config["TESTING"] = False
    with each_database.app_context():
        Base.metadata.drop_all(db.engine)
        watch.forget()
    return each_database


def test_without_a_database_there_is_still_a_page_that_says_so(broken_house):
    client = broken_house.test_client()
    for path in ("/", "/schedule/", "/sign-in", "/no-such-page"):
        for method in ("GET", "POST"):
            answer = client.open(path, method=method)
            soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
            assert answer.status_code >= 400, (method, path)
            assert len(soup.select("h1")) == 1, (method, path)
            assert soup.select_one("[data-problem]").get_text(strip=True)
            assert "Traceback" not in soup.get_text()
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_somebody_signed_in_gets_the_page_too(app, make, visit):
    member = visit(make.member())
    app.config["TESTING"] = False
    try:
        with app.app_context():
            Base.metadata.drop_all(db.engine)
            watch.forget()
        answer = member.client.get("/account")
        assert answer.status_code == 503
        assert "请稍后再试" in answer.get_data(as_text=True)
    finally:
        app.config["TESTING"] = True


def fill_the_disk(server: Server, largest_file: int) -> None:
    """No file of the server may grow beyond so many bytes: what a full disk looks like from inside."""
    for pid in Processes(server.process, server.port, 0).processes():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of a running process are Linux")
def test_a_full_disk_is_said_reading_goes_on_and_it_recovers(tmp_path):
    centre = LivingCentre(tmp_path / "centre", members=60)
    writers = Writers(centre)
    jobs = (writers.check_in, writers.sign_up, writers.upload, writers.suggest)
    with serving(centre.data) as server:
        for job in jobs:
            job(server.port)
        assert writers.answers.keys() == {303}
        for level in (centre.database.with_name("partyedu.db-wal").stat().st_size, 0):
            fill_the_disk(server, level)
            writers.answers.clear()
            for job in jobs:
                job(server.port)
            assert writers.answers == {503: len(jobs)}, "each is refused, none is acknowledged"
            for page in ("/", "/schedule/", f"/attendance/{centre.event}/desk", "/discussions/board"):
                assert centre.staff.get(server.port, page)[0] == 200, page
        status, page = _refusal(centre, server)
        assert status == 503
        assert "现在写不进去（磁盘可能满了，或者机器正忙）" in page
        fill_the_disk(server, resource.RLIM_INFINITY)
        writers.answers.clear()
        for job in jobs:
            job(server.port)
        assert writers.answers.keys() == {303}, "it recovers without a restart"
    let_time_pass(centre)
    with serving(centre.data):
        assert faults(centre, writers.acknowledged) == []


def _refusal(centre: LivingCentre, server: Server) -> tuple[int, str]:
    from http.client import HTTPConnection

    body = f"csrf_token={centre.staff.token}"
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=20)) as connection:
        headers = {
            "Cookie": f"partyedu={centre.staff.cookie}", "Accept-Language": "zh-CN",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        path = f"/attendance/{centre.event}/desk/check-in/{centre.people[-1]}"
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_a_row_that_was_half_written_would_be_caught(tmp_path):
    """The planted fault: an attendance that was written although its refusal said otherwise, without its audit row."""
    centre = LivingCentre(tmp_path / "centre", members=5)
    with closing(sqlite3.connect(centre.database)) as connection:
        connection.execute(
            "INSERT INTO attendance (event_id, person_id, state, via, at, reason, device)"
            " VALUES (?, ?, 'present', 'desk', '2026-01-01 00:00:00', '', '')",
            (centre.event, centre.people[0]),
        )
        connection.commit()
    assert faults(centre, {}) == ["attendance without its audit row: ['1']"]
