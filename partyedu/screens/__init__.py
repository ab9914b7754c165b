"""Televisions in the hall and the rooms: pairing, what each shows and when, notices on them."""

from collections.abc import Iterator

from flask import Flask, Response, current_app, request, url_for

from partyedu.core import clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.doors import Blueprint
from partyedu.core.navigation import Question, Waiting
from partyedu.core.static import static_url
from partyedu.core.together import Rows
from partyedu.core.words import _, _n, formatted, html_lang

blueprint = Blueprint("screens", __name__, url_prefix="/screens")


def waiting(actor: Actor) -> Iterator[Question]:
    """Urgent notices that lie over everything, so that nobody forgets one; screens that have been silent for a day."""
    from partyedu.screens import queries

    if actor.may(Permission.SCREEN_MANAGE):
        yield Question(queries.urgent_hanging(actor, clock.now()), _over_everything)
        yield Question(queries.silent(actor, clock.now()), _silent)


def _over_everything(rows: Rows) -> Iterator[Waiting]:
    if rows:
        title, ends_at = rows[0]
        text = _("紧急通知还盖着屏幕，到 %(when)s：%(title)s", when=formatted(ends_at, "datetime"), title=title)
        if len(rows) > 1:
            text = _n("有 %(num)s 条紧急通知还盖着屏幕", "有 %(num)s 条紧急通知还盖着屏幕", len(rows))
        yield Waiting(text, _("去看看"), url_for("screens.notices"), len(rows), 12)


def _silent(rows: Rows) -> Iterator[Waiting]:
    [(number, name)] = rows
    if number:
        text = _n(
            "有 %(num)s 台电视一天没有回音了，其中有%(name)s",
            "有 %(num)s 台电视一天没有回音了，其中有%(name)s",
            number,
            name=name,
        )
        yield Waiting(text, _("去看看"), url_for("screens.manage"), number, 60)


def _never_an_error(response: Response) -> Response:
    """A television that is opened while the house is in trouble says so kindly, and tries again by itself."""
    if response.status_code >= 500 and request.endpoint == "screens.television":
        bare = current_app.jinja_env.get_template("screens/waiting.html")  # it asks nothing of the database
        response.set_data(bare.render(words=_("马上就好"), lang=html_lang(), static_url=static_url))
    return response


def init_app(app: Flask) -> None:
    """Open the feature's pages."""
    from partyedu.screens import models

    assert models  # tables are known once they are read; pages are read when somebody first comes (``core.doors``)
    blueprint.after_request(_never_an_error)
    app.register_blueprint(blueprint)
