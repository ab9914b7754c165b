"""My talks, and the pool that staff plan from."""

from flask import Response, request

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page
from partyedu.core.paging import page_number, paged
from partyedu.speakers import blueprint, queries
from partyedu.speakers.forms import PublicNameForm
from partyedu.speakers.models import Quality, TalkState
from partyedu.speakers.views.public import chosen


@blueprint.get("/mine")
@requires(Permission.MEMBER)
def mine() -> Response:
    """My talks, each with where it stands and the one next step; how the public reads my name."""
    actor = signed_in()
    person = found(queries.person_to_act_for(actor, actor.person_id or 0))
    return render_page(
        "speakers/mine.html",
        fragment="talk_list",
        page=paged(queries.talks_of(person.id), page_number(), 10),
        typed=paged(queries.typed_by(actor), 1, 10).rows if actor.may(Permission.TALK_MANAGE) else [],
        person=person,
        name_form=PublicNameForm(public_name=person.public_name),
    )


@blueprint.get("/pool")
@requires(Permission.TALK_MANAGE)
def pool() -> Response:
    """The talks of one's own people, by state, theme, quality and word: what a session can be planned from."""
    actor = signed_in()
    state = chosen(TalkState, "state") or TalkState.APPROVED
    theme_id, quality, words = request.args.get("theme", type=int), chosen(Quality, "quality"), query_text()
    counts, is_narrowed = queries.pool_counts(actor), bool(theme_id or quality or words)
    query = queries.pool(actor, state, theme_id, words, quality)
    return render_page(
        "speakers/pool.html",
        fragment="talk_list",
        page=paged(query, page_number(), counted=None if is_narrowed else counts[state]),
        counts=counts,
        themes=queries.theme_choices(),
        state=state,
        theme_id=theme_id,
        quality=quality,
        words=words,
    )
