"""What is kept in memory, and how the versions are read."""

from threading import Thread

from sqlalchemy import event, select, update

from partyedu.core import audit, clock, watch
from partyedu.core.db import db, reading
from partyedu.organisation.models import Unit


def test_versions_are_read_although_this_request_holds_the_write_lock(app, make):
    """A refused PIN is counted (a write) and its page asks for the versions: it must not wait for itself."""
    with app.test_request_context("/", method="POST"):
        db.session.add(audit.AuditRow(at=clock.now(), action="story", table="person"))
        db.session.flush()
        watch.forget()
        assert watch.versions()["centre"] >= 1
        db.session.rollback()


def test_asking_for_what_is_not_there_takes_nobodys_place(app, make, visit):
    """Three hundred sessions that do not exist, asked for without signing in."""
    with app.app_context():
        kept = watch.kept("name", ("centre",), lambda: "as it was built first")
    phone = visit()
    assert {phone.get(f"/theatre/{number}/now").status for number in range(1, 301)} == {404}
    with app.app_context():
        assert watch.kept("name", ("centre",), lambda: "built again") == kept
        assert len(watch._watch().kept) < 20


def test_one_too_many_takes_the_place_of_the_one_that_was_built_longest_ago(app):
    with app.app_context():
        for number in range(watch._KEPT_AT_MOST + 1):
            watch.kept(number, (), lambda: "first")
        assert watch.kept(1, (), lambda: "second") == "first"
        assert watch.kept(0, (), lambda: "second") == "second"


def _name_of(place):
    return db.session.scalar(select(Unit.name).where(Unit.id == place))


def _rename(place, name):
    """Somebody else's change, committed beside the reader's transaction."""
    with db.engine.connect() as other:
        other.execute(update(Unit).where(Unit.id == place).values(name=name))
        other.execute(update(watch.PublicVersion).values(number=watch.PublicVersion.number + 1))
        other.commit()


def test_what_a_reader_began_to_read_before_a_change_is_not_kept_under_the_version_after_it(app, make):
    """Their transaction sees the house as it was; kept, it would be shown as the truth until the next change."""
    place = make.root.id
    with app.test_request_context("/"), reading():
        before = _name_of(place)
        _rename(place, "新的名字")
        watch.look_again()
        assert watch.kept("name", ("centre",), lambda: _name_of(place)) == before
        db.session.rollback()
        assert watch.kept("name", ("centre",), lambda: _name_of(place)) == "新的名字"
        db.session.rollback()
        assert watch.kept("name", ("centre",), lambda: "built again") == "新的名字"


def test_what_is_written_and_taken_back_is_kept_nowhere(app, make):
    place = make.root.id
    with app.test_request_context("/", method="POST"):
        before = _name_of(place)
        db.session.execute(update(Unit).where(Unit.id == place).values(name="会取消的名字"))
        assert watch.kept("name", ("centre",), lambda: _name_of(place)) == "会取消的名字"
        db.session.rollback()
    with app.test_request_context("/"), reading():
        assert watch.kept("name", ("centre",), lambda: _name_of(place)) == before


def test_a_request_goes_by_the_versions_of_its_beginning(app, make):
    """Another request of the process hears of a change first: this one has read already what was before it.

    A television given the old picture under the new version would be told "unchanged" until the next change.
    """
    place = make.root.id
    with app.app_context():
        at_first = watch.version_of("centre")
    with app.test_request_context("/"):
        app.preprocess_request()
        _rename(place, "新的名字")

        def hear_of_it():
            with app.app_context():
                watch.look_again()
                assert watch.version_of("centre") > at_first

        other = Thread(target=hear_of_it)
        other.start()
        other.join()
        assert watch.version_of("centre") == at_first
    with app.test_request_context("/"):
        app.preprocess_request()
        assert watch.version_of("centre") > at_first


def test_the_versions_are_the_first_thing_a_request_reads(app, make, visit):
    member, asked = visit(make.member()), []
    with app.app_context():
        watch.look_again()
        engine = db.engine
    listener = ("before_cursor_execute", lambda _connection, _cursor, statement, *_rest: asked.append(statement))
    event.listen(engine, *listener)
    try:
        assert member.client.get("/account").status_code == 200
    finally:
        event.remove(engine, *listener)
    assert "FROM public_version" in asked[0] and len(asked) > 1
