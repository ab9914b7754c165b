"""Classes: the list, one class and its tabs."""

from flask import Response

from partyedu.core.access import anyone
from partyedu.core.actor import current_actor
from partyedu.core.errors import found
from partyedu.core.pages import render_page
from partyedu.courses import blueprint, queries
from partyedu.courses.access import manages_class
from partyedu.courses.models import CLASS_ENTRIES, CLASS_STATES


@blueprint.get("/classes/<int:class_id>")
@anyone
def class_page(class_id: int) -> Response:
    """A class: what it runs, who teaches, what it still lacks."""
    actor = current_actor()
    row = found(queries.class_seen(actor, class_id))
    return render_page(
        "courses/class.html",
        course_class=row,
        courses=queries.courses_of_class(class_id),
        manages=manages_class(actor, row),
        entries=CLASS_ENTRIES,
        states=CLASS_STATES,
    )
