"""Themes, venues with their rooms, holidays: edited in place."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.schedule import blueprint, operations, queries
from partyedu.schedule.forms import DayForm, RoomForm, ThemeForm, VenueForm, VenueWordsForm
from partyedu.schedule.models import DAY_KINDS


def _themes_page(new: ThemeForm | None = None, wrong: tuple[int, ThemeForm] | None = None) -> Response:
    form = wrong[1] if wrong else new
    return render_page(
        "schedule/themes.html",
        status=form.status if form else 200,
        themes=queries.themes(archived=True),
        new=new or ThemeForm(formdata=None),
        form_for=_forms(ThemeForm, "theme", wrong),
    )


def _forms(kind: type[Form], prefix: str, wrong: tuple[int, Form] | None) -> Any:
    """A function from a row to its form: the one that was just refused, or a fresh one. Each has names of its own."""

    def form_for(row: Any) -> Form:
        if wrong is not None and wrong[0] == row.id:
            return wrong[1]
        return kind(formdata=None, obj=row, prefix=f"{prefix}{row.id}-")

    return form_for


@blueprint.get("/themes")
@requires(Permission.SETTINGS)
def themes() -> Response:
    """The themes of talks and sessions."""
    return _themes_page()


@blueprint.post("/themes")
@requires(Permission.SETTINGS)
def add_theme() -> Response:
    """Add a theme."""
    form = ThemeForm()
    if form.validate_on_submit() and form.attempt(operations.add_theme, form.name.data):
        return see_other(url_for("schedule.themes"))
    return _themes_page(new=form)


@blueprint.post("/themes/<int:theme_id>")
@requires(Permission.SETTINGS)
def rename_theme(theme_id: int) -> Response:
    """Give a theme another name."""
    theme = found(queries.theme(theme_id))
    form = ThemeForm(prefix=f"theme{theme_id}-")
    if form.validate_on_submit() and form.attempt(operations.rename_theme, theme, form.name.data):
        flash(_("已保存。"))
        return see_other(url_for("schedule.themes"))
    return _themes_page(wrong=(theme_id, form))


@blueprint.post("/themes/<int:theme_id>/<any(up,down,archive,restore):step>")
@requires(Permission.SETTINGS)
def change_theme(theme_id: int, step: str) -> Response:
    """Move a theme, take it out of use, or use it again."""
    theme = found(queries.theme(theme_id))
    if step in ("up", "down"):
        operations.move_theme(theme, step == "up")
    else:
        (operations.archive if step == "archive" else operations.restore)(theme)
    return see_other(url_for("schedule.themes"))


def _venues_page(
    new: VenueForm | None = None,
    wrong_venue: tuple[int, Form] | None = None,
    wrong_room: tuple[int, Form] | None = None,
    new_room: tuple[int, Form] | None = None,
) -> Response:
    refused = next((pair[1] for pair in (wrong_venue, wrong_room, new_room) if pair), new)
    page = paged(queries.venues_managed(signed_in()), page_number())

    def room_form(venue: Any) -> Form:
        return (
            new_room[1] if new_room and new_room[0] == venue.id else RoomForm(formdata=None, prefix=f"new{venue.id}-")
        )

    return render_page(
        "schedule/venues.html",
        status=refused.status if refused else 200,
        page=page,
        rooms=queries.rooms_of([venue.id for venue in page.rows]),
        new=new or VenueForm(formdata=None),
        venue_form=_forms(VenueWordsForm, "venue", wrong_venue),
        room_form=_forms(RoomForm, "room", wrong_room),
        new_room_form=room_form,
        opened=[pair[0] for pair in (wrong_venue, new_room) if pair],
    )


@blueprint.get("/venues")
@requires(Permission.EVENT_MANAGE)
def venues() -> Response:
    """The venues of the actor's units, with their rooms."""
    return _venues_page()


@blueprint.post("/venues")
@requires(Permission.EVENT_MANAGE)
def add_venue() -> Response:
    """Add a venue to one of the actor's units."""
    form = VenueForm()
    if form.validate_on_submit() and form.attempt(operations.add_venue, signed_in(), **form.values()):
        flash(_("已添加，再写上有哪些房间。"))
        return see_other(url_for("schedule.venues"))
    return _venues_page(new=form)


@blueprint.post("/venues/<int:venue_id>")
@requires(Permission.EVENT_MANAGE)
def change_venue(venue_id: int) -> Response:
    """Change a venue's name or address."""
    venue = found(queries.venue_to_edit(signed_in(), venue_id))
    form = VenueWordsForm(prefix=f"venue{venue_id}-")
    if form.validate_on_submit() and form.attempt(operations.change_venue, venue, **form.values()):
        flash(_("已保存。"))
        return see_other(url_for("schedule.venues"))
    return _venues_page(wrong_venue=(venue_id, form))


@blueprint.post("/venues/<int:venue_id>/<any(archive,restore):step>")
@requires(Permission.EVENT_MANAGE)
def shelve_venue(venue_id: int, step: str) -> Response:
    """Take a venue out of use, or use it again."""
    venue = found(queries.venue_to_edit(signed_in(), venue_id))
    (operations.archive if step == "archive" else operations.restore)(venue)
    return see_other(url_for("schedule.venues"))


@blueprint.post("/venues/<int:venue_id>/rooms")
@requires(Permission.EVENT_MANAGE)
def add_room(venue_id: int) -> Response:
    """Add a room to a venue."""
    venue = found(queries.venue_to_edit(signed_in(), venue_id))
    form = RoomForm(prefix=f"new{venue_id}-")
    if form.validate_on_submit() and form.attempt(operations.add_room, venue, **form.values()):
        return see_other(url_for("schedule.venues"))
    return _venues_page(new_room=(venue_id, form))


@blueprint.post("/rooms/<int:room_id>")
@requires(Permission.EVENT_MANAGE)
def change_room(room_id: int) -> Response:
    """Change a room's name or seats."""
    room = found(queries.room_to_edit(signed_in(), room_id))
    form = RoomForm(prefix=f"room{room_id}-")
    if form.validate_on_submit() and form.attempt(operations.change_room, room, **form.values()):
        flash(_("已保存。"))
        return see_other(url_for("schedule.venues"))
    return _venues_page(wrong_room=(room_id, form))


@blueprint.post("/rooms/<int:room_id>/<any(archive,restore):step>")
@requires(Permission.EVENT_MANAGE)
def shelve_room(room_id: int, step: str) -> Response:
    """Take a room out of use, or use it again."""
    room = found(queries.room_to_edit(signed_in(), room_id))
    (operations.archive if step == "archive" else operations.restore)(room)
    return see_other(url_for("schedule.venues"))


def _year() -> int:
    year = request.args.get("year", type=int) or clock.today().year
    return year if 1950 <= year <= 2200 else clock.today().year


def _days_page(year: int, form: DayForm | None = None) -> Response:
    return render_page(
        "schedule/days.html",
        status=form.status if form else 200,
        year=year,
        days=queries.calendar_days(year),
        years=queries.years_known(),
        this_year=clock.today().year,
        form=form or DayForm(formdata=None),
        day_kinds=DAY_KINDS,
    )


@blueprint.get("/days")
@requires(Permission.EVENT_MANAGE, Permission.SETTINGS)
def days() -> Response:
    """Holidays and make-up workdays of a year."""
    return _days_page(_year())


@blueprint.post("/days")
@requires(Permission.SETTINGS)
def add_day() -> Response:
    """Enter a day, or change what is entered for it."""
    form = DayForm()
    if form.validate_on_submit() and form.attempt(operations.add_day, form.on.data, form.kind.data, form.name.data):
        return see_other(url_for("schedule.days", year=form.on.data.year if form.on.data else None))
    return _days_page(_year(), form)


@blueprint.post("/days/<int:day_id>/remove")
@requires(Permission.SETTINGS)
def remove_day(day_id: int) -> Response:
    """Make a day an ordinary day again."""
    day = found(queries.day_to_edit(day_id))
    year = day.on.year
    operations.remove_day(day)
    return see_other(url_for("schedule.days", year=year))


@blueprint.post("/days/<int:year>/seed")
@requires(Permission.SETTINGS)
def seed_days(year: int) -> Response:
    """Enter what is known of a year."""
    found(year if 1950 <= year <= 2200 else None)
    number = operations.seed_calendar_days(year)
    if number:
        flash(_("录入了 %(n)s 天。", n=number))
    else:
        flash(_("这一年没有可以自动录入的日子，请照国务院的通知自己添加。"), "info")
    return see_other(url_for("schedule.days", year=year))
