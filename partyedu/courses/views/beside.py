"""What lower rooms show of courses by address: the class of an event, the courses and classes of a need."""

from flask import Response, url_for

from partyedu.core.access import anyone
from partyedu.core.actor import current_actor
from partyedu.core.errors import found
from partyedu.core.pages import render_page, see_other
from partyedu.core.together import ask_together
from partyedu.courses import blueprint, queries
from partyedu.courses.models import CLASS_STATES, COURSE_STATES, LESSON_FORMATS


@blueprint.get("/of-event/<int:event_id>")
@anyone
def of_event(event_id: int) -> Response:
    """The class an event is a meeting of."""
    meeting = found(queries.class_of_event(current_actor(), event_id))
    return see_other(url_for("courses.class_page", class_id=meeting.class_id))


@blueprint.get("/of-need/<int:need_id>")
@anyone
def of_need(need_id: int) -> Response:
    """What came of a need: the courses that answer it, and the classes that ran them."""
    actor = current_actor()
    courses, classes = ask_together(queries.courses_of_need(actor, need_id), queries.classes_of_need(actor, need_id))
    return render_page(
        "courses/of_need.html",
        fragment="of_need",
        courses=courses,
        classes=classes,
        formats=LESSON_FORMATS,
        course_states=COURSE_STATES,
        class_states=CLASS_STATES,
    )
