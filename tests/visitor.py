"""A visitor: opens addresses as a browser does, and checks every page it is given."""

import re
import secrets
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask, g, session
from sqlalchemy import event

from partyedu.accounts import sign_in
from partyedu.accounts.models import Account
from partyedu.core import pages
from partyedu.core.db import db


class Answer:
    """What came back: status, headers, text, and the parsed page."""

    def __init__(self, response: Any, statements: list[str]) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.statements = statements
        self.html = response.get_data(as_text=True) if response.mimetype.startswith("text/") else ""

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The parsed page."""
        return BeautifulSoup(self.html, "html.parser")

    @property
    def text(self) -> str:
        """The words of the page, spaces folded."""
        return re.sub(r"\s+", " ", self.soup.get_text(" ")).strip()

    @property
    def heading(self) -> str:
        """The one h1."""
        found = self.soup.h1
        return re.sub(r"\s+", " ", found.get_text(" ")).strip() if found else ""

    @property
    def location(self) -> str:
        """Where a redirect leads (or where HTMX is told to go)."""
        return str(self.headers.get("Location") or self.headers.get("HX-Redirect") or "")

    def one(self, selector: str) -> Tag:
        """The one element that fits."""
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} × {selector}\n{self.text[:600]}"
        return found[0]

    def all(self, selector: str) -> list[Tag]:
        """All elements that fit."""
        return self.soup.select(selector)

    def errors(self) -> list[str]:
        """The sentences at fields and above forms."""
        return [re.sub(r"\s+", " ", tag.get_text(" ")).strip() for tag in self.soup.select(".field-error, .form-error")]

    def form(self, action: str) -> dict[str, Any]:
        """The fields of the form with this action, as a browser would send them untouched."""
        for form in self.soup.select("form"):
            if (form.get("action") or "").split("?")[0] == action:
                return _fields(form)
        raise AssertionError(f"no form for {action}: {[form.get('action') for form in self.soup.select('form')]}")


def _fields(form: Tag) -> dict[str, Any]:
    sent: dict[str, Any] = {}

    def add(name: str, value: str) -> None:
        if name in sent:
            sent[name] = [*(sent[name] if isinstance(sent[name], list) else [sent[name]]), value]
        else:
            sent[name] = value

    for tag in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(tag["name"]), str(tag.get("type", ""))
        if tag.name == "textarea":
            add(name, tag.get_text().removeprefix("\n"))
        elif tag.name == "select":
            first = [] if tag.has_attr("multiple") else tag.select("option")[:1]
            chosen = tag.select("option[selected]") or first
            for option in chosen:
                add(name, str(option.get("value", option.get_text())))
        elif kind in ("checkbox", "radio"):
            if tag.has_attr("checked"):
                add(name, str(tag.get("value", "on")))
        elif kind not in ("file", "submit", "button", "image"):
            add(name, str(tag.get("value", "")))
    return sent


class Visitor:
    """A browser without JavaScript (``htmx=True`` asks for regions as HTMX does)."""

    def __init__(self, app: Flask, person: Any = None, language: str | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        if language:
            self.client.set_cookie("language", language)
        if person is not None:
            self.sign_in(person)

    def sign_in(self, person: Any, shared: bool = False) -> None:
        """Sign in without the form: the sign-in itself is real."""
        with self.app.test_request_context():
            account = db.session.scalar(db.select(Account).where(Account.person_id == person.id))
            assert account is not None, "this person has no account"
            sign_in.begin(account, shared_device=shared)
            db.session.commit()
            kept = dict(session)
        with self.client.session_transaction() as cookie:
            cookie.update(kept)

    def get(self, url: str, htmx: bool = False, target: str | None = None, **headers: str) -> Answer:
        """Open an address; a full page is checked (one h1, title, ids, forms)."""
        sent = dict(headers)
        if htmx:
            sent["HX-Request"] = "true"
        if target:
            sent["HX-Target"] = target
        answer = self._ask("GET", url, headers=sent)
        if answer.status == 200 and answer.response.mimetype == "text/html":
            check_page(answer, fragment=htmx)
        return answer

    def post(self, url: str, data: dict[str, Any] | None = None, htmx: bool = False, follow: bool = False) -> Answer:
        """Send a form with a valid CSRF token."""
        data = {**(data or {})}
        if "csrf_token" not in data:
            data["csrf_token"] = self.csrf_token()
        headers = {"HX-Request": "true"} if htmx else {}
        answer = self._ask("POST", url, data=data, headers=headers, content_type="multipart/form-data")
        if follow and answer.location:
            return self.get(answer.location)
        if answer.response.mimetype == "text/html" and answer.status in (200, 401, 409, 422):
            check_page(answer, fragment=htmx)
        return answer

    def submit(self, page_url: str, action: str | None = None, follow: bool = False, **filled: Any) -> Answer:
        """Open a page, fill in its form and send it, as a person does."""
        page = self.get(page_url)
        assert page.status == 200, (page.status, page_url)
        action = action or page_url
        fields = {**page.form(action.split("?")[0]), **filled}
        return self.post(action, {name: value for name, value in fields.items() if value is not None}, follow=follow)

    def csrf_token(self) -> str:
        """A valid token of this browser, as any page would offer it; that pages do is looked at in ``check_page``."""
        with self.client.session_transaction() as cookie:
            kept = cookie.setdefault("csrf_token", secrets.token_hex(20))
        with self.app.test_request_context():
            session["csrf_token"] = kept
            g.pop("csrf_token", None)
            return pages.csrf_token()

    def _ask(self, method: str, url: str, **options: Any) -> Answer:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            # What is kept in memory is read anew once a second, by whichever page comes next: not that page's own work.
            kept = "FROM public_version" in statement or "FROM setting" in statement
            if not kept and not statement.startswith(("BEGIN", "PRAGMA")):
                statements.append(statement)

        with self.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            response = self.client.open(url, method=method, **options)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return Answer(response, statements)


def check_page(answer: Answer, fragment: bool = False) -> None:
    """What holds for every page of the house."""
    soup = answer.soup
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids)), f"ids twice: {[one for one in ids if ids.count(one) > 1]}"
    for form in soup.select("form"):
        assert form.get("action") is not None, f"a form without action: {str(form)[:200]}"
        if (form.get("method") or "get").lower() == "post":
            assert form.select_one("input[name=csrf_token]"), f"a form without CSRF token: {str(form)[:200]}"
    for label in soup.select("label[for]"):
        assert fragment or label["for"] in ids, f"a label for nothing: {label}"
    assert not soup.select("[style], [onclick], [onchange], [onsubmit], script:not([src])"), "inline style or script"
    if not fragment:
        assert len(soup.select("h1")) == 1, f"{len(soup.select('h1'))} h1"
        assert soup.title is not None
        assert soup.title.get_text().strip()
