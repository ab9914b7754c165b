"""The places of S1, S2 and S4: at a small part of their size always, whole where `slow` is asked for.

What each place's article counts must come out of the command and stand on the page, after a year or four of ordinary
operations.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from test_communities import _built
from visitor import Visitor

from partyedu.core import clock
from partyedu.core.actor import MACHINE
from partyedu.core.db import db
from partyedu.core.words import figure
from partyedu.library.models import Courseware, CoursewareStep, Decision, Outcome, Stage
from partyedu.organisation.models import Person, PersonKind
from partyedu.organisation.operations.categories import STANDARD
from partyedu.plans import queries as plans
from partyedu.plans.access import spans
from partyedu.plans.models import Every, GapState, Plan, PlanKind, Task, TaskEvent, TaskMonth
from partyedu.reports import queries as reports
from partyedu.reports.models import FIGURE_LABELS, FigureName
from partyedu.scenarios import changzhou, shanghai, xining
from partyedu.scenarios.scale import Scale, days_between, in_turn, shared_out
from partyedu.schedule.models import Event, EventKind
from partyedu.study.models import HomeVisit, MakeUp, MakeUpState, PieceAnswer, Source
from partyedu.study.queries import hours
from partyedu.study.queries.ledger import Ledger
from partyedu.study.queries.rules import rulebook
from partyedu.study.queries.years import Year


def _figures(folder: Path, *more: str) -> dict:
    """What `partyedu figures` says of a data folder."""
    command = [sys.executable, "-m", "partyedu", "figures", "--json", "--parts", "--data", str(folder), *more]
    answer = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=240, env=os.environ)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def _told(app, folder: Path, place, part: float) -> dict:
    """The command's figures, which are the article's at this part of its size, and the same on the page."""
    scale, found = Scale(part), _figures(folder)
    assert {name: found[name] for name in place.FIGURES} == {
        name: scale.of(number) for name, number in place.FIGURES.items()
    }
    page = Visitor(app).get("/reports/year?year=all")
    shown = {one.span.get_text(): one.b.get_text() for one in page.all(".counted")}
    for name in place.FIGURES:
        assert shown[str(FIGURE_LABELS[FigureName(name)])] == figure(found[name]), name
    return found


def _xining(tmp_path: Path, part: float) -> None:
    app = _built(tmp_path, lambda: xining.build(part))
    found, scale = _told(app, tmp_path, xining, part), Scale(part)
    assert found["courses"] == sum(xining.COURSES)
    assert found["parts"]["bases"]["community-point"] == found["parts"]["bases"]["classroom"] == found["centres"]
    assert found["parts"]["bases"]["site"] >= found["centres"]
    assert set(found["parts"]["members"]) == set(xining.CATEGORIES)
    assert found["textbook"] == found["good_courses"] + found["model_lessons"]
    assert len(found["parts"]["coursewares"]) == min(xining.CATEGORIES_OF_COURSEWARE, found["coursewares"])
    assert found["completions"] == found["certificates"] > 0
    assert found["survey_answers"] == xining.SHEETS_A_CENTRE * found["centres"]
    assert (found["needs"], found["needs_met"]) == (len(xining.WISHES), 2), "a need can be followed to its course"
    with app.app_context():
        by_year = reports.figures(reports.Scope("/1/", xining.YEAR, clock.now())).numbers
        assert by_year[FigureName.ATTENDANCES] == found["attendances"], "one year of events"
        theme_days = db.session.scalar(db.select(db.func.count()).where(Event.kind == EventKind.THEME_DAY))
        assert theme_days == 12 * scale.of(31) == 3 * found["sessions"]
        # Everything went the whole road, and who is in the textbook was chosen by the rule, not against it.
        decided = db.session.scalars(db.select(Decision)).all()
        assert all(decision.outcome is decision.proposed and not decision.reason for decision in decided)
        textbook = [decision for decision in decided if decision.outcome is Outcome.TEXTBOOK]
        assert len(textbook) == found["textbook"]
        made = db.select(Courseware.id).where(Courseware.talk_id.is_(None))
        steps = db.select(CoursewareStep.courseware_id).where(CoursewareStep.stage == Stage.COMMENTS)
        assert set(db.session.scalars(made)) == set(db.session.scalars(steps))
        db.session.remove()
        db.engine.dispose()


def _shanghai(tmp_path: Path, part: float) -> None:
    app = _built(tmp_path, lambda: shanghai.build(part))
    found = _told(app, tmp_path, shanghai, part)
    assert found["attendances"] == found["class_attendances"]
    assert found["parts"]["members"][shanghai.IN_SERVICE] == Scale(part).of(shanghai.SERVING)
    assert set(found["parts"]["courses"]) == {"micro", "open", "model", "practice", "review"}
    assert found["parts"]["classes"] == {"completed": found["classes"]}
    assert min(found[bank] for bank in ("experts", "projects", "cases", "bases")) > 0
    with app.app_context():
        years = [
            reports.figures(reports.Scope("/1/", year, clock.now())).numbers
            for year in range(shanghai.FIRST_DAY.year, shanghai.LAST_DAY.year + 1)
        ]
        for name in (FigureName.CLASSES, FigureName.CLASS_ATTENDANCES):
            assert sum(year[name] for year in years) == found[name.value], "each counts in one year"
        db.session.remove()
        db.engine.dispose()


def _changzhou(tmp_path: Path, part: float) -> None:
    app = _built(tmp_path, lambda: changzhou.build(part))
    scale, year = Scale(part), str(changzhou.YEAR)
    found, sizes = _figures(tmp_path, "--year", year), changzhou.sizes(Scale(part))
    parts = found["parts"]
    assert {name: found[name] for name in changzhou.FIGURES} == {
        name: scale.of(number) for name, number in changzhou.FIGURES.items()
    }
    # Who stands in which kind of community, and how old they are.
    assert parts["communities"] == {kind: size.communities for kind, size in sizes.items()}
    assert parts["members_by_label"] == {kind: size.members for kind, size in sizes.items()}
    assert parts["members_over_60_by_label"] == {kind: size.over_60 for kind, size in sizes.items()}
    assert parts["units"]["branch"] == sum(size.branches for size in sizes.values())
    assert len(parts["members"]) == len(STANDARD) == 10, "all ten categories"
    # Who studies elsewhere: each is counted once, at home; and only villagers do.
    dispersed, groups, rehoused = (scale.of(n) for n in (changzhou.DISPERSED, changzhou.GROUPS, changzhou.REHOUSED))
    assert found["temporary_groups"] == parts["units"]["temporary-group"] == groups
    assert found["daily_elsewhere"] == dispersed + rehoused
    assert parts["daily_elsewhere_by_label"] == {changzhou.MOVING: dispersed + rehoused}
    assert found["home_visits"] > 0
    shown = {
        one.span.get_text(): one.b.get_text()
        for one in Visitor(app).get(f"/reports/year?year={year}").all(".counted")
    }
    for name in (*changzhou.FIGURES, "daily_elsewhere", "communities", "temporary_groups", "home_visits"):
        assert shown[str(FIGURE_LABELS[FigureName(name)])] == figure(found[name]), name
    with app.app_context():
        theme_days = db.session.scalar(db.select(db.func.count()).where(Event.kind == EventKind.THEME_DAY))
        assert theme_days == 12 * (parts["units"]["branch"] + groups), "one a month, in every branch and group"
        members = db.select(Person.id).where(Person.kind == PersonKind.MEMBER)
        belonging = db.select(Person.id).where(Person.daily_unit_id.is_not(None))
        assert len(db.session.scalars(belonging).all()) == dispersed + rehoused, "and it holds today"
        assert len(db.session.scalars(members).all()) == found["members"]
        _planned(found, parts["units"])
        _made_up()
        db.session.remove()
        db.engine.dispose()


def _planned(found: dict, units: dict) -> None:
    """The street's plan, a copy for each branch, five tables for ten categories: all done, and nothing is missing."""
    kinds = Counter(db.session.scalars(db.select(Plan.kind)))
    assert kinds == {PlanKind.ANNUAL: 1 + units["branch"], PlanKind.PROGRESS: 5}
    assert found["plans"] == sum(kinds.values())
    categories = db.select(Task.category_id).where(Task.category_id.is_not(None))
    assert len(set(db.session.scalars(categories))) == len(STANDARD)
    cells = db.session.scalar(db.select(db.func.count(TaskMonth.id)))
    assert (found["tasks_done"], found["tasks_late"]) == (cells, 0)
    assert db.session.scalar(db.select(db.func.count(TaskEvent.id))) > 12, "a cell opens what filled it"
    rules = plans.requirements_seen(MACHINE)
    for rule in rules:
        columns = [
            plans.Column(rule.occasion_id, rule.occasion.name, span) for span in spans(Every.MONTH, changzhou.YEAR)
        ]
        below = db.session.execute(plans.units_to_check(MACHINE, [rule], rule.occasion_id)).all()
        checked = plans.checked(below, [rule], columns, clock.now())
        states = Counter(gap.state for unit in checked for gap in unit.gaps)
        assert states == {GapState.HELD: 12 * len(below)}, rule.unit_kind
    assert {rule.unit_kind.value for rule in rules} == {"branch", "temporary-group"}


def _made_up() -> None:
    """Absent in June, asked why, offered what fits, done in July by one of three ways, and the hours are there."""
    tasks = db.session.scalars(db.select(MakeUp)).all()
    done = [task for task in tasks if task.state is MakeUpState.DONE]
    assert {task.state for task in tasks} <= {MakeUpState.DONE, MakeUpState.OPEN}
    assert all(task.reason and task.words for task in done), "everybody has said why"
    assert all(task.answered_at is not None for task in done)
    ways = Counter("event" if task.by_event_id else "answer" if task.by_answer_id else "visit" for task in done)
    assert set(ways) == {"event", "answer", "visit"} and sum(ways.values()) == len(done) > len(tasks) * 3 // 4
    for way, table, source in (("answer", PieceAnswer, Source.ONLINE), ("visit", HomeVisit, Source.DOOR)):
        task = next(task for task in done if getattr(task, f"by_{way}_id"))
        fact = db.session.get_one(table, getattr(task, f"by_{way}_id"))
        lines = hours.lines_of(Ledger(Year(changzhou.YEAR, clock.now()), rulebook(), [task.person_id]))
        assert (source, fact.id, fact.minutes) in {(line.source, line.ref, line.minutes) for line in lines}


def test_a_small_district_of_micro_classrooms_shows_its_part_of_the_figures(tmp_path):
    _xining(tmp_path, 0.06)


def test_a_small_community_school_shows_its_part_of_the_figures(tmp_path):
    _shanghai(tmp_path, 0.03)


def test_a_small_street_that_is_being_moved_shows_its_part_of_the_figures(tmp_path):
    _changzhou(tmp_path, 0.06)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_street_at_its_own_scale_shows_the_figures_of_the_article(tmp_path):
    """S2: 3 + 5 + 5 communities, 30 branches, 1,366 members, 688 over 60; 5 new communities, 16 branches, 650, 305."""
    _changzhou(tmp_path, 1)
    sizes = changzhou.sizes(Scale(1))
    assert changzhou.FIGURES == {"members": 1_366, "members_over_60": 688}
    assert [size.communities for size in sizes.values()] == [3, 5, 5]
    assert sum(size.branches for size in sizes.values()) == 30
    new = sizes[changzhou.SETTLED]
    assert (new.branches, new.members, new.over_60) == (16, 650, 305)
    assert changzhou.DISPERSED > 100


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_micro_classrooms_at_their_own_scale_show_the_figures_of_the_article(tmp_path):
    """S1: 31 centres, 13,000 members, 120 coursewares and more, 8 good courses, 9 model lessons."""
    _xining(tmp_path, 1)
    assert (xining.FIGURES["centres"], xining.FIGURES["members"]) == (31, 13_000)
    assert xining.FIGURES["coursewares"] > 120
    assert (xining.FIGURES["good_courses"], xining.FIGURES["model_lessons"]) == (8, 9)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_community_school_at_its_own_scale_shows_the_figures_of_the_article(tmp_path):
    """S4: 40 organisations, 4,700 and 3,100 members, 78 experts, 485 classes, 24,437 attendances in four years."""
    _shanghai(tmp_path, 1)
    assert (shanghai.BELONGING, shanghai.SERVING) == (4_700, 3_100)
    assert shanghai.FIGURES == {
        "units": 40, "members": 7_800, "experts": 78, "classes": 485, "class_attendances": 24_437,
    }  # fmt: skip


def test_numbers_are_shared_out_whole():
    assert shared_out(24_437, 485).count(51) == 187
    assert sum(shared_out(24_437, 485)) == 24_437
    assert in_turn([1, 2, 3], 2, 2) == [3, 1]
    assert in_turn([1, 2], 5, 9) == [2, 1], "nobody twice"
    days = list(days_between(shanghai.FIRST_DAY, shanghai.LAST_DAY, 485))
    assert (days[0], days[-1]) == (shanghai.FIRST_DAY, shanghai.LAST_DAY)
    assert days == sorted(days) and all(day.weekday() < 5 for day in days)
