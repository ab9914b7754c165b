"""The first visit, the centre's settings, the audit, backups, health."""

from flask import Response, flash, jsonify, request, send_from_directory, url_for

from partyedu.admin import blueprint, nightly, operations, queries, wording
from partyedu.admin.forms import SettingsForm, SetUpForm
from partyedu.core import clock, db
from partyedu.core.access import anyone, requires
from partyedu.core.actor import Permission
from partyedu.core.errors import found
from partyedu.core.forms import day_asked, query_text
from partyedu.core.https import secure_address
from partyedu.core.pages import render_page, see_other
from partyedu.core.paging import page_number
from partyedu.core.qr import house_address
from partyedu.core.qr import picture as qr_picture
from partyedu.core.settings import centre
from partyedu.core.words import _


@blueprint.get("/setup")
@anyone
def set_up() -> Response:
    """Ask for the centre's name and its administrator."""
    if centre().is_set_up:
        return see_other(url_for("home.index"))
    return render_page("admin/setup.html", form=SetUpForm())


@blueprint.post("/setup")
@anyone
def set_up_save() -> Response:
    """Set the centre up, once."""
    form = SetUpForm()
    if form.validate_on_submit() and form.attempt(operations.set_up, **form.values()):
        flash(_("中心已经建好。请用刚才的名字和密码登录。"), "done")
        return see_other(url_for("accounts.sign_in"))
    return render_page("admin/setup.html", status=form.status, form=form)


@blueprint.get("/")
@requires(Permission.SETTINGS)
def index() -> Response:
    """The keeper's page: how the machine is, and what may be set."""
    return render_page(
        "admin/index.html",
        form=SettingsForm(obj=centre()),
        health=queries.health(),
        backups=queries.kept_backups()[:1],
        backup_lease=queries.lease("backup"),
    )


@blueprint.post("/")
@requires(Permission.SETTINGS)
def settings_save() -> Response:
    """Change the centre's settings."""
    form = SettingsForm()
    values = {name: "" if value is None or value is False else str(value) for name, value in form.values().items()}
    if form.validate_on_submit() and form.attempt(operations.change_settings, **values):
        flash(_("已保存。"), "done")
        return see_other(url_for("admin.index"))
    return render_page(
        "admin/index.html",
        fragment="settings",
        status=form.status,
        form=form,
        health=queries.health(),
        backups=queries.kept_backups()[:1],
        backup_lease=queries.lease("backup"),
    )


@blueprint.get("/https")
@anyone
def https() -> Response:
    """How a device of the staff learns to trust the centre's own authority: on the screen, or to print."""
    known = queries.authority()
    return render_page(
        "admin/https.html",
        layout="print" if known and "print" in request.args else "page",
        known=known,
        secure=secure_address(),
        plain=house_address(),
        picture=qr_picture(house_address() + url_for("admin.authority")) if known else "",
        back_url=url_for("admin.https"),
    )


@blueprint.post("/https")
@requires(Permission.MACHINE)
def https_made() -> Response:
    """Make the centre's authority and this machine's certificate."""
    operations.make_certificates()
    flash(_("证书做好了。重新启动服务，安全地址就能打开。"), "done")
    return see_other(url_for("admin.https"))


@blueprint.get("/https/authority.crt")
@anyone
def authority() -> Response:
    """The certificate of the centre's authority, for a device to trust."""
    response = Response(found(queries.authority_file()), content_type="application/x-x509-ca-cert")
    response.headers["Content-Disposition"] = 'attachment; filename="partyedu.crt"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/audit")
@requires(Permission.MACHINE)
def audit() -> Response:
    """Every change, newest first."""
    asked = queries.AskedChanges(
        until=day_asked("until") or clock.today(),
        verbs=wording.same_word(query_text("action", 120)),
        table=query_text("kind"),
        who=query_text("who"),
    )
    return render_page(
        "admin/audit.html",
        fragment="changes",
        changes=queries.changes(asked, page_number()),
        choices=wording.choices(queries.kinds_of_change(asked), ("".join(asked.verbs[:1]), asked.table)),
        anonymous=queries.anonymous_acts(asked),
        asked=asked,
        today=clock.today(),
        wording=wording,
    )


@blueprint.get("/backups")
@requires(Permission.MACHINE)
def backups() -> Response:
    """The backups that are kept here."""
    return render_page("admin/backups.html", backups=queries.kept_backups(), lease=queries.lease("backup"))


@blueprint.post("/backups")
@requires(Permission.MACHINE)
def back_up_now() -> Response:
    """Make a backup now."""
    db.release()
    nightly.back_up()
    flash(_("备份已经做好，也检查过了。"), "done")
    return see_other(url_for("admin.backups"))


@blueprint.get("/backups/<name>")
@requires(Permission.MACHINE)
def backup_file(name: str) -> Response:
    """One backup, to be carried to another place."""
    response = send_from_directory(queries.backup_folder(), name, as_attachment=True, max_age=0)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/healthz", at_root=True)
@anyone
def healthz() -> Response:
    """Version, database and disk; 503 when the database does not answer. Monitors expect it at the root."""
    health = queries.health()
    response = jsonify(health.as_dict())
    response.status_code = 200 if health.ok else 503
    response.headers["Cache-Control"] = "no-store"
    return response
