"""What everybody may open: the library, its good courses, a piece; and a like."""

from enum import StrEnum
from typing import Any, TypeVar

from flask import Response, flash, request, url_for

from partyedu.accounts import device
from partyedu.core.access import anyone
from partyedu.core.actor import Permission, current_actor
from partyedu.core.errors import found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.library import blueprint, operations, queries, showing
from partyedu.library.forms import CommentForm, ConsentForm, ReasonForm
from partyedu.library.models import Courseware, Distinction, Origin, Stage, Tier
from partyedu.library.queries import CoursewareFilter
from partyedu.speakers.queries import theme_choices

Choice = TypeVar("Choice", bound=StrEnum)


def chosen_of(kind: type[Choice], name: str) -> Choice | None:
    """A choice of the address, or None for none and for nonsense."""
    try:
        return kind(request.args.get(name, ""))
    except ValueError:
        return None


def asked() -> CoursewareFilter:
    """What the address narrows a list to."""
    return CoursewareFilter(
        category_id=request.args.get("category", type=int),
        theme_id=request.args.get("theme", type=int),
        origin=chosen_of(Origin, "origin"),
        tier=chosen_of(Tier, "tier"),
        distinction=chosen_of(Distinction, "distinction"),
        stage=chosen_of(Stage, "stage"),
        words=query_text(),
    )


@blueprint.get("/")
@anyone
def index() -> Response:
    """What the library holds, by category, theme, origin, tier and word."""
    chosen = asked()
    return render_page(
        "library/index.html",
        fragment="listed",
        page=paged(queries.courseware_listed(chosen), page_number()),
        chosen=chosen,
        categories=queries.category_choices(),
        themes=theme_choices(),
    )


@blueprint.get("/good")
@anyone
def good() -> Response:
    """The model lessons and good courses."""
    actor = current_actor()
    return render_page(
        "library/good.html",
        fragment="listed",
        page=paged(queries.good_ones(), page_number()),
        may_screen=actor is not None and actor.may(Permission.EVENT_MANAGE),
    )


def like_key(courseware_id: int, browser: device.Device) -> str:
    """The key of this reader's like on this browser."""
    actor = current_actor()
    return operations.like_key(courseware_id, browser.id, actor.person_id if actor else None)


@blueprint.get("/<int:courseware_id>")
@anyone
def piece(courseware_id: int) -> Response:
    """One piece, to read; for its maker, staff and reviewers also where it stands and what was said."""
    return piece_page(found(queries.piece_for(current_actor(), courseware_id)))


def piece_page(row: Courseware, status: int = 200, fragment: str = "content", **forms: Any) -> Response:
    """The page of a piece, as this reader may see it; ``forms``: one that was filled in and refused."""
    actor = current_actor()
    key = like_key(row.id, device.this_device())
    comment = CommentForm(formdata=None)
    if actor is None or not actor.may(Permission.LIBRARY_MANAGE):
        del comment.person
    blank = {
        "comment_form": comment,
        "decline_form": ReasonForm(formdata=None, prefix="decline-"),
        "withdraw_form": ReasonForm(formdata=None, prefix="withdraw-"),
        "consent_form": ConsentForm(formdata=None),
    }
    shown = showing.piece_page(actor, row, key, request.args.get("version", type=int))
    refused = list(forms.values())
    return render_page(
        "library/piece.html", fragment, status, shown=shown, piece=row, refused=refused, **{**blank, **forms}
    )


@blueprint.post("/<int:courseware_id>/like")
@anyone
def like(courseware_id: int) -> Response:
    """Like a piece, once per browser and person."""
    row, browser = found(queries.piece_public(courseware_id)), device.this_device()
    actor = current_actor()
    stranger = request.remote_addr or "" if actor is None else None
    operations.like(row, like_key(row.id, browser), stranger, actor.person_id if actor else None)
    flash(_("谢谢您的赞。"), "done")
    return device.remember(see_other(url_for("library.piece", courseware_id=row.id)), browser)


@blueprint.post("/<int:courseware_id>/unlike")
@anyone
def unlike(courseware_id: int) -> Response:
    """Take one's like back."""
    row, browser = found(queries.piece_public(courseware_id)), device.this_device()
    operations.unlike(row, like_key(row.id, browser))
    return device.remember(see_other(url_for("library.piece", courseware_id=row.id)), browser)
