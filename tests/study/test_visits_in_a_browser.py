"""The helper's part in a real Chromium at 360 px in large text: the way, the record, and nothing left in the phone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from browser import OpenHouse, tab_of
from factories import Factory
from visitor import Visitor

from partyedu.app import create_app
from partyedu.core import clock, migrations
from partyedu.core.db import db
from partyedu.study.models import HomeVisit, VisitHelper, VisitState

pytestmark = pytest.mark.browser
PRIVATE = "血压偏高，一人独居"


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[OpenHouse]:
    """A house with a helper and a visit today; its cookie is the helper's."""
    app = create_app(tmp_path_factory.mktemp("door"), TESTING=True)
    with app.app_context():
        migrations.bring_up_to_date()
    make = Factory(app)
    make.centre()
    branch = make.unit("红旗支部")
    helper, old = make.member("帮手甲", branch), make.member("老甲", branch, account=False)
    with app.app_context():
        for days in (0, 3):
            row = HomeVisit(
                person_id=old.id, unit_id=branch.id, planned_on=clock.today() + timedelta(days=days),
                created_at=clock.now(), bring="大字版材料", version=1,
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            db.session.add(VisitHelper(visit_id=row.id, person_id=helper.id))
        db.session.commit()
    house = OpenHouse(app)
    house.cookie = Visitor(app, helper).client.get_cookie("partyedu").value
    house.make = make
    house.open()
    yield house
    house.close()


@pytest.mark.timeout(300)
def test_a_helper_walks_the_way_and_records_in_large_text(chromium, house):
    with tab_of(chromium, house, "large", "door") as tab:
        here = f"http://127.0.0.1:{house.port}"  # the server itself: the private road
        tab.context.add_cookies([
            {"name": "partyedu", "value": house.cookie, "url": here}, {"name": "size", "value": "large", "url": here},
        ])  # fmt: skip
        tab.url = here
        page = tab.open("/study/visits/mine")
        tab.look("my-way")
        page.click("text=去过了，来记一笔")
        page.wait_for_selector("#record-form")
        tab.look("record")
        box = page.locator("#record-form .choice").first.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        page.fill("#minutes", "45")
        page.fill("#studied", "读了一篇")
        page.fill("#note", PRIVATE)
        kept = page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
        assert PRIVATE not in kept
        page.click("#record-form button.btn")
        page.wait_for_selector("text=记下了，谢谢。")
        tab.look("recorded")
        kept = page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
        assert PRIVATE not in kept
    row = house.make.rows(HomeVisit, state=VisitState.DONE)[0]
    assert (row.minutes, row.studied, row.note) == (45, "读了一篇", PRIVATE)
