"""Refusals. An operation that cannot do what was asked raises a ``Problem`` with a sentence for the person."""

import errno
from collections.abc import Mapping
from typing import Any, TypeVar

from flask import Flask, request
from werkzeug.exceptions import HTTPException, NotFound

from partyedu.core.words import _

T = TypeVar("T")


class Problem(Exception):
    """A refusal in the reader's words.

    ``message`` is a translated (or lazy) sentence, ``field`` the name of the form field it belongs to, ``status``
    the HTTP status of the page that shows it.
    """

    status = 422

    def __init__(self, message: object, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Problem):
    """Somebody else saved the same row in the meantime; ``theirs`` maps field names to what now stands there."""

    status = 409

    def __init__(self, message: object, theirs: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.theirs = theirs


class TooSoon(Problem):
    """Too many wrong tries; ``seconds`` until the next one is heard."""

    status = 429

    def __init__(self, message: object, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class Busy(Problem):
    """The machine cannot write at the moment (disk full, database locked); reading goes on."""

    status = 503


def found(row: T | None) -> T:
    """The row, or the one 404 that says neither "not there" nor "not yours"."""
    if row is None:
        raise NotFound
    return row


def sentence_for(error: HTTPException) -> str:
    """What the page says for an HTTP error, in the reader's language."""
    sentences = {
        400: _("这一次没有收全，请返回上一页再试。"),
        403: _("这一步不是在本站的页面上做的，为了安全没有办。请刷新页面后再试。"),
        404: _("没有这一页，或者它不属于您。"),
        405: _("这个地址不能这样打开，请从菜单进入。"),
        413: _("文件太大了，请换一个小一些的。"),
        429: _("试得太快了，请稍等一会儿。"),
    }
    return sentences.get(error.code or 500, _("出了点问题，您写的内容没有保存。请稍后再试，或者告诉工作人员。"))


# The disk is full, its owner's share of it is used up, or a file may not grow any further.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def _is_busy(error: BaseException | None) -> bool:
    """Whether the machine could not do it now, through no fault of ours: no room, no lock, no database."""
    from sqlalchemy.exc import OperationalError

    return isinstance(error, OperationalError) or (isinstance(error, OSError) and error.errno in _NO_ROOM)


def init_app(app: Flask) -> None:
    """Show every error as a page of the house, never a stack trace."""
    from partyedu.core.pages import render_error

    def unforeseen(error: BaseException):
        if _is_busy(error):
            if request.method in ("GET", "HEAD"):
                return render_error(503, _("这一页暂时打不开（机器正忙，或者磁盘满了）。请稍后再试。"))
            return render_error(503, _("现在写不进去（磁盘可能满了，或者机器正忙）。您可以继续查看，请稍后再保存。"))
        return render_error(500, _("出了点问题，您写的内容没有保存。请稍后再试，或者告诉工作人员。"))

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException):
        if error.code and error.code < 400:
            return error
        # What fails when the transaction is closed, after the view, comes here as a bare 500 around its cause.
        cause = getattr(error, "original_exception", None)
        return unforeseen(cause) if cause else render_error(error.code or 500, sentence_for(error))

    @app.errorhandler(Problem)
    def problem(error: Problem):
        return render_error(error.status, str(error.message))

    @app.errorhandler(OverflowError)
    def beyond_all_numbers(_error: OverflowError):
        # A number in the address or the form that no row can have: SQLite cannot even be asked for it.
        return render_error(404, sentence_for(NotFound()))

    @app.errorhandler(Exception)
    def unexpected(error: Exception):
        app.logger.exception("unexpected")
        if app.config["TESTING"] and not _is_busy(error):
            raise error
        return unforeseen(error)
