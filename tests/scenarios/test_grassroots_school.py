"""The grassroots school of S3: at a small part of its size always, whole where `slow` is asked for.

What the article counts comes out of the command and stands on the page; and its year is the one it tells of: evenings
on Tuesdays and Thursdays, something every month everywhere, study at the door and at a distance, a council's decisions.
"""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from test_communities import _built
from test_places import _told
from visitor import Visitor

from partyedu.accounts.models import Account, Role
from partyedu.attendance.models import HERE, Attendance
from partyedu.core import clock
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.courses.models import Certificate, ClassPlace, ClassState, CourseClass
from partyedu.discussions.models import Matter, MatterKind, MatterState, Post
from partyedu.organisation.models import Person, StudyMode, UnitKind
from partyedu.plans import queries as plans
from partyedu.plans.access import spans
from partyedu.plans.models import Every, GapState
from partyedu.reports import queries as reports
from partyedu.reports.models import FigureName
from partyedu.scenarios import changsha, changsha_year
from partyedu.scenarios.community import Community
from partyedu.scenarios.scale import Scale, shared_by
from partyedu.schedule.models import Event
from partyedu.study.models import DistancePlace, HomeVisit, PairMeeting, PieceAnswer, VisitState
from partyedu.study.queries.ledger import Ledger
from partyedu.study.queries.rules import rulebook
from partyedu.study.queries.statements import statements
from partyedu.study.queries.years import Year


def _lived(tmp_path: Path, part: float) -> None:
    app, scale = _built(tmp_path, lambda: changsha_year.build(part)), Scale(part)
    found = _told(app, tmp_path, changsha, part)
    assert found["tasks_done"] == 36 * found["plans"] and found["tasks_late"] == 0, "what was planned was held"
    assert found["parts"]["classes"] == {"completed": 5}
    assert found["completions"] == found["certificates"]
    assert found["parts"]["bases"]["main-school"] == 1
    assert found["parts"]["bases"]["community-point"] == found["centres"] == found["plans"]
    assert sum(found["parts"]["experts"].values()) == scale.of(58)
    with app.app_context():
        who = select(Person).join(Account, Account.person_id == Person.id).where(Account.user_name == "organiser")
        organiser = db.session.scalars(who).one()
        _evenings(scale)
        _nothing_missing(Community.actor(organiser.id, Role.ORGANISER, "/1/"))
        _reached()
        _decided(scale)
        pupil = _pupil()
        db.session.remove()
    _opened(Visitor(app, organiser), found)
    _on_one_page(Visitor(app, organiser), pupil)
    with app.app_context():
        db.engine.dispose()


def _opened(staff: Visitor, found: dict) -> None:
    """Each figure of the article opens its rows."""
    for name in changsha.FIGURES:
        page = staff.get(f"/reports/figures/{name}?year=all")
        assert page.status == 200 and str(found[name]) in page.text.replace(",", ""), name
    matters = staff.get("/reports/figures/key_matters?year=all")
    title = changsha_year.SMALL_MATTERS[0][0]
    assert any(title in row.get_text() for row in matters.all("table tr, .lines li")), matters.text[:300]


def _pupil() -> int:
    """Somebody of the evening class who shared what they took along, and completed it."""
    query = (
        select(ClassPlace.person_id)
        .join(CourseClass, ClassPlace.class_id == CourseClass.id)
        .join(Post, Post.person_id == ClassPlace.person_id)
        .where(CourseClass.title == "素质提升夜校", ClassPlace.completed_at.is_not(None))
        .order_by(ClassPlace.id)
    )
    return db.session.scalars(query.limit(1)).one()


def _on_one_page(staff: Visitor, pupil: int) -> None:
    """The record for the annual review: hours from attendance, what was shared, what was completed (S3.10)."""
    page = staff.get(f"/study/hours/people/{pupil}/statement?year={changsha.YEAR}")
    assert page.status == 200 and "素质提升夜校" in page.text
    with staff.app.app_context():
        ledger = Ledger(Year(changsha.YEAR, clock.now()), rulebook(), [pupil])
        [sheet] = statements(ledger, [(pupil, "", "")])
        came = select(func.count()).where(Attendance.person_id == pupil, Attendance.state.in_(HERE))
        assert sheet.attended == db.session.scalar(came) >= 14
        assert sheet.minutes >= 14 * 90 and sheet.reflections > 0
        assert "素质提升夜校" in {one.title for one in sheet.classes}
        db.session.remove()


def _evenings(scale: Scale) -> None:
    """Two months of Tuesdays and Thursdays without the holiday; the roster of the article; certificates."""
    row = db.session.scalars(select(CourseClass).where(CourseClass.title == "素质提升夜校")).one()
    assert row.state is ClassState.COMPLETED
    events = db.session.scalars(select(Event).where(Event.public_title.startswith(row.title))).all()
    days = [clock.local(event.starts_at) for event in events]
    assert len(days) == 17 and {(day.weekday(), day.hour) for day in days} == {(1, 19), (3, 19)}
    assert (min(days).month, max(days).month) == (5, 7)
    scope = reports.Scope("/", changsha.YEAR, clock.now())
    classes = {one.title: one for one in db.session.execute(reports.rows_behind(scope, FigureName.CLASSES))}
    assert classes[row.title].people == scale.of(changsha.EVENING_CLASS)
    completed = select(func.count()).where(ClassPlace.class_id == row.id, ClassPlace.completed_at.is_not(None))
    gave_up = scale.of(changsha.EVENING_CLASS) // changsha_year.GIVES_UP
    assert db.session.scalar(completed) == scale.of(changsha.EVENING_CLASS) - gave_up
    assert db.session.scalar(select(func.count(Certificate.id))) > 0


def _nothing_missing(actor: Actor) -> None:
    """The gap check of the year: every branch held its lesson, its film, its practice in every month."""
    rules = plans.requirements_seen(actor)
    assert len(rules) == 3
    for rule in rules:
        columns = [plans.Column(rule.occasion_id, rule.occasion.name, span) for span in spans(Every.MONTH, 2023)]
        units = db.session.execute(plans.units_to_check(actor, rules, rule.occasion_id)).all()
        assert {unit.kind for unit in units} == {UnitKind.BRANCH}
        checked = plans.checked(units, rules, columns, clock.now())
        states = Counter(gap.state for unit in checked for gap in unit.gaps)
        assert states == {GapState.HELD: 12 * len(units)}, rule.occasion.name


def _reached() -> None:
    """Who does not leave the house was visited twice; old and young met; the couriers handed in what counts."""
    at_the_door = select(func.count()).where(Person.study_mode == StudyMode.AT_THE_DOOR)
    visits = select(func.count(HomeVisit.id)).where(HomeVisit.state == VisitState.DONE)
    assert db.session.scalar(visits) == 2 * db.session.scalar(at_the_door) > 0
    meetings = db.session.scalars(select(PairMeeting)).all()
    assert meetings and all(meeting.confirmed_by_id for meeting in meetings) and len(meetings) % 3 == 0
    couriers = db.session.scalar(select(func.count(DistancePlace.id)))
    assert couriers == db.session.scalar(select(func.count()).where(Person.study_mode == StudyMode.ONLINE))
    answers = db.session.scalars(select(PieceAnswer)).all()
    assert len(answers) == len(changsha_year.COURIER_PIECES) * couriers * 3 // 4
    assert all(answer.accepted_by_id not in (None, answer.person_id) for answer in answers)


def _decided(scale: Scale) -> None:
    """A decision of the council each month; small matters closed, each with its households."""
    rows = db.session.scalars(select(Matter)).all()
    council = [row for row in rows if row.kind is MatterKind.COUNCIL]
    assert sorted(clock.local(row.raised_at).month for row in council) == list(range(1, 13))
    small = [row for row in rows if row.kind is MatterKind.KEY_MATTER]
    assert len(small) == scale.of(changsha.FIGURES["key_matters"])
    assert all(row.state is MatterState.CLOSED and row.outcome for row in rows)
    assert all(row.households > 0 for row in small) and len({row.households for row in small}) > 1


def test_a_small_grassroots_school_lives_its_year(tmp_path):
    _lived(tmp_path, 0.08)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_grassroots_school_at_its_own_scale_shows_the_figures_of_the_article(tmp_path):
    """S3: 55 organisations, 1,362 members, 58 teachers, 12 partners, 109 in the class, 9,500+, 100+, 3,000+."""
    _lived(tmp_path, 1)
    named = changsha.FIGURES
    assert (named["units"], named["members"], named["experts"], named["partners"]) == (55, 1_362, 58, 12)
    assert changsha.EVENING_CLASS == 109
    assert named["attendances"] > 9_500 and named["key_matters"] > 100 and named["households_served"] > 3_000


def test_numbers_are_shared_by_weight():
    assert shared_by(10, [1, 2, 1]) == [2, 5, 3]
    assert sum(shared_by(9_560, [27, 31, 1, 55])) == 9_560
    assert shared_by(3, [0, 1]) == [0, 3]
