"""Answering: a full page, or the regions of it that HTMX asked for. The one place that reads ``HX-*`` headers."""

from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf

from partyedu import __version__
from partyedu.core import words
from partyedu.core.actor import current_actor
from partyedu.core.settings import centre

SIZE_COOKIE = "size"


def wants_fragment() -> bool:
    """Whether HTMX asks for a region: not for a boosted page, not for a page of the history."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def from_htmx() -> bool:
    """Whether the request comes from HTMX at all."""
    return request.headers.get("HX-Request") == "true"


def render_page(
    template: str, fragment: str | tuple[str, ...] = (), status: int = 200, layout: str = "page", **context: Any
) -> Response:
    """The page, or only the blocks ``fragment`` of it when HTMX asked for a region.

    ``layout`` names a template of ``templates/layouts``: page, print or screen.
    """
    fragments = (fragment,) if isinstance(fragment, str) else fragment
    if fragments and wants_fragment():
        layout = "fragment"
    html = render_template(template, layout=f"layouts/{layout}.html", fragments=fragments, **context)
    response = make_response(html, status)
    response.vary.add("HX-Request")
    return response


def see_other(url: str) -> Response:
    """After a successful write: go to another page, whoever asked."""
    if from_htmx():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)  # type: ignore[return-value]


def happened(event: str) -> Response:
    """After a successful write that changes no region of its own: nothing to swap, an event for those who listen."""
    return Response(status=204, headers={"HX-Trigger": event})


def render_error(status: int, sentence: str) -> Response:
    """An error as a page of the house; HTMX gets the sentence for the region it asked about."""
    from flask import session

    # A message queued before the error belongs to an action that did not happen.
    session.pop("_flashes", None)
    response = render_page("error.html", fragment="sentence", status=status, sentence=sentence, code=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def own_path(url: str | None, otherwise: str = "/") -> str:
    """The address if it is a path of this site, else ``otherwise`` (against open redirects)."""
    if not url or not url.startswith("/") or url.startswith(("//", "/\\")) or any(ord(char) < 33 for char in url):
        return otherwise
    return url


def version_answer(version: str) -> Response | None:
    """204 for a poll that already holds ``version`` (an unchanged screen), else None."""
    if request.args.get("version") == version:
        return Response(status=204)
    return None


def init_app(app: Flask) -> None:
    """Give templates what every page needs."""
    from partyedu.core.navigation import entries_for
    from partyedu.core.static import static_url

    app.jinja_env.globals.update(
        static_url=static_url,
        csrf_token=generate_csrf,
        software_version=__version__,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def common() -> dict[str, Any]:
        actor = current_actor()
        language = words.language()
        return {
            "actor": actor,
            "centre": centre(),
            "centre_name": centre().name or "partyedu",
            "navigation": entries_for(actor),
            "languages": [
                {"code": code, "own_name": name, "current": code == language} for code, name in words.LANGUAGES.items()
            ],
            "lang": words.html_lang(),
            "large": request.cookies.get(SIZE_COOKIE) == "large",
            "here": request.full_path.rstrip("?") if request.method == "GET" else url_for("home.index"),
            "wants_fragment": wants_fragment(),
        }


