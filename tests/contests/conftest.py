"""A branch that writes: an organiser of the community, three members, a neighbour of another branch."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from PIL import Image

from partyedu.accounts.models import Role
from partyedu.contests.models import Contest
from partyedu.core import clock
from partyedu.organisation.models import PublicName


@pytest.fixture
def street(make):
    """The people."""
    branch = make.unit("红旗支部")
    return SimpleNamespace(
        branch=branch,
        writer=make.member("甲写了", branch, public_name=PublicName.SURNAME),
        second=make.member("乙也写", branch, public_name=PublicName.NONE),
        judge=make.member("丙评委", branch),
        phoneless=make.member("丁无机", branch, account=False, phone="", public_name=PublicName.FULL),
        stranger=make.member("戊外人", make.unit("东风支部")),
        organiser=make.staff(Role.ORGANISER, name="工甲"),
        elsewhere=make.staff(Role.ORGANISER, make.unit("南园支部"), name="工乙"),
    )


@pytest.fixture
def call(make, visit, street):
    """``call()``: an open call of the branch, an essay call until next week unless said otherwise; gives its row."""

    def open_one(kind="essay", title="我和社区的故事", days=7, opened=True, **more):
        closes_on = (clock.today() + timedelta(days=days)).isoformat() if days is not None else ""
        fields = {"kind": kind, "unit_id": str(street.branch.id), "title": title, "closes_on": closes_on, **more}
        staff = visit(street.organiser)
        assert staff.submit("/contests/new", **fields).status == 303
        row = make.get(Contest, title=title)
        if opened:
            assert staff.post(f"/contests/{row.id}/open").status == 303
        return row

    return open_one


@pytest.fixture
def hand_in(visit):
    """``hand_in(person, contest, title, text)``: somebody hands in; gives the answer."""

    def write(person, contest, title="那盏路灯", text="那一年巷口还没有灯。", **more):
        return visit(person).submit(f"/contests/{contest.id}/write", title=title, text=text, **more)

    return write


@pytest.fixture
def photo():
    """A phone's photo of a handwritten page; a fresh file each time."""

    def take(name="page.jpg"):
        target = io.BytesIO()
        Image.new("RGB", (900, 1200), "white").save(target, "JPEG")
        target.seek(0)
        return target, name

    return take


@pytest.fixture
def judged(make, visit, street, call, hand_in):
    """An essay call in judging: two entries, one judge."""
    contest = call()
    for person, title in ((street.writer, "那盏路灯"), (street.second, "修鞋铺三十年")):
        assert hand_in(person, contest, title, agrees="y").status == 303
    staff = visit(street.organiser)
    url = f"/contests/{contest.id}"
    named = staff.post(f"{url}/judges", {"person": street.judge.name, "person_id": str(street.judge.id)})
    assert named.status == 303
    assert staff.post(f"{url}/begin-judging").status == 303
    return make.get(Contest)
