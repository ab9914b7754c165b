"""The application of a serving process is made before its doors, and its workers have it from their parent."""

from partyedu.app import create_served_app, house_over
from partyedu.cli import bring_house_up_to_date
from partyedu.core.https import plain_address, secure_address


def test_the_house_that_was_made_before_its_doors_knows_them(tmp_path, monkeypatch):
    made = house_over(tmp_path.resolve())
    monkeypatch.setenv("PARTYEDU_HTTP_PORT", "8000")
    monkeypatch.setenv("PARTYEDU_HTTPS_PORT", "8443")
    app = create_served_app(tmp_path)
    assert app is made
    with app.test_request_context("/", base_url="http://192.168.1.9:8000"):
        assert (plain_address(), secure_address()) == ("http://192.168.1.9:8000", "https://192.168.1.9:8443")


def test_nothing_is_kept_from_before_and_no_connection_is_open(tmp_path):
    bring_house_up_to_date(tmp_path)
    app = house_over(tmp_path.resolve())
    with app.app_context():
        from partyedu.core.db import db
        from partyedu.core.watch import _watch

        assert not _watch().kept
        assert db.engine.pool.checkedin() == db.engine.pool.checkedout() == 0
