"""The file of an event: everything of one session in one place, to read, to print and to take along."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from PIL import Image

from partyedu.accounts.models import Role
from partyedu.attendance.models import AttendanceState
from partyedu.core import clock
from partyedu.core.audit import AuditRow
from partyedu.core.db import db
from partyedu.core.documents import Kind
from partyedu.core.navigation import waiting_for
from partyedu.core.uploads import StoredFile
from partyedu.organisation.models import Person
from partyedu.reports.exports.names import file_name
from partyedu.reports.models import EventPhoto
from partyedu.schedule.models import EventKind
from partyedu.speakers.models import Outline, OutlineFile
from partyedu.theatre.models import ItemState, ProgrammeItem

NAUGHTY = "<b>&amp;{{ 7*7 }}{% raw %}\x07\x0c=1+1 ]]> 𠮷"


def picture(colour="red", kind="JPEG", size=(640, 480)):
    """A picture as a browser sends it."""
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, kind)
    content.seek(0)
    return content, f"活动.{kind.lower().replace('jpeg', 'jpg')}"


@pytest.fixture
def organiser(held, make, visit):
    """The organiser of the branch that held the session."""
    return visit(make.staff(Role.ORGANISER, held.unit))


@pytest.fixture
def url(held):
    """The address of the file."""
    return f"/reports/events/{held.event.id}"


def add(visitor, url, *pictures, caption=""):
    return visitor.post(f"{url}/photos", {"photos": list(pictures), "caption": caption})


@pytest.fixture
def whole(held, make, organiser, url):
    """A session whose file holds everything."""
    held.there(held.listener)
    held.there(held.speaker, AttendanceState.LATE)
    held.group_record("大家说巷口的灯坏了。", held.listener, held.silent)
    held.matter(outcome="换了三盏灯。", households=12)
    reserve = make.talk(held.silent, "夜校三年")
    stepped_in = held.on_stage(held.event, reserve, public_position=2)
    missing = make.talk(held.listener, "孙女教我用手机")
    held.on_stage(
        held.event, missing, state=ItemState.SWAPPED_OUT, state_reason="嗓子哑了", replaced_by_id=stepped_in.id
    )
    assert add(organiser, url, picture("red"), picture("blue", "PNG"), caption="老党员上台").status == 303
    return held


def ticked(page):
    """Which parts are complete, by their names."""
    return {item.a.get_text(): "gap" not in item.get("class", []) for item in page.all(".ticks li")}


def test_a_fresh_file_says_what_is_missing(held, organiser, url):
    page = organiser.get(url)
    assert page.heading == "我的学习故事"
    assert ticked(page) == {"通知": True, "节目单": True, "签到": False, "照片": False, "讨论": False, "跟进": True}
    assert f"{url}/photos" in page.html


def test_the_whole_file_on_one_page_and_on_paper(whole, organiser, url):
    for address in (url, f"{url}/sheet"):
        page = organiser.get(address)
        assert page.status == 200
        assert all(ticked(page).values())
        for words in (
            "社区广场", "四十年一本账", "嗓子哑了", "代乙二上台", "到场 2 人", "听了很受启发", "巷口的灯坏了",
            "修巷口的灯", "换了三盏灯", "老党员上台", "2 人",
        ):  # fmt: skip
            assert words in page.text, words
        assert len(page.all("#photos img")) == 2
    assert page.one("main.paper")


def test_the_file_is_for_those_who_answer_for_the_unit(whole, make, visit, url):
    photo = make.rows(EventPhoto)[0]
    may_read = (Role.ORGANISER, Role.SECRETARY, Role.ADMINISTRATOR)
    addresses = [
        url,
        f"{url}/sheet",
        f"{url}/photos",
        f"/reports/photos/{photo.id}",
        f"/reports/photos/{photo.id}/edit",
    ]
    posts = [f"{url}/word", f"{url}/pack", f"{url}/photos", f"/reports/photos/{photo.id}/edit"]
    for role in may_read:
        mine, above, others = (visit(make.staff(role, unit)) for unit in (whole.unit, make.root, whole.other))
        for address in addresses:
            assert mine.get(address).status == above.get(address).status == 200, (role, address)
            assert others.get(address).status == 404, (role, address)
        for address in posts:
            assert others.post(address, {"caption": "我"}).status == 404, (role, address)
    for person in (whole.listener, make.staff(Role.REVIEWER, whole.unit)):
        visitor = visit(person)
        for address in addresses:
            assert visitor.get(address).status == 404
        for address in [*posts, f"/reports/photos/{photo.id}/remove"]:
            assert visitor.post(address).status == 404
    assert visit().get(url).status == 303
    assert len(make.rows(EventPhoto)) == 2


def test_there_is_no_file_of_a_draft_or_of_nothing(held, make, organiser):
    draft = make.event(published=False, unit=held.unit)
    assert organiser.get(f"/reports/events/{draft.id}").status == 404
    assert organiser.get("/reports/events/999999").status == 404
    assert organiser.post(f"/reports/events/{draft.id}/word").status == 404


def test_a_plain_event_needs_no_programme(held, organiser):
    film = held.session("露天电影", kind=EventKind.FILM, days_ago=2)
    page = organiser.get(f"/reports/events/{film.id}")
    assert "节目单" not in ticked(page)


def test_a_session_without_discussion_may_say_why(held, organiser, app, url):
    with app.app_context():
        event = db.session.get(type(held.event), held.event.id)
        event.closed_reason = "停电了"
        db.session.commit()
    page = organiser.get(url)
    assert ticked(page)["讨论"] and "停电了" in page.text


# --- photos ---


def test_photos_lose_their_place_and_a_second_press_adds_nothing(held, make, organiser, url):
    content = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    Image.new("RGB", (300, 200), "green").save(content, "JPEG", exif=exif)
    for _press in range(2):
        content.seek(0)
        add(organiser, url, (io.BytesIO(content.getvalue()), "a.jpg"), caption="合影")
    [photo] = make.rows(EventPhoto)
    [stored] = make.rows(StoredFile)
    assert photo.caption == "合影"
    answer = organiser.get(f"/reports/photos/{photo.id}")
    assert answer.response.mimetype == "image/jpeg" and b"SECRET-CAMERA" not in answer.response.data
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert organiser.get(f"/reports/photos/{photo.id}?small=1").status == 200
    uploads = Path(held.app.config["DATA"]) / "uploads"
    assert {path.name for path in uploads.iterdir()} == {stored.key, stored.preview_key}


@pytest.mark.parametrize(
    "sent",
    [
        [(io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"), "a.jpg")],
        [(io.BytesIO(b"%PDF-1.4 hello"), "a.pdf")],
        [(io.BytesIO(b""), "a.jpg")],
        [],
    ],
)
def test_what_is_no_photo_is_refused_at_the_field_and_leaves_nothing(held, make, organiser, url, sent):
    for content, _name in sent:
        content.seek(0)
    answer = add(organiser, url, picture("white"), *sent, caption="留下的话") if sent else add(organiser, url)
    assert answer.status == 422
    assert answer.all(".field-error")
    if sent:
        assert answer.one("input[name=caption]")["value"] == "留下的话"
    assert not make.rows(EventPhoto) and not make.rows(StoredFile)
    uploads = Path(held.app.config["DATA"]) / "uploads"
    assert not uploads.exists() or not list(uploads.iterdir())


def test_the_words_under_a_photo_and_taking_it_away(whole, make, organiser):
    first, second = make.rows(EventPhoto)
    edit = f"/reports/photos/{first.id}/edit"
    assert organiser.submit(edit, caption="讲到一半").status == 303
    assert make.rows(EventPhoto)[0].caption == "讲到一半"
    assert organiser.post(edit, {"caption": "长" * 81}).status == 422
    assert organiser.post(f"/reports/photos/{first.id}/remove").status == 303
    assert [photo.id for photo in make.rows(EventPhoto)] == [second.id]
    assert organiser.get(f"/reports/photos/{first.id}").status == 404
    uploads = Path(whole.app.config["DATA"]) / "uploads"
    assert len(list(uploads.iterdir())) == 2
    actions = [row.action for row in make.rows(AuditRow) if row.table == "event_photo"]
    assert actions == ["add-photo", "add-photo", "caption-photo", "remove-photo"]


# --- to take along ---


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_word_document_opens_and_holds_everything(whole, make, organiser, url):
    answer = organiser.submit(url, f"{url}/word")
    assert answer.status == 200
    day = f"{clock.local(whole.event.starts_at):%Y%m%d}"
    assert answer.response.headers["Content-Disposition"].count(".docx")
    text = words_of(answer.response.data)
    for words in (
        "我的学习故事", "社区广场", "第一支部", "甲一", "四十年一本账", "嗓子哑了", "代乙二", "到场 2 人",
        "听了很受启发", "巷口的灯坏了", "修巷口的灯", "换了三盏灯", "老党员上台", "√ 照片", "迟到",
    ):  # fmt: skip
        assert words in text, words
    assert "{{" not in text and "{%" not in text
    assert len(Document(io.BytesIO(answer.response.data)).inline_shapes) == 2
    assert [row.fields for row in make.rows(AuditRow) if row.action == "export-event-file"] == ["docx"]
    assert day in answer.response.headers["Content-Disposition"]


def test_naughty_words_stay_words_in_the_document(whole, make, organiser, url, app):
    with app.app_context():
        db.session.get(Person, whole.listener.id).name = NAUGHTY
        event = db.session.get(type(whole.event), whole.event.id)
        event.public_title = NAUGHTY
        db.session.commit()
    whole.discussed(text=f"第一行\n第二行{NAUGHTY}")
    answer = organiser.post(f"{url}/word")
    text = words_of(answer.response.data)
    assert "<b>&amp;{{ 7*7 }}{% raw %}=1+1 ]]> 𠮷" in text
    assert "第一行\n第二行" in text
    pack = zipfile.ZipFile(io.BytesIO(organiser.post(f"{url}/pack").response.data))
    sheet = openpyxl.load_workbook(io.BytesIO(pack.read("签到.xlsx"))).active
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_the_pack_holds_document_sign_in_photos_and_outlines(whole, make, organiser, url, app):
    with app.test_request_context():
        outline = db.session.scalars(db.select(Outline).filter_by(talk_id=whole.talk.id)).one()
        from partyedu.core import uploads

        ready = uploads.ReadFile("../../CON.txt", Kind.TEXT, "提纲正文".encode())
        stored = uploads.store(ready)
        db.session.add(OutlineFile(outline_id=outline.id, stored_file_id=stored.id))
        db.session.commit()
    answer = organiser.submit(url, f"{url}/pack")
    pack = zipfile.ZipFile(io.BytesIO(answer.response.data))
    assert pack.testzip() is None
    names = sorted(pack.namelist())
    assert {"台账.docx", "签到.xlsx", "照片/01 老党员上台.jpg", "照片/02 老党员上台.png"} <= set(names)
    outlines = [name for name in names if name.startswith("提纲/")]
    assert [name for name in outlines if name.startswith("提纲/四十年一本账 甲一")]
    assert not [name for name in names if ".." in name or name.startswith("/")]
    assert "提纲正文".encode() in [pack.read(name) for name in outlines]
    sheet = openpyxl.load_workbook(io.BytesIO(pack.read("签到.xlsx"))).active
    rows = {row[0]: row[2] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows == {"甲一": "迟到", "乙二": "出席", "丙三": "缺席"}
    assert "我的学习故事" in words_of(pack.read("台账.docx"))


def test_a_centre_may_bring_its_own_template_and_is_told_when_it_is_wrong(whole, organiser, url):
    own = Path(whole.app.config["DATA"]) / "templates" / "event-file.docx"
    own.parent.mkdir(exist_ok=True)
    try:
        document = Document()
        document.add_paragraph("本中心自己的格式：{{ title }}，{{ there }} 人")
        document.save(str(own))
        assert words_of(organiser.post(f"{url}/word").response.data) == "本中心自己的格式：我的学习故事，2 人"
        for wrong in ("{{ title", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ nothing.at.all }}"):
            document = Document()
            document.add_paragraph(wrong)
            document.save(str(own))
            answer = organiser.post(f"{url}/word")
            assert answer.status == 422 and "templates/event-file.docx" in answer.text, wrong
        own.write_bytes(b"no document at all")
        assert organiser.post(f"{url}/pack").status == 422
    finally:
        own.unlink()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        ("a\x00b\u202ecod", "a b cod"),
        ("  . ", "-"),
        ("长" * 200, "长" * 60),
        ("四十年一本账：我怎样学会了记账", "四十年一本账：我怎样学会了记账"),
    ],
)
def test_names_of_files_are_safe_everywhere(text, name):
    assert file_name(text) == name


# --- what is asked for ---


def asked_for(held, person):
    with held.app.test_request_context():
        from partyedu.accounts import sign_in
        from partyedu.accounts.models import Account

        account = db.session.scalars(db.select(Account).filter_by(person_id=person.id)).one()
        sign_in.begin(account, shared_device=False)
        db.session.commit()  # a request is asked who it is over a connection of its own
        from flask import session

        actor = sign_in.load(session["_user_id"]).actor
        found = [item for item in waiting_for(actor) if "/reports/events" in item.url]
        db.session.rollback()
    return [(item.count, item.url) for item in found]


def test_a_week_later_the_organiser_is_asked_for_what_is_missing(held, make, organiser, url):
    mine = make.staff(Role.ORGANISER, held.unit)
    held.session("刚办完", days_ago=3)
    held.session("很久以前", days_ago=300)
    held.session("电影", days_ago=20, kind=EventKind.FILM)
    assert asked_for(held, mine) == [(1, "/reports/events/?show=missing")]
    assert asked_for(held, make.staff(Role.ORGANISER, held.other)) == []
    assert asked_for(held, make.staff(Role.SECRETARY, held.unit)) == []
    assert asked_for(held, held.listener) == []

    page = organiser.get("/reports/events/?show=missing")
    assert [link["href"] for link in page.all("#files tbody a")] == [url]
    held.discussed()
    assert asked_for(held, mine) != []
    add(organiser, url, picture())
    assert asked_for(held, mine) == []
    assert "台账都齐了" in organiser.get("/reports/events/?show=missing").text


def test_the_list_of_files(whole, make, organiser):
    held = whole
    held.session("电影", days_ago=20, kind=EventKind.FILM)
    held.session("别人的", unit=held.other)
    make.event("还没到", unit=held.unit)
    assert len(organiser.get("/reports/events/").all("#files tbody tr")) == 1
    assert len(organiser.get("/reports/events/?show=all").all("#files tbody tr")) == 2
    row = organiser.get("/reports/events/").one("#files tbody tr").get_text(" ", strip=True)
    assert "1 件办结" in row and "还缺" not in row


def test_statements_do_not_grow_with_what_a_file_holds(held, make, organiser, url):
    held.there(held.listener)
    held.discussed()
    held.matter()
    organiser.get(url)
    before = len(organiser.get(url).statements)
    for number in range(3):
        person = make.member(unit=held.unit)
        held.there(person)
        held.discussed(person=person)
        held.group_record(f"记录{number}", person)
        held.matter(f"事{number}", assignee_id=person.id)
        held.on_stage(held.event, make.talk(person), public_position=number + 2)
        add(organiser, url, picture((number, 9, 9)))
    assert abs(len(organiser.get(url).statements) - before) <= 2
    items = make.rows(ProgrammeItem)
    assert len(items) == 4


def test_the_pack_holds_what_was_handed_in_and_not_what_is_being_written(whole, organiser, url, app):
    """The speaker rewrites the talk afterwards: a draft is for the speaker, and the session may be another unit's."""
    with app.app_context():
        handed_in = db.session.scalars(db.select(Outline).filter_by(talk_id=whole.talk.id)).one()
        handed_in.submitted_at = handed_in.written_at
        draft = Outline(talk_id=whole.talk.id, number=2, text="还没有写完的心里话", written_at=handed_in.written_at)
        db.session.add(draft)
        db.session.commit()
    pack = zipfile.ZipFile(io.BytesIO(organiser.submit(url, f"{url}/pack").response.data))
    texts = [pack.read(name).decode("utf-8-sig") for name in pack.namelist() if name.endswith(".txt")]
    assert "我怎样学会了记账。" in texts
    assert not [text for text in texts if "心里话" in text]
