"""Signing in with a name or a card, and out."""

from flask import Response, flash, request, url_for

from partyedu.accounts import blueprint, operations, queries
from partyedu.accounts.device import remember, this_device
from partyedu.accounts.forms import CardPasswordForm, CardPinForm, SignInForm
from partyedu.accounts.models import SignInCard
from partyedu.core.access import anyone
from partyedu.core.actor import current_actor
from partyedu.core.errors import Problem
from partyedu.core.https import secure_address
from partyedu.core.pages import own_path, render_page, see_other
from partyedu.core.private import is_private_road
from partyedu.core.words import _


def try_sign_in(form: SignInForm) -> bool:
    """Sign in with what was filled in; a refusal stands in the form. One sentence for unknown, disabled and wrong."""
    device = this_device()
    if not form.validate_on_submit():
        return False
    given = (form.name.data, form.who.data or "", form.secret.data, form.shared_device.data)
    if not form.attempt(operations.sign_in_by_name, *given, device):
        return False
    if form.result is None:
        words = _("没有对上，请检查号码和 PIN（密码）。几位家人共用一个手机号的，请把姓名也填上。")
        form.refuse(Problem(words, "secret"))
        return False
    return True


def sign_in_page(form: SignInForm, status: int = 200) -> Response:
    """The page with the form; ``who`` is asked after a try that did not fit."""
    staff = "staff" in request.args
    secure = "" if is_private_road() else secure_address()
    page = render_page("accounts/sign_in.html", fragment="form", status=status, form=form, staff=staff, secure=secure)
    return remember(page, this_device())


@blueprint.get("/sign-in")
@anyone
def sign_in() -> Response:
    """The ways to sign in."""
    if current_actor() is not None:
        return see_other(own_path(request.args.get("next")))
    return sign_in_page(SignInForm(next=own_path(request.args.get("next"))))


@blueprint.post("/sign-in")
@anyone
def begin() -> Response:
    """Sign in, and go on where the person wanted to go."""
    form = SignInForm()
    if not try_sign_in(form):
        return sign_in_page(form, form.status)
    answer = see_other(own_path(form.next.data))
    return remember(answer, this_device().having(form.result.account_id))


@blueprint.post("/sign-out")
@anyone
def sign_out() -> Response:
    """Sign out on this browser, at once."""
    operations.sign_out()
    flash(_("您已退出。"), "info")
    return see_other(url_for("home.index"))


def _card_form(card: SignInCard) -> CardPinForm | CardPasswordForm:
    staff = bool(card.account.user_name) or queries.has_roles(card.account_id)
    return CardPasswordForm() if staff else CardPinForm()


def _card_page(card: SignInCard | None, form: CardPinForm | CardPasswordForm | None, status: int = 200) -> Response:
    if card is None or form is None:
        return render_page("accounts/card_void.html", status=410)
    return render_page("accounts/card.html", fragment="form", status=status, form=form, person=card.account.person)


@blueprint.get("/sign-in/card/<token>")
@anyone
def card(token: str) -> Response:
    """Whose card this is, and the form that uses it up. Opening the page does not."""
    card = queries.usable_card(token)
    return _card_page(card, _card_form(card) if card else None)


@blueprint.post("/sign-in/card/<token>")
@anyone
def use_card(token: str) -> Response:
    """Set the PIN of the card's owner and sign in."""
    card = queries.usable_card(token)
    form = _card_form(card) if card else None
    if card is None or form is None or not form.validate_on_submit():
        return _card_page(card, form, 422)
    secret = form.pin.data if isinstance(form, CardPinForm) else form.password.data
    if not form.attempt(operations.use_card, token, secret, form.shared_device.data):
        return _card_page(queries.usable_card(token), form, form.status)
    flash(_("设好了，您已登录。下次用手机号（或用户名）登录就行。"))
    return remember(see_other(url_for("home.index")), this_device().having(form.result.account_id))
