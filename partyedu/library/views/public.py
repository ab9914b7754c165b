"""What everybody may open: the list of the library."""

from enum import StrEnum
from typing import TypeVar

from flask import Response, request

from partyedu.core.access import anyone
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page
from partyedu.core.paging import page_number, paged
from partyedu.library import blueprint, queries
from partyedu.library.models import Distinction, Origin, Tier
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
