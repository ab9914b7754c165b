"""Answering: a full page, or the regions of it that HTMX asked for. The one place that reads ``HX-*`` headers."""

import re
import secrets
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request, session, url_for
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from markupsafe import escape
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.urls import iri_to_uri

from partyedu import __version__
from partyedu.core import clock, gzipped, watch, words
from partyedu.core.actor import Actor, acting_as, current_actor
from partyedu.core.settings import centre
from partyedu.core.signing import InOneStep
from partyedu.core.words import _

SIZE_COOKIE = "size"
HTML = "text/html; charset=utf-8"


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


def csrf_token() -> str:
    """The token of this browser for its forms, as Flask-WTF makes and checks it, but signed once and kept.

    Its age is not asked (WTF_CSRF_TIME_LIMIT), so signing it anew for every page gains nothing.
    """
    known: str | None = g.get("csrf_token")
    if known is None:
        token = session.get("csrf_token")
        if token is None:
            token = session["csrf_token"] = secrets.token_hex(20)
        known = g.csrf_token = _signed(str(current_app.secret_key), token)
    return known


@lru_cache(maxsize=2048)
def _signed(key: str, token: str) -> str:
    return str(_token_signer(key).dumps(token))


@lru_cache(maxsize=2)
def _token_signer(key: str) -> InOneStep:
    return InOneStep(key, "wtf-csrf-token")


def render_page(
    template: str, fragment: str | tuple[str, ...] = (), status: int = 200, layout: str = "page", **context: Any
) -> Response:
    """The page, or only the blocks ``fragment`` of it when HTMX asked for a region.

    ``layout`` names a template of ``templates/layouts``: page, print or screen.
    """
    fragments = (fragment,) if isinstance(fragment, str) else fragment
    if layout == "screen":  # its clock goes on by itself, in the centre's zone whatever the television's own is
        context.setdefault("zone_minutes", clock.zone_minutes())
    if fragments and wants_fragment():
        layout = "fragment"
    html = render_template(template, layout=f"layouts/{layout}.html", fragments=fragments, **context)
    response = make_response(html, status)
    vary_by(response, "HX-Request")
    return response


def vary_by(response: Response, header: str) -> None:
    """Say that the answer depends on a header of the request, without taking apart what is said already."""
    said = response.headers.get("Vary")
    if said is None:
        response.headers["Vary"] = header
    elif header.lower() not in said.lower():
        response.headers["Vary"] = f"{said}, {header}"


# What differs from reader to reader in a page that is kept for all. Control characters cannot come from people.
_NAME, _TOKEN = "\x04", "\x05"
# \x01 number \x02 what everybody sees \x03: where a reader's own state of a row goes; see ``kept_page``.
_SLOT = "\x01(?:.*?)\x03"
Slot = Callable[[int, str], str]


def slot_of_all(_number: int, otherwise: str) -> str:
    """A slot as everybody sees it."""
    return otherwise


def kept_page(
    names: tuple[str, ...],
    moment: object,
    render: Callable[[], Response],
    slot: Slot = slot_of_all,
    keep: bool = True,
    address: str = "",
) -> Response:
    """A public page, kept as a whole while the public things ``names`` stay as they are.

    ``render`` builds it with ``render_page`` for a reader without a name: it gets an actor who holds the permissions of
    the reader and nothing else, so that nothing personal can be kept. ``moment`` is what else it depends on. What
    differs is taken out of what is kept and put into what is sent: the CSRF token, the reader's name, and the slots:
    the page may hold marks (\x01 number \x02 html \x03), and ``slot(number, html)`` says what stands there.
    Without ``keep`` (one of very many addresses), for regions, for shared tablets and when a message waits, the page
    is built anew. ``address`` stands for the one that was asked for, where that names the reader.
    """
    actor = current_actor()
    token = csrf_token()
    if not keep or wants_fragment() or "_flashes" in session or (actor is not None and not session.permanent):
        response = render()
        response.set_data(_Pieces(response.get_data(as_text=True), _SLOT).filled(slot, token, ""))
        return response
    holds = None if actor is None else frozenset(actor.grants)
    large = request.cookies.get(SIZE_COOKIE) == "large"
    key = ("page", address or request.full_path, words.language(), large, holds, moment)

    def build() -> tuple[_Pieces, _Pieces]:
        stand_in = None if actor is None else Actor(name=_NAME, grants=actor.grants)
        with acting_as(stand_in):
            html = render().get_data(as_text=True)
        html = html.replace(token, _TOKEN)
        return _Pieces(html, f"{_SLOT}|{_NAME}|{_TOKEN}"), _Pieces(_unmarked(html), f"{_NAME}|{_TOKEN}")

    with_slots, as_all_see_it = watch.kept(key, ("centre", *names), build)
    headers = [("Content-Type", HTML), ("Vary", "HX-Request")]
    name = actor.name if actor else ""
    if slot is not slot_of_all:
        return Response(with_slots.filled(slot, token, name), headers=headers)
    if gzipped.is_welcome(request.headers.get("Accept-Encoding", "")):
        return Response(as_all_see_it.gzipped(token, name), headers=[*headers, ("Content-Encoding", "gzip")])
    return Response(as_all_see_it.filled(slot, token, name), headers=headers)


# Stand for a reader's own words while a page is built; letters and digits stay what they are in an address too.
_STAND_INS = tuple(f"own{number}is{secrets.token_hex(12)}" for number in range(4))


def own_page(address: str, moment: object, own: Sequence[str], render: Callable[[Sequence[str]], Response]) -> Response:
    """A page that hundreds open in one moment and in which only a few words are each reader's ``own`` (four at most).

    ``render`` builds it with what it is given in their place, which is all it may know of the reader; so it is kept
    (``address`` names it, ``moment`` is what it depends on) and each reader's words are put in.
    """
    stand_ins = _STAND_INS[: len(own)]

    def built() -> Response:
        response = render(stand_ins)
        html = response.get_data(as_text=True)
        for number, stand_in in enumerate(stand_ins):
            html = html.replace(stand_in, f"\x01{number}\x02\x03")
        response.set_data(html)
        return response

    return kept_page((), moment, built, lambda number, _otherwise: str(escape(own[number])), address=address)


class _Pieces:
    """A page as bytes, cut at the places that differ from reader to reader (one between each two texts)."""

    def __init__(self, html: str, places: str) -> None:
        cut = re.split(f"({places})", html, flags=re.DOTALL)
        self._texts = [text.encode() for text in cut[::2]]
        self._places = cut[1::2]

    def filled(self, slot: Slot, token: str, name: str) -> bytes:
        """The page for one reader."""
        return _in_turn(self._texts, [_put(place, slot, token, name) for place in self._places])

    def gzipped(self, token: str, name: str) -> bytes:
        """The page for one reader, in gzip; its texts are compressed when somebody first asks for that."""
        put = [_put(place, slot_of_all, token, name) for place in self._places]
        blocks = _in_turn(self._compressed, [gzipped.stored(text) for text in put])
        return gzipped.whole(blocks, _in_turn(self._texts, put))

    @cached_property
    def _compressed(self) -> list[bytes]:
        return [gzipped.compressed(text) for text in self._texts]


def _in_turn(texts: list[bytes], between: list[bytes]) -> bytes:
    """Texts, and what stands between each two of them."""
    parts = [b""] * (2 * len(texts) - 1)
    parts[::2], parts[1::2] = texts, between
    return b"".join(parts)


def _put(place: str, slot: Slot, token: str, name: str) -> bytes:
    """What a reader sees at a place."""
    if place == _TOKEN:
        return token.encode()
    if place == _NAME:
        return str(escape(name)).encode()
    number, _mark, html = place[1:-1].partition("\x02")
    return slot(int(number), html).encode()


def _unmarked(html: str) -> str:
    """The page with every slot as everybody sees it."""
    return re.sub("\x01.*?\x02(.*?)\x03", r"\1", html, flags=re.DOTALL)


def see_other(url: str) -> Response:
    """After a successful write: go to another page, whoever asked."""
    if from_htmx():
        return Response(status=204, headers={"HX-Redirect": iri_to_uri(url)})
    return redirect(url, 303)  # type: ignore[return-value]


def happened(event: str) -> Response:
    """After a successful write that changes no region of its own: nothing to swap, an event for those who listen."""
    return Response(status=204, headers={"HX-Trigger": event})


def render_error(status: int, sentence: str) -> Response:
    """An error as a page of the house; HTMX gets the sentence for the region it asked about.

    When the database does not answer, the page is a bare one that asks nothing of it.
    """
    # A message queued before the error belongs to an action that did not happen.
    session.pop("_flashes", None)
    try:
        response = render_page("error.html", fragment="sentence", status=status, sentence=sentence, code=status)
    except SQLAlchemyError:
        bare = current_app.jinja_env.get_template("error_bare.html")  # without the context that every page gets
        html = bare.render(sentence=sentence, heading=_("请留意"), back=_("回首页"), lang=words.html_lang())
        response = make_response(html, status)
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


class _CompiledTemplates(FileSystemBytecodeCache):
    """Templates compiled once for all processes and starts, beside the compiled modules; not where none may write."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        with suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


def init_app(app: Flask) -> None:
    """Give templates what every page needs."""
    from partyedu.core.navigation import entries_for
    from partyedu.core.static import static_url

    app.jinja_env.globals.update(
        static_url=static_url,
        csrf_token=csrf_token,
        software_version=__version__,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if not sys.dont_write_bytecode:
        app.jinja_env.bytecode_cache = _CompiledTemplates(str(Path(cache_from_source(__file__)).with_name("templates")))

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
            "here": own_path(request.full_path.rstrip("?")) if request.method == "GET" else url_for("home.index"),
            "wants_fragment": wants_fragment(),
        }
