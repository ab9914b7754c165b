"""Numbers that no row can have: in addresses, filters and forms they are nobody's, and never an error of ours."""

import re

import pytest
from house.world import rules

from partyedu.accounts.models import Role
from partyedu.speakers.models import CastMember

BEYOND = "9" * 30  # more than SQLite can even be asked for
ENDLESS = "9" * 5000  # more than Python reads


def test_a_row_with_an_impossible_number_is_not_there(world):
    administrator = world.visitors["administrator"].client
    wrong = []
    for rule in rules(world.app):
        for name in (one for one in rule.arguments if one.endswith("_id")):
            known = {other: world._argument(other, rule) for other in rule.arguments} | {name: BEYOND}
            url = re.sub(r"<(?:[^:>]*:)?(\w+)>", lambda found, known=known: str(known[found[1]]), rule.rule)
            for method in sorted({"GET", "POST"} & rule.methods):
                data = {"csrf_token": world.tokens["administrator"]} if method == "POST" else None
                status = administrator.open(url, method=method, data=data).status_code
                wrong += [f"{method} {rule.rule} {name}: {status}"] if status != 404 else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("number", [BEYOND, ENDLESS])
@pytest.mark.parametrize(
    "url",
    [
        "/schedule/?theme=",
        "/schedule.ics?unit=",
        "/speakers/?theme=",
        "/organisation/units?at=",
        "/accounts/cards?person=",
        "/theatre/plan?unit=",
        "/discussions/matters?unit=",
        "/schedule/new?expected_unit_id=",
    ],
)
def test_a_filter_by_an_impossible_number_is_answered(make, visit, url, number):
    assert visit(make.staff(Role.ADMINISTRATOR)).get(url + number).status in (200, 404)


def test_forms_with_impossible_numbers_are_answered(make, visit):
    staff, speaker = visit(make.staff(Role.ORGANISER)), make.member("甲一")
    talk = make.talk(speaker, state="draft")
    written = {"title": "四十年", "theme": str(talk.theme_id), "minutes": "10", "format": "story", "text": "一"}
    for sent in (
        {"version": ENDLESS},
        {"version": "1", "without": ENDLESS},
        {"version": "1", "theme": ENDLESS},
        {"version": "1", "keepsakes-0-keepsake_id": ENDLESS, "keepsakes-0-name": "搪瓷杯"},
    ):
        assert staff.post(f"/speakers/talks/{talk.id}/edit", {**written, **sent}).status in (303, 409, 422), sent
    for number in (BEYOND, ENDLESS):
        chosen = {"person": "没有这人", "person_id": number}
        assert staff.post("/speakers/talks/new", {**written, **chosen}).status == 422


def test_a_name_that_is_typed_loses_its_control_characters(make, visit):
    staff, talk = visit(make.staff(Role.ORGANISER)), make.talk(make.member("甲一"), state="draft")
    written = {"title": "四十年", "theme": str(talk.theme_id), "minutes": "10", "version": "1", "text": "一"}
    sketch = {"format": "sketch", "cast-0-person": "小\x01花\x00", "cast-0-character": "孙女"}
    assert staff.post(f"/speakers/talks/{talk.id}/edit", {**written, **sketch}).status == 303
    assert make.get(CastMember, talk_id=talk.id).name == "小花"


def test_a_year_that_is_none_has_no_holidays(make, visit):
    administrator = visit(make.staff(Role.ADMINISTRATOR))
    for year in (0, 10_000, 99_999):
        assert administrator.post(f"/schedule/days/{year}/seed").status == 404


def test_words_of_which_nothing_stays_find_nobody(make, visit):
    make.member("甲一")
    organiser = visit(make.staff(Role.ORGANISER))
    assert "甲一" in organiser.get("/organisation/people?q=甲一").text
    assert "甲一" not in organiser.get("/organisation/people?q=%E2%80%8B").text
    assert "甲一" not in organiser.get("/organisation/people/suggest?field=person&person=%E2%80%8B").text


def test_who_works_for_a_unit_that_was_put_away_takes_no_list(make, visit):
    from partyedu.core import clock

    organiser = visit(make.staff(Role.ORGANISER, make.unit("一支部", archived_at=clock.now())))
    assert organiser.post("/organisation/people/export").status == 404


def test_an_address_with_raw_control_characters_is_an_ordinary_page(make, app):
    """Browsers escape them; a hostile phone does not. They mark places in pages that are kept for many readers."""
    make.event()
    raw = {"QUERY_STRING": "x=\x01a\x02b\x03\x04\x05"}
    answer = app.test_client().open("/schedule/", environ_overrides=raw)
    assert answer.status_code == 200
    assert "\x01" not in answer.get_data(as_text=True)


def test_htmx_is_led_on_by_an_address_that_fits_into_a_header(visit):
    answer = visit().post("/preferences/language", {"language": "zh_Hans", "next": "/说明"}, htmx=True)
    assert answer.location == "/%E8%AF%B4%E6%98%8E"
