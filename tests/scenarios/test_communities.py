"""Communities that live through their years by the ordinary operations."""

from datetime import timedelta
from pathlib import Path

import pytest
from visitor import Visitor

from partyedu.app import create_app
from partyedu.core import clock, migrations
from partyedu.core.actor import MACHINE, acting_as
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.organisation.models import Person
from partyedu.reports import queries as reports
from partyedu.scenarios import demo, guanyun
from partyedu.schedule.models import Event


def _built(folder: Path, build):
    app = create_app(folder, TESTING=True)
    with app.app_context(), acting_as(MACHINE):
        migrations.bring_up_to_date()
        build()
        db.session.remove()
    return app


@pytest.mark.slow
def test_the_pioneer_theatre_at_its_own_scale_shows_its_figures(tmp_path):
    """S0: four themes, one session a quarter in each unit, more than 500 different members on stage."""
    app = _built(tmp_path, guanyun.build)
    with app.app_context():
        units, quarters, talks = 13, 11, guanyun.TALKS
        figures = reports.figures(reports.Scope("/1/", None, clock.now())).as_dict()
        assert figures["sessions"] == units * quarters == figures["discussions"] == figures["matters_closed"]
        assert figures["talks"] == figures["different_speakers"] == units * quarters * talks > 500
        assert figures["members"] == units * guanyun.MEMBERS_A_UNIT
        assert figures["never_spoken"] == figures["members"] - figures["different_speakers"]
        themes = {name for (name,) in db.session.execute(db.select(Event.title).distinct())}
        assert themes == {f"我的{theme}故事" for theme in guanyun.THEMES}
        assert db.session.scalar(db.select(db.func.count(AuditRow.id))) > figures["attendances"]
        db.engine.dispose()


def test_the_demonstration_has_something_to_do_for_every_role(tmp_path):
    app = _built(tmp_path, demo.build)
    with app.app_context():
        soon = db.session.scalars(
            db.select(Event).where(Event.public_starts_at > clock.now()).order_by(Event.public_starts_at)
        ).first()
        assert soon is not None
        assert soon.public_starts_at - clock.now() < timedelta(minutes=60), "its check-in is open"
        assert db.session.scalar(db.select(db.func.count(Person.id))) > 70
        db.session.remove()
    for address in ("/", "/schedule/", "/theatre/", "/speakers/", "/discussions/board", "/screens/"):
        page = Visitor(app).get(address)
        assert page.status == 200
    with app.app_context():
        db.engine.dispose()
