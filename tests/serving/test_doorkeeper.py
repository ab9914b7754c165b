"""The turnstile's order and patience, and where the house is reached."""

import threading
import time

from partyedu.config import doors
from partyedu.serving.addresses import addresses, note_doors, own_addresses
from partyedu.serving.doorkeeper import Turnstile


def enter_later(turnstile: Turnstile, entered: list[int], number: int) -> threading.Thread:
    def visit() -> None:
        stamp = turnstile.enter()
        entered.append(number)
        turnstile.leave(stamp)

    thread = threading.Thread(target=visit)
    thread.start()
    time.sleep(0.02)
    return thread


def test_those_who_wait_enter_in_the_order_they_came() -> None:
    turnstile, entered = Turnstile(slots=1, patience=60), []
    stamp = turnstile.enter()
    waiting = [enter_later(turnstile, entered, number) for number in range(5)]
    assert entered == []
    turnstile.leave(stamp)
    for thread in waiting:
        thread.join(5)
    assert entered == [0, 1, 2, 3, 4]


def test_who_stays_for_long_no_longer_counts() -> None:
    turnstile, entered = Turnstile(slots=2, patience=0.1), []
    long = [turnstile.enter(), turnstile.enter()]
    began = time.monotonic()
    enter_later(turnstile, entered, 1).join(5)
    assert entered == [1]
    assert time.monotonic() - began >= 0.1
    began = time.monotonic()
    stamps = [turnstile.enter(), turnstile.enter()]
    assert time.monotonic() - began < 0.1
    for stamp in long + stamps:
        turnstile.leave(stamp)


def test_never_more_inside_than_there_are_slots() -> None:
    turnstile, inside, most = Turnstile(slots=2, patience=60), [], []

    def visit() -> None:
        for _ in range(50):
            stamp = turnstile.enter()
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            turnstile.leave(stamp)

    threads = [threading.Thread(target=visit) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(most) == 800
    assert max(most) <= 2


def test_addresses_for_this_machine_and_for_phones() -> None:
    assert addresses("0.0.0.0", 8000) == (
        ["http://127.0.0.1:8000/"],
        [f"http://{address}:8000/" for address in own_addresses()],
    )
    assert addresses("127.0.0.1", 80) == (["http://127.0.0.1:80/"], [])
    assert addresses("192.168.1.5", 80) == ([], ["http://192.168.1.5:80/"])
    assert addresses("::1", 80) == (["http://[::1]:80/"], [])


def test_the_house_knows_whether_other_machines_reach_it(monkeypatch) -> None:
    for name, number in doors().items():
        monkeypatch.setenv(f"PARTYEDU_{name}", str(number))  # put back afterwards
    for host in ("0.0.0.0", "127.0.0.1"):
        note_doors(host, 8000, 8443)
        assert doors() == {"HTTP_PORT": 8000, "HTTPS_PORT": 8443, "ON_THE_LAN": int(host == "0.0.0.0")}
