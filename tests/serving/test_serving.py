"""`partyedu.serving` with both servers: slow phones, broken uploads, a taken port, an orderly end."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from partyedu.serving.workers import probe_if_listening

HERE = Path(__file__).parent
PROGRAM = (
    "import sys; from pathlib import Path; from partyedu.serving import serve; "
    "serve(Path(sys.argv[1]), '127.0.0.1', int(sys.argv[2]), sys.argv[3], factory='toy:create_app')"
)


@dataclass
class House:
    process: subprocess.Popen[str]
    port: int
    data: Path

    def get(self, path: str, timeout: float = 10) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=timeout) as answer:
            return str(answer.read().decode())

    def begin_letter(self, announced: int, sent: bytes) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        head = f"POST /letter HTTP/1.1\r\nHost: localhost\r\nContent-Length: {announced}\r\n\r\n"
        connection.sendall(head.encode() + sent)
        return connection


def wait_for(what, seconds: float = 10):  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if found := what():
                return found
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data: Path, port: int, server: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(data), str(port), server],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])])},
    )


@pytest.fixture(params=["granian", "cheroot"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    port = free_port()
    process = start(tmp_path, port, request.param)
    house = House(process, port, tmp_path)
    try:
        wait_for(lambda: house.get("/healthz"))
        yield house
    finally:
        process.terminate()
        try:
            process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def test_it_answers_for_its_data_folder_and_stops_at_ctrl_c(house: House) -> None:
    assert house.get("/healthz") == f"ok {house.data.name}"
    house.process.send_signal(signal.SIGINT)
    out, errors = house.process.communicate(timeout=10)
    assert f"http://127.0.0.1:{house.port}/" in out
    assert errors == ""
    assert house.process.returncode == 0


def test_whole_letters_arrive_small_and_large(house: House) -> None:
    for size in (0, 10, 100_000, 2 << 20):
        with house.begin_letter(size, b"x" * size) as connection:
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            assert answer.read() == str(size).encode()


def test_a_letter_that_breaks_off_never_reaches_the_application(house: House) -> None:
    for sent in (b"", b"x", b"x" * 70_000):
        with house.begin_letter(1_500_000, sent):
            time.sleep(0.2)
    time.sleep(0.5)
    assert house.get("/healthz")
    assert not (house.data / "arrived").exists()


def test_a_letter_that_is_too_large_is_answered_by_the_applications_own_page(house: House) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{house.port}/letter", data=b"x" * (3 << 20))
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 413
    assert "Request Entity Too Large" in refused.value.read().decode()


def test_a_body_without_a_length_is_refused(house: House) -> None:
    with socket.create_connection(("127.0.0.1", house.port), timeout=10) as connection:
        head = b"POST /letter HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head + b"3\r\nabc\r\n0\r\n\r\n")
        answer = connection.recv(5000).lower()
    assert answer.startswith(b"http/1.1 411")
    assert b"x-content-type-options: nosniff" in answer


@pytest.mark.slow
@pytest.mark.parametrize("slow_part", ["header", "body"])
def test_200_slow_phones_keep_nobody_waiting(house: House, slow_part: str) -> None:
    """The short form of R12: 200 connections that send one byte a second."""
    with contextlib.ExitStack() as phones:
        slow = []
        for _ in range(200):
            phone = phones.enter_context(house.begin_letter(100_000, b"") if slow_part == "body" else silent(house))
            slow.append(phone)
        longest = 0.0
        for _ in range(4):
            for phone in slow:
                with contextlib.suppress(ConnectionError):  # turned away, because so many wait for their bodies
                    phone.send(b"a")
            for _ in range(5):
                began = time.monotonic()
                assert house.get("/healthz")
                longest = max(longest, time.monotonic() - began)
                time.sleep(0.1)
    assert longest <= 2


def silent(house: House) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", house.port), timeout=10)
    connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    return connection


@pytest.mark.slow
def test_long_work_does_not_hold_up_the_house(house: House) -> None:
    long = [threading.Thread(target=house.get, args=("/long/3.0",)) for _ in range(8)]
    for thread in long:
        thread.start()
    time.sleep(0.2)
    began = time.monotonic()
    assert house.get("/healthz")
    assert time.monotonic() - began < 2.5
    for thread in long:
        thread.join()


def test_a_taken_port_is_one_sentence(house: House, tmp_path: Path) -> None:
    second = start(tmp_path, house.port, "auto")
    out, errors = second.communicate(timeout=10)
    assert (second.returncode, out) == (1, "")
    assert f"端口 {house.port} 已被占用" in errors
    assert len(errors.strip().splitlines()) == 1


def test_workers_leave_when_their_parent_is_killed(tmp_path: Path) -> None:
    port = free_port()
    house = House(start(tmp_path, port, "granian"), port, tmp_path)
    wait_for(lambda: house.get("/healthz"))
    house.process.kill()
    house.process.communicate()

    def port_is_free() -> bool:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(("127.0.0.1", port))
        return True

    wait_for(port_is_free, 8)


def test_an_unknown_server_is_said(tmp_path: Path) -> None:
    process = start(tmp_path, free_port(), "waitress")
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 1
    assert "waitress" in errors
    assert "Traceback" not in errors


@pytest.mark.skipif(sys.platform == "win32", reason="file locks of POSIX")
def test_looking_for_the_listening_socket_touches_no_other_file(tmp_path: Path) -> None:
    import fcntl

    ask = f"import fcntl; fcntl.lockf(open({str(tmp_path / 'locked')!r}, 'r+'), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    with (tmp_path / "locked").open("w") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        before = len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0
        assert not probe_if_listening(file.fileno())
        assert (len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0) == before
        # Closing any copy of a file drops the locks of the whole process: SQLite would lose its database to others.
        assert subprocess.run([sys.executable, "-c", ask], stderr=subprocess.DEVNULL).returncode != 0
