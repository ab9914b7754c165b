"""Who may open a route. Every view says so, below its route line; a test walks all routes."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from werkzeug.exceptions import NotFound

from partyedu.core.actor import Actor, Permission, current_actor

View = TypeVar("View", bound=Callable[..., Any])


class SignInNeeded(Exception):
    """The route is for people who have signed in; accounts answers with the way to do so."""


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Open the view to signed-in people who hold one of the permissions somewhere; the rows are the query's matter."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            actor = current_actor()
            if actor is None:
                raise SignInNeeded
            if not any(actor.may(permission) for permission in permissions):
                raise NotFound
            return view(*args, **kwargs)

        guarded.access = permissions  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def anyone(view: View) -> View:
    """Open the view to everybody in the building, signed in or not."""
    view.access = "anyone"  # type: ignore[attr-defined]
    return view


def signed_in() -> Actor:
    """The actor of a view that requires one."""
    actor = current_actor()
    if actor is None:
        raise SignInNeeded
    return actor
