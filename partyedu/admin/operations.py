"""Setting up a centre, its settings, and the leases of scheduled work."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from partyedu.accounts.models import Account
from partyedu.accounts.operations import make_administrator
from partyedu.admin.models import Lease
from partyedu.core import audit, clock, settings
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.https import certificate_files
from partyedu.core.settings import centre
from partyedu.core.words import _
from partyedu.organisation.models import Person, PersonKind, Unit, UnitKind
from partyedu.organisation.operations import categories
from partyedu.schedule.models import Theme
from partyedu.schedule.operations import seed_calendar_days

THEMES = ("入党", "学习", "创业", "家风")


def set_up(name: str, code: str, admin: str, password: str, kind: UnitKind = UnitKind.COMMUNITY) -> Account:
    """Name the centre, plant its root unit, themes, categories and holidays, and make its administrator.

    ``admin`` is both the name shown and the user name to sign in with. Only for a centre that nobody has set up.
    """
    if centre().is_set_up or db.session.scalar(select(func.count(Unit.id))):
        raise Problem(_("这里已经有一个中心了，不能再建一个。"))
    for value, field in ((name, "name"), (admin, "admin")):
        if not value.strip():
            raise Problem(_("请填写这一项。"), field)
    settings.change(name=name.strip(), code=code.strip())
    root = Unit(kind=kind, name=name.strip(), code=code.strip() or None, path="")
    db.session.add(root)
    db.session.flush()
    root.path = f"/{root.id}/"
    db.session.add_all(Theme(name=theme, position=place) for place, theme in enumerate(THEMES))
    categories.seed()
    for year in (clock.today().year, clock.today().year + 1):
        seed_calendar_days(year)
    person = Person(kind=PersonKind.STAFF, name=admin.strip(), unit_id=root.id, created_at=clock.now())
    person.refresh_search()
    db.session.add(person)
    db.session.flush()
    account = make_administrator(person, root, admin.strip(), password)
    audit.record("set-up", root)
    return account


def change_settings(**values: str) -> None:
    """Change what the centre sets for itself (see ``core.settings.Centre``)."""
    if "name" in values and not values["name"].strip():
        raise Problem(_("请填写这一项。"), "name")
    if values.get("staff_https") == "True" and not certificate_files(Path(current_app.config["DATA"])).are_there:
        raise Problem(_("这个中心还没有安全地址。请先到“安全地址”那一页做好证书。"), "staff_https")
    settings.change(**values)


def make_certificates(hosts: Sequence[str] = ()) -> str:
    """Make the centre's authority (a standing one is kept) and this machine's certificate; the fingerprint.

    ``hosts``: names and addresses of this machine beside those it knows. Raises ``Problem`` for one that is neither
    private nor local. The second door opens at the next start.
    """
    try:
        from partyedu.admin import certificates  # ten megabytes, once in a centre's life

        mark = certificates.establish(Path(current_app.config["DATA"]), centre().name, hosts)
    except ValueError as error:
        raise Problem(_("证书不能写“%(host)s”：它不是局域网里的名字或地址。", host=error)) from error
    audit.record_all("make-certificates", "https", [(0, ())])
    return mark


def take_lease(name: str, holder: str, minutes: int, not_within: timedelta) -> bool:
    """Take a piece of scheduled work, unless another process holds it or it was done within ``not_within``."""
    now = clock.now()
    lease = db.session.scalar(select(Lease).where(Lease.name == name).with_for_update())
    if lease is None:
        lease = Lease(name=name, until=now)
        db.session.add(lease)
    longest = timedelta(minutes=minutes)
    held = now < lease.until <= now + longest  # a later end than that means the clock went back: it does not hold
    fresh = lease.done_at is not None and now - not_within < lease.done_at <= now
    if held or fresh:
        return False
    lease.holder, lease.until = holder, now + longest
    db.session.flush()
    return True


def finish_lease(name: str, problem: str = "") -> None:
    """Say that a piece of scheduled work is done, or why it is not."""
    lease = db.session.scalar(select(Lease).where(Lease.name == name))
    if lease is not None:
        lease.until = clock.now()
        lease.problem = problem[:300]
        if not problem:
            lease.done_at = clock.now()
