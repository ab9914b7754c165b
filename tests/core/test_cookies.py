"""The signed cookie: what it holds is read from memory the second time, and is as good or as bad as the first time."""

import pytest
from flask import Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from werkzeug.test import EnvironBuilder

from partyedu.core.signing import InOneStep

HELD = {"csrf_token": "a" * 40, "seen": 1, "_permanent": True}


def signed(app, held, seconds_ago=0, key=None) -> str:
    """A cookie as Flask itself signs it."""

    class Earlier(TimestampSigner):
        def get_timestamp(self) -> int:
            return super().get_timestamp() - seconds_ago

    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    serializer.signer = Earlier
    serializer.secret_keys = [key] if key else serializer.secret_keys
    return serializer.dumps(held)


def read(app, cookie: str) -> dict:
    """What the house reads from a cookie."""
    environ = EnvironBuilder(headers={"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={cookie}"}).get_environ()
    with app.test_request_context():  # at the plain door
        return app.session_interface.open_session(app, Request(environ))


def test_a_cookie_of_ours_is_read_again_and_again(app):
    cookie = signed(app, HELD)
    assert [dict(read(app, cookie)) for _time in range(3)] == [HELD] * 3


@pytest.mark.parametrize("seconds_ago", [91 * 24 * 3600, -60])
def test_a_cookie_too_old_or_from_the_future_holds_nothing_however_often_it_comes(app, seconds_ago):
    cookie = signed(app, HELD, seconds_ago)
    assert [dict(read(app, cookie)) for _time in range(3)] == [{}] * 3


def test_a_cookie_that_was_changed_or_signed_by_another_holds_nothing(app):
    good = signed(app, HELD)
    assert read(app, good)
    assert not read(app, signed(app, HELD, key=b"another"))
    for place in range(0, len(good), 7):
        assert not read(app, good[:place] + ("B" if good[place] == "A" else "A") + good[place + 1 :])


def test_what_one_request_changes_is_not_what_the_next_one_reads(app):
    cookie = signed(app, {**HELD, "_flashes": [("done", "saved")]})
    first = read(app, cookie)
    first["seen"] = 99
    first["_flashes"].append(("done", "again"))
    plain = read(app, signed(app, HELD))
    plain["seen"] = 99
    assert read(app, signed(app, HELD))["seen"] == 1
    assert [tuple(said) for said in read(app, cookie)["_flashes"]] == [("done", "saved")]


@pytest.mark.parametrize("held", [{"csrf_token": "a" * 40}, {"_flashes": [("done", "保存了" * 300)]}, {}])
def test_what_we_sign_is_what_flask_signs(app, held):
    """Its own signer reads ours and ours reads its own; long things are compressed as it does."""
    flasks, ours = SecureCookieSessionInterface().get_signing_serializer(app), app.session_interface._signer
    assert flasks.loads(ours.dumps(held), max_age=60) == held
    assert ours.loads(flasks.dumps(held), max_age=60) == held
    assert len(ours.dumps(held)) < 1000


def test_the_token_is_the_one_that_flask_wtf_makes():
    theirs, ours = URLSafeTimedSerializer("key", salt="wtf-csrf-token"), InOneStep("key", "wtf-csrf-token")
    assert theirs.loads(ours.dumps("a" * 40), max_age=60) == ours.loads(theirs.dumps("a" * 40)) == "a" * 40


def test_a_first_page_gives_the_cookie_that_flask_would_give(app):
    """Our header says all that its own says: name, path, and that no script may read it."""
    ours = app.test_client().get("/schedule/").headers["Set-Cookie"]
    with app.test_request_context():
        response, session = app.response_class(), SecureCookieSession({"csrf_token": "x"})
        session.modified = True
        SecureCookieSessionInterface.save_session(app.session_interface, app, session, response)
    theirs = response.headers["Set-Cookie"]
    assert ours.partition(";")[2] == theirs.partition(";")[2] == " HttpOnly; Path=/; SameSite=Lax"
    assert ours.partition("=")[0] == theirs.partition("=")[0]


def test_behind_https_a_first_page_gives_a_cookie_for_https_only(app, monkeypatch):
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    assert "Secure" in app.test_client().get("/schedule/").headers["Set-Cookie"]
