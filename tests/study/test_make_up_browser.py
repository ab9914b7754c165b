"""The member's part in a real Chromium on a phone in large text: say why, choose how, hand in a sentence; the list."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from browser import OpenHouse, tab_of
from factories import Factory
from visitor import Visitor

from partyedu.accounts.models import Role
from partyedu.app import create_app
from partyedu.core import clock, migrations
from partyedu.core.db import db
from partyedu.library.models import Courseware, CoursewareCategory, CoursewareVersion, Origin, Stage, Tier
from partyedu.schedule.models import EventKind, SignUp
from partyedu.study.models import AbsenceReason, ListRule, MakeUp, PieceAnswer

pytestmark = pytest.mark.browser


@pytest.fixture
def house(tmp_path) -> Iterator[OpenHouse]:
    """A branch whose theme day is over, another one beside it in three days, a piece of the textbook, a rule."""
    app = create_app(tmp_path, TESTING=True)
    with app.app_context():
        migrations.bring_up_to_date()
    make = Factory(app)
    make.centre()
    branch, beside = make.unit("红旗支部"), make.unit("东风支部")
    member = make.member("乙没来", branch)
    theme, now = make.theme().id, clock.now()
    same = {"minutes": 60, "kind": EventKind.THEME_DAY, "theme_id": theme}
    missed = make.event("重温入党誓词", now - timedelta(hours=3), unit=branch, expected_unit_id=branch.id, **same)
    make.event("隔壁的主题党日", now + timedelta(days=3), unit=beside, expected_unit_id=beside.id, capacity=20, **same)
    with make._session():
        piece = Courseware(
            unit_id=make.root.id, category_id=db.session.scalars(db.select(CoursewareCategory.id)).first(),
            theme_id=theme, title="四十年一本账", origin=Origin.DEVELOPED, tier=Tier.STREET, stage=Stage.TEXTBOOK,
            created_at=now, admitted_at=now, version=1, minutes=15,
        )  # fmt: skip
        db.session.add(piece)
        db.session.flush()
        db.session.add(CoursewareVersion(courseware_id=piece.id, number=1, text="老账本里的事。", made_at=now))
        days = {"from_on": clock.today(), "until_on": clock.today() + timedelta(days=9), "written_at": now}
        db.session.add(ListRule(unit_id=branch.id, courseware_id=piece.id, reason="支部商量定的", version=1, **days))
    staff = Visitor(app, make.staff(Role.ORGANISER))
    due_on = (clock.today() + timedelta(days=20)).isoformat()
    staff.post(f"/study/make-up/events/{missed.id}", {"person": str(member.id), "due_on": due_on})
    house = OpenHouse(app)
    house.cookie = Visitor(app, member).client.get_cookie("partyedu").value
    house.make = make
    house.open()
    yield house
    house.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_member_makes_up_what_they_missed(chromium, house, script):
    with tab_of(chromium, house, "large", f"make-up-{'with' if script else 'without'}-script", script=script) as tab:
        tab.context.add_cookies([{"name": "partyedu", "value": house.cookie, "url": house.url}])
        page = tab.open("/study/make-up")
        look = tab.look if script else (lambda _name: None)
        look("mine")
        page.click("text=选怎么补")
        page.click("text=工学矛盾")
        page.fill("textarea[name=words]", "那天上夜班，走不开。")
        look("why")
        page.click("text=记下，看怎么补")
        page.wait_for_load_state()
        look("how")
        row = house.make.get(MakeUp)
        assert (row.reason, row.words) == (AbsenceReason.WORK, "那天上夜班，走不开。")
        page.click("text=去这一场")
        page.wait_for_load_state()
        assert house.make.get(SignUp).person_id == row.person_id
        look("seat")
        page.click("text=读这一篇")
        page.wait_for_load_state()
        page.click("text=去读，写一句话")
        page.fill("textarea[name=text]", "账记得清，心里才踏实。")
        look("piece")
        page.click("button:has-text('交上去')")
        page.wait_for_url("**/study/answers/mine")
        look("handed-in")
        assert house.make.get(PieceAnswer).text == "账记得清，心里才踏实。"


def test_the_list_of_a_member_on_a_phone(chromium, house):
    with tab_of(chromium, house, "large", "study-list") as tab:
        tab.context.add_cookies([{"name": "partyedu", "value": house.cookie, "url": house.url}])
        page = tab.open("/study/list")
        tab.look("list")
        assert "支部商量定的" in page.inner_text("main")
        page.locator(".study-item", has_text="四十年一本账").locator("text=看过了").click()
        page.wait_for_load_state()
        tab.look("marked")
        assert "做过记号的" in page.inner_text("main")
