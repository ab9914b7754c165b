"""The private road: cards, care notes and visits over https or on the server itself only."""

import pytest

from partyedu.accounts.models import Role

LAN = {"REMOTE_ADDR": "192.168.1.23"}


@pytest.fixture
def ask(make, visit):
    visitor = visit(make.staff(Role.ORGANISER))
    member = make.member("甲一")

    def ask(method="get", url=None, **more):
        return getattr(visitor.client, method)(url or f"/organisation/people/{member.id}/card", **more)

    return ask


def test_on_this_machine_and_over_https_it_opens(ask):
    assert ask().status_code == 200
    assert ask(environ_overrides={"REMOTE_ADDR": "::1"}).status_code == 200
    assert ask(environ_overrides={"REMOTE_ADDR": "::ffff:127.0.0.1"}).status_code == 200
    assert ask(environ_overrides=LAN, base_url="https://192.168.1.5").status_code in (200, 302, 303)


def test_over_plain_http_it_says_where_to_look_instead(ask):
    answer = ask(environ_overrides=LAN, base_url="http://192.168.1.5:8000")
    assert answer.status_code in (403, 302, 303)
    assert ask(environ_overrides=LAN).status_code == 403
    page = ask(environ_overrides=LAN).get_data(as_text=True)
    assert "请在服务器这台电脑上看" in page
    assert "https 开头的地址" in page
    assert ask(environ_overrides=LAN).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"])
def test_what_a_proxy_passes_on_is_not_from_this_machine(ask, name):
    assert ask(headers={name: "127.0.0.1"}).status_code == 403


def test_no_header_opens_the_road(ask):
    for forged in ({"X-Forwarded-Proto": "https"}, {"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "proto=https"}):
        assert ask(environ_overrides=LAN, headers=forged).status_code == 403


def test_every_card_page_is_private_and_says_so_to_the_browser(app):
    views = {
        name: view for name, view in app.view_functions.items()
        if name.startswith("organisation.") and ("card" in name or "doorplate" in name)
    }  # fmt: skip
    shows_nothing = {"organisation.cards", "organisation.blank_cards"}
    open_views = {name for name, view in views.items() if not getattr(view, "is_private", False)}
    assert open_views == shows_nothing
    assert len(views) >= 13


def test_nothing_of_a_page_is_kept_by_htmx_or_the_phone(app, make, visit):
    member = make.member("甲一")
    page = visit(member).get("/organisation/me/card")
    assert page.headers["Cache-Control"] == "no-store"
    assert '"historyCacheSize":0' in page.html
    form = page.one("#card-form")
    assert form["autocomplete"] == "off"
    assert not [name for tag in form.select("*") for name in tag.attrs if name.startswith("hx-")]
    script = app.test_client().get("/static/js/app.js").get_data(as_text=True)
    assert "localStorage" not in script and "sessionStorage" not in script and "indexedDB" not in script
