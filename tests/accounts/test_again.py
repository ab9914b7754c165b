"""A sign-in that expired while somebody was typing."""

import json
from datetime import timedelta

import pytest
import time_machine
from factories import PIN

from partyedu.accounts.models import SignIn
from partyedu.core import clock
from partyedu.core.db import db

TYPED = {"title": "四十年 <一本> 账", "summary": "第一行\n第二行", "pin": "204816", "new_password": "secret words here"}


@pytest.fixture
def expired(make, visit):
    """甲一, whose sign-in ended while the page was still open."""
    member = make.member("甲一", phone="13900001111")
    visitor = visit(member)
    with make._session():
        db.session.execute(db.update(SignIn).values(ended_at=clock.now()))
    return visitor


def sent_again(visitor, page, name="13900001111", secret=PIN):
    fields = {**page.form("/sign-in/again"), "again-name": name, "again-secret": secret}
    return visitor.post("/sign-in/again", fields)


def test_without_a_script_everything_typed_comes_along(expired):
    page = expired.post("/account/sign-out-everywhere?from=here", TYPED)
    assert page.status == 401
    assert not page.all("main h2, main [hx-post]"), "a page of its own, no dialog"
    kept = page.form("/sign-in/again")
    assert kept["kept_url"] == "/account/sign-out-everywhere?from=here"
    assert kept["kept.title"] == TYPED["title"]
    assert kept["kept.summary"].splitlines() == TYPED["summary"].splitlines()
    assert not [name for name in kept if "pin" in name or "password" in name or name.startswith("kept.csrf")]


def test_after_signing_in_one_button_sends_it_on(expired):
    page = sent_again(expired, expired.post("/account/sign-out-everywhere?from=here", TYPED))
    assert page.status == 200
    assert page.one("main button").get_text(strip=True) == "接着交上去"
    going = page.form("/account/sign-out-everywhere")
    assert going["title"] == TYPED["title"]
    assert expired.post("/account/sign-out-everywhere", going).location == "/sign-in"


def test_a_wrong_pin_loses_nothing(expired):
    page = sent_again(expired, expired.post("/account/sign-out-everywhere", TYPED), secret="739205")
    assert page.status == 422
    assert page.form("/sign-in/again")["kept.title"] == TYPED["title"]
    assert sent_again(expired, page).status == 200


def test_somebody_else_does_not_get_what_the_first_person_wrote(expired, make):
    make.member("乙二", phone="13900002222")
    answer = sent_again(expired, expired.post("/account/sign-out-everywhere", TYPED), name="13900002222")
    assert (answer.status, answer.location) == (303, "/")
    assert "不是同一个人" in expired.get("/").text


def test_files_have_to_be_chosen_again_and_it_says_so(expired):
    from io import BytesIO

    page = expired.post("/account/sign-out-everywhere", {"file": (BytesIO(b"x"), "outline.txt"), "title": "我的账"})
    assert "文件没法保留" in page.text


def test_what_was_typed_never_leads_out_of_the_house(expired):
    page = expired.post("/account/sign-out-everywhere", TYPED)
    fields = {**page.form("/sign-in/again"), "kept_url": "https://elsewhere.example/"}
    page = expired.post("/sign-in/again", {**fields, "again-name": "13900001111", "again-secret": PIN})
    assert [form["action"] for form in page.all("main form")] == ["/"]


def test_htmx_gets_the_form_into_the_dialog_of_its_page(expired):
    answer = expired.post("/account/pin", {"old": "1"}, htmx=True)
    assert answer.status == 401
    assert answer.headers["HX-Retarget"] == "#sign-in-again"
    assert answer.headers["HX-Reswap"] == "innerHTML"
    form = answer.one("form[hx-post='/sign-in/again']")
    assert form["hx-target"] == "#sign-in-again"
    assert not answer.all("h1, html, [name='kept.old']")


def test_a_region_that_is_asked_for_gets_the_dialog_too(expired):
    answer = expired.get("/account", htmx=True)
    assert (answer.status, answer.headers["HX-Retarget"]) == (401, "#sign-in-again")
    assert answer.headers["HX-Push-Url"] == "false"


def test_after_the_dialog_the_page_goes_on_with_a_new_token(expired):
    dialog = expired.post("/account/pin", {"old": "1"}, htmx=True)
    fields = {**dialog.form("/sign-in/again"), "again-name": "13900001111", "again-secret": PIN}
    answer = expired.post("/sign-in/again", fields, htmx=True)
    assert answer.status == 204
    token = json.loads(answer.headers["HX-Trigger"])["signed-in-again"]["token"]
    assert expired.post("/account/pin", {"old": "1", "csrf_token": token}, htmx=True).status == 422


def test_a_wrong_pin_in_the_dialog_is_said_in_the_dialog(expired):
    dialog = expired.post("/account/pin", {}, htmx=True)
    fields = {**dialog.form("/sign-in/again"), "again-name": "13900001111", "again-secret": "739205"}
    answer = expired.post("/sign-in/again", fields, htmx=True)
    assert answer.status == 422
    assert answer.errors()
    assert not answer.all("html, h1")


def test_somebody_else_in_the_dialog_gets_a_fresh_page(expired, make):
    make.member("乙二", phone="13900002222")
    dialog = expired.post("/account/pin", {}, htmx=True)
    fields = {**dialog.form("/sign-in/again"), "again-name": "13900002222", "again-secret": PIN}
    assert expired.post("/sign-in/again", fields, htmx=True).headers["HX-Redirect"] == "/"


def test_a_phone_that_lay_for_three_months_is_asked_again(make, visit):
    visitor = visit(make.member())
    with time_machine.travel(clock.now() + timedelta(days=91), tick=False):
        assert visitor.get("/account").location.startswith("/sign-in")
