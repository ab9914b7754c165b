"""A load generator too small to be what is measured: keep-alive connections on loopback, one thread, no parsing."""

import selectors
import socket
import statistics
import time
from dataclasses import dataclass


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
        """Read what is there; True when the answer is complete and 200, False when it is complete and is not."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError("the server closed the connection")
        if self.missing < 0:
            self.received += data
            head, found, body = self.received.partition(b"\r\n\r\n")
            if not found:
                return None
            length = next(
                int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
            )
            self.missing = length - len(body)
        else:
            self.missing -= len(data)
        return None if self.missing > 0 else self.received.startswith(b"HTTP/1.1 200")


def get_request(path: str, port: int, cookie: str = "") -> bytes:
    """The bytes of a GET."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept-Language: zh-CN"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
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


def _percentile(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1] if len(times) > 1 else 0.0
