"""What stands before the application: waits for whole requests, and lets few of them compute at once.

Servers hand a request to a thread before its body has arrived, so a handful of phones that send one byte a second
hold every thread and the house stands still; and granian gives a body that broke off to the application as if it
were whole. Hence many cheap threads that wait for bytes, and a `Doorkeeper` that lets only complete requests in.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Any

from partyedu.serving.oversize import LEFT_OUT, Typed

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

# Threads are cheap while they wait for bytes; how many compute is the Turnstile's business.
THREADS = 320
# Of these, so many may wait for bodies, the rest stay free for pages; and no address may hold them all.
WAITING_FOR_BODIES = 256
WAITING_FOR_ONE_ADDRESS = 128
# Bodies up to this size stay in memory, larger ones go to a temporary file.
IN_MEMORY_BYTES = 1 << 20
# Where the application sets no MAX_CONTENT_LENGTH.
LARGEST_BODY_BYTES = 64 << 20
# A body that is too large is still read to its end up to here: browsers show the refusal only after sending all.
READ_AND_DROP_BYTES = 1 << 30
STEP_BYTES = 1 << 16


class Turnstile:
    """Lets `slots` requests compute at once, the others wait in the order they came.

    More at once only make each other slower (measured: 2 to 4 a process, never 8). A request that is inside for
    longer than `patience` seconds no longer counts, so one long import cannot hold up the house.
    """

    def __init__(self, slots: int, patience: float = 0.5) -> None:
        self.slots = slots
        self.patience = patience
        self._lock = threading.Lock()
        # When those inside went in, oldest first; and the locks on which the others wait, in order.
        self._inside: list[float] = []
        self._queue: deque[Ticket] = deque()

    def enter(self) -> float:
        """Wait for a place; the stamp is given back to `leave`."""
        with self._lock:
            if not self._queue and self._seconds_until_free(now := time.monotonic()) <= 0:
                self._inside.append(now)
                return now
            ticket = Ticket()
            self._queue.append(ticket)
            wait = self._admit()
        while not ticket.called.acquire(timeout=wait):
            with self._lock:
                wait = self._admit()
        return ticket.stamp

    def leave(self, stamp: float) -> None:
        with self._lock:
            self._inside.remove(stamp)
            self._admit()

    def _admit(self) -> float:
        """Call in whom there is room for; seconds until patience makes the next place."""
        now = time.monotonic()
        while self._queue and self._seconds_until_free(now) <= 0:
            ticket = self._queue.popleft()
            ticket.stamp = now
            self._inside.append(now)
            ticket.called.release()
        return max(self._seconds_until_free(now), 0.001)

    def _seconds_until_free(self, now: float) -> float:
        if len(self._inside) < self.slots:
            return 0
        return self._inside[-self.slots] + self.patience - now


class Ticket:
    """One request that waits before the turnstile."""

    def __init__(self) -> None:
        self.stamp = 0.0
        self.called = threading.Lock()
        self.called.acquire()


class RefusedError(Exception):
    """A request that does not reach the application: a status line and a sentence for the reader."""

    def __init__(self, status: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class Doorkeeper:
    """WSGI wrapper: waits for the whole body outside, then lets the request in by the turnstile.

    Bodies up to ``largest_body`` bytes are received; for larger ones ``even_larger`` is asked, what the centre has set
    may have changed since the start.
    """

    def __init__(
        self,
        application: Application,
        slots: int,
        largest_body: int = LARGEST_BODY_BYTES,
        even_larger: Callable[[], int] = int,
    ) -> None:
        self.application = application
        self.largest_body = largest_body
        self.even_larger = even_larger
        self.turnstile = Turnstile(slots)
        self._waiting: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            body = self._whole_body(environ)
        except RefusedError as refusal:
            return answer(refusal, start_response)
        environ["wsgi.input"] = body
        environ["wsgi.input_terminated"] = True
        stamp = self.turnstile.enter()
        try:
            return self.application(environ, start_response)
        finally:
            self.turnstile.leave(stamp)
            body.close()

    def _whole_body(self, environ: Environ) -> IO[bytes]:
        """The complete body. Of a form that is too large only what was typed, of anything else that is nothing: the
        application says so on its own page."""
        if "HTTP_TRANSFER_ENCODING" in environ:
            # Behind granian its end looks like a broken connection, and browsers never send it.
            raise RefusedError("411 Length Required", "请求没有写明长度。 The request does not state its length.")
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isascii() or not length.isdigit():
            raise RefusedError("400 Bad Request", "请求的长度写错了。 The stated length is not a number.")
        if not int(length):
            return BytesIO()
        with self._place_to_wait(environ.get("REMOTE_ADDR", "")):
            if int(length) <= self.largest_body or int(length) <= self.even_larger():
                return receive(environ["wsgi.input"], int(length), place_for(int(length)))
            return self._receive_typed(environ, int(length))

    @contextmanager
    def _place_to_wait(self, address: str) -> Iterator[None]:
        with self._lock:
            full = self._waiting.total() >= WAITING_FOR_BODIES
            if full or self._waiting[address] >= WAITING_FOR_ONE_ADDRESS:
                sentence = "现在太忙，请稍后再试。 Very busy, please try again soon."
                raise RefusedError("503 Service Unavailable", sentence)
            self._waiting[address] += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting[address] -= 1
                if not self._waiting[address]:
                    del self._waiting[address]

    def _receive_typed(self, environ: Environ, length: int) -> IO[bytes]:
        if length > READ_AND_DROP_BYTES:
            return BytesIO()
        typed = Typed(environ.get("CONTENT_TYPE", ""))
        drain(environ["wsgi.input"], length, typed.write)
        form = typed.form()
        if form is None:
            return BytesIO()
        environ["CONTENT_TYPE"], body = form
        environ["CONTENT_LENGTH"] = str(body.getbuffer().nbytes)
        environ[LEFT_OUT] = length
        return body


def receive(source: IO[bytes], length: int, target: IO[bytes]) -> IO[bytes]:
    """The whole body in ``target``, which is closed when it does not come."""
    try:
        drain(source, length, lambda step: write_step(target, step))
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def drain(source: IO[bytes], length: int, take: Callable[[bytes], object]) -> None:
    """Hand a body on step by step; refused when it breaks off."""
    missing = length
    while missing:
        step = read_step(source, min(missing, STEP_BYTES))
        missing -= len(step)
        take(step)


def place_for(length: int) -> IO[bytes]:
    """Memory for a form, a nameless file on disk for an upload."""
    if length <= IN_MEMORY_BYTES:
        return BytesIO()
    try:
        return tempfile.TemporaryFile()
    except OSError as error:
        raise disk_full() from error


def read_step(source: IO[bytes], size: int) -> bytes:
    """Some bytes, at least one; refused when the sender broke off or fell silent."""
    try:
        step = source.read(size)
    except OSError:
        step = b""
    if not step:
        sentence = "上传中断，没有保存任何内容。 The upload broke off; nothing was saved."
        raise RefusedError("400 Bad Request", sentence)
    return step


def write_step(target: IO[bytes], step: bytes) -> None:
    """Write one step of a request body to disk; a full disk is a refusal, not an error."""
    try:
        target.write(step)
    except OSError as error:
        raise disk_full() from error


def disk_full() -> RefusedError:
    """The refusal of a body for which the disk has no room."""
    return RefusedError("507 Insufficient Storage", "磁盘已满，没有保存。 The disk is full; nothing was saved.")


def answer(refusal: RefusedError, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The refusal as plain text with the headers every answer of the house carries."""
    text = (refusal.sentence + "\n").encode()
    start_response(
        refusal.status,
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(text))),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Cache-Control", "no-store"),
            ("Retry-After", "5"),
        ],
    )
    return [text]
