"""How `partyedu serve` opens the door: granian in a few processes, cheroot where granian has no wheel."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from partyedu.core.https import certificate_files
from partyedu.serving.addresses import announcement, note_doors, refuse_taken_port
from partyedu.serving.doorkeeper import THREADS
from partyedu.serving.secure import is_wanted, reload_when_renewed, second_door
from partyedu.serving.workers import STOP_WITHIN_S, load, load_in_worker, one_heap, settle

FACTORY = "partyedu.app:create_served_app"
HTTPS_PORT = 8443


def serve(
    data: Path,
    host: str = "0.0.0.0",
    port: int = 8000,
    server: str = "auto",
    workers: int | None = None,
    https_port: int = HTTPS_PORT,
    factory: str = FACTORY,
) -> None:
    """Serve the centre in `data` until Ctrl-C. `server` is auto, granian or cheroot.

    A centre with certificates of its own is served over https as well, at ``https_port``.

    SystemExit with a sentence (exit code 1) when the port cannot be had or the server is not installed.
    Call it with no database connection open: on Linux the workers are forked.
    """
    data = data.resolve()
    os.environ["PARTYEDU_DATA"] = str(data)
    one_heap()
    refuse_taken_port(host, port)
    run = choose(server)
    note_doors(host, port, https_port if is_wanted(data) else 0)
    prepare_to_fork(factory)
    with second_door(data, host, https_port, factory):
        run(data, host, port, workers, factory)


class Runner(Protocol):
    """A way to serve one data folder until the process is stopped."""

    def __call__(self, data: Path, host: str, port: int, workers: int | None, factory: str) -> None: ...


def choose(server: str) -> Runner:
    """The runner of a name; ``auto`` takes the first whose package is installed."""
    runners: dict[str, Runner] = {"granian": serve_with_granian, "cheroot": serve_with_cheroot}
    for name in runners if server == "auto" else [server]:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        return runners[name]
    sys.exit(f"没有安装 {server} 服务器。 The server {server} is not installed.")


def prepare_to_fork(factory: str) -> None:
    """Import once what all processes need: forked, they share it, and there is one import instead of three."""
    if sys.platform == "win32":
        return
    multiprocessing.set_start_method("fork", force=True)
    importlib.import_module(factory.partition(":")[0])
    settle()


def announce(host: str, port: int) -> None:
    """Print the addresses under which this machine and phones reach the house."""
    sys.stdout.write(announcement(host, port, int(os.environ.get("PARTYEDU_HTTPS_PORT", 0))))
    # Before the workers fork, or each would print it again.
    sys.stdout.flush()


def serve_with_granian(data: Path, host: str, port: int, workers: int | None, factory: str) -> None:
    """Serve with granian: worker processes on Linux, one process elsewhere."""
    processes = 1 if sys.platform == "win32" else workers or 2
    # Connections a worker holds at once, idle ones included: every phone of a full hall keeps one or two.
    house = _granian(factory, host, port, workers=processes, backlog=2048, backpressure=2048)
    house.on_startup(partial(announce, host, port))
    _run(house, data, factory, slots=4 if processes == 1 else 2)


def serve_over_https(data: Path, host: str, port: int, factory: str) -> None:
    """Serve the second door with granian and one worker until the process is stopped, else with cheroot."""
    lies = certificate_files(data)
    try:
        from granian.constants import SSLProtocols
    except ImportError:
        return serve_over_https_with_cheroot(data, host, port, factory)
    keys = {"ssl_cert": lies.server, "ssl_key": lies.server_key, "ssl_protocol_min": SSLProtocols.tls12}
    house = _granian(factory, host, port, workers=1, backlog=256, backpressure=512, **keys)
    reload_when_renewed(house, data)
    _run(house, data, factory, slots=2)


def _granian(factory: str, host: str, port: int, **settings: Any) -> Any:
    """A granian server as both doors have it; ``settings`` are what tells them apart."""
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    return Server(
        factory,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        blocking_threads=THREADS,
        http1_settings=HTTP1Settings(header_read_timeout=30_000),
        workers_kill_timeout=STOP_WITHIN_S,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
        **settings,
    )


def _run(house: Any, data: Path, factory: str, slots: int) -> None:
    house.serve(target_loader=partial(load_in_worker, factory, data, slots), wrap_loader=False)


def serve_over_https_with_cheroot(data: Path, host: str, port: int, factory: str) -> None:
    """The second door where granian has no wheel."""
    from cheroot import wsgi
    from cheroot.ssl.builtin import BuiltinSSLAdapter

    lies = certificate_files(data)
    house = wsgi.Server((host, port), load(factory, data, slots=2), numthreads=20, timeout=30)
    house.ssl_adapter = BuiltinSSLAdapter(str(lies.server), str(lies.server_key))
    house.prepare()
    house.serve()


def serve_with_cheroot(data: Path, host: str, port: int, workers: int | None, factory: str) -> None:
    """One process whatever `workers` says: cheroot knows no others."""
    from cheroot import wsgi

    house = wsgi.Server(
        (host, port),
        load(factory, data, slots=4),
        numthreads=THREADS,
        request_queue_size=1024,
        timeout=30,
        shutdown_timeout=STOP_WITHIN_S,
    )
    for ending in (signal.SIGINT, signal.SIGTERM):
        # Stopping waits for the threads that are at work, which a signal handler must not do.
        signal.signal(ending, lambda *_: threading.Thread(target=house.stop).start())
    announce(host, port)
    house.prepare()
    house.serve()
