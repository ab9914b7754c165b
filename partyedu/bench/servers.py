"""Starting the shipped server as a centre does, on loopback, and looking at it from outside."""

import compileall
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path

START_WITHIN_SECONDS = 30


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: HTTPMessage
    body: bytes


class Server:
    """A running server: its port, how long the first answer took (seconds), its processes."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, first_answer_seconds: float) -> None:
        self.process = process
        self.port = port
        self.first_answer_seconds = first_answer_seconds

    def processes(self) -> list[int]:
        """The parent and its workers; on Linux only."""
        found = [self.process.pid]
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                parent = re.search(r"^PPid:\s+(\d+)$", status.read_text(), re.MULTILINE)
            except OSError:
                continue
            if parent and int(parent[1]) in found:
                found.append(int(status.parent.name))
        return found

    def memory_mb(self) -> dict[str, float]:
        """Memory of all processes together, each shared page counted once (PSS), and of the largest (RSS)."""
        pss, largest = 0, 0
        for pid in self.processes():
            try:
                pss += _kilobytes(Path(f"/proc/{pid}/smaps_rollup").read_text(), "Pss")
                largest = max(largest, _kilobytes(Path(f"/proc/{pid}/status").read_text(), "VmRSS"))
            except OSError:
                continue
        return {"all_processes_pss_mb": round(pss / 1024, 1), "largest_process_rss_mb": round(largest / 1024, 1)}

    def cpu_seconds(self) -> float:
        """CPU time all processes have used up to now, their threads included."""
        ticks = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def get(self, path: str, **headers: str) -> Answer:
        """One GET, read to its end."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Accept-Language": "zh-CN", **headers})
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer


def _kilobytes(text: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) if found else 0


@contextmanager
def serving(data: Path, factory: str = "", workers: int = 2) -> Iterator[Server]:
    """Run `partyedu serve` over a data folder on loopback (``factory``: another application under the same server)."""
    port = free_port()
    command = [sys.executable, "-m", "partyedu", "--data", str(data), "serve", "--host", "127.0.0.1"]
    if factory:
        command = [
            sys.executable,
            "-c",
            f"from pathlib import Path; from partyedu.serving import serve;"
            f"serve(Path({str(data)!r}), '127.0.0.1', {port}, factory={factory!r})",
        ]
    else:
        command += ["--port", str(port), "--workers", str(workers)]
    # As a centre has it: what is installed is compiled, and what a process compiles it may keep.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compileall.compile_dir(Path(__file__).parents[1], quiet=2)
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**environment, "PYTHONIOENCODING": "utf-8"})
    try:
        server = Server(process, port, 0.0)
        _wait_for(server, begun)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(server: Server, begun: float) -> None:
    while time.perf_counter() - begun < START_WITHIN_SECONDS:
        try:
            if server.get("/healthz").status == 200:
                server.first_answer_seconds = time.perf_counter() - begun
                return
        except OSError:
            if server.process.poll() is not None:
                break
            time.sleep(0.01)
    raise RuntimeError("the server did not start")
