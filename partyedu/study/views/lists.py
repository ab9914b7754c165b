"""A member's own study list; the rules behind the lists, their preview, and how they reach people."""

from itertools import groupby
from typing import Any

from flask import Response, flash, request, url_for

from partyedu.core import clock
from partyedu.core.access import requires, signed_in
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import Form, query_text, row_number
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number, paged
from partyedu.core.together import ask_together
from partyedu.core.words import _, _l, _n, formatted
from partyedu.courses.models import AUDIENCE_KINDS
from partyedu.organisation.queries import unit_choices
from partyedu.study import blueprint
from partyedu.study.forms.lists import RuleForm
from partyedu.study.listing import items_for, reason_of, thing_of, title_of
from partyedu.study.models import ListRule
from partyedu.study.operations import lists as operations
from partyedu.study.queries import lists as queries
from partyedu.study.rooms import tabs_for

SLIPS_AT_MOST = 1200


@blueprint.get("/list")
@requires(Permission.MEMBER)
def my_list() -> Response:
    """What I am to study, and why."""
    actor = signed_in()
    return render_page("study/lists/mine.html", fragment="items", items=items_for(actor), tabs=tabs_for(actor))


@blueprint.get("/list/region")
@requires(Permission.MEMBER)
def list_region() -> Response:
    """The beginning of my list, on the page of my study."""
    items = [item for item in items_for(signed_in()) if not item.mark and not item.key.startswith("make-up:")]
    return render_page("study/lists/region.html", fragment="region", items=items)


@blueprint.post("/list/mark")
@requires(Permission.MEMBER)
def mark_item() -> Response:
    """My own mark beside an item: seen, put aside, neither."""
    form, actor = Form(), signed_in()
    chosen = {"seen": False, "aside": True}.get(request.form.get("mark", ""))
    if actor.person_id is not None and form.validate_on_submit():
        form.attempt(operations.mark, actor.person_id, request.form.get("item", "")[:40], chosen)
    if form.form_errors:
        flash(form.form_errors[0], "error")
    return see_other(url_for("study.my_list"))


# --- rules ------------------------------------------------------------------------------------------------------------


@blueprint.get("/lists")
@requires(Permission.STUDY_MANAGE)
def list_rules() -> Response:
    """The rules that make the lists."""
    actor, show = signed_in(), query_text("show")
    page = paged(queries.rules_listed(actor, show, clock.today()), page_number())
    return render_page(
        "study/lists/rules.html",
        fragment="listed",
        page=page,
        show=show,
        reason_of=reason_of,
        kinds=AUDIENCE_KINDS,
        tabs=tabs_for(actor),
        today=clock.today(),
    )


def _form(rule: ListRule | None = None) -> RuleForm:
    actor = signed_in()
    events, courses, pieces = ask_together(
        queries.events_to_list(actor, clock.now()), queries.courses_to_list(), queries.pieces_to_list()
    )
    things = {
        _l("课程"): [(f"course:{row.id}", row.title) for row in courses],
        _l("课件"): [(f"courseware:{row.id}", row.title) for row in pieces],
        _l("活动"): [(f"event:{row.id}", f"{formatted(row.starts_at, 'month_day')} {row.title}") for row in events],
    }
    if rule is not None:
        key, _url = thing_of(rule)
        if key not in [one for group in things.values() for one, _title in group]:
            things[_l("原来的")] = [(key, title_of(rule))]
    return RuleForm.of(rule, things, unit_choices(actor, Permission.STUDY_MANAGE))


def _form_page(form: RuleForm, rule: ListRule | None, picked: queries.Picked | None = None) -> Response:
    status = 200 if picked is not None or request.method == "GET" else form.status
    return render_page(
        "study/lists/rule_form.html", fragment="form", status=status, form=form, rule=rule, picked=picked
    )


def _preview(form: RuleForm) -> queries.Picked | None:
    """Whom the rule would select, as long as nobody has looked at that."""
    unit = found(queries.unit_of_rule(signed_in(), form.unit_id.data))
    if form.seen.data == form.choice:
        return None
    form.seen.data = form.choice
    kind = form.audience_kind.data
    return queries.number_picked(unit.path, kind, form.category_id.data, form.words.data or "")


@blueprint.get("/lists/new")
@requires(Permission.STUDY_MANAGE)
def new_list_rule() -> Response:
    """The empty page of a rule."""
    return _form_page(_form(), None)


@blueprint.post("/lists/new")
@requires(Permission.STUDY_MANAGE)
def write_list_rule() -> Response:
    """First whom it selects, then the rule."""
    form = _form()
    if form.validate_on_submit():
        picked = _preview(form)
        if picked is not None:
            return _form_page(form, None, picked)
        unit = found(queries.unit_of_rule(signed_in(), form.unit_id.data))
        if form.attempt(operations.write_rule, unit, form.form_key.data or "", form.rule_values()):
            flash(_("规则保存了，清单上已经有了。要告诉大家，就发通知、打小条或者复制到群里。"), "done")
            return see_other(url_for("study.list_rule", list_rule_id=form.result.id))
    return _form_page(form, None)


@blueprint.get("/lists/<int:list_rule_id>")
@requires(Permission.STUDY_MANAGE)
def list_rule(list_rule_id: int) -> Response:
    """One rule: whom it selects, and how it reaches them."""
    return _rule_page(found(queries.rule_managed(signed_in(), list_rule_id)), Form(formdata=None))


def _rule_page(rule: ListRule, form: Form, status: int = 200) -> Response:
    return render_page(
        "study/lists/rule.html",
        fragment="people",
        status=status,
        rule=rule,
        title=title_of(rule),
        url=thing_of(rule)[1],
        reason=reason_of(rule),
        text=_text_to_copy(rule, reason_of(rule)),
        picked=queries.number_picked(rule.unit.path, rule.audience_kind, rule.category_id, rule.words),
        page=paged(queries.people_picked(rule), page_number()),
        kinds=AUDIENCE_KINDS,
        form=form,
        in_force=rule.from_on <= clock.today() <= rule.until_on,
        is_past=rule.until_on < clock.today(),
    )


def _text_to_copy(rule: ListRule, reason: str) -> str:
    """What can be said in a group chat: what, when, where, why; nobody's name."""
    lines = [_("【学习清单】%(title)s", title=title_of(rule))]
    event = rule.event
    if event is not None and event.public_starts_at is not None:
        room = event.room
        place = f"{room.venue.name} {room.name}" if room is not None else event.public_place
        lines.append(" ".join(filter(None, (formatted(event.public_starts_at, "full"), place))))
    lines.append(_("为什么学：%(reason)s", reason=reason))
    lines.append(_("请在 %(day)s以前学完。没有手机的，到服务台拿小条。", day=formatted(rule.until_on, "date")))
    return "\n".join(lines)


@blueprint.get("/lists/<int:list_rule_id>/edit")
@requires(Permission.STUDY_MANAGE)
def edit_list_rule(list_rule_id: int) -> Response:
    """The form of a rule."""
    rule = found(queries.rule_managed(signed_in(), list_rule_id))
    return _form_page(_form(rule), rule)


@blueprint.post("/lists/<int:list_rule_id>/edit")
@requires(Permission.STUDY_MANAGE)
def change_list_rule(list_rule_id: int) -> Response:
    """First whom it selects now, then the change."""
    rule = found(queries.rule_managed(signed_in(), list_rule_id))
    form = _form(rule)
    form.unit_id.data = rule.unit_id
    if form.validate_on_submit():
        picked = _preview(form)
        if picked is not None:
            return _form_page(form, rule, picked)
        if form.attempt(operations.change_rule, rule, form.form_version, form.rule_values()):
            flash(_("改好了。"), "done")
            return see_other(url_for("study.list_rule", list_rule_id=list_rule_id))
        rule = found(queries.rule_managed(signed_in(), list_rule_id))
        form.take_version(rule.version)
    return _form_page(form, rule)


@blueprint.post("/lists/<int:list_rule_id>/end")
@requires(Permission.STUDY_MANAGE)
def end_list_rule(list_rule_id: int) -> Response:
    """The rule ends."""
    operations.end_rule(found(queries.rule_managed(signed_in(), list_rule_id)))
    flash(_("这条规则停了。"), "done")
    return see_other(url_for("study.list_rules"))


@blueprint.post("/lists/<int:list_rule_id>/push")
@requires(Permission.STUDY_MANAGE)
def push_list_rule(list_rule_id: int) -> Response:
    """Send the notices."""
    rule, form = found(queries.rule_managed(signed_in(), list_rule_id)), Form()
    if form.validate_on_submit() and form.attempt(operations.push, rule):
        flash(_n("给 %(num)s 人发了通知。", "给 %(num)s 人发了通知。", form.result), "done")
        return see_other(url_for("study.list_rule", list_rule_id=list_rule_id))
    return _rule_page(found(queries.rule_managed(signed_in(), list_rule_id)), form, form.status)


@blueprint.get("/lists/slips")
@requires(Permission.STUDY_MANAGE)
def list_slips() -> Response:
    """A slip for each person with what is on their list: for those without a phone, or for all."""
    actor, rule_id = signed_in(), row_number(request.args.get("rule"))
    rule = found(queries.rule_managed(actor, rule_id)) if rule_id else None
    everybody = request.args.get("all") == "1"
    rows = queries.slip_rows(actor, rule, row_number(request.args.get("unit")), everybody, SLIPS_AT_MOST)
    slips: list[tuple[Any, list[Any]]] = []
    for _person_id, own in groupby(rows, key=lambda row: row.person_id):
        things = list(own)
        slips.append((things[0], things))
    back_url = url_for("study.list_rule", list_rule_id=rule.id) if rule else url_for("study.list_rules")
    return render_page(
        "study/lists/slips.html", layout="print", slips=slips, reason_of=reason_of, back_url=back_url,
        cut=len(rows) == SLIPS_AT_MOST,
    )  # fmt: skip
