"""What happens to accounts: signing in and out, PINs and passwords, printed cards, roles.

Hashing takes long on purpose, so it is done before the write lock is taken. Whatever changes what an account may do
ends its sign-ins in the same transaction.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from partyedu.accounts import credentials, queries, sign_in
from partyedu.accounts.device import Device, described
from partyedu.accounts.models import ROLES, Account, Role, RoleGrant, SignIn, SignInCard
from partyedu.core import audit, clock, throttle
from partyedu.core.actor import Actor, acting_as
from partyedu.core.db import db, reading, release
from partyedu.core.errors import Problem
from partyedu.core.https import secure_address
from partyedu.core.search import fold, spelled
from partyedu.core.words import _
from partyedu.organisation.models import Person, Unit

CARD_DAYS = 30
DEVICE_FREE_TRIES = 12  # a tablet in the hall sees many people

TryKey = tuple[object, ...]


def _keys(name: str, candidates: Sequence[credentials.Candidate], device: Device) -> list[TryKey]:
    """What a wrong try is counted for: each account meant (or the name nobody has), and the device."""
    if not candidates:
        return [("sign-in", "nobody", fold(name)), ("device", device.id)]
    accounts = [_account_key(one.account_id, device) for one in candidates]
    return [*accounts, ("device", device.id)]


def _account_key(account_id: int, device: Device) -> TryKey:
    return ("sign-in", account_id, "known" if device.knows(account_id) else "strangers")


def _check_delay(keys: Sequence[TryKey]) -> None:
    for key in keys:
        throttle.check(*key)


def _count_wrong(keys: Sequence[TryKey]) -> None:
    for key in keys:
        throttle.failed(*key, free_tries=DEVICE_FREE_TRIES if key[0] == "device" else throttle.FREE_TRIES)


def sign_in_by_name(name: str, who: str, secret: str, shared_device: bool, device: Device) -> SignIn | None:
    """Sign somebody in on this browser; None when name and PIN or password do not fit.

    Raises ``TooSoon`` while the account or the device has to wait, ``Problem`` at ``who`` when the PIN is right for
    several people of one phone. Unknown, disabled and wrong are one answer, found with the same work.
    """
    release()
    with reading():
        candidates = queries.accounts_called(name, who)
        keys = _keys(name, candidates, device)
        _check_delay(keys)
    fitting = credentials.those_who_fit(candidates, secret)
    # Asked again under the write lock: of tries sent at the same time no more are judged than of tries in a row.
    _check_delay(keys)
    if not fitting:
        _count_wrong(keys)
        return None
    if len(fitting) > 1:
        raise Problem(_("这个手机号有几位在用，请再填您的姓名。"), "who")
    return _begin_unchanged(fitting[0], shared_device, device)


def _begin_unchanged(fitting: credentials.Candidate, shared_device: bool, device: Device) -> SignIn | None:
    """Begin the sign-in, unless the account was changed while its hash was being compared."""
    account = db.session.get(Account, fitting.account_id)
    kept = (account.pin_hash, account.password_hash) if account and not account.disabled_at else ()
    if account is None or (fitting.pin_hash or fitting.password_hash) not in kept:
        return None
    throttle.succeeded(*_account_key(account.id, device))
    throttle.succeeded("device", device.id)
    return _begin(account, shared_device)


def _begin(account: Account, shared_device: bool) -> SignIn:
    _by_the_right_door(account)
    end_sign_in(sign_in.token_here())
    row = sign_in.begin(account, shared_device, described())
    with acting_as(Actor(name=account.person.name, person_id=account.person_id)):
        audit.record("sign-in", row)
    return row


def _by_the_right_door(account: Account) -> None:
    """Refuse staff at the plain door where the centre has said that they come by the secure one."""
    if sign_in.staff_at_the_wrong_door() and queries.has_roles(account.id):
        address = secure_address()
        words = _("工作人员请从安全地址登录：%(address)s", address=address)
        raise Problem(words if address else _("工作人员请从安全地址登录，请问管理员要地址。"), "name")


def end_sign_in(token: str | None) -> None:
    """End the sign-in of a token, if it still stands; sign-out asks this, and so does a new sign-in."""
    if not token:
        return
    query = db.select(SignIn).where(SignIn.token_hash == sign_in.hashed(token), SignIn.ended_at.is_(None))
    row = db.session.scalar(query)
    if row is not None:
        row.ended_at = clock.now()
        audit.record("sign-out", row, ["ended_at"])


def sign_out() -> None:
    """Sign out on this browser: the sign-in is over for everybody who holds its token."""
    end_sign_in(sign_in.token_here())
    sign_in.end()


def end_all_sign_ins(account: Account, but: int | None = None) -> None:
    """Sign an account out everywhere, at once (``but`` names the one sign-in that stays)."""
    query = update(SignIn).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
    db.session.execute(query.where(SignIn.id != (but or 0)).values(ended_at=clock.now()))
    audit.record("sign-out-everywhere", account)


def _proved(account: Account, secret: str) -> bool:
    """Whether this is the account's PIN or password now; a wrong one is counted."""
    key = ("change", account.id)
    kept = (account.pin_hash, account.password_hash)
    candidate = credentials.Candidate(account.id, account.person_id, "", *kept)
    throttle.check(*key)
    release()
    fits = bool(credentials.those_who_fit([candidate], secret))
    throttle.check(*key)
    if not fits:
        throttle.failed(*key)
        return False
    throttle.succeeded(*key)
    return True


def change_pin(actor: Actor, old: str, pin: str) -> bool:
    """Give one's account a new PIN; signs it out on all other browsers. False when the old one is wrong."""
    account = db.session.get_one(Account, actor.account_id)
    pin = credentials.check_new_pin(pin, account.person)
    release()
    kept = credentials.hash_pin(pin)
    if not _proved(account, old):
        return False
    account.pin_hash = kept
    audit.record("change-pin", account, ["pin_hash"])
    end_all_sign_ins(account, but=actor.sign_in_id)
    return True


def change_password(actor: Actor, old: str, password: str) -> bool:
    """Give one's account a new password; signs it out on all other browsers. False when the old one is wrong."""
    account = db.session.get_one(Account, actor.account_id)
    password = credentials.check_new_password(password, account.user_name, account.person.name)
    if credentials.folded(old) == password:
        raise Problem(_("新密码和原来的一样，请换一个。"), "password")
    release()
    kept = credentials.hash_password(password)
    if not _proved(account, old):
        return False
    account.password_hash = kept
    account.password_is_temporary = False
    audit.record("change-password", account, ["password_hash"])
    end_all_sign_ins(account, but=actor.sign_in_id)
    return True


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """A card as it is printed; its token is in no table and cannot be shown again."""

    person: Person
    token: str
    expires_at: object


def _account_for(person: Person) -> Account:
    account = queries.account_of_person(person.id)
    if account is None:
        account = Account(person_id=person.id, created_at=clock.now())
        db.session.add(account)
        db.session.flush()
        audit.record("create-account", account, on_behalf_of=person.id)
    return account


def _put_away_cards(account: Account) -> None:
    unused = update(SignInCard).where(SignInCard.account_id == account.id, SignInCard.used_at.is_(None))
    db.session.execute(unused.where(SignInCard.expires_at > clock.now()).values(expires_at=clock.now()))


def print_cards(people: Sequence[Person]) -> list[PrintedCard]:
    """A new one-time card for each person, valid thirty days; the older ones of the same person are void."""
    cards = []
    for person in people:
        account = _account_for(person)
        _put_away_cards(account)
        token = secrets.token_urlsafe(12)
        now = clock.now()
        card = SignInCard(
            account_id=account.id,
            token_hash=sign_in.hashed(token),
            printed_at=now,
            expires_at=now + timedelta(days=CARD_DAYS),
        )
        db.session.add(card)
        audit.record("print-card", card, on_behalf_of=person.id)
        cards.append(PrintedCard(person, token, card.expires_at))
    return cards


def _no_longer_usable() -> Problem:
    return Problem(_("这张卡已经用过或者过期了，请到服务台换一张新的。"))


def use_card(token: str, secret: str, shared_device: bool) -> SignIn:
    """Use a card up: it sets the PIN (for staff the password), ends all older sign-ins, and signs in here."""
    card = queries.usable_card(token)
    if card is None:
        raise _no_longer_usable()
    account, person = card.account, card.account.person
    staff = bool(account.user_name) or queries.has_roles(account.id)
    field = "password" if staff else "pin"
    if staff:
        secret = credentials.check_new_password(secret, account.user_name, person.name)
    else:
        secret = credentials.check_new_pin(secret, person)
    release()
    kept = credentials.hash_password(secret) if staff else credentials.hash_pin(secret)
    # Looked at again under the write lock: the same card may have been used on another phone meanwhile.
    card = queries.usable_card(token)
    if card is None:
        raise _no_longer_usable()
    card.used_at = clock.now()
    setattr(card.account, f"{field}_hash", kept)
    if staff:
        card.account.password_is_temporary = False
    with acting_as(Actor(name=card.account.person.name, person_id=card.account.person_id)):
        audit.record("use-card", card, ["used_at", f"{field}_hash"])
        end_all_sign_ins(card.account)
    forget_wrong_tries(card.account)
    return _begin(card.account, shared_device)


def forget_wrong_tries(account: Account) -> None:
    """Let an account be tried again at once."""
    for where in ("known", "strangers"):
        throttle.succeeded("sign-in", account.id, where)
    throttle.succeeded("change", account.id)


def unlock(account: Account) -> None:
    """Free an account of its delay, for somebody who stands at the desk."""
    forget_wrong_tries(account)
    audit.record("unlock", account)


def disable(account: Account) -> None:
    """Close an account; everybody who is signed in with it is out at once. Its roles stay for the day it is opened."""
    if queries.administers_all(account.id) and not queries.other_administrators_of_all(account.id):
        raise _last_administrator()
    account.disabled_at = clock.now()
    _put_away_cards(account)
    audit.record("disable-account", account, ["disabled_at"])
    end_all_sign_ins(account)


def forget(person_id: int) -> None:
    """Somebody is erased from the house: the account stays closed and empty, its sign-ins, cards and roles are gone."""
    account = db.session.scalar(select(Account).where(Account.person_id == person_id))
    if account is None:
        return
    for table in (SignIn, SignInCard, RoleGrant):
        db.session.execute(delete(table).where(table.account_id == account.id))
    account.user_name = account.password_hash = account.pin_hash = None
    account.disabled_at = account.disabled_at or clock.now()
    audit.record("forget-account", account)


def enable(account: Account) -> None:
    """Open a closed account again."""
    account.disabled_at = None
    audit.record("enable-account", account, ["disabled_at"])


def _last_administrator() -> Problem:
    return Problem(_("这是最后一位管理员，请先让另一个人也做管理员。"))


@dataclass(frozen=True, slots=True)
class Granted:
    """A role that was given, and what its holder has to be told once (``password`` None: they have one already)."""

    grant: RoleGrant
    person: Person
    unit: Unit
    user_name: str
    password: str | None


def _free_user_name(person: Person) -> str:
    wanted = re.sub(r"[^a-z0-9]", "", spelled(person.name).split(" ")[0]) or "staff"
    wanted = wanted if not wanted.isdecimal() else f"u{wanted}"
    taken = queries.user_names_like(wanted)
    numbers = ("", *map(str, range(2, len(taken) + 3)))
    return next(f"{wanted}{number}" for number in numbers if f"{wanted}{number}" not in taken)


def checked_user_name(user_name: str) -> str:
    """A user name as it is kept; two that look the same are the same, and none looks like a phone number."""
    folded = fold(user_name)
    if len(folded) < 2 or len(folded) > 40:
        raise Problem(_("用户名请用 2 到 40 个字。"), "user_name")
    if re.fullmatch(r"[0-9+-]+", folded):
        raise Problem(_("用户名里要有字母或汉字，免得和手机号混在一起。"), "user_name")
    if folded in queries.user_names_like(folded):
        raise Problem(_("已经有人用这个用户名了，请换一个。"), "user_name")
    return folded


def grant_role(person: Person, role: Role, unit: Unit, user_name: str = "") -> Granted:
    """Give a person a role over a unit; who has had no password gets a user name and a temporary one.

    The sign-ins of the account end: what a browser may do is decided anew.
    """
    person_id, unit_id = person.id, unit.id
    release()
    password = credentials.temporary_password()
    kept = credentials.hash_password(password)
    person, unit = db.session.get_one(Person, person_id), db.session.get_one(Unit, unit_id)
    account = _account_for(person)
    if any(held.role is role and held.unit_id == unit.id for held in queries.roles_of(account.id)):
        raise Problem(_("%(name)s已经是这里的%(role)s了。", name=person.name, role=ROLES[role]), "role")
    if account.user_name is None:
        account.user_name = checked_user_name(user_name) if user_name else _free_user_name(person)
    needs_password = account.password_hash is None
    if needs_password:
        account.password_hash, account.password_is_temporary = kept, True
    _put_away_cards(account)
    grant = RoleGrant(account_id=account.id, unit_id=unit.id, role=role, granted_at=clock.now())
    db.session.add(grant)
    audit.record("grant-role", grant, ["role", "unit_id"], on_behalf_of=person.id)
    end_all_sign_ins(account)
    return Granted(grant, person, unit, account.user_name, password if needs_password else None)


def revoke_role(grant: RoleGrant) -> None:
    """Take a role away; the sign-ins of the account end. The last administrator of all stays."""
    is_top = grant.role is Role.ADMINISTRATOR and grant.unit.parent_id is None
    if is_top and not queries.other_administrators_of_all(grant.account_id, without_grant=grant.id):
        raise _last_administrator()
    audit.record("revoke-role", grant, ["role", "unit_id"])
    account = grant.account
    db.session.delete(grant)
    db.session.flush()
    end_all_sign_ins(account)


def make_administrator(person: Person, unit: Unit, user_name: str, password: str) -> Account:
    """The first administrator of a centre, with a password of their own choice (setting up; ``partyedu init``)."""
    password = credentials.check_new_password(password, user_name, person.name)
    account = _account_for(person)
    account.user_name = checked_user_name(user_name)
    account.password_hash = credentials.hash_password(password)
    grant = RoleGrant(account_id=account.id, unit_id=unit.id, role=Role.ADMINISTRATOR, granted_at=clock.now())
    db.session.add(grant)
    audit.record("grant-role", grant, ["role", "unit_id"], on_behalf_of=person.id)
    return account
