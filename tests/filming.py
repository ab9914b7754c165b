"""The house with one page more, on which anybody films: what a room that takes videos does, without the room."""

from pathlib import Path

from flask import Flask, Response, render_template_string
from wtforms import FileField, StringField

from partyedu.app import create_served_app
from partyedu.core import uploads
from partyedu.core.access import anyone
from partyedu.core.db import db
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import see_other

PAGE = """{% extends "layouts/page.html" %}{% from "components/forms.html" import token, errors, field, buttons %}
{% from "components/reading.html" import reading %}{% block title %}film{% endblock %}
{% block page %}<h1>film</h1>{% for file in files %}{{ reading(file, "/film/%s"|format(file.stored.id)) }}{% endfor %}
<form class="form" method="post" action="/film" enctype="multipart/form-data">{{ token() }}{{ errors(form) }}
{{ field(form.film, accept=".mp4,.webm") }}{{ field(form.title) }}{{ buttons("ok") }}</form>{% endblock %}"""


class FilmForm(Form):
    """A film and its title; the title stands behind the file on purpose."""

    film = FileField("film")
    title = StringField("title")


def add_page(app: Flask) -> Flask:
    """Open the page."""

    def page(form: FilmForm, status: int = 200) -> Response:
        from partyedu.core.reading import readable

        files = [readable(row) for row in db.session.scalars(db.select(uploads.StoredFile))]
        return Response(render_template_string(PAGE, form=form, files=files), status)

    @app.get("/film")
    @anyone
    def films() -> Response:
        return page(FilmForm())

    @app.post("/film")
    @anyone
    def film() -> Response:
        form = FilmForm()
        if form.validate_on_submit() and form.attempt(uploads.read, form.film.data, uploads.VIDEOS, "film"):
            row = uploads.store(form.result)
            return see_other(f"/film/{row.id}")
        return page(form, form.status)

    @app.get("/film/<int:number>")
    @anyone
    def film_file(number: int) -> Response:
        return uploads.send(found(db.session.get(uploads.StoredFile, number)))

    return app


def create_app(data: Path) -> Flask:
    """The served house with the page."""
    return add_page(create_served_app(data))
