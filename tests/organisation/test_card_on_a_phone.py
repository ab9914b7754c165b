"""In a real Chromium at 360 px in large text: a card is filled in step by step, with nothing kept in the phone."""

from collections.abc import Iterator

import pytest
from browser import OpenHouse, tab_of
from visitor import Visitor

from partyedu.accounts.models import Role
from partyedu.organisation.models import ContactCard

pytestmark = pytest.mark.browser


@pytest.fixture
def house(app) -> Iterator[OpenHouse]:
    house = OpenHouse(app)
    house.open()
    yield house
    house.close()


def test_five_steps_and_back_and_the_phone_remembers_nothing(app, make, chromium, house):
    branch = make.unit("老街支部")
    member, secretary = make.member("甲一", branch), make.staff(Role.SECRETARY, branch)
    cookie = Visitor(app, secretary).client.get_cookie("partyedu").value
    with tab_of(chromium, house, "large", "card") as tab:
        tab.context.add_cookies([{"name": "partyedu", "value": cookie, "url": house.url}])
        page = tab.open(f"/organisation/people/{member.id}/card/new")
        assert page.locator(".card-step:visible").count() == 1
        tab.look("where")
        page.fill("#area", "河畔小区")
        page.fill("#since_on", "2016")
        for number in (2, 3, 4, 5):
            page.locator(".card-step:visible .step-ways a").last.click()
            page.locator(f"#step-{number}:visible").wait_for()
            assert page.locator(".card-step:visible").count() == 1
        tab.look("asks")
        page.fill("#asks", "想学用手机")
        page.fill("#care", "膝盖不好")  # and no consent
        page.go_back()
        page.locator("#step-4:visible").wait_for()
        page.click("#card-form .buttons .btn")
        page.locator("#form-errors").wait_for()
        page.click("#form-errors a")  # leads to the field, in its step
        page.locator("#step-5:visible").wait_for()
        assert page.input_value("#care") == "膝盖不好"
        page.fill("#care", "")
        page.click("#card-form .buttons .btn")
        page.wait_for_url("**/card")
        tab.look("closed")
        page.click("form.card button.btn")
        page.locator(".contact-card").wait_for()
        tab.look("opened")
        kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}]) + document.cookie")
        assert "河畔" not in kept and "手机" not in kept
    card = make.get(ContactCard, person_id=member.id)
    assert (card.asks, card.care, card.source) == ("想学用手机", "", "visit")
