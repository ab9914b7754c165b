"""Who can be met on stage: talks and speakers for everybody, with and without signing in."""

from enum import StrEnum
from typing import TypeVar

from flask import Response, request

from partyedu.core.access import anyone
from partyedu.core.actor import current_actor
from partyedu.core.errors import found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page
from partyedu.core.paging import page_number, paged
from partyedu.speakers import access, blueprint, queries
from partyedu.speakers.models import Quality, Source

Choice = TypeVar("Choice", bound=StrEnum)


def chosen(kind: type[Choice], name: str) -> Choice | None:
    """A choice of the address, or None for none and for nonsense."""
    try:
        return kind(request.args.get(name, ""))
    except ValueError:
        return None


@blueprint.get("/")
@anyone
def index() -> Response:
    """Approved talks, by theme, quality and word."""
    theme_id, quality, words = request.args.get("theme", type=int), chosen(Quality, "quality"), query_text()
    return render_page(
        "speakers/index.html",
        fragment="talk_list",
        page=paged(queries.public_talks(theme_id, words, quality), page_number()),
        themes=queries.theme_choices(),
        theme_id=theme_id,
        quality=quality,
        words=words,
    )


@blueprint.get("/people")
@anyone
def speakers() -> Response:
    """Speakers with an approved talk who show a name, by source, theme and name."""
    theme_id, source, words = request.args.get("theme", type=int), chosen(Source, "source"), query_text()
    return render_page(
        "speakers/people.html",
        fragment="speaker_list",
        page=paged(queries.public_speakers(theme_id, words, source), page_number()),
        themes=queries.theme_choices(),
        theme_id=theme_id,
        source=source,
        words=words,
    )


@blueprint.get("/<int:person_id>")
@anyone
def speaker(person_id: int) -> Response:
    """A speaker's page: talks, materials, honours, keepsakes, and (from the theatre) times on stage."""
    actor = current_actor()
    person = found(queries.speaker_for(actor, person_id))
    source = queries.source_of(person.id)
    return render_page(
        "speakers/speaker.html",
        fragment="talk_list",
        person=person,
        source=source.source if source else None,
        page=paged(queries.approved_talks_of(person.id), page_number()),
        materials=queries.materials_of(actor, person),
        keepsakes=queries.public_keepsakes_of(person.id),
        honours=queries.honours_of(person.id),
        acts_for=access.may_act_for(actor, person),
    )
