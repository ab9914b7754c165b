"""Videos through the real served process: in and out in pieces, neither held in memory nor in anybody's way."""

import http.client
import json
import os
import socket
import sqlite3
import struct
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

sys.path.insert(0, str(Path(__file__).parents[1] / "trust"))

from living_centre import LivingCentre, Server, serving

from partyedu.bench.servers import Server as Processes
from partyedu.core.uploads import LEFT_OUT
from partyedu.serving import oversize

MB = 1 << 20
SMALL = (Path(__file__).parents[1] / "fixtures" / "small.mp4").read_bytes()
# How much larger a worker may be than before. A video held in memory would be four times that.
ROOM_MB = 25


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    """A centre with somebody who may sign in."""
    return LivingCentre(tmp_path_factory.mktemp("film") / "centre", members=1)


@pytest.fixture(scope="module")
def server(centre):
    """The served house with a page for films."""
    with serving(centre.data, "filming:create_app") as server:
        yield server


def memory_mb(server: Server) -> float:
    """What the largest process of the house has in memory that is its own, in MB."""
    largest = 0
    for pid in Processes(server.process, server.port, 0).processes():
        status = Path(f"/proc/{pid}/status").read_text().splitlines()
        own = [int(line.split()[1]) for line in status if line.startswith("RssAnon")]
        largest = max([largest, *own])
    return largest / 1024


def send_film(
    centre: LivingCentre, server: Server, name: str, head: bytes, zeros: int, cut: int = 0
) -> tuple[int, str]:
    """Send a form with a film (``head`` and zeros) and its title behind it; or hang up ``cut`` bytes early."""
    mark, browser = "a-mark-of-the-form", centre.speaker

    def part(name: str, words: str = "") -> bytes:
        return f'--{mark}\r\nContent-Disposition: form-data; name="{name}"{words}\r\n\r\n'.encode()

    before = part("csrf_token") + browser.token.encode() + b"\r\n" + part("film", f'; filename="{name}"') + head
    after = b"\r\n" + part("title") + "厂史一段".encode() + f"\r\n--{mark}--\r\n".encode()
    length = len(before) + zeros + len(after)
    request = (
        f"POST /film HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: partyedu={browser.cookie}\r\nAccept-Language: zh-CN\r\n"
        f"Content-Type: multipart/form-data; boundary={mark}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=60)) as phone:
        phone.sendall(request + before)
        for begin in range(0, zeros - cut, MB):
            phone.sendall(bytes(min(MB, zeros - cut - begin)))
        if cut:
            return 0, ""
        phone.sendall(after)
        answer = http.client.HTTPResponse(phone)
        answer.begin()
        return answer.status, answer.getheader("Location") or answer.read().decode()


def film_of(megabytes: int) -> tuple[bytes, int]:
    """The beginning of a film of so many MB, and how many zeros are its end: a box that is nothing but room."""
    zeros = megabytes * MB - len(SMALL) - 8
    return SMALL + struct.pack(">I4s", zeros + 8, b"free"), zeros


def get(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """An answer and its body."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()


@pytest.fixture(scope="module")
def film(centre, server):
    """The address of a film of 99 MB; memory while it came in was measured."""
    get(server, "/film")
    before = memory_mb(server)
    status, where = send_film(centre, server, "厂史.mp4", *film_of(99))
    assert status == 303, where[-2000:]
    assert memory_mb(server) - before < ROOM_MB
    return where


def test_a_film_just_under_the_limit_is_kept_whole(centre, film):
    with closing(sqlite3.connect(centre.database)) as connection:
        key, size = connection.execute("SELECT key, size FROM stored_file WHERE kind = 'mp4'").fetchone()
    assert size == (centre.data / "uploads" / key).stat().st_size == 99 * MB
    assert list((centre.data / "arriving").iterdir()) == []


def test_parts_of_it_are_sent_as_asked(server, film):
    answer, body = get(server, film, Range="bytes=4-7")
    assert (answer.status, body, answer.getheader("Content-Range")) == (206, b"ftyp", f"bytes 4-7/{99 * MB}")
    answer, body = get(server, film, Range=f"bytes={99 * MB - 1}-")
    assert (answer.status, len(body)) == (206, 1)
    answer, body = get(server, film, Range=f"bytes={99 * MB}-")
    assert (answer.status, body, answer.getheader("Content-Range")) == (416, b"", f"bytes */{99 * MB}")
    answer, body = get(server, film, method="HEAD")
    assert (answer.status, body, answer.getheader("Content-Length")) == (200, b"", str(99 * MB))
    tag = answer.getheader("ETag")
    answer, _body = get(server, film, Range="bytes=0-9", **{"If-Range": tag})
    assert answer.status == 206


def test_forty_phones_that_watch_slowly_hold_neither_memory_nor_the_house(server, film):
    before, watching = memory_mb(server), []
    try:
        for _phone in range(40):
            phone = socket.create_connection(("127.0.0.1", server.port), timeout=20)
            watching.append(phone)
            phone.sendall(f"GET {film} HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes=0-\r\n\r\n".encode())
            assert phone.recv(12) == b"HTTP/1.1 206"
        began = time.monotonic()
        assert json.loads(get(server, "/healthz")[1])
        assert get(server, "/")[0].status == 200
        assert time.monotonic() - began < 5
        assert memory_mb(server) - before < ROOM_MB
    finally:
        for phone in watching:
            phone.close()


def test_a_film_over_the_limit_says_so_and_keeps_what_was_typed(centre, server):
    kept = set(os.listdir(centre.data / "uploads"))
    for megabytes, sentence in ((105, "视频最大 100 MB"), (130, "文件一共 131 MB，一次最多收 110 MB")):
        status, page = send_film(centre, server, "长片.mp4", *film_of(megabytes))
        soup = BeautifulSoup(page, "html.parser")
        assert status == 422
        assert sentence in soup.select_one(".field-error").get_text()
        assert soup.select_one("input[name=title]")["value"] == "厂史一段"
    assert set(os.listdir(centre.data / "uploads")) == kept
    assert list((centre.data / "arriving").iterdir()) == []


def test_a_film_that_breaks_off_leaves_nothing(centre, server):
    kept = set(os.listdir(centre.data / "uploads"))
    send_film(centre, server, "断了.mp4", *film_of(30), cut=20 * MB)
    time.sleep(0.5)
    assert set(os.listdir(centre.data / "uploads")) == kept
    assert list((centre.data / "arriving").iterdir()) == []


def test_what_the_centre_sets_holds_for_running_processes(centre, server):
    from partyedu.app import create_app
    from partyedu.core import settings
    from partyedu.core.db import db

    app = create_app(centre.data)
    for limit, status in (("140", 303), ("100", 422)):
        with app.app_context():
            settings.change(video_limit_mb=limit)
            db.session.commit()
            db.session.remove()
            db.engine.dispose()
        time.sleep(1.5)  # a process looks once a second whether something has changed
        assert send_film(centre, server, "长片.mp4", *film_of(130))[0] == status


def test_the_word_between_doorkeeper_and_house_is_one():
    assert oversize.LEFT_OUT == LEFT_OUT


FORM = b"multipart/form-data; boundary=m"


def typed(body: bytes, step: int = 7, kind: str = FORM.decode()) -> oversize.Typed:
    """What was picked out of a body that came in steps."""
    sink = oversize.Typed(kind)
    for begin in range(0, len(body), step):
        sink.write(body[begin : begin + step])
    return sink


def test_words_are_picked_out_of_a_form_in_whatever_steps_it_comes():
    body = (
        b'--m\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n'
        b'--m\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n' + b"\r\n--n" * 500 + b"\r\n"
        b'--m\r\nContent-Disposition: form-data; name="b"\r\n\r\ntwo\r\n--m--\r\n'
    )
    from werkzeug.formparser import parse_form_data

    for step in (1, 7, 64, len(body)):
        kind, form = typed(body, step).form()
        _stream, words, files = parse_form_data(
            {"wsgi.input": form, "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(form.getbuffer().nbytes)}
        )
        assert (dict(words), dict(files)) == ({"a": "one", "b": "two"}, {})


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"x" * 5000, FORM.decode()), (b"--m\r\n\r\n" * 400, FORM.decode()), (b"{}", "application/json"), (b"a=b", ""),
     (b"x", "multipart/form-data"), (b"x", 'multipart/form-data; boundary="\u4e2d"')],
)  # fmt: skip
def test_what_is_no_form_is_let_go(body, kind):
    assert typed(body, kind=kind).form() is None


def test_more_words_than_a_person_types_are_let_go():
    begin = b'--m\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
    assert typed(begin + b"x" * (3 * MB) + b"\r\n--m--\r\n", step=65_536).form() is None
