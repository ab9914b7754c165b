"""What must not grow unseen at the start: what is read before the first answer, and how long reading it takes.

A process of its own, with compiled modules as an installed house has them. The margin of time is wide: about twice what
was measured (docs/performance.md), beside what Flask and SQLAlchemy alone take in the same process.
"""

import compileall
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import partyedu

# Read when somebody first needs them: megabytes and tenths of a second each.
LATER = {
    "alembic", "chinese_calendar", "docx", "docxtpl", "flask_migrate", "icalendar", "lxml", "mammoth", "openpyxl",
    "opencc", "pptx", "psycopg", "pypdfium2", "pypinyin", "python_calamine", "segno", "xlsxwriter",
    "PIL", "cryptography", "sqlalchemy.dialects.postgresql", "babel.messages",
}  # fmt: skip
# Rooms of a feature that only its pages need.
PAGES_ONLY = ("views", "forms", "exports", "showing", "commands")
TIMES_FLASK_AND_SQLALCHEMY = 4

START = """
import gc, json, sys, time
gc.disable()
begun = time.process_time()
import flask, flask_sqlalchemy, flask_wtf
known = time.process_time() - begun
from partyedu.app import create_served_app
from sqlalchemy.orm import configure_mappers
app = create_served_app(sys.argv[1])
configure_mappers()
made = time.process_time() - begun - known
print(json.dumps({"modules": sorted(sys.modules), "times": made / known}))
"""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What was read, and how many times as long as Flask and SQLAlchemy it took: the quickest of three."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compileall.compile_dir(Path(partyedu.__file__).parent, quiet=2)
    command = [sys.executable, "-c", START, str(tmp_path_factory.mktemp("start"))]
    for _time in range(2):  # the first one notes the addresses of the rooms
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=True)
    told = [json.loads(done.stdout)]
    for _time in range(2):
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=True)
        told.append(json.loads(done.stdout))
    return {"modules": told[0]["modules"], "times": min(one["times"] for one in told)}


def test_documents_workbooks_and_calendars_are_not_read_at_the_start(start):
    assert sorted(LATER & set(start["modules"])) == []


def test_pages_are_not_read_at_the_start(start):
    own = [name.split(".") for name in start["modules"] if name.startswith("partyedu.")]
    assert [".".join(name) for name in own if len(name) > 2 and name[1] != "core" and name[2] in PAGES_ONLY] == []


def test_the_start_takes_a_small_multiple_of_flask_and_sqlalchemy(start):
    assert start["times"] <= TIMES_FLASK_AND_SQLALCHEMY, start["times"]
