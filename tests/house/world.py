"""A small world in which every table has a row, and the people who ask for it.

Everything belongs to one branch (一支部) and, where it belongs to somebody, to one speaker of that branch. So a row of
this world is "yours" for the staff of that branch and of the units above, and "not yours" for those of the other branch
(二支部) and of the group below.
"""

import enum
import hashlib
import secrets
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from factories import Factory
from flask import Flask
from PIL import Image
from sqlalchemy import Table, insert, select
from sqlalchemy.orm import configure_mappers
from visitor import Visitor

from partyedu.accounts.models import ROLE_PERMISSIONS, Account, Role, RoleGrant
from partyedu.accounts.sign_in import hashed
from partyedu.core import clock, watch
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.documents.kinds import Kind
from partyedu.core.uploads import StoredFile
from partyedu.discussions.models import Matter, MatterChannel, MatterKind
from partyedu.organisation.models import Unit, UnitKind
from partyedu.schedule.models import EventKind
from partyedu.speakers.models import TalkState

CARD_TOKEN = "a-card-for-the-house-tests"
SCREEN_TOKEN = "a-screen-for-the-house-tests"
# Who has not signed in: a passer-by, a paired television, somebody whose account was disabled meanwhile.
NOBODY = ("anonymous", "screen", "disabled")

# What a role gives over the uppermost unit only: the machine, and what the whole house shares.
WHOLE_HOUSE = frozenset({Permission.MACHINE, Permission.SETTINGS})

# Parameters of routes that do not bear the name of their table; the second word narrows it to addresses that hold it.
PARAMETERS = {
    ("class_id", "/courses/"): "course_class",
    ("entry_id", "/study/"): "hours_entry",
    ("rule_id", "/study/"): "hours_rule",
    ("place_id", "/courses/"): "class_place",
    ("item_id", "/support/"): "support_item",
    ("item_id", "/orders/"): "menu_item",
    ("item_id", ""): "programme_item",
    ("order_id", ""): "learning_order",
    ("hand_id", ""): "raised_hand",
    ("question_id", "/theatre/"): "floor_question",
    ("call_id", ""): "call_for_talks",
    ("slot_id", ""): "plan_slot",
    ("request_id", ""): "speaker_request",
    ("grant_id", ""): "role_grant",
    ("day_id", ""): "calendar_day",
    ("import_id", ""): "roster_import",
    ("record_id", ""): "group_record",
    ("file_id", ""): "stored_file",
    ("photo_id", ""): "stored_file",
    ("sheet_id", ""): "score_sheet",
    ("category_id", "/library/"): "courseware_category",
}


class World:
    """The rows, the people by the name of what they are, and a way back to the first state."""

    def __init__(self, app: Flask, make: Factory) -> None:
        self.app = app
        self.make = make
        self.rows: dict[str, int] = {}
        self.last_error = ""
        self.people: dict[str, Any] = {}
        self.visitors: dict[str, Visitor] = {}
        self.tokens: dict[str, str] = {}
        self._actors: dict[str, Actor | None] = {}
        self._people()
        self._one_row_of_each()
        self.database = Path(app.config["DATA"]) / "partyedu.db"
        self.kept = self.database.with_name("world.db")
        self._sign_everybody_in()
        self._checkpoint()
        shutil.copy(self.database, self.kept)
        self._left = self._stamp()
        for name in self.visitors:
            self.actor(name)

    def _people(self) -> None:
        make = self.make
        self.branch = make.unit("一支部")
        other = make.unit("二支部")
        below = make.unit("一小组", self.branch, UnitKind.GROUP)
        self.people["speaker"] = make.member("讲者甲", self.branch)
        self.people["member own"] = make.member("党员甲", self.branch)
        self.people["member other"] = make.member("党员乙", other)
        for role in (Role.ORGANISER, Role.REVIEWER, Role.SECRETARY):
            self.people[f"{role} own"] = make.staff(role, self.branch)
            self.people[f"{role} other"] = make.staff(role, other)
        self.people["organiser parent"] = make.staff(Role.ORGANISER, make.root)
        self.people["organiser child"] = make.staff(Role.ORGANISER, below)
        self.people["administrator"] = make.staff(Role.ADMINISTRATOR)
        # An administrator of one branch is no keeper of the house: see WHOLE_HOUSE.
        self.people["administrator own"] = make.staff(Role.ADMINISTRATOR, self.branch)
        self.people["disabled"] = make.staff(Role.ORGANISER, self.branch)
        self.talk = make.talk(self.people["speaker"], state=TalkState.SUBMITTED)
        self.event = make.event(unit=self.branch, expected_unit_id=self.branch.id)
        self.film = make.event("看电影", unit=self.branch, kind=EventKind.FILM)
        self.rows |= {"unit": self.branch.id, "person": self.people["speaker"].id, "talk": self.talk.id}
        self.rows["event"] = self.event.id
        with self.app.app_context():
            speaker = db.session.scalar(select(Account).filter_by(person_id=self.people["speaker"].id))
            self.rows["account"] = speaker.id

    def _one_row_of_each(self) -> None:
        configure_mappers()
        with self.app.app_context():
            for table in db.metadata.sorted_tables:
                if table.name == "stored_file":
                    self.rows[table.name] = self._file()
                elif table.name not in self.rows and "id" in table.c:
                    self.rows[table.name] = self._row_of(table)
            self.rows["wish"] = self._wish()
            db.session.commit()

    def _row_of(self, table: Table) -> int:
        standing = db.session.scalar(select(table.c.id).order_by(table.c.id).limit(1))
        if standing is not None:
            return int(standing)
        values = {column.name: self._value(table, column) for column in table.c if column.name != "id"}
        values = {name: value for name, value in values.items() if value is not None}
        if table.name == "screen":
            values |= {"token_hash": hashed(SCREEN_TOKEN), "language": "zh_Hans"}
        if table.name == "sign_in_card":
            values |= {"token_hash": hashed(CARD_TOKEN), "expires_at": datetime(2199, 1, 1, tzinfo=UTC)}
        return int(db.session.execute(insert(table).values(**values)).inserted_primary_key[0])

    def _wish(self) -> int:
        """A small wish of the speaker that stands on the wall."""
        wish = Matter(
            kind=MatterKind.WISH, unit_id=self.rows["unit"], channel=MatterChannel.WISH_BOX, title="想学剪纸",
            public_title="想学剪纸", raised_by_id=self.rows["person"], assignee_id=self.rows["person"],
            raised_at=clock.now(),
        )  # fmt: skip
        db.session.add(wish)
        db.session.flush()
        return int(wish.id)

    def _file(self) -> int:
        """A picture as it is kept after an upload."""
        key = f"{secrets.token_hex(16)}.jpg"
        folder = Path(self.app.config["DATA"]) / "uploads"
        folder.mkdir(exist_ok=True)
        Image.new("RGB", (8, 8), "red").save(folder / key, "JPEG")
        picture = StoredFile(
            key=key, name="老照片.jpg", kind=Kind.JPEG, size=1, sha256="", preview_key=key, stored_at=clock.now()
        )
        db.session.add(picture)
        db.session.flush()
        return int(picture.id)

    def _value(self, table: Table, column: Any) -> Any:
        """Something that fits the column; nothing where nothing may stand, but for what it belongs to."""
        for key in column.foreign_keys:
            if key.column.table.name == "stored_file":
                return self._file()  # one for each: who discards a row discards its file
            # A pairing waits for nobody yet; once it has been answered it is gone.
            return None if table.name == "pairing" else self.rows.get(key.column.table.name)
        if column.name == "path":
            return "/"
        if column.nullable:
            return None
        if column.name == "year":
            return clock.today().year
        kind = column.type
        if getattr(kind, "enum_class", None) is not None:
            return next(iter(kind.enum_class))
        python = kind.python_type if not hasattr(kind, "impl") or isinstance(kind, enum.Enum) else None
        made: dict[Any, Any] = {
            int: 1,
            bool: False,
            str: f"{table.name} {column.name}"[: getattr(kind, "length", None)],
        }
        made |= {date: clock.today(), datetime: clock.now(), float: 1.0}
        if table.name == "event_hours_change" and column.name in ("before", "after"):
            return "half-day"
        if table.name == "plan_import" and column.name == "content":
            return '{"sheet": "", "year": 0, "tasks": [], "left_out": []}'
        if python in made:
            return {"choices": "{}", "counts": "{}", "changes": "{}"}.get(column.name, made[python])
        return clock.now()

    def _sign_everybody_in(self) -> None:
        self.visitors = {name: Visitor(self.app, person) for name, person in self.people.items()}
        self.visitors |= {"anonymous": Visitor(self.app), "screen": Visitor(self.app)}
        self.visitors["screen"].client.set_cookie("screen", SCREEN_TOKEN, path="/screens")
        with self.app.app_context():
            account = db.session.scalar(select(Account).filter_by(person_id=self.people["disabled"].id))
            account.disabled_at = clock.now()
            db.session.commit()
        self.tokens = {name: visitor.csrf_token() for name, visitor in self.visitors.items()}
        self.cookies = {name: visitor.client.get_cookie("partyedu").value for name, visitor in self.visitors.items()}

    def _checkpoint(self) -> None:
        with self.app.app_context():
            db.session.remove()
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
            db.engine.dispose()

    def restore(self) -> None:
        """Everything as it was: the database, and the cookies of everybody.

        The database only when something was written: most of what is asked for here is refused, and to copy and open
        it anew thousands of times took a loaded machine longer than all the questions.
        """
        with self.app.app_context():
            db.session.remove()
            if self.was_written():
                db.engine.dispose()
                for ending in ("-wal", "-shm"):
                    Path(f"{self.database}{ending}").unlink(missing_ok=True)
                shutil.copy(self.kept, self.database)
                self._left = self._stamp()
                watch.forget()
        for name, visitor in self.visitors.items():
            visitor.client.set_cookie("partyedu", self.cookies[name])

    def _stamp(self) -> tuple[int, int]:
        written = self.database.stat()
        return written.st_mtime_ns, written.st_size

    def was_written(self) -> bool:
        """Whether anything was committed since the last restoring: it lies in the log, or is in the file by now."""
        log = Path(f"{self.database}-wal")
        return (log.exists() and log.stat().st_size > 0) or self._stamp() != self._left

    def actor(self, name: str) -> Actor | None:
        """What the roles of somebody amount to, worked out here from the roles and not by the code under test.

        Once, as the world began: asked anew beside every one of ten thousand questions it took a fifth of the time.
        """
        if name not in self._actors:
            self._actors[name] = None if name in NOBODY else self._worked_out(name)
        return self._actors[name]

    def _worked_out(self, name: str) -> Actor:
        person = self.people[name]
        with self.app.app_context():
            account = db.session.scalar(select(Account).filter_by(person_id=person.id))
            held = db.session.scalars(select(RoleGrant).filter_by(account_id=account.id)).all()
            grants: dict[Any, tuple[str, ...]] = {}
            for grant in held:
                of_branch = grant.unit.parent_id is not None
                for permission in ROLE_PERMISSIONS[grant.role] - (WHOLE_HOUSE if of_branch else frozenset()):
                    grants[permission] = (*grants.get(permission, ()), grant.unit.path)
            unit = db.session.get_one(Unit, person.unit_id)
        return Actor(name=name, person_id=person.id, unit_id=unit.id, unit_path=unit.path, grants=grants)

    def address(self, rule: Any) -> str:
        """An address of the rule that names rows of this world."""
        values = {name: self._argument(name, rule) for name in rule.arguments}
        with self.app.test_request_context():
            adapter = self.app.url_map.bind("testserver")
            return str(adapter.build(rule.endpoint, values, method=next(iter(rule.methods - {"HEAD", "OPTIONS"}))))

    def _argument(self, name: str, rule: Any) -> Any:
        converter = rule._converters[name]
        if getattr(converter, "items", None) or type(converter).__name__ == "AnyConverter":
            return converter.regex.removeprefix("(?:").removesuffix(")").split("|")[0]
        for (parameter, part), table in PARAMETERS.items():
            if name == parameter and part in rule.rule:
                return self.rows.get(table, 999_999)
        if name == "event_id" and rule.endpoint.startswith("schedule."):
            return self.film.id  # a theatre session is managed in its own room
        if name in ("month", "number"):
            return 3
        if name == "year":
            return clock.today().year
        if name == "token":
            return CARD_TOKEN
        return self.rows.get(name.removesuffix("_id"), 999_999) if name.endswith("_id") else "482193"

    def fingerprint(self) -> str:
        """What stands in all tables, as one word; memories of processes and of time left out."""
        digest = hashlib.sha256()
        with self.app.app_context(), db.engine.connect() as connection:
            for table in db.metadata.sorted_tables:
                digest.update(repr(sorted(map(repr, connection.execute(select(table))))).encode())
        return digest.hexdigest()


def rules(app: Flask) -> list[Any]:
    """Every rule but that of the static files."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
