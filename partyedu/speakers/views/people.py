"""What stands on a speaker's page: set by the speaker, or by staff for them."""

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import own_path, render_page, see_other
from partyedu.core.words import _
from partyedu.organisation.models import Person
from partyedu.speakers import access, blueprint, operations, queries
from partyedu.speakers.forms import HonourForm, IntroductionForm, PublicNameForm, SourceForm


@blueprint.get("/<int:person_id>/about")
@requires(Permission.MEMBER)
def about(person_id: int) -> Response:
    """How the public reads the name, the speaker's own words, and for staff source and honours."""
    return _about(found(queries.person_to_act_for(signed_in(), person_id)))


def _about(person: Person, *sent: Form) -> Response:
    """The page; a form among ``sent`` was refused and is shown as it was filled in."""
    refused = {type(form): form for form in sent}
    source = queries.source_of(person.id)
    standing: dict[type[Form], Form] = {
        PublicNameForm: PublicNameForm(formdata=None, public_name=person.public_name),
        IntroductionForm: IntroductionForm(formdata=None, introduction=person.introduction),
        SourceForm: SourceForm(formdata=None, source=source.source if source else None),
        HonourForm: HonourForm(formdata=None),
    }
    return render_page(
        "speakers/about.html",
        fragment="about",
        status=sent[0].status if sent else 200,
        person=person,
        is_staff=access.is_over(signed_in(), Permission.TALK_MANAGE, person),
        honours=queries.honours_of(person.id),
        forms={kind.__name__: form for kind, form in {**standing, **refused}.items()},
    )


def _saved(sentence: str, person: Person) -> Response:
    flash(sentence, "done")
    return see_other(own_path(request.form.get("next"), url_for("speakers.about", person_id=person.id)))


@blueprint.post("/<int:person_id>/public-name")
@requires(Permission.MEMBER)
def set_public_name(person_id: int) -> Response:
    """Choose how the public reads the name; holds at once everywhere."""
    person = found(queries.person_to_act_for(signed_in(), person_id))
    form = PublicNameForm()
    if form.validate_on_submit() and form.attempt(
        operations.set_public_name, signed_in(), person, form.public_name.data
    ):
        return _saved(_("已经改好，网页和大屏幕马上跟着变。"), person)
    return _about(person, form)


@blueprint.post("/<int:person_id>/introduction")
@requires(Permission.MEMBER)
def introduce(person_id: int) -> Response:
    """Set the words a speaker says about themselves."""
    person = found(queries.person_to_act_for(signed_in(), person_id))
    form = IntroductionForm()
    text = form.introduction.data or ""
    if form.validate_on_submit() and form.attempt(operations.introduce, signed_in(), person, text):
        return _saved(_("已经存好。"), person)
    return _about(person, form)


@blueprint.post("/<int:person_id>/source")
@requires(Permission.TALK_MANAGE)
def set_source(person_id: int) -> Response:
    """Say where a speaker comes from."""
    person = found(queries.person_to_act_for(signed_in(), person_id))
    form = SourceForm()
    if form.validate_on_submit() and form.attempt(operations.set_source, signed_in(), person, form.source.data):
        return _saved(_("已经存好。"), person)
    return _about(person, form)


@blueprint.post("/<int:person_id>/honours")
@requires(Permission.TALK_MANAGE)
def add_honour(person_id: int) -> Response:
    """Put an honour on a speaker's page."""
    person = found(queries.person_to_act_for(signed_in(), person_id))
    form = HonourForm()
    values = (form.title.data, form.given_on.data, form.given_by.data or "")
    if form.validate_on_submit() and form.attempt(operations.add_honour, signed_in(), person, *values):
        return _saved(_("已经记上。"), person)
    return _about(person, form)


@blueprint.post("/honours/<int:honour_id>/remove")
@requires(Permission.TALK_MANAGE)
def remove_honour(honour_id: int) -> Response:
    """Take an honour off a speaker's page."""
    honour = found(queries.honour_to_manage(signed_in(), honour_id))
    person = found(queries.person_to_act_for(signed_in(), honour.person_id))
    operations.remove_honour(signed_in(), person, honour)
    return _saved(_("已经去掉。"), person)
