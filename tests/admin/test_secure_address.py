"""The page that tells staff how their devices reach the house over https."""

import shutil
from pathlib import Path

import pytest

from partyedu.accounts.models import Role
from partyedu.admin import certificates
from partyedu.core.https import certificate_files


@pytest.fixture(autouse=True)
def _no_certificates_are_left(app):
    yield
    shutil.rmtree(certificate_files(Path(app.config["DATA"])).folder, ignore_errors=True)


def test_the_keeper_makes_the_certificate_with_one_button_and_prints_the_sheet(visit, make, app):
    keeper = visit(make.staff(Role.ADMINISTRATOR))
    before = keeper.get("/admin/https")
    assert "还没有安全地址" in before.text
    assert keeper.get("/admin/https/authority.crt").status == 404
    assert keeper.post("/admin/https", before.form("/admin/https")).location == "/admin/https"
    after = keeper.get("/admin/https")
    assert "服务还没有重新启动" in after.text
    mark = certificates.fingerprint(Path(app.config["DATA"]))
    assert after.one(".print-mark").get_text() == mark
    sheet = keeper.get("/admin/https?print=1")
    assert sheet.one(".print-mark").get_text() == mark
    assert sheet.one("body.sheet-page")
    # Made again, the authority stays: devices trust it already.
    keeper.post("/admin/https", before.form("/admin/https"))
    assert certificates.fingerprint(Path(app.config["DATA"])) == mark


def test_everybody_reads_how_to_trust_the_centre_and_nobody_gets_a_key(visit, make, app):
    certificates.establish(Path(app.config["DATA"]), "示范社区")
    page = visit().get("/admin/https")
    assert page.status == 200
    got = visit().get("/admin/https/authority.crt").response.get_data()
    assert b"BEGIN CERTIFICATE" in got
    assert b"PRIVATE KEY" not in got
    assert visit(make.member()).post("/admin/https", {}).status == 404


def test_staff_are_not_bound_to_an_address_that_does_not_exist(visit, make):
    keeper = visit(make.staff(Role.ADMINISTRATOR))
    form = keeper.get("/admin/").form("/admin/")
    answer = keeper.post("/admin/", {**form, "staff_https": "y"})
    assert answer.status == 422
    assert any("还没有安全地址" in error for error in answer.errors())
