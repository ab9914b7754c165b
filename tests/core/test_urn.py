"""Urns: equal length, nothing without the key, and the key goes with the transaction."""

import pytest

from partyedu.core import urn
from partyedu.core.db import db
from partyedu.core.errors import Problem


def test_sheets_are_of_equal_length_and_come_out_whole(app):
    with app.test_request_context():
        name = urn.new("test")
        contents = [b"", "好".encode(), b"x" * 100]
        sealed = [urn.seal(name, content, 100) for content in contents]
        assert len({len(sheet) for sheet in sealed}) == 1
        assert urn.seal(name, b"", 100) != urn.seal(name, b"", 100)
        assert sorted(urn.open_all(name, sealed)) == sorted(contents)


def test_a_damaged_sheet_is_left_out_and_a_foreign_urn_opens_nothing(app):
    with app.test_request_context():
        name, other = urn.new("test"), urn.new("test")
        good, bad = urn.seal(name, b"a", 10), bytearray(urn.seal(name, b"b", 10))
        bad[-1] ^= 1
        assert urn.open_all(name, [good, bytes(bad)]) == [b"a"]
        assert urn.open_all(other, [good]) == []


def test_the_key_lives_and_dies_with_the_transaction(app):
    with app.test_request_context():
        given_up = urn.new("test")
        db.session.rollback()
        assert not urn.has_key(given_up)
        name = urn.new("test")
        db.session.commit()
        sealed = urn.seal(name, b"a", 10)
        urn.destroy(name)
        db.session.rollback()
        assert urn.has_key(name), "what was not done is not done"
        urn.destroy(name)
        db.session.commit()
        assert not urn.has_key(name)
        with pytest.raises(Problem):
            urn.open_all(name, [sealed])


def test_keys_that_nobody_needs_are_swept(app):
    with app.test_request_context():
        needed, forgotten, elsewhere = urn.new("test"), urn.new("test"), urn.new("other")
        db.session.commit()
        urn.sweep("test", [needed])
        assert urn.has_key(needed)
        assert urn.has_key(elsewhere), "keys of another room are its own business"
        assert not urn.has_key(forgotten)


def test_only_the_owner_reads_a_key(app):
    with app.test_request_context():
        name = urn.new("test")
        db.session.commit()
        assert (urn.folder() / f"{name}.key").stat().st_mode & 0o077 == 0
