"""Words for people: translation, the language of a reader, and how dates and times are written.

Source texts are Simplified Chinese; ``zh_Hant`` and ``en`` are catalogues in ``partyedu/translations``.

How Chinese is set here (``tests/test_catalogues.py`` reads every source text for it): punctuation is full width;
figures and Latin letters stand a space apart from the characters beside them (共 25 分钟, 打开 PIN), but a date is
written in one piece (2026年3月5日收到, %(year)s年) and nothing stands apart from punctuation. Names of people, units
and talks are Chinese and stand close: %(name)s已签到. ``when`` is a time of day or ends in one (3月5日 周四 09:30),
``day`` is a date.

One source text that needs two English ones stands in a context that says where: ``_p("栏目", "调查")`` (Surveys, the
room) beside ``_("调查")`` (Survey, one of them); lazily ``_lp``, in templates ``pgettext``.
"""

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, has_request_context, request
from flask.globals import app_ctx
from flask_babel import Babel, Domain, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext as _n
from flask_babel import pgettext as _p
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from partyedu.core import clock

__all__ = ["LANGUAGES", "N_", "_", "_l", "_lp", "_n", "_p", "html_lang", "init_app", "language"]

TRANSLATIONS = Path(__file__).parents[1] / "translations"
LANGUAGES: Mapping[str, str] = {"zh_Hans": "简体", "zh_Hant": "繁體", "en": "English"}
COOKIE = "language"

# Negotiation knows no zh-CN or zh-TW (it answers None), so the tags that browsers send are mapped by hand.
_TAGS = {
    "zh-cn": "zh_Hans",
    "zh-sg": "zh_Hans",
    "zh-hans": "zh_Hans",
    "zh": "zh_Hans",
    "zh-tw": "zh_Hant",
    "zh-hk": "zh_Hant",
    "zh-mo": "zh_Hant",
    "zh-hant": "zh_Hant",
}

_PATTERNS = {
    "zh": {
        "date": "y年M月d日",
        "date_weekday": "y年M月d日 EEE",
        "month_day": "M月d日",
        "month": "y年M月",
        "year": "y年",
        "month_name": "M月",
        "month_short": "M月",
        "day": "d",
        "weekday": "EEE",
        "weekday_long": "EEEE",
        "time": "HH:mm",
        "datetime": "M月d日 EEE HH:mm",
        "full": "y年M月d日 EEEE HH:mm",
    },
    "en": {
        "date": "d MMM y",
        "date_weekday": "EEE d MMM y",
        "month_day": "d MMM",
        "month": "MMM y",
        "year": "y",
        "month_name": "MMMM",
        "month_short": "MMM",
        "day": "d",
        "weekday": "EEE",
        "weekday_long": "EEEE",
        "time": "HH:mm",
        "datetime": "EEE d MMM HH:mm",
        "full": "EEEE d MMMM y HH:mm",
    },
}


def N_(text: str) -> str:  # noqa: N802 - the name that extraction of texts looks for
    """Mark ``text`` for the catalogues; it is translated where it is shown."""
    return text


def language() -> str:
    """The reader's language: their own choice, else what the browser asks for, else Simplified Chinese."""
    if not has_request_context():
        return "zh_Hans"
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return _asked_for(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=256)
def _asked_for(header: str) -> str:
    for tag in parse_accept_header(header, LanguageAccept).values():
        tag = tag.lower()
        if tag in _TAGS:
            return _TAGS[tag]
        if tag.split("-")[0] == "en":
            return "en"
        if tag.startswith(("zh-hans", "zh-hant")):
            return _TAGS[tag[:7]]
    return "zh_Hans"


def html_lang() -> str:
    """The language as the ``lang`` attribute writes it."""
    return str(get_locale() or "zh_Hans").replace("_", "-")


def formatted(value: date | datetime | None, style: str) -> str:
    """A date or instant in the hall's zone, written in the reader's language; nothing for nothing."""
    if value is None:
        return ""
    locale = _readers_locale()
    language, script = (locale.language, locale.script) if locale else ("zh", "Hans")
    if isinstance(value, datetime):
        value = clock.local(value).replace(tzinfo=None)
    else:
        value = datetime.combine(value, datetime.min.time())
    return _written(value, style, language, script)


@lru_cache(maxsize=4096)
def _written(value: datetime, style: str, language: str, script: str | None) -> str:
    """A page writes the same few days again and again."""
    from babel.dates import format_datetime

    pattern = _PATTERNS["en" if language == "en" else "zh"][style]
    return format_datetime(value, pattern, locale=f"{language}_{script}" if script else language)


def duration(minutes: int | None) -> str:
    """A length: 25 分钟, 1 小时 30 分钟."""
    if not minutes:
        return _("0 分钟")
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)s 分钟", n=rest)
    if not rest:
        return _("%(n)s 小时", n=hours)
    return _("%(hours)s 小时 %(minutes)s 分钟", hours=hours, minutes=rest)


_NUMERALS = "〇一二三四五六七八九"


def numeral(number: int) -> str:
    """1 → 一, 12 → 十二 (up to 99), as a playbill numbers its acts; plain figures for a reader of English."""
    if str(get_locale()) == "en":
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


def figure(number: int | str) -> str:
    """A count as every page writes it: 1362, and 13,000 from five digits on (four stand together, GB/T 15835).

    What is words already (a share, a dash) stays as it is.
    """
    return f"{number:,}" if isinstance(number, int) and abs(number) >= 10_000 else str(number)


def compile_catalogues() -> None:
    """Write the .mo beside each .po that is newer; catalogues are build output and not kept in git."""
    for po in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            from babel.messages.mofile import write_mo
            from babel.messages.pofile import read_po

            with po.open("rb") as source:
                catalogue = read_po(source, locale=po.parts[-3])
            beside = mo.with_suffix(f".{os.getpid()}.new")  # two processes may start at once
            with beside.open("wb") as target:
                write_mo(target, catalogue)
            beside.replace(mo)


def _readers_locale() -> Locale | None:
    """What ``get_locale`` gives, in a quarter of the time: from where it was noted for this request."""
    here: Any = app_ctx
    noted = here._get_current_object().g.get("_flask_babel") if here else None
    return getattr(noted, "babel_locale", None) or get_locale()


class _Catalogues(Domain):
    """The catalogues of the house, each found by its language without spelling it out for every single text."""

    def __init__(self) -> None:
        super().__init__()
        self._of: dict[tuple[str, str | None] | None, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        """The catalogue of the reader."""
        locale = _readers_locale()
        # Not by the locale itself: comparing two of them takes longer than all the rest.
        key = (locale.language, locale.script) if locale else None
        found = self._of.get(key)
        if found is None:
            found = self._of[key] = super().get_translations()
        return found


def _in_templates(catalogues: _Catalogues) -> Callable[..., str]:
    """``_`` as templates call it: what Jinja's own does, without its two steps in between."""

    @pass_eval_context
    def gettext(context: EvalContext, text: str, /, **values: Any) -> str:
        said = catalogues.get_translations().ugettext(text)
        if context.autoescape:
            said = Markup(said)
        return said % values if values or "%" in said else said

    return gettext


def init_app(app: Flask) -> None:
    """Set up translation and the filters for dates, times and lengths."""
    compile_catalogues()
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_LOCALE"] = "zh_Hans"
    babel = Babel(app, locale_selector=language, timezone_selector=lambda: app.config["TIME_ZONE"])
    babel.domain_instance = catalogues = _Catalogues()
    # A page holds hundreds of texts: the shortest way to each (Flask-Babel looks for its context and domain first).
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: catalogues.get_translations().ugettext(text),
        ngettext=lambda one, more, number: catalogues.get_translations().ungettext(one, more, number),
        newstyle=True,
        pgettext=lambda where, text: catalogues.get_translations().upgettext(where, text),
        npgettext=lambda where, one, more, number: catalogues.get_translations().unpgettext(where, one, more, number),
    )
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"] = _in_templates(catalogues)
    for style in _PATTERNS["zh"]:
        app.jinja_env.filters[style] = lambda value, style=style: formatted(value, style)
    app.jinja_env.filters["duration"] = duration
    app.jinja_env.filters["numeral"] = numeral
    app.jinja_env.filters["figure"] = figure
