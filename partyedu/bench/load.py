"""A load generator too small to be what is measured: keep-alive connections on loopback, one thread, no parsing."""

import selectors
import socket
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Load:
    """What a round of load gave."""

    requests_per_second: float
    p99_ms: float
    failed: int


class _Connection:
    """One keep-alive connection: sends the same request again as soon as the answer is complete."""

    def __init__(self, port: int, request: bytes) -> None:
        self.request = request
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.missing = -1
        self.sent_at = 0.0

    def send(self) -> None:
        self.received, self.missing = b"", -1
        self.sent_at = time.perf_counter()
        self.socket.sendall(self.request)

    def take(self) -> bool | None:
        """Read what is there; True for a whole answer that is 200 or 204, False for any other."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError("the server closed the connection")
        if self.missing < 0:
            self.received += data
            head, found, body = self.received.partition(b"\r\n\r\n")
            if not found:
                return None
            lines = head.lower().split(b"\r\n")
            length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length")), 0)
            self.missing = length - len(body)
        else:
            self.missing -= len(data)
        return None if self.missing > 0 else self.received.startswith((b"HTTP/1.1 200", b"HTTP/1.1 204"))


def get_request(path: str, port: int, cookie: str = "", headers: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """The bytes of a GET."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept-Language: zh-CN"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def hammer(port: int, request: bytes, seconds: float, connections: int = 16) -> Load:
    """Send the same request over ``connections`` keep-alive connections for ``seconds``; loopback only."""
    chooser = selectors.DefaultSelector()
    opened = [_Connection(port, request) for _number in range(connections)]
    for connection in opened:
        chooser.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send()
    times: list[float] = []
    failed = 0
    begun = time.perf_counter()
    until = begun + seconds
    while (now := time.perf_counter()) < until:
        for key, _events in chooser.select(0.5):
            complete = key.data.take()
            if complete is None:
                continue
            times.append(time.perf_counter() - key.data.sent_at)
            failed += not complete
            key.data.send()
    taken = now - begun
    for connection in opened:
        connection.socket.close()
    return Load(len(times) / taken, 1000 * _percentile(times, 99), failed)


def take_turns(port: int, requests: Iterator[bytes], seconds: float, connections: int) -> tuple[int, int]:
    """Send one request after the other over some connections for ``seconds``; how many answers, and server errors."""
    chooser = selectors.DefaultSelector()
    opened = [_Connection(port, next(requests)) for _number in range(connections)]
    for connection in opened:
        chooser.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send()
    answers = failed = 0
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for key, _events in chooser.select(0.5):
            if key.data.take() is None:
                continue
            answers += 1
            failed += key.data.received.startswith(b"HTTP/1.1 5")
            key.data.request = next(requests)
            key.data.send()
    for connection in opened:
        connection.socket.close()
    return answers, failed


def _percentile(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1] if len(times) > 1 else 0.0
