"""The inbox of a person, and the call list of staff."""

from flask import Response, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import query_text, row_number
from partyedu.core.pages import own_path, render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.settings import centre
from partyedu.notices import blueprint, operations, queries
from partyedu.notices.models import NOTICE_KINDS
from partyedu.organisation.queries import person_reached

# A printed list, or one page of slips: more would not be cut by hand.
PRINTED_AT_MOST = 300


def _sentences() -> dict[str, str]:
    """The words of each kind of notice, with the place of the subject still open."""
    return {kind.value: str(words) for kind, words in NOTICE_KINDS.items()}


@blueprint.get("/")
@requires(Permission.MEMBER)
def inbox() -> Response:
    """The reader's own notices."""
    actor = signed_in()
    page = paged(queries.inbox(actor.person_id or 0), page_number())
    return render_page(
        "notices/inbox.html",
        fragment="inbox",
        page=page,
        sentences=_sentences(),
        unread=queries.unread(actor.person_id or 0),
        may_call=actor.may(Permission.PEOPLE_READ),
    )


@blueprint.post("/<int:notice_id>/open")
@requires(Permission.MEMBER)
def open_notice(notice_id: int) -> Response:
    """Read a notice: note it, and go where one can act."""
    notice = found(queries.own_notice(signed_in().person_id, notice_id))
    operations.open_notice(notice)
    return see_other(own_path(notice.url, url_for("notices.inbox")))


@blueprint.post("/open-all")
@requires(Permission.MEMBER)
def open_all() -> Response:
    """Note that everything has been read."""
    operations.open_all(signed_in().person_id or 0)
    return see_other(url_for("notices.inbox"))


@blueprint.get("/calls")
@requires(Permission.PEOPLE_READ)
def calls() -> Response:
    """Whom to call or tell in person, of one event or of everything; and who has been told."""
    actor, now = signed_in(), clock.now()
    about, told = query_text("about"), request.args.get("told") == "1"
    page = paged(queries.to_call(actor, now, about, told), page_number())
    return render_page(
        "notices/calls.html",
        fragment="calls",
        page=page,
        things=queries.to_tell(actor, now, [row.id for row in page.rows], about, told),
        about=about,
        told=told,
        sentences=_sentences(),
        subjects=queries.subjects(actor, now),
        text=_text_to_copy(about) if about else "",
    )


def _text_to_copy(about: str) -> str:
    """What a group chat may be told: no names, no phones."""
    sentences = _sentences()
    lines = [
        "\n".join(part for part in (sentences[kind] % {"subject": subject}, detail) if part)
        for kind, subject, detail, _at in queries.news(signed_in(), clock.now(), about)
    ]
    return "\n\n".join([*lines, centre().name]) if lines else ""


def _back_to_calls(about: str = "") -> Response:
    return see_other(own_path(request.form.get("next"), url_for("notices.calls", about=about or None)))


@blueprint.post("/people/<int:person_id>/told")
@requires(Permission.PEOPLE_READ)
def tell(person_id: int) -> Response:
    """Tick somebody off: told, by whom and when. Only what stood on the list is told; what came since still waits."""
    person = found(person_reached(signed_in(), Permission.PEOPLE_READ, person_id))
    numbers = [row_number(text) or 0 for text in request.form.get("notices", "").split()[:100]]
    operations.mark_told(queries.notices_for(person.id, numbers))
    return _back_to_calls()


@blueprint.post("/<int:notice_id>/not-told")
@requires(Permission.PEOPLE_READ)
def untell(notice_id: int) -> Response:
    """Take a tick back."""
    notice = found(queries.notice_to_tell(signed_in(), notice_id))
    return _back_to_calls(operations.not_told(notice).about)


@blueprint.get("/calls/list")
@requires(Permission.PEOPLE_READ)
def printed_list() -> Response:
    """The call list to print, with boxes to tick."""
    return _printed("notices/printed_list.html")


@blueprint.get("/calls/slips")
@requires(Permission.PEOPLE_READ)
def slips() -> Response:
    """One slip for each person, to hand over or put into the letter box; without phone numbers."""
    return _printed("notices/slips.html")


def _printed(template: str) -> Response:
    actor, now, about = signed_in(), clock.now(), query_text("about")
    people = queries.first_to_call(actor, now, about, PRINTED_AT_MOST)
    return render_page(
        template,
        layout="print",
        people=people,
        things=queries.to_tell(actor, now, [row.id for row in people], about),
        sentences=_sentences(),
        back_url=url_for("notices.calls", about=about or None),
    )
