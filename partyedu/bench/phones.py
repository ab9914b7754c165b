"""Phones that check in: each opens its page, then all press at once; real requests to a real server on loopback."""

import http.client
import re
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlencode

_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_NAME = re.compile(r'name="([^"]+)"')
_VALUE = re.compile(r'value="([^"]*)"')
_FORM = re.compile(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pressed:
    """What became of one phone."""

    status: int
    seconds: float


class Phone:
    """One phone with its cookies, that knows its owner by a check-in cookie."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self.cookies = {"check-in": token}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.action = ""
        self.fields: list[tuple[str, str]] = []

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def open(self, path: str) -> None:
        """Open the check-in page and find its large button's form."""
        status, text = self._ask("GET", path)
        if status != 200:
            raise RuntimeError(f"the check-in page answered {status}")
        for action, inside in _FORM.findall(text):
            if action.startswith("/c"):
                self.action = action
                self.fields = [
                    (_NAME.search(tag)[1], (_VALUE.search(tag) or ["", ""])[1])  # type: ignore[index]
                    for tag in _HIDDEN.findall(inside)
                ]
                return
        raise RuntimeError("the check-in page has no button")

    def press(self) -> Pressed:
        """Press the button."""
        begun = time.perf_counter()
        status, _text = self._ask("POST", self.action, urlencode(self.fields))
        return Pressed(status, time.perf_counter() - begun)


def all_at_once(phones: list[Phone], path: str) -> tuple[list[Pressed], float]:
    """All phones open the page, then press in the same instant; what became of each, and the seconds to the last."""
    gate = threading.Barrier(len(phones) + 1)
    results: list[Pressed] = []

    def one(phone: Phone) -> None:
        phone.open(path)
        gate.wait()
        results.append(phone.press())

    threads = [threading.Thread(target=one, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return results, time.perf_counter() - begun
