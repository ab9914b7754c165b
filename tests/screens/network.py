"""What stands between a television and the house: the shipped server as its own process, and a line that may be bad."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Literal

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
Way = Literal["good", "no cookies", "half", "trouble", "portal"]

PORTAL = "<!doctype html><title>Wi-Fi</title><h1>请先登录酒店网络</h1><div id=screen>登录</div>"


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Shipped:
    """`partyedu serve` over a data folder. It can be killed and started again, and its clock be moved."""

    def __init__(self, data: Path, server: str = "granian", moved: bool = False) -> None:
        self.data = data
        self.port = free_port()
        self.server = server
        self.ahead = data / "ahead" if moved else None
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, and wait until it answers."""
        folders = [str(ROOT)]
        more = {}
        if self.ahead is not None:
            if not self.ahead.exists():
                self.move(0)
            folders.insert(0, str(HERE / "moved_clock"))
            more["MOVED_CLOCK"] = str(self.ahead)
        command = [
            sys.executable, "-m", "partyedu", "serve", "--data", str(self.data), "--host", "127.0.0.1",
            "--port", str(self.port), "--https-port", str(free_port()), "--server", self.server,
        ]  # fmt: skip
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(folders), **more}
        with (self.data / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
        for _try in range(600):
            url = f"http://127.0.0.1:{self.port}/healthz"
            with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
                return
            time.sleep(0.05)
        raise AssertionError((self.data / "serve.log").read_text(encoding="utf-8"))

    def kill(self) -> None:
        """Power cut: no farewell."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def move(self, seconds: float) -> None:
        """Its clock is ahead of ours by so many seconds from now on."""
        assert self.ahead is not None
        new = self.ahead.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self.ahead)
        time.sleep(0.3)


class Line:
    """Where the television connects; passes on to a port, as long as the ``way`` is good."""

    def __init__(self, to: int) -> None:
        self.to = to
        self.way: Way = "good"
        self.port = free_port()
        self._socket = socket.create_server(("127.0.0.1", self.port))
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def turn(self, way: Way) -> None:
        """From now on; what is open is cut."""
        self.way = way
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def close(self) -> None:
        """Nothing answers any more."""
        self._socket.close()
        self.turn("trouble")

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._socket.accept()
            except OSError:
                return
            self._open.append(near)
            threading.Thread(target=self._carry, args=(near, self.way), daemon=True).start()

    def _carry(self, near: socket.socket, way: Way) -> None:
        with contextlib.suppress(OSError), near:
            if way in ("good", "no cookies"):
                self._through(near, way)
                return
            asked = near.recv(65536)
            if way == "half":
                near.sendall(self._half(asked))
            elif way == "portal":
                near.sendall(_answer("200 OK", PORTAL))
            else:
                near.sendall(_answer("502 Bad Gateway", "<h1>502 Bad Gateway</h1>"))
            near.shutdown(socket.SHUT_WR)

    def _through(self, near: socket.socket, way: Way) -> None:
        with socket.create_connection(("127.0.0.1", self.to)) as far:
            self._open.append(far)
            threading.Thread(target=_pump, args=(far, near, way == "no cookies"), daemon=True).start()
            _pump(near, far)

    def _half(self, asked: bytes) -> bytes:
        """An answer as an old proxy passes it on when it breaks off: nothing says how long it should have been."""
        with socket.create_connection(("127.0.0.1", self.to)) as far:
            lines = [
                line for line in asked.split(b"\r\n") if not line.lower().startswith((b"connection", b"accept-enc"))
            ]
            lines[1:1] = [b"Connection: close"]
            # Whatever the television holds already, it gets the whole region, and then half of it.
            lines[0] = lines[0].replace(b"version=", b"was=")
            far.sendall(b"\r\n".join(lines))
            whole = b"".join(iter(lambda: far.recv(65536), b""))
        head, _end, body = whole.partition(b"\r\n\r\n")
        kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
        return b"\r\n".join(kept) + b"\r\n\r\n" + body[: len(body) // 2]


def _answer(status: str, html: str) -> bytes:
    body = html.encode()
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )


def _pump(source: socket.socket, target: socket.socket, no_cookies: bool = False) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            # A browser that takes no cookies, seen from outside: it never hears of one.
            target.sendall(re.sub(rb"(?i)set-cookie:", b"not-cookie:", data) if no_cookies else data)
    for one in (source, target):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
