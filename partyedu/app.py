"""The application, assembled: read it like a table of contents."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask_compress import Compress

from partyedu import (
    accounts,
    admin,
    attendance,
    config,
    contests,
    courses,
    discussions,
    home,
    library,
    notices,
    orders,
    organisation,
    plans,
    reports,
    schedule,
    screens,
    speakers,
    study,
    surveys,
    theatre,
)
from partyedu.admin import nightly
from partyedu.core import (
    db,
    doors,
    errors,
    gate,
    migrations,
    navigation,
    pages,
    personal,
    private,
    security,
    static,
    uploads,
    watch,
    words,
)


class House(Flask):
    """Flask without views that are coroutines: nobody need ask each of a dozen functions per request whether it is."""

    url_rule_class = doors.Rule

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func


FEATURES = (
    organisation,
    accounts,
    notices,
    schedule,
    attendance,
    discussions,
    surveys,
    speakers,
    theatre,
    library,
    courses,
    contests,
    orders,
    study,
    plans,
    reports,
    screens,
    admin,
    home,
)


def create_app(data: str | Path | None = None, **overrides: Any) -> Flask:
    """The application over one data folder (default: see ``config.data_folder``); ``overrides`` are Flask settings."""
    app = House("partyedu")
    app.config.from_mapping(config.settings(config.data_folder(data)) | overrides)
    Compress(app)
    for room in (db, watch, migrations, words, pages, static, uploads, security, errors, gate, private):
        room.init_app(app)
    for feature in FEATURES:
        feature.init_app(app)
        navigation.register(app, getattr(feature, "ENTRIES", ()), getattr(feature, "waiting", None))
        personal.register(app, feature.__name__, getattr(feature, "indispensable", None))
    return app


@cache
def house_over(data: Path) -> Flask:
    """The one application of this process over a data folder: workers that are forked have it from their parent."""
    return create_app(data)


def create_served_app(data: str | Path | None = None) -> Flask:
    """The application of a serving process: with the scheduled work that whichever process takes the lease does."""
    app = house_over(config.data_folder(data))
    app.config.update(config.doors())  # it may have been made before its doors were
    nightly.start(app)
    return app
