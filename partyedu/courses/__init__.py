"""Courses in five formats and the classes that run them, for those who teach and for those who come to learn.

A course is designed once, by a unit, and taught by it and by the units below. A class (班次) runs one course or
several: its meetings are events on the one calendar, its roster signs them up, its completion list earns certificates.
"""

from flask import Blueprint, Flask

from partyedu.core.navigation import Entry
from partyedu.core.words import _l

blueprint = Blueprint("courses", __name__, url_prefix="/courses")
ENTRIES = (Entry(_l("课程"), "courses.index", "book-open", 25),)


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.courses import models, views

    assert models and views  # tables and routes are known once the modules are read
    app.register_blueprint(blueprint)
