"""The first visit of a centre, and its keeper's pages."""

import pytest
from visitor import Visitor

from partyedu.accounts.models import Role
from partyedu.app import create_app
from partyedu.core import migrations
from partyedu.core.db import db


@pytest.fixture
def empty_house(tmp_path):
    """A machine on which nobody has set up a centre."""
    app = create_app(tmp_path / "new", TESTING=True)
    with app.app_context():
        migrations.bring_up_to_date()
    yield app
    with app.app_context():
        db.engine.dispose()


def test_the_first_visit_asks_for_the_name_and_the_administrator(empty_house):
    visitor = Visitor(empty_house)
    assert visitor.get("/schedule/").location == "/admin/setup"
    filled = {"name": "新建社区", "kind": "community", "code": "new", "admin": "管理甲", "password": "a good long one"}
    token = visitor.get("/admin/setup").form("/admin/setup")["csrf_token"]
    answer = visitor.post("/admin/setup", {**filled, "csrf_token": token})
    assert answer.location == "/sign-in"
    assert "新建社区" in visitor.get("/").text
    again = visitor.post("/admin/setup", {**filled, "name": "另一个"})
    assert again.status == 422
    assert "已经有一个中心" in again.text


def test_a_short_password_is_refused_at_the_field_and_the_rest_stays(empty_house):
    visitor = Visitor(empty_house)
    token = visitor.get("/admin/setup").form("/admin/setup")["csrf_token"]
    answer = visitor.post("/admin/setup", {"name": "新建社区", "kind": "street", "admin": "管理甲", "password": "short",
                                           "csrf_token": token})  # fmt: skip
    assert answer.status == 422
    assert any("至少要 10" in error for error in answer.errors())
    assert answer.form("/admin/setup")["name"] == "新建社区"


def test_health_says_version_database_and_disk(visit):
    answer = visit().get("/healthz").response.get_json()
    assert answer["status"] == "ok"
    assert answer["database"].startswith("sqlite 3.")
    assert answer["disk_free_mb"] > 0


def test_only_the_keeper_opens_the_keepers_pages(visit, make):
    member, organiser, keeper = make.member(), make.staff(Role.ORGANISER), make.staff(Role.ADMINISTRATOR)
    for address in ("/admin/", "/admin/audit", "/admin/backups"):
        assert visit(member).get(address).status == 404
        assert visit(organiser).get(address).status == 404
        assert visit(keeper).get(address).status == 200


def test_the_keeper_changes_the_contact_and_it_stands_on_every_page(visit, make):
    keeper = visit(make.staff(Role.ADMINISTRATOR))
    keeper.submit("/admin/", contact="一楼服务台，分机 8001")
    assert "分机 8001" in visit().get("/").text


def test_the_keeper_makes_a_backup_and_carries_it_away(visit, make):
    keeper = visit(make.staff(Role.ADMINISTRATOR))
    page = keeper.post("/admin/backups", follow=True)
    link = page.one("table a")["href"]
    assert keeper.get(link).response.data[:2] == b"PK"
    assert keeper.get("/admin/backups/..%2Fpartyedu.db").status == 404
