"""The sign-in of a browser: begun, looked up at every request, idle for too long, ended."""

import hashlib
import secrets
import time
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from flask import Flask, Response, g, redirect, request, session, url_for
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased

from partyedu.accounts.models import ROLE_PERMISSIONS, Account, Role, RoleGrant, SignIn
from partyedu.core import clock
from partyedu.core.access import SignInNeeded
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import Prepared, db
from partyedu.core.pages import wants_fragment
from partyedu.core.private import is_private_road
from partyedu.core.settings import centre
from partyedu.organisation.models import ACTIVE, Person, PersonKind, Unit
from partyedu.organisation.queries import is_around

# Seconds without a request after which a browser has to sign in again.
IDLE_SHARED = 180
IDLE_STAFF = 2 * 3600
IDLE_MEMBER = 90 * 24 * 3600

# There is one machine and one list of themes: a backup holds everybody's rows, whichever unit they belong to.
_OF_THE_WHOLE_HOUSE = frozenset({Permission.MACHINE, Permission.SETTINGS})


class SignedIn(UserMixin):
    """What Flask-Login keeps for a request: the token of the sign-in, and who acts."""

    def __init__(self, token: str, actor: Actor, shared_device: bool = False) -> None:
        self.token = token
        self.actor = actor
        self.shared_device = shared_device

    def get_id(self) -> str:
        """The token; only its hash is in the database."""
        return self.token


def hashed(token: str) -> str:
    """How a token is kept in the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def _actor_query() -> Select[*tuple[Any, ...]]:
    own, daily, over = aliased(Unit), aliased(Unit), aliased(Unit)
    return (
        select(
            SignIn.id,
            SignIn.shared_device,
            Account.id,
            Person.id,
            Person.name,
            Person.kind,
            Person.status,
            own.id,
            own.path,
            daily.path,
            RoleGrant.role,
            over.path,
        )
        .join(Account, SignIn.account_id == Account.id)
        .join(Person, Account.person_id == Person.id)
        .outerjoin(own, Person.unit_id == own.id)
        .outerjoin(daily, Person.daily_unit_id == daily.id)
        .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
        .outerjoin(over, RoleGrant.unit_id == over.id)
        .where(
            SignIn.token_hash == bindparam("token"),
            SignIn.ended_at.is_(None),
            Account.disabled_at.is_(None),
            is_around(),
        )
    )


_ACTOR = Prepared(_actor_query)


def load(token: str) -> SignedIn | None:
    """The signed-in person of a token (one statement), or None when the sign-in is over."""
    rows = _ACTOR.rows(token=hashed(token))
    if not rows:
        return None
    sign_in_id, shared, account_id, person_id, name, kind, status, unit_id, unit_path, daily_path = rows[0][:10]
    grants = _reach(tuple([(row[10], row[11]) for row in rows if row[10] is not None]))
    if _idle_too_long(shared, bool(grants)) or (grants and staff_at_the_wrong_door()):
        return None
    actor = Actor(
        name=name,
        person_id=person_id,
        account_id=account_id,
        sign_in_id=sign_in_id,
        unit_id=unit_id,
        unit_path=unit_path or "",
        daily_path=daily_path or "",
        is_member=kind is PersonKind.MEMBER and status in ACTIVE,
        grants=grants,
    )
    return SignedIn(token, actor, shared)


def staff_at_the_wrong_door() -> bool:
    """Whether this request came by a road on which the centre lets nobody with a role sign in."""
    return bool(centre().staff_https) and not is_private_road()


@lru_cache(maxsize=256)
def _reach(roles: tuple[tuple[Role, str], ...]) -> Mapping[Permission, tuple[str, ...]]:
    """What these roles over the units of these paths let one do where. The roles themselves are read every time."""
    reach: dict[Permission, list[str]] = defaultdict(list)
    for role, path in roles:
        for permission in permissions_over(role, path):
            reach[permission].append(path)
    return MappingProxyType({permission: tuple(paths) for permission, paths in reach.items()})


def _idle_too_long(shared: bool, staff: bool) -> bool:
    """Whether nothing was asked for too long; notes this request otherwise (in the signed cookie, not the database)."""
    now = int(time.time())
    limit = IDLE_SHARED if shared else IDLE_STAFF if staff else IDLE_MEMBER
    seen = session.get("seen", 0)
    # A time in the future means that the clock was moved back: nobody knows how long it really was.
    if now - seen > limit or seen > now + 300:
        return True
    if now - seen > 20:
        session["seen"] = now
    return False


def permissions_over(role: Role, path: str) -> frozenset[Permission]:
    """What a role over the unit with this path lets one do; what is the whole house's only over the uppermost unit."""
    held = ROLE_PERMISSIONS[role]
    is_uppermost = path.count("/") == 2
    return held if is_uppermost else held - _OF_THE_WHOLE_HOUSE


def begin(account: Account, shared_device: bool, device: str = "") -> SignIn:
    """Sign an account in on this browser, under a new token and in a new cookie session."""
    token = secrets.token_urlsafe(32)
    row = SignIn(
        account_id=account.id,
        token_hash=hashed(token),
        shared_device=shared_device,
        device=device,
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    session.clear()
    g.pop("csrf_token", None)  # the token of the old cookie session is no longer good
    session["seen"] = int(time.time())
    session.permanent = not shared_device
    login_user(SignedIn(token, Actor(name="")))
    return row


def token_here() -> str | None:
    """The token this browser holds, whether its sign-in still stands or not."""
    return session.get("_user_id")


def end() -> None:
    """Forget the sign-in on this browser (its row is ended by ``operations.sign_out``)."""
    logout_user()
    session.clear()
    g.pop("csrf_token", None)


def _leave_nothing(response: Response) -> Response:
    if request.endpoint == "accounts.sign_out":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _shared_tablet() -> dict[str, Any]:
    """The pages of a shared device sign out by themselves."""
    return {"idle_seconds": IDLE_SHARED} if getattr(current_user, "shared_device", False) else {}


def init_app(app: Flask) -> None:
    """Offer signing in where a page needs it: as a page, or within the page that HTMX belongs to."""
    app.config["PERMANENT_SESSION_LIFETIME"] = IDLE_MEMBER
    app.context_processor(_shared_tablet)
    app.after_request(_leave_nothing)

    @app.errorhandler(SignInNeeded)
    def sign_in_needed(_error: SignInNeeded) -> Response:
        if wants_fragment() or request.method not in ("GET", "HEAD"):
            from partyedu.accounts.views.again import offer_within_page

            return offer_within_page()
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)  # type: ignore[return-value]
