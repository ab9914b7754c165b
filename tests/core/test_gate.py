"""How often a device may do something without a name: in all processes of the house together, and nowhere written."""

import os
import sys
from datetime import timedelta

import pytest

from partyedu.core import clock
from partyedu.core.errors import TooSoon
from partyedu.core.gate import Gate

WITHIN = timedelta(minutes=10)


@pytest.fixture
def gate(app):
    with app.app_context():
        gate = Gate("story", 3, WITHIN, "请等 %(n)s 秒")
        gate.forget()
        yield gate


def test_each_device_has_its_tries_and_then_waits(gate, monkeypatch):
    for _try in range(3):
        gate.knock("10.0.0.7")
    with pytest.raises(TooSoon) as refused:
        gate.knock("10.0.0.7")
    assert 590 < refused.value.seconds <= 601
    gate.knock("10.0.0.8")
    later = clock.now() + WITHIN
    monkeypatch.setattr(clock, "now", lambda: later)
    gate.knock("10.0.0.7")


def test_another_gate_counts_for_itself(gate):
    other = Gate("another", 1, WITHIN, "请等 %(n)s 秒")
    gate.knock("10.0.0.7")
    other.knock("10.0.0.7")


def test_a_clock_moved_back_locks_nobody_out(gate, monkeypatch):
    for _try in range(3):
        gate.knock("10.0.0.7")
    earlier = clock.now() - timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: earlier)
    gate.knock("10.0.0.7")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has one process, and no fork")
def test_processes_of_one_house_count_together(gate):
    gate.knock("10.0.0.7")
    worker = os.fork()
    if not worker:
        try:
            gate.knock("10.0.0.7")
            gate.knock("10.0.0.7")
        finally:
            os._exit(0)
    os.waitpid(worker, 0)
    with pytest.raises(TooSoon):
        gate.knock("10.0.0.7")
