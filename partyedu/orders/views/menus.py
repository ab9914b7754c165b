"""Those who keep a menu: write it, fill it, open and close it, copy it, type paper slips in."""

from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import Problem, found
from partyedu.core.forms import query_text
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.words import _
from partyedu.orders import blueprint, operations, queries
from partyedu.orders.forms import ItemForm, MenuForm, SlipForm
from partyedu.orders.models import Menu, MenuItem
from partyedu.schedule.queries import theme_choices


@blueprint.get("/menus")
@requires(Permission.ORDER_MANAGE)
def menus() -> Response:
    """The menus I keep."""
    page = paged(queries.menus_kept(signed_in()), page_number())
    return render_page("orders/menus.html", fragment="listed", page=page)


@blueprint.get("/menus/new")
@requires(Permission.ORDER_MANAGE)
def new_menu() -> Response:
    """The empty page of a menu."""
    return _menu_form_page(MenuForm())


@blueprint.post("/menus/new")
@requires(Permission.ORDER_MANAGE)
def write_menu() -> Response:
    """A new menu as a draft."""
    form = MenuForm()
    if form.validate_on_submit() and form.attempt(
        operations.write_menu, signed_in(), form_key=form.key, **form.values("version", "form_key")
    ):
        flash(_("草稿已保存。下一步：加几道。"), "done")
        return see_other(url_for("orders.arrange", menu_id=form.result.id))
    return _menu_form_page(form, form.status)


def _menu_form_page(form: MenuForm, status: int = 200, **more: Any) -> Response:
    return render_page("orders/menu_form.html", fragment="form", status=status, form=form, **{"menu": None, **more})


@blueprint.get("/menus/<int:menu_id>/edit")
@requires(Permission.ORDER_MANAGE)
def menu_form(menu_id: int) -> Response:
    """Title, period and words of a menu."""
    row = found(queries.menu_kept(signed_in(), menu_id))
    return _menu_form_page(_form_over(row), menu=row)


@blueprint.post("/menus/<int:menu_id>/edit")
@requires(Permission.ORDER_MANAGE)
def edit_menu(menu_id: int) -> Response:
    """Save title, period and words."""
    row = found(queries.menu_kept(signed_in(), menu_id))
    form = _form_over(row)
    if form.validate_on_submit():
        values = form.values("version", "form_key")
        if form.attempt(operations.edit_menu, row, form.form_version, **values):
            flash(_("已保存。"), "done")
            return see_other(url_for("orders.arrange", menu_id=menu_id))
        form.take_version(row.version)
    return _menu_form_page(form, form.status, menu=row)


def _form_over(row: Menu) -> MenuForm:
    form = MenuForm(obj=row)
    del form.unit_id
    return form


@blueprint.get("/menus/<int:menu_id>/copy")
@requires(Permission.ORDER_MANAGE)
def copy_form(menu_id: int) -> Response:
    """The page of the next period's menu."""
    row = found(queries.menu_kept(signed_in(), menu_id))
    form = MenuForm()
    del form.unit_id
    return _menu_form_page(form, copied=row)


@blueprint.post("/menus/<int:menu_id>/copy")
@requires(Permission.ORDER_MANAGE)
def copy_menu(menu_id: int) -> Response:
    """The next period's menu with the same things on it."""
    row = found(queries.menu_kept(signed_in(), menu_id))
    form = MenuForm()
    del form.unit_id
    if form.validate_on_submit():
        values = form.values("version", "form_key", "introduction")
        if form.attempt(operations.copy_menu, signed_in(), row, form.key, **values):
            flash(_("照上一份做好了草稿，请看看要不要换几道。"), "done")
            return see_other(url_for("orders.arrange", menu_id=form.result.id))
    return _menu_form_page(form, form.status, copied=row)


@blueprint.get("/menus/<int:menu_id>/arrange")
@requires(Permission.ORDER_MANAGE)
def arrange(menu_id: int) -> Response:
    """What stands on the menu, in order; open it, close it."""
    return _arrange_page(found(queries.menu_kept(signed_in(), menu_id)))


def _arrange_page(row: Menu, problem: Problem | None = None) -> Response:
    return render_page(
        "orders/arrange.html",
        status=problem.status if problem else 200,
        menu=row,
        dishes=queries.dishes(row.id),
        refusal=str(problem.message) if problem else "",
    )


def _arranged(row: Menu, operation: Any, *args: Any, **values: Any) -> Response:
    """Do something to a menu and show it again; a refusal stands above it."""
    menu_id = row.id
    try:
        operation(*args, **values)
    except Problem as problem:
        return _arrange_page(found(queries.menu_kept(signed_in(), menu_id)), problem)
    return see_other(url_for("orders.arrange", menu_id=menu_id))


@blueprint.get("/menus/<int:menu_id>/add")
@requires(Permission.ORDER_MANAGE)
def choose(menu_id: int) -> Response:
    """Talks and courses that may be put on the menu."""
    row = found(queries.menu_kept(signed_in(), menu_id))
    which = "courses" if request.args.get("which") == "courses" else "talks"
    theme_id, words = request.args.get("theme", type=int), query_text()
    if which == "talks":
        query = queries.talks_to_add(signed_in(), row, theme_id, words)
    else:
        query = queries.courses_to_add(row, theme_id, words)
    return render_page(
        "orders/choose.html",
        fragment="listed",
        menu=row,
        which=which,
        page=paged(query, page_number()),
        themes=theme_choices(),
        theme_id=theme_id,
        words=words,
    )


@blueprint.post("/menus/<int:menu_id>/talks/<int:talk_id>")
@requires(Permission.ORDER_MANAGE)
def add_talk(menu_id: int, talk_id: int) -> Response:
    """Put a talk on the menu."""
    row = found(queries.menu_kept(signed_in(), menu_id))
    talk = found(queries.talk_to_add(signed_in(), talk_id))
    return _arranged(row, operations.add_to_menu, row, talk=talk)


@blueprint.post("/menus/<int:menu_id>/courses/<int:course_id>")
@requires(Permission.ORDER_MANAGE)
def add_course(menu_id: int, course_id: int) -> Response:
    """Put a course on the menu."""
    row = found(queries.menu_kept(signed_in(), menu_id))
    course = found(queries.course_to_add(row, course_id))
    return _arranged(row, operations.add_to_menu, row, course=course)


@blueprint.get("/items/<int:item_id>")
@requires(Permission.ORDER_MANAGE)
def item_form(item_id: int) -> Response:
    """The line beside a thing, and how it can be had."""
    row = found(queries.item_kept(signed_in(), item_id))
    return _item_page(row, ItemForm(obj=row))


@blueprint.post("/items/<int:item_id>")
@requires(Permission.ORDER_MANAGE)
def edit_item(item_id: int) -> Response:
    """Save that line."""
    row = found(queries.item_kept(signed_in(), item_id))
    form = ItemForm(obj=row)
    if form.validate_on_submit() and form.attempt(operations.edit_item, row, **form.values()):
        return see_other(url_for("orders.arrange", menu_id=row.menu_id))
    return _item_page(row, form, form.status)


def _item_page(row: MenuItem, form: ItemForm, status: int = 200) -> Response:
    return render_page("orders/item.html", fragment="form", status=status, item=row, form=form)


@blueprint.post("/items/<int:item_id>/move")
@requires(Permission.ORDER_MANAGE)
def move_item(item_id: int) -> Response:
    """One place up or down."""
    row = found(queries.item_kept(signed_in(), item_id))
    return _arranged(row.menu, operations.move_on_menu, row, -1 if request.form.get("by") == "-1" else 1)


@blueprint.post("/items/<int:item_id>/take-off")
@requires(Permission.ORDER_MANAGE)
def take_off(item_id: int) -> Response:
    """Take a thing off the menu."""
    row = found(queries.item_kept(signed_in(), item_id))
    return _arranged(row.menu, operations.take_off_menu, row)


@blueprint.post("/items/<int:item_id>/put-back")
@requires(Permission.ORDER_MANAGE)
def put_back(item_id: int) -> Response:
    """Offer it again."""
    row = found(queries.item_kept(signed_in(), item_id))
    return _arranged(row.menu, operations.put_back_on_menu, row)


@blueprint.post("/menus/<int:menu_id>/open")
@requires(Permission.ORDER_MANAGE)
def open_menu(menu_id: int) -> Response:
    """Let people order."""
    row = found(queries.menu_kept(signed_in(), menu_id))
    return _arranged(row, operations.open_menu, row)


@blueprint.post("/menus/<int:menu_id>/close")
@requires(Permission.ORDER_MANAGE)
def close_menu(menu_id: int) -> Response:
    """Nobody orders any more."""
    row = found(queries.menu_kept(signed_in(), menu_id))
    return _arranged(row, operations.close_menu, row)


@blueprint.post("/menus/<int:menu_id>/delete")
@requires(Permission.ORDER_MANAGE)
def delete_menu(menu_id: int) -> Response:
    """Delete a draft."""
    row = found(queries.menu_kept(signed_in(), menu_id))
    try:
        operations.delete_menu(row)
    except Problem as problem:
        return _arrange_page(found(queries.menu_kept(signed_in(), menu_id)), problem)
    flash(_("草稿已删除。"), "done")
    return see_other(url_for("orders.menus"))


@blueprint.get("/menus/<int:menu_id>/slips")
@requires(Permission.ORDER_MANAGE)
def slip_form(menu_id: int) -> Response:
    """The page on which paper slips are typed in, one after another."""
    return _slip_page(found(queries.menu_kept(signed_in(), menu_id)), SlipForm())


@blueprint.post("/menus/<int:menu_id>/slips")
@requires(Permission.ORDER_MANAGE)
def type_in(menu_id: int) -> Response:
    """Type one slip in, and be ready for the next."""
    row = found(queries.menu_kept(signed_in(), menu_id))
    form = SlipForm()
    if form.validate_on_submit() and form.attempt(
        operations.type_in, signed_in(), row, form.person.data, form.chosen_numbers, form.form_key.data, **form.wishes()
    ):
        made, known = form.result
        flash(_("%(name)s：记下 %(n)s 道。", name=form.person.data.name, n=len(made)), "done")
        if known:
            flash(_("第 %(n)s 道以前点过了，没有重复记。", n=_("、").join(map(str, known))), "warning")
        return see_other(url_for("orders.slip_form", menu_id=menu_id))
    return _slip_page(found(queries.menu_kept(signed_in(), menu_id)), form, form.status)


def _slip_page(row: Menu, form: SlipForm, status: int = 200) -> Response:
    dishes = queries.dishes(row.id)
    return render_page("orders/slips.html", fragment="form", status=status, menu=row, dishes=dishes, form=form)
