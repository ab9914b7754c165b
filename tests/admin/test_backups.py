"""Backups that can be restored, and those that must be refused."""

import json
import random
import shutil
import threading
from pathlib import Path
from zipfile import ZipFile

import pytest
from factories import Factory

from partyedu.admin import backups
from partyedu.app import create_app
from partyedu.core import clock, migrations, uploads
from partyedu.core.ballots import BallotBox, SealedBallot
from partyedu.core.db import Base, db, transaction
from partyedu.core.documents import Kind
from partyedu.core.errors import Problem
from partyedu.organisation.models import Person, PersonKind
from partyedu.reports.exports.event_file import OWN_TEMPLATE


@pytest.fixture
def centre(tmp_path):
    """A real centre of its own, on its own migrations, with people and a file."""
    app = create_app(tmp_path / "centre", TESTING=True)
    with app.app_context():
        migrations.bring_up_to_date()
        factory = Factory()
        factory.centre()
        for _number in range(5):
            factory.member(account=False)
        with transaction():
            uploads.store(uploads.ReadFile("提纲.txt", Kind.TEXT, "我的故事".encode()))
        yield app
        db.session.remove()
        db.engine.dispose()


def _rows() -> dict[str, list]:
    with db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(db.select(table)).all()))
            for table in Base.metadata.sorted_tables
        }


def _files(app) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(app.config["DATA"], "uploads").iterdir()}


def test_what_was_backed_up_comes_back_row_by_row_and_file_by_file(centre, tmp_path):
    before, files = _rows(), _files(centre)
    backups.make(tmp_path / "backup.zip")
    with transaction():
        for person in db.session.scalars(db.select(Person)):
            person.name = "改过了"
    db.session.remove()
    shutil.rmtree(Path(centre.config["DATA"], "uploads"))
    backups.restore(tmp_path / "backup.zip", Path(centre.config["DATA"]))
    assert _rows() == before
    assert _files(centre) == files
    kept = list(Path(centre.config["DATA"]).glob("before-restore-*/partyedu.db"))
    assert len(kept) == 1, "what stood there before is kept"


def test_a_backup_made_while_others_write_is_whole(centre, tmp_path):
    stop = threading.Event()

    def keep_writing():
        with centre.app_context():
            while not stop.is_set():
                with transaction():
                    first, second = (Person(kind=PersonKind.RESIDENT, name="两个一起", created_at=_now()) for _ in "12")
                    db.session.add_all([first, second])

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        made = [backups.make(tmp_path / f"{number}.zip") for number in range(4)]
    finally:
        stop.set()
        writer.join()
    assert made[-1].rows["person"] > made[0].rows["person"], "the writer really wrote"
    for number in range(4):
        backups.restore(tmp_path / f"{number}.zip", Path(centre.config["DATA"]))
        pairs = db.session.scalar(db.select(db.func.count()).where(Person.name == "两个一起"))
        assert pairs % 2 == 0, "no half transaction in a backup"
        db.session.remove()


def _now():
    from partyedu.core import clock

    return clock.now()


def test_a_flipped_byte_is_refused_and_nothing_is_touched(centre, tmp_path):
    whole = tmp_path / "backup.zip"
    backups.make(whole)
    before = _rows()
    content = whole.read_bytes()
    chance = random.Random(7)
    for place in [chance.randrange(len(content)) for _ in range(60)]:
        spoiled = tmp_path / "spoiled.zip"
        spoiled.write_bytes(content[:place] + bytes([content[place] ^ 0x40]) + content[place + 1 :])
        try:
            backups.verify(spoiled)
        except Problem:
            continue
        # A byte that belongs to nothing (a date in the zip's directory) may pass: then all that is inside is equal.
        with ZipFile(spoiled) as archive, ZipFile(whole) as original:
            for name in original.namelist():
                assert archive.read(name) == original.read(name)
    assert _rows() == before


def test_a_backup_that_wants_to_write_elsewhere_is_refused(centre, tmp_path):
    backups.make(tmp_path / "backup.zip")
    with ZipFile(tmp_path / "backup.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        content = {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}
    for hostile in ("uploads/../../evil.py", "/etc/evil", "uploads/a/../../b", "secret.key", "uploads\\..\\evil"):
        bad = tmp_path / "bad.zip"
        with ZipFile(bad, "w") as archive:
            for name, data in {**content, hostile: b"x"}.items():
                archive.writestr(name, data)
            import hashlib

            files = {**manifest["files"], hostile: hashlib.sha256(b"x").hexdigest()}
            archive.writestr("manifest.json", json.dumps({**manifest, "files": files}))
        with pytest.raises(Problem):
            backups.restore(bad, Path(centre.config["DATA"]))
    assert not list(tmp_path.rglob("evil*"))


def test_restoring_under_a_running_server_is_refused(centre, tmp_path):
    backups.make(tmp_path / "backup.zip")
    before = _rows()
    other = create_app(centre.config["DATA"], TESTING=True)
    with other.app_context():
        connection = db.engine.connect()
        connection.exec_driver_sql("SELECT 1 FROM person")
    with pytest.raises(Problem, match="服务器还开着"):
        backups.restore(tmp_path / "backup.zip", Path(centre.config["DATA"]))
    connection.close()
    with other.app_context():
        db.engine.dispose()
    assert _rows() == before


def test_roster_files_and_the_secret_key_are_never_backed_up(centre, tmp_path):
    data = Path(centre.config["DATA"])
    (data / "imports").mkdir(exist_ok=True)
    (data / "imports" / "名册.xlsx").write_bytes(b"roster")
    backups.make(tmp_path / "backup.zip")
    with ZipFile(tmp_path / "backup.zip") as archive:
        assert not [name for name in archive.namelist() if "import" in name or "key" in name]


def test_the_centres_own_word_template_goes_with_the_backup(centre, tmp_path):
    data = Path(centre.config["DATA"])
    own = data / OWN_TEMPLATE
    own.parent.mkdir()
    own.write_bytes(b"a template of our own")
    backups.make(tmp_path / "backup.zip")
    own.write_bytes(b"spoiled since")
    backups.restore(tmp_path / "backup.zip", data)
    assert own.read_bytes() == b"a template of our own"
    [aside] = data.glob("before-restore-*/templates/event-file.docx")
    assert aside.read_bytes() == b"spoiled since"


def test_a_backup_without_a_template_leaves_the_one_that_stands(centre, tmp_path):
    data = Path(centre.config["DATA"])
    backups.make(tmp_path / "older.zip")
    (data / OWN_TEMPLATE).parent.mkdir()
    (data / OWN_TEMPLATE).write_bytes(b"made later")
    backups.restore(tmp_path / "older.zip", data)
    assert (data / OWN_TEMPLATE).read_bytes() == b"made later"


@pytest.mark.postgres
def test_an_ordinary_owner_of_a_postgresql_database_can_restore(postgres_url, tmp_path):
    from sqlalchemy import create_engine, make_url

    url = make_url(postgres_url)
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql("DROP ROLE IF EXISTS partyedu_keeper")
        connection.exec_driver_sql("CREATE ROLE partyedu_keeper LOGIN")
        connection.exec_driver_sql(f'ALTER DATABASE "{url.database}" OWNER TO partyedu_keeper')
        connection.exec_driver_sql("ALTER SCHEMA public OWNER TO partyedu_keeper")
    server.dispose()
    own = url.set(username="partyedu_keeper").render_as_string(hide_password=False)
    app = create_app(tmp_path / "centre", TESTING=True, SQLALCHEMY_DATABASE_URI=own)
    with app.app_context():
        migrations.bring_up_to_date()
        factory = Factory()
        factory.centre()
        branch = factory.unit("第一支部")
        factory.member(unit=branch, account=False)
        with transaction():
            box = BallotBox(room="talk", row_id=1, on_paper=False, urn="u", keep_until=clock.today())
            db.session.add(box)
            db.session.flush()
            db.session.add(SealedBallot(key="k", box_id=box.id, sealed=bytes(range(256))))
        before = _rows()
        backups.make(tmp_path / "backup.zip")
        with transaction():
            for person in db.session.scalars(db.select(Person)):
                person.name = "改过了"
        backups.restore(tmp_path / "backup.zip", tmp_path / "centre")
        assert _rows() == before
        factory.member(unit=branch, account=False)
        db.session.remove()
        db.engine.dispose()
