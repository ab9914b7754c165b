"""A centre that a real server serves, people who write through its pages and note what was acknowledged, and what must
hold in its data folder whatever happens to the server."""

import hashlib
import http.client
import io
import os
import random
import secrets
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from factories import Factory
from PIL import Image
from sqlalchemy import insert
from visitor import Visitor

from partyedu.accounts.models import Role
from partyedu.app import create_app
from partyedu.bench.servers import Server as Processes
from partyedu.bench.servers import free_port
from partyedu.core import clock, migrations
from partyedu.core.db import db
from partyedu.organisation.models import MemberStatus, Person, PersonKind
from partyedu.schedule.models import EventKind

HERE = Path(__file__).parent
FormFile = tuple[str, str, bytes]  # field, file name, content
SEATS = 12
BACK_WITHIN_SECONDS = 5
# A server that was started by the program of a test, with another application than the shipped one.
OTHER = "from pathlib import Path; from partyedu.serving import serve; serve(Path({!r}), '127.0.0.1', {}, factory={!r})"


class Server:
    """The shipped `partyedu serve` as a process group of its own."""

    def __init__(self, data: Path, factory: str = "") -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "partyedu", "--data", str(data), "serve", "--host", "127.0.0.1"]
        command += ["--port", str(self.port)]
        if factory:
            command = [sys.executable, "-c", OTHER.format(str(data), self.port, factory)]
        paths = os.pathsep.join([str(HERE), str(HERE.parent), str(HERE.parents[1])])
        begun = time.perf_counter()
        self.log = data.parent / "server.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
                env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
            )
        self.seconds_to_first_answer = self._first_answer(begun)

    def _first_answer(self, begun: float) -> float:
        while time.perf_counter() - begun < 60:
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return time.perf_counter() - begun
            assert self.process.poll() is None, self.log.read_text(errors="replace")[-3000:]
            time.sleep(0.01)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """kill -9 for every process of it, in the same moment; returns when the last has left its system call."""
        family = Processes(self.process, self.port, 0).processes()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        end = time.monotonic() + 10
        while any(map(_is_alive, family)) and time.monotonic() < end:
            time.sleep(0.01)


def _is_alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


@contextmanager
def serving(data: Path, factory: str = "") -> Iterator[Server]:
    """A server that is gone afterwards."""
    server = Server(data, factory)
    try:
        yield server
    finally:
        server.kill()


@dataclass(frozen=True)
class Browser:
    """One person's browser, signed in: sends forms as it would, over a new connection each time."""

    cookie: str
    token: str

    def post(self, port: int, path: str, form: dict[str, Any], files: Sequence[FormFile] = ()) -> int:
        """The status of the answer."""
        body, kind = encoded({"csrf_token": self.token, **form}, files)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        with closing(connection):
            headers = {"Cookie": f"partyedu={self.cookie}", "Content-Type": kind, "Accept-Language": "zh-CN"}
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status

    def get(self, port: int, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        with closing(connection):
            connection.request("GET", path, headers={"Cookie": f"partyedu={self.cookie}", "Accept-Language": "zh-CN"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")


def encoded(form: dict[str, Any], files: Sequence[FormFile]) -> tuple[bytes, str]:
    """A form as browsers encode it: the body and its content type."""
    if not files:
        return urlencode(form).encode(), "application/x-www-form-urlencoded"
    mark = secrets.token_hex(12)
    out = io.BytesIO()
    for name, value in form.items():
        out.write(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, file_name, content in files:
        out.write(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'.encode())
        out.write(b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    out.write(f"--{mark}--\r\n".encode())
    return out.getvalue(), f"multipart/form-data; boundary={mark}"


def photo() -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(out, "JPEG")
    return out.getvalue()


PHOTO = photo()


class LivingCentre:
    """A centre with a desk that is open, a session with few seats, a speaker, and many members without account."""

    def __init__(self, data: Path, members: int) -> None:
        self.data = data
        app = create_app(data, TESTING=True)
        with app.app_context():
            migrations.bring_up_to_date()
        make = Factory(app)
        make.centre()
        soon = clock.now() + timedelta(minutes=20)
        plain = EventKind.MEETING
        self.event = make.event("开着门的一场", starts_at=soon, kind=plain, expected_unit_id=make.root.id).id
        later = clock.now() + timedelta(days=3)
        self.small = make.event("位子不多的一场", starts_at=later, kind=plain, capacity=SEATS).id
        self.theme = make.theme().id
        self.root = make.root.id
        staff, speaker = make.staff(Role.ADMINISTRATOR), make.member("讲者甲")
        self.people = self._people(app, members)
        self.staff, self.speaker = self._browser(app, staff), self._browser(app, speaker)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()

    def _people(self, app: Any, members: int) -> list[int]:
        now = clock.now()
        with app.app_context():
            rows = [
                {
                    "kind": PersonKind.MEMBER, "name": f"党员{number}号", "unit_id": self.root, "created_at": now,
                    "status": MemberStatus.FULL, "search_text": f"党员{number}号",
                }
                for number in range(members)
            ]  # fmt: skip
            numbers = list(db.session.scalars(insert(Person).returning(Person.id), rows))
            db.session.commit()
        return numbers

    @staticmethod
    def _browser(app: Any, person: Any) -> Browser:
        visitor = Visitor(app, person)
        token = visitor.csrf_token()
        cookie = visitor.client.get_cookie("partyedu")
        assert cookie is not None
        return Browser(cookie.value, token)

    @property
    def database(self) -> Path:
        """The database file."""
        return self.data / "partyedu.db"


@dataclass
class Writers:
    """People who write without a pause until the server is gone; ``acknowledged``: what they were told is kept."""

    centre: LivingCentre
    acknowledged: dict[str, set[Any]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    answers: dict[int, int] = field(default_factory=dict)
    _next: int = 0

    def write_until_killed(self, server: Server, writes: int, seconds: float) -> None:
        """Let everybody write, and kill the server so many seconds after so many were acknowledged."""
        jobs = (self.check_in, self.sign_up, self.upload, self.suggest)
        threads = [threading.Thread(target=self._keep_on, args=(server, job), name=job.__name__) for job in jobs]
        enough = sum(map(len, self.acknowledged.values())) + writes
        for thread in threads:
            thread.start()
        while sum(map(len, self.acknowledged.values())) < enough and any(thread.is_alive() for thread in threads):
            time.sleep(0.002)
        time.sleep(seconds)
        server.kill()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive(), thread.name

    def _keep_on(self, server: Server, job: Any) -> None:
        with suppress(OSError, http.client.HTTPException):
            while True:
                job(server.port)

    def _new(self) -> int:
        self._next += 1
        return self._next

    def _noted(self, kind: str, what: Any, status: int) -> None:
        self.answers[status] = self.answers.get(status, 0) + 1
        if status == 303:
            self.acknowledged[kind].add(what)

    def check_in(self, port: int) -> None:
        """One member at the desk."""
        person = self.centre.people[self._new() % len(self.centre.people)]
        path = f"/attendance/{self.centre.event}/desk/check-in/{person}"
        self._noted("check-in", person, self.centre.staff.post(port, path, {}))

    def sign_up(self, port: int) -> None:
        """One member for a seat; every third gives it back."""
        number = self._new() % len(self.centre.people)
        person = self.centre.people[number]
        base, form = f"/schedule/{self.centre.small}/sign-ups", {"person": self._name(person), "person_id": str(person)}
        status = self.centre.staff.post(port, f"{base}/add", form)
        self._noted("sign-up", person, status)
        if status == 303 and number % 3 == 0:
            self._noted("withdraw", person, self.centre.staff.post(port, f"{base}/{person}/withdraw", {}))

    def _name(self, person: int) -> str:
        return f"党员{self.centre.people.index(person)}号"

    def upload(self, port: int) -> None:
        """A talk with two files."""
        title = f"第{self._new()}段"
        form = {
            "title": title, "theme": self.centre.theme, "minutes": 10, "format": "story", "step": "save",
            "text": "那年我刚进厂。", "form_key": secrets.token_hex(16),
        }  # fmt: skip
        files = [("files", "提纲.txt", f"{title}\n".encode() * 200), ("files", "照片.jpg", PHOTO)]
        self._noted("talk", title, self.centre.speaker.post(port, "/speakers/talks/new", form, files))

    def suggest(self, port: int) -> None:
        """A paper in the suggestion box."""
        title = f"建议{self._new()}"
        form = {"unit_id": self.centre.root, "channel": "suggestion-box", "title": title, "text": "请修路灯。"}
        self._noted("matter", title, self.centre.speaker.post(port, "/discussions/suggest", form))
        time.sleep(0.05)  # a device may drop in five papers in ten minutes; the others are refused


# What is written, and the query that gives what is kept of it.
KINDS = {
    "check-in": "SELECT person_id FROM attendance",
    "sign-up": "SELECT person_id FROM sign_up",
    "withdraw": "SELECT person_id FROM sign_up WHERE state = 'withdrawn'",
    "talk": "SELECT title FROM talk",
    "matter": "SELECT title FROM matter",
}

# Half actions: each query gives the rows that lack their other half.
HALVES = {
    "attendance without its audit row": (
        "SELECT id FROM attendance WHERE id NOT IN"
        " (SELECT row_id FROM audit WHERE action = 'check-in' AND table_name = 'attendance')"
    ),
    "audit row without its attendance": (
        "SELECT row_id FROM audit WHERE action = 'check-in' AND row_id NOT IN (SELECT id FROM attendance)"
    ),
    "sign-up without its audit row": (
        "SELECT id FROM sign_up WHERE id NOT IN (SELECT row_id FROM audit WHERE action = 'sign-up')"
    ),
    "audit row without its sign-up": (
        "SELECT row_id FROM audit WHERE action IN ('sign-up', 'withdraw', 'move-up')"
        " AND row_id NOT IN (SELECT id FROM sign_up)"
    ),
    "withdrawal without its audit row": (
        "SELECT id FROM sign_up WHERE state = 'withdrawn'"
        " AND id NOT IN (SELECT row_id FROM audit WHERE action = 'withdraw')"
    ),
    "moved up and never told": (
        "SELECT id FROM sign_up WHERE moved_up_at IS NOT NULL"
        " AND person_id NOT IN (SELECT person_id FROM notice WHERE kind = 'moved-up')"
    ),
    "told to have moved up, and did not": (
        "SELECT person_id FROM notice WHERE kind = 'moved-up' AND person_id NOT IN"
        " (SELECT person_id FROM sign_up WHERE moved_up_at IS NOT NULL OR state = 'withdrawn')"
    ),
    "somebody waits beside a free seat": (
        f"SELECT 'free' WHERE (SELECT count(*) FROM sign_up WHERE state = 'signed-up') < {SEATS}"
        " AND EXISTS (SELECT 1 FROM sign_up WHERE state = 'waiting')"
    ),
    "more people than seats": (
        f"SELECT 'full' WHERE (SELECT count(*) FROM sign_up WHERE state = 'signed-up') > {SEATS}"
    ),
    "talk without its audit row": (
        "SELECT id FROM talk WHERE id NOT IN (SELECT row_id FROM audit WHERE action = 'offer')"
    ),
    "talk without its outline and both files": (
        "SELECT id FROM talk WHERE (SELECT count(*) FROM outline JOIN outline_file ON outline_id = outline.id"
        " JOIN stored_file ON stored_file_id = stored_file.id WHERE talk_id = talk.id) <> 2"
    ),
    "matter without its first step": "SELECT id FROM matter WHERE id NOT IN (SELECT matter_id FROM matter_step)",
    "matter without its audit row": (
        "SELECT id FROM matter WHERE id NOT IN (SELECT row_id FROM audit WHERE action = 'raise')"
    ),
}


def faults(centre: LivingCentre, acknowledged: dict[str, set[Any]]) -> list[str]:
    """What does not hold in the data folder, as sentences; nothing must be writing."""
    with closing(sqlite3.connect(f"file:{centre.database}?mode=ro", uri=True)) as connection:

        def ask(query: str) -> set[Any]:
            return {row[0] for row in connection.execute(query)}

        found = [f"integrity: {line}" for line in ask("PRAGMA integrity_check") - {"ok"}]
        found += [f"foreign key: {table}" for table in ask("PRAGMA foreign_key_check")]
        for kind, told in acknowledged.items():
            lost = told - ask(KINDS[kind])
            found += [f"acknowledged and lost: {kind} {sorted(map(str, lost))[:5]}, {len(lost)} in all"] if lost else []
        for name, query in HALVES.items():
            found += [f"{name}: {sorted(map(str, rows))[:5]}"] if (rows := ask(query)) else []
        kept = dict(connection.execute("SELECT key, sha256 FROM stored_file"))
        previews = ask("SELECT preview_key FROM stored_file WHERE preview_key IS NOT NULL")
    files = {path.name: path for path in (centre.data / "uploads").glob("*")}
    found += [f"row without file: {name}" for name in (kept.keys() | previews) - files.keys()]
    found += [f"file without row: {name}" for name in files.keys() - kept.keys() - previews]
    for name, digest in kept.items():
        if name in files and hashlib.sha256(files[name].read_bytes()).hexdigest() != digest:
            found.append(f"file that is not what it was: {name}")
    return found


def let_time_pass(centre: LivingCentre) -> None:
    """Make every file in the folders of uploads old enough to be swept at the next start, if it has no row."""
    long_ago = time.time() - 3 * 24 * 3600
    for folder in ("uploads", "imports"):
        for path in (centre.data / folder).glob("*"):
            os.utime(path, (long_ago, long_ago))


def kill_again_and_again(
    centre: LivingCentre, kills: int, seed: int, factory: str = ""
) -> tuple[list[str], Writers, list[float]]:
    """Start, write, kill, so many times; what was found after each start, who wrote what, how long each start took.

    Ends at the first finding. The data folder is looked at between a start and the first write after it.
    """
    chance = random.Random(seed)
    writers, starts = Writers(centre), []
    for _kill in range(kills):
        server = Server(centre.data, factory)
        try:
            starts.append(server.seconds_to_first_answer)
            found = faults(centre, writers.acknowledged)
            if found:
                return found, writers, starts
            writers.write_until_killed(server, chance.randint(1, 30), chance.uniform(0, 0.08))
        finally:
            server.kill()
        let_time_pass(centre)
    with serving(centre.data, factory) as server:
        starts.append(server.seconds_to_first_answer)
        return faults(centre, writers.acknowledged), writers, starts
