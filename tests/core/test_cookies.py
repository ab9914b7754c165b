"""The signed cookie: what it holds is read from memory the second time, and is as good or as bad as the first time."""

import pytest
from flask import Request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner
from werkzeug.test import EnvironBuilder

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
