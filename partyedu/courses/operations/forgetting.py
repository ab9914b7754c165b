"""Somebody is erased from the house: reasons and the name on certificates go; that a class was completed stays."""

from sqlalchemy import delete, select

from partyedu.core import personal
from partyedu.core.db import db
from partyedu.courses.models import Certificate, ClassPlace, CourseTeacher


def forget(person_id: int) -> None:
    """Why they could not come, why staff decided as they did, the name as it was printed; they teach no course now.

    The number of a certificate can still be checked: it says that it was issued, and no more to whom.
    """
    own = ClassPlace.person_id == person_id
    personal.empty(ClassPlace, own, reason="", decided_reason="")
    held = Certificate.place_id.in_(select(ClassPlace.id).where(own))
    personal.empty(Certificate, held, name=personal.gone(), revoked_reason="")
    db.session.execute(delete(CourseTeacher).where(CourseTeacher.person_id == person_id))
