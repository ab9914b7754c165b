"""Boxes: what waits is sealed, comes out in steps, and is gone when its time or its key is gone; on both databases."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from partyedu.core import ballots, clock, urn
from partyedu.core.ballots import Answer, BallotBox, Occasion, SealedBallot
from partyedu.core.db import db


@pytest.fixture
def centre(each_database):
    """A centre on each database, in the middle of a request."""
    with each_database.app_context():
        yield each_database
        db.session.remove()
        db.engine.dispose()


def occasion(subjects: int = 2) -> Occasion:
    return Occasion("test", 7, clock.today(), subjects, words_at_most=20)


def cast(*sheets, published=None, on_paper=False):
    """Put sheets in, one transaction each; everything that came out, in order of subject and stars."""
    out = []
    for sheet in sheets:
        out += ballots.cast(occasion(), [sheet], published or {}, on_paper)
        db.session.commit()
    return sorted(out)


def sealed() -> list[SealedBallot]:
    return list(db.session.scalars(db.select(SealedBallot)))


def names() -> list[str]:
    return list(db.session.scalars(db.select(BallotBox.urn)))


def test_the_first_five_come_out_together_then_three_at_a_time(centre):
    five = [[Answer(1, stars)] for stars in (5, 4, 3, 2, 1)]
    assert cast(*five[:4]) == []
    assert ballots.waiting("test", 7) == {1: 4}
    assert cast(five[4]) == [Answer(1, stars) for stars in (1, 2, 3, 4, 5)]
    assert ballots.waiting("test", 7) == {}
    later = [[Answer(1, 5)], [Answer(1, 4)], [Answer(1, 4, "再来")]]
    assert cast(*later[:2], published={1: 5}) == []
    assert cast(later[2], published={1: 5}) == [Answer(1, 4), Answer(1, 4, "再来"), Answer(1, 5)]


def test_one_subject_comes_out_and_the_others_are_sealed_anew_under_another_key(centre):
    both = [[Answer(1, 5), Answer(2, stars)] for stars in (1, 2, 3, 4)]
    assert cast(*both) == []
    [name], before = names(), {row.key: row.sealed for row in sealed()}
    assert len(before) == 4
    assert cast([Answer(1, 1)]) == [Answer(1, 1), *[Answer(1, 5)] * 4]
    assert names() != [name]
    assert not urn.has_key(name)
    after = {row.key: row.sealed for row in sealed()}
    assert len(after) == 4
    assert not after.keys() & before.keys()
    assert {len(one) for one in after.values()} == {len(one) for one in before.values()}
    assert ballots.waiting("test", 7) == {2: 4}
    assert cast([Answer(2, 5)]) == [Answer(2, stars) for stars in (1, 2, 3, 4, 5)]
    assert sealed() == []


def test_phones_and_paper_wait_apart(centre):
    assert cast(*[[Answer(1, 5)]] * 4, on_paper=True) == []
    assert cast([Answer(1, 1)]) == []
    assert cast([Answer(1, 5)], on_paper=True) == [Answer(1, 5)] * 5
    assert ballots.waiting("test", 7) == {1: 1}


def test_a_sheet_is_as_long_as_the_longest_that_could_be_written(centre):
    cast([Answer(1, 5)], [Answer(1, 1, "𠮷" * 20), Answer(2, 2, '"\\' * 10)], [Answer(1, 3, "\n\t" * 10)])
    assert len({len(row.sealed) for row in sealed()}) == 1
    assert ballots.waiting("test", 7) == {1: 3, 2: 1}


def test_a_step_that_is_taken_back_leaves_box_and_keys_as_they_were(centre):
    cast(*[[Answer(1, 5)]] * 4)
    standing = sorted(urn.folder().glob("rating*.key"))
    ballots.cast(occasion(), [[Answer(1, 1)]], {})
    db.session.rollback()
    assert sorted(urn.folder().glob("rating*.key")) == standing
    assert ballots.waiting("test", 7) == {1: 4}


def test_on_another_machine_what_waited_is_lost_and_the_box_begins_anew(centre):
    cast(*[[Answer(1, 5)]] * 4)
    shutil.rmtree(Path(centre.config["DATA"]) / "keys")
    assert ballots.waiting("test", 7) == {}
    assert cast([Answer(1, 1)]) == []
    assert len(sealed()) == 1, "nobody can open the old ones any more"
    assert cast(*[[Answer(1, 2)]] * 4) == [Answer(1, 1), *[Answer(1, 2)] * 4]


def test_a_month_after_the_last_day_what_waits_is_thrown_away_unread(centre):
    cast([Answer(1, 5)])
    [name] = names()
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert ballots.throw_away_old() == 0
        db.session.commit()
    assert urn.has_key(name)
    with time_machine.travel(clock.now() + timedelta(days=32), tick=False):
        assert ballots.throw_away_old() == 1
        db.session.commit()
    assert (sealed(), names()) == ([], [])
    assert not urn.has_key(name)


def test_keys_of_boxes_that_never_came_to_be_are_swept(centre):
    forgotten = urn.new("rating")
    db.session.commit()
    cast([Answer(1, 5)])
    ballots.throw_away_old()
    db.session.commit()
    assert not urn.has_key(forgotten)
    assert [urn.has_key(name) for name in names()] == [True]


def test_what_comes_out_is_shuffled_and_keys_say_nothing_of_when(centre):
    slips = [[Answer(1, 1 + number % 5, f"{number:02}")] for number in range(40)]
    out = ballots.cast(occasion(), slips, {}, on_paper=True)
    db.session.commit()
    assert sorted(answer.words for answer in out) == [f"{number:02}" for number in range(40)]
    assert [answer.words for answer in out] != sorted(answer.words for answer in out)
    keys = [ballots.new_key() for _one in range(40)]
    assert keys != sorted(keys)
    assert {len(key) for key in keys} == {32}
