"""Questions about accounts, roles, sign-ins and cards."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from partyedu.accounts.credentials import Candidate
from partyedu.accounts.models import ROLES, Account, Role, RoleGrant, SignIn, SignInCard
from partyedu.accounts.sign_in import hashed
from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.personal import Held
from partyedu.core.search import fold, matches
from partyedu.core.words import _
from partyedu.organisation.models import Person, PersonKind, Unit
from partyedu.organisation.queries import is_around, within

CANDIDATES_AT_MOST = 12


def _ways_to_write(name: str) -> set[str]:
    """What was typed as a name, as typed and as it is compared: spaces, full-width letters and dashes fold away."""
    typed = unicodedata.normalize("NFKC", name).strip()
    plain = re.sub(r"[\s-]", "", typed)
    return {typed, typed.upper(), plain, plain.upper(), plain.removeprefix("+86"), fold(name)} - {""}


def accounts_called(name: str, who: str = "") -> list[Candidate]:
    """The accounts somebody may mean by a phone number, a member number or a user name.

    ``who`` (a name or a member number) tells those apart who share a phone. An account with a role has only its
    password, however the person was named; without one only its PIN. Those who are disabled, have left or died are
    never meant.
    """
    ways = _ways_to_write(name)
    has_role = exists().where(RoleGrant.account_id == Account.id)
    query = (
        select(
            Account.id, Person.id, Person.name, Person.member_number,
            Account.pin_hash, Account.password_hash, Account.user_name.is_not(None) | has_role,
        )
        .join(Person, Account.person_id == Person.id)
        .where(
            or_(Person.phone.in_(ways), Person.member_number.in_(ways), func.lower(Account.user_name).in_(ways)),
            Account.disabled_at.is_(None),
            is_around(),
        )
        .order_by(Account.id)
        .limit(CANDIDATES_AT_MOST)
    )  # fmt: skip
    meant = {fold(who)} | _ways_to_write(who)
    return [
        Candidate(account_id, person_id, person, None if staff else pin_hash, password_hash if staff else None)
        for account_id, person_id, person, number, pin_hash, password_hash, staff in db.session.execute(query)
        if not fold(who) or fold(person) in meant or number in meant
    ]


def account_of(actor: Actor) -> Account | None:
    """The actor's own account."""
    return db.session.get(Account, actor.account_id) if actor.account_id else None


def password_is_temporary(actor: Actor) -> Select[*tuple[bool]]:
    """Column query: whether the actor signs in with a password that somebody else has made up."""
    return select(Account.password_is_temporary).where(Account.id == actor.account_id)


def account_behind(token: str | None) -> tuple[int, str] | None:
    """Number of the account and name of the person who signed in under a token, be it over or not."""
    if not token:
        return None
    query = (
        select(Account.id, Person.name)
        .join(SignIn, SignIn.account_id == Account.id)
        .join(Person, Account.person_id == Person.id)
        .where(SignIn.token_hash == hashed(token))
    )
    row = db.session.execute(query).first()
    return None if row is None else (row[0], row[1])


def has_roles(account_id: int) -> bool:
    """Whether the account holds any role, and therefore signs in with a password."""
    query = select(RoleGrant.id).where(RoleGrant.account_id == account_id).limit(1)
    return db.session.scalar(query) is not None


def roles_of(account_id: int) -> Sequence[RoleGrant]:
    """The roles of an account with their units, in the order they were granted."""
    query = select(RoleGrant).where(RoleGrant.account_id == account_id).options(joinedload(RoleGrant.unit))
    return db.session.scalars(query.order_by(RoleGrant.id)).all()


def standing_sign_ins(account_id: int) -> Sequence[SignIn]:
    """The browsers on which an account is signed in, the newest first, forty at most."""
    query = select(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
    return db.session.scalars(query.order_by(SignIn.id.desc()).limit(40)).all()


def usable_card(token: str) -> SignInCard | None:
    """The card of a token, while it can be used: not used, not expired, not replaced, its account not disabled."""
    query = (
        select(SignInCard)
        .join(Account, SignInCard.account_id == Account.id)
        .join(Person, Account.person_id == Person.id)
        .where(
            SignInCard.token_hash == hashed(token),
            SignInCard.used_at.is_(None),
            SignInCard.expires_at > clock.now(),
            Account.disabled_at.is_(None),
            is_around(),
        )
        .options(joinedload(SignInCard.account).joinedload(Account.person).joinedload(Person.unit))
    )
    return db.session.scalar(query)


def _no_role_beyond(actor: Actor) -> ColumnElement[bool]:
    """Condition on Person: no role of theirs lies outside the units over which the actor grants roles.

    Whoever could print a card for an administrator could become one.
    """
    account, over = aliased(Account), aliased(Unit)
    beyond = (
        exists()
        .where(account.person_id == Person.id, RoleGrant.account_id == account.id, RoleGrant.unit_id == over.id)
        .where(~within(actor.reach(Permission.ROLES_GRANT), over.path))
    )
    return ~beyond


def _reached(actor: Actor, *permissions: Permission) -> ColumnElement[bool]:
    paths = [path for permission in permissions for path in actor.reach(permission)]
    return and_(within(paths), _no_role_beyond(actor))


HELPERS = (Permission.CARDS_PRINT, Permission.ROLES_GRANT)


def person_to_help(actor: Actor, person_id: int, *permissions: Permission) -> Person | None:
    """A person whose way of signing in the actor may see to (``permissions``: by default those of the card desk)."""
    query = (
        select(Person)
        .join(Unit, Person.unit_id == Unit.id)
        .where(Person.id == person_id, _reached(actor, *(permissions or HELPERS)), is_around())
        .options(contains_eager(Person.unit))
    )
    return db.session.scalar(query)


def people_for_cards(actor: Actor, ids: Sequence[int]) -> Sequence[Person]:
    """Those of the people for whom the actor may print a card, in the order of units and names."""
    query = (
        select(Person)
        .join(Unit, Person.unit_id == Unit.id)
        .where(Person.id.in_(ids), _reached(actor, *HELPERS), is_around())
        .options(contains_eager(Person.unit))
        .order_by(Unit.in_order, Person.name, Person.id)
    )
    return db.session.scalars(query).all()


def card_desk(actor: Actor, unit: Unit | None, words: str, only_without: bool) -> Select[*tuple[Any, ...]]:
    """Rows (person id, name, unit, can sign in, has a card, user name) of those for whom a card may be printed.

    Members and staff only; ``only_without``: those who have never been able to sign in.
    """
    waiting_card = exists().where(
        SignInCard.account_id == Account.id, SignInCard.used_at.is_(None), SignInCard.expires_at > clock.now()
    )
    can_sign_in = Account.pin_hash.is_not(None) | Account.password_hash.is_not(None)
    query: Select[*tuple[Any, ...]] = (
        select(Person.id, Person.name, Unit.name, can_sign_in, waiting_card, Account.user_name, Account.disabled_at)
        .join(Unit, Person.unit_id == Unit.id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(_reached(actor, *HELPERS), is_around(), Person.kind.in_((PersonKind.MEMBER, PersonKind.STAFF)))
        .order_by(Unit.in_order, Person.name, Person.id)
    )
    if unit is not None:
        query = query.where(within([unit.path]))
    if words:
        query = query.where(matches(Person.search_text, words))
    if only_without:
        query = query.where(Account.pin_hash.is_(None), Account.password_hash.is_(None))
    return query


def account_of_person(person_id: int) -> Account | None:
    """The account of a person, if there is one."""
    return db.session.scalar(select(Account).where(Account.person_id == person_id))


def granted_roles(actor: Actor, unit: Unit | None, words: str) -> Select[Any]:
    """Rows (grant, account, person, unit) of the roles over units the actor grants roles for."""
    query = (
        select(RoleGrant)
        .join(Account, RoleGrant.account_id == Account.id)
        .join(Person, Account.person_id == Person.id)
        .join(Unit, RoleGrant.unit_id == Unit.id)
        .where(within(actor.reach(Permission.ROLES_GRANT)))
        .options(contains_eager(RoleGrant.account).contains_eager(Account.person), contains_eager(RoleGrant.unit))
        .order_by(Unit.in_order, RoleGrant.id)
    )
    if unit is not None:
        query = query.where(within([unit.path]))
    if words:
        query = query.where(matches(Person.search_text, words))
    return query


def roles_over(unit: Unit) -> Select[*tuple[Any, ...]]:
    """Column query of who holds which role over the unit, a unit below it or one above: name, role, unit."""
    above = [int(number) for number in unit.path.strip("/").split("/")]
    return (
        select(Person.name, RoleGrant.role, Unit.name.label("unit"))
        .join(Account, RoleGrant.account_id == Account.id)
        .join(Person, Account.person_id == Person.id)
        .join(Unit, RoleGrant.unit_id == Unit.id)
        .where(or_(within([unit.path]), Unit.id.in_(above)), Account.disabled_at.is_(None), is_around())
        .order_by(func.length(Unit.path).desc(), Unit.in_order, RoleGrant.role, Person.name, RoleGrant.id)
    )


def role_to_revoke(actor: Actor, grant_id: int) -> RoleGrant | None:
    """A role over a unit the actor grants roles for."""
    query = select(RoleGrant).join(Unit, RoleGrant.unit_id == Unit.id)
    return db.session.scalar(query.where(RoleGrant.id == grant_id, within(actor.reach(Permission.ROLES_GRANT))))


def other_administrators_of_all(account_id: int, without_grant: int | None = None) -> bool:
    """Whether somebody administers a whole tree besides this account (or besides this one role of it)."""
    spared = RoleGrant.id != without_grant if without_grant else Account.id != account_id
    query = (
        select(RoleGrant.id)
        .join(Account, RoleGrant.account_id == Account.id)
        .join(Person, Account.person_id == Person.id)
        .join(Unit, RoleGrant.unit_id == Unit.id)
        .where(
            RoleGrant.role == Role.ADMINISTRATOR,
            Unit.parent_id.is_(None),
            Account.disabled_at.is_(None),
            is_around(),
            spared,
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def administers_all(account_id: int) -> bool:
    """Whether the account administers a whole tree."""
    query = select(RoleGrant.id).join(Unit, RoleGrant.unit_id == Unit.id)
    mine = (RoleGrant.account_id == account_id, RoleGrant.role == Role.ADMINISTRATOR, Unit.parent_id.is_(None))
    return db.session.scalar(query.where(*mine).limit(1)) is not None


def is_last_administrator(person_id: int) -> bool:
    """Whether this person administers a whole tree with an open account, and nobody else does."""
    account = account_of_person(person_id)
    if account is None or account.disabled_at is not None:
        return False
    return administers_all(account.id) and not other_administrators_of_all(account.id)


def user_names_like(beginning: str) -> set[str]:
    """The user names that begin so, as they are compared."""
    query = select(func.lower(Account.user_name)).where(
        func.lower(Account.user_name).startswith(beginning.lower(), autoescape=True)
    )
    return set(db.session.scalars(query))


def held(person_id: int) -> Iterator[Held]:
    """How somebody signs in, what roles they have, which browsers they signed in with; no secret, not even its hash."""
    yield Held(
        _("登录"),
        select(Account.user_name, Account.created_at, Account.disabled_at).where(Account.person_id == person_id),
        (_("登录名"), _("什么时候开的"), _("什么时候停的")),
    )
    roles = select(RoleGrant.role, Unit.name, RoleGrant.granted_at).join(Unit, RoleGrant.unit_id == Unit.id)
    yield Held(
        _("角色"),
        roles.join(Account, RoleGrant.account_id == Account.id)
        .where(Account.person_id == person_id)
        .order_by(RoleGrant.id),
        (_("角色"), _("组织"), _("从什么时候起")),
        (ROLES,),
    )
    devices = select(SignIn.device, SignIn.created_at, SignIn.ended_at)
    yield Held(
        _("登录过的设备"),
        devices.join(Account, SignIn.account_id == Account.id)
        .where(Account.person_id == person_id)
        .order_by(SignIn.id.desc())
        .limit(200),
        (_("设备"), _("登录时间"), _("退出时间")),
    )
