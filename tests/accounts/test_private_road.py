"""Where the centre says so, staff sign in over https or on the server itself only."""

import pytest
from factories import PASSWORD, PIN

from partyedu.accounts.models import Account, Role
from partyedu.core import settings
from partyedu.core.db import db


@pytest.fixture
def strict(app):
    app.config["HTTPS_PORT"] = 8443
    with app.app_context():
        settings.change(staff_https="True")
        db.session.commit()
    yield
    app.config["HTTPS_PORT"] = 0


def sign_in(visitor, name, secret, address="192.168.1.77"):
    visitor.client.environ_base["REMOTE_ADDR"] = address
    form = visitor.get("/sign-in?staff=1").form("/sign-in")
    return visitor.post("/sign-in", {**form, "name": name, "secret": secret})


def test_staff_are_led_to_the_secure_address_and_members_sign_in_as_ever(visit, make, strict):
    organiser, member = make.staff(Role.ORGANISER), make.member()
    name = make.get(Account, person_id=organiser.id).user_name
    refused = sign_in(visit(), name, PASSWORD)
    assert refused.status == 422
    assert any("https://localhost:8443" in error for error in refused.errors())
    assert sign_in(visit(), name, PASSWORD, address="127.0.0.1").status == 303
    assert sign_in(visit(), member.phone, PIN).status == 303


def test_a_wrong_password_is_not_told_apart_at_the_wrong_door(visit, make, strict):
    organiser = make.staff(Role.ORGANISER)
    name = make.get(Account, person_id=organiser.id).user_name
    assert not any("https://" in error for error in sign_in(visit(), name, "not this one").errors())


def test_who_is_signed_in_at_the_plain_door_is_out_once_the_centre_has_said_so(visit, make, app):
    organiser = visit(make.staff(Role.ORGANISER))
    organiser.client.environ_base["REMOTE_ADDR"] = "192.168.1.77"
    assert organiser.get("/organisation/people").status == 200
    with app.app_context():
        settings.change(staff_https="True")
        db.session.commit()
    assert "/sign-in" in organiser.get("/organisation/people").location


def test_the_page_for_staff_offers_the_secure_address(visit, app):
    app.config["HTTPS_PORT"] = 8443
    somebody = visit()
    somebody.client.environ_base["REMOTE_ADDR"] = "192.168.1.77"
    assert "https://localhost:8443" in somebody.get("/sign-in?staff=1").text
    assert "https://" not in somebody.get("/sign-in").text
    app.config["HTTPS_PORT"] = 0
