"""What the house holds about somebody they take along: each personal column of the inventory, or a reason why not."""

from typing import Any

from personal_columns import INVENTORY
from sqlalchemy import Boolean, Date, Enum, Integer, LargeBinary, String, Text, update

from partyedu.accounts.models import Account
from partyedu.core import clock
from partyedu.core.db import UTCDateTime, db

# What is not in the copy, and why that is right.
NOT_TAKEN = {
    "account.password_hash account.pin_hash sign_in.token_hash sign_in_card.token_hash check_in_device.token_hash": (
        "a secret, or what could try one out"
    ),
    "attendance.device": "a hash that tells whether several checked in from one device; it names nobody",
    "anonymous_answer.words event_rating.words talk_rating.words": "written without a name: leads to no person",
    "bank_entry.outcome": "what came of a project of the unit; the person is its contact and no more",
    "discussion.summary": "of a whole session, by whoever led it; it stands on its page",
    "event_photo.caption": "of a photo of the day, in the unit's file",
    "group_record.text": "the paper of a whole group; it stands on the page of its session",
    "learning_order.standing": "a key made of numbers",
    "need.title need.text need.result need.aside_reason need.search_text": "what a unit heard, from many",
    "person.search_text talk.search_text matter.search_text expert.search_text": "made of other columns, to search in",
    "plan_import.content": "a plan of the unit on its way in, gone after a day",
    "raised_hand.name": "of somebody without a record on the roster; a member's hand leads to the person",
    "stage_step.words": "the host's notes of a session; what is said of a talk is its speaker's only until erased",
    "roster_import.choices": "a roster on its way in, gone after a day",
    "stored_file.name stored_file.html stored_file.text": "files are saved from the pages where they hang",
    "task_month.done_words": "what a unit did in a month",
}
# Ways from a personal table to whose it is that may be empty elsewhere, and must not be here.
FOLLOWED = ("contact_card.household_id", "programme_item.talk_id")


class House:
    """One row in every table that holds personal words, all of one member, a mark of its own in each such column."""

    def __init__(self, member_id: int) -> None:
        self.member_id = member_id
        self.rows: dict[str, Any] = {}
        self.marks: dict[str, str] = {}

    def fill(self) -> None:
        """Write the rows, and the ones they hang on."""
        self.rows["person"] = self.member_id
        account = db.session.scalars(db.select(Account).where(Account.person_id == self.member_id)).one()
        self.rows["account"] = account.id
        self._mark_row("account", Account.__table__, account.id)
        self._mark_row("person", db.metadata.tables["person"], self.member_id)
        for name, (personal, _plain) in INVENTORY.items():
            if personal:
                self._row(name)

    def _mark_row(self, name: str, table: Any, number: int) -> None:
        words = {column: self._mark(name, column) for column in INVENTORY[name][0] if "hash" not in column}
        db.session.execute(update(table).where(table.c.id == number).values(words))

    def _mark(self, table: str, column: str) -> str:
        return self.marks.setdefault(f"{table}.{column}", f"卐{len(self.marks)}卐")

    def _row(self, name: str) -> Any:
        if name not in self.rows:
            table = db.metadata.tables[name]
            values = {column.name: self._value(table, column) for column in table.columns if self._wanted(column)}
            self.rows[name] = db.session.execute(table.insert().values(values)).inserted_primary_key[0]
        return self.rows[name]

    def _wanted(self, column: Any) -> bool:
        table, has_default = column.table.name, column.default is not None or column.server_default is not None
        if column.name in INVENTORY[table][0] if table in INVENTORY else False:
            return True
        to_person = any(key.column.table.name == "person" for key in column.foreign_keys)
        counted = column.primary_key and isinstance(column.type, Integer) and not column.foreign_keys
        return to_person or f"{table}.{column.name}" in FOLLOWED or not (column.nullable or has_default or counted)

    def _value(self, table: Any, column: Any) -> Any:
        for key in column.foreign_keys:
            return self._row(key.column.table.name)
        if table.name in INVENTORY and column.name in INVENTORY[table.name][0]:
            return self._mark(table.name, column.name)
        kinds = {
            Boolean: True, Enum: None, UTCDateTime: clock.now(), Date: clock.today(), LargeBinary: b"1",
            String: "甲", Text: "甲", Integer: 1,
        }  # fmt: skip
        if isinstance(column.type, Enum):
            return next(iter(column.type.enum_class or column.type.enums))
        return next(value for kind, value in kinds.items() if isinstance(column.type, kind))


def test_each_personal_column_is_in_the_copy_or_says_why_not(app, make, visit):
    member = make.member("甲某")
    visitor = visit(member)
    with app.app_context():
        house = House(member.id)
        house.fill()
        db.session.commit()
    copies = [visitor.get(f"/organisation/me/{name}.json").response for name in ("export", "card/export")]
    assert [copy.status_code for copy in copies] == [200, 200]
    held = "".join(copy.get_data(as_text=True) for copy in copies)
    left_out = {column for columns in NOT_TAKEN for column in columns.split()}
    personal = {f"{table}.{column}" for table, (own, _plain) in INVENTORY.items() for column in own}
    missing = {column for column in personal if house.marks.get(column, "never") not in held}
    assert sorted(missing - left_out) == []
    assert sorted(left_out - missing) == []  # and what is in it needs no reason


def test_the_workbook_opens_and_nobody_elses_row_is_in_it(app, make, visit):
    member, other = make.member("甲某"), make.member("乙某")
    with app.app_context():
        house = House(other.id)
        house.fill()
        db.session.commit()
    visitor = visit(member)
    assert visitor.get("/organisation/me/export.xlsx").status == 200
    assert "卐" not in visitor.get("/organisation/me/export.json").response.get_data(as_text=True)
