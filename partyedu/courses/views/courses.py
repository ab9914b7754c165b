"""Courses: the public list, one course."""

from typing import Any

from flask import Response, request

from partyedu.core.access import anyone
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page
from partyedu.core.paging import page_number, paged
from partyedu.courses import blueprint, queries
from partyedu.courses.access import manages_course
from partyedu.courses.models import (
    CLASSROOM_KINDS,
    COURSE_KINDS,
    COURSE_MODES,
    COURSE_STATES,
    COURSE_WAYS,
    LESSON_FORMATS,
)
from partyedu.courses.queries import CourseFilter
from partyedu.schedule.queries import theme_choices

WORDS: dict[str, Any] = {
    "kinds": COURSE_KINDS,
    "formats": LESSON_FORMATS,
    "classrooms": CLASSROOM_KINDS,
    "modes": COURSE_MODES,
    "ways": COURSE_WAYS,
    "states": COURSE_STATES,
}


def _asked() -> CourseFilter:
    """What the address narrows the list to."""
    return CourseFilter(
        state=request.args.get("state", "")[:30],
        format=request.args.get("format", "")[:30],
        theme_id=request.args.get("theme", type=int),
        required=request.args.get("required", "")[:5],
        words=query_text(),
    )


@blueprint.get("/")
@anyone
def index() -> Response:
    """The courses that are offered."""
    actor, chosen = current_actor(), _asked()
    return render_page(
        "courses/index.html",
        fragment="listed",
        page=paged(queries.courses_listed(actor, chosen), page_number()),
        chosen=chosen,
        themes=theme_choices(),
        manages=actor is not None and actor.may(Permission.COURSE_MANAGE),
        **WORDS,
    )


@blueprint.get("/<int:course_id>")
@anyone
def course(course_id: int) -> Response:
    """One course: what it is about, for whom, and when it is next taught."""
    actor = current_actor()
    row = found(queries.course_seen(actor, course_id))
    return render_page("courses/course.html", course=row, manages=manages_course(actor, row), **WORDS)
