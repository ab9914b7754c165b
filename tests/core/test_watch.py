"""What is kept in memory, and how the versions are read."""

from partyedu.core import audit, clock, watch
from partyedu.core.db import db


def test_versions_are_read_although_this_request_holds_the_write_lock(app, make):
    """A refused PIN is counted (a write) and its page asks for the versions: it must not wait for itself."""
    with app.test_request_context("/", method="POST"):
        db.session.add(audit.AuditRow(at=clock.now(), action="story", table="person"))
        db.session.flush()
        watch.forget()
        assert watch.versions()["centre"] >= 1
        db.session.rollback()
