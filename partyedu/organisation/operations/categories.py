"""Categories of members (离退休, 在职, 流动 …), edited in place."""

from sqlalchemy import update

from partyedu.core import audit, clock
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import stripped
from partyedu.core.words import _, _l
from partyedu.organisation import queries
from partyedu.organisation.models import Category

# The ten categories of S2 and who they are; all of it editable.
STANDARD = {
    "离退休": _l("已经退休或离休，时间多，行动可能不便。"),
    "在职": _l("还在单位上班，晚上和周末有空。"),
    "未就业": _l("暂时没有工作，盼着有门路、学手艺。"),
    "返迁过渡": _l("老房子拆了，回迁以前租住在外。"),
    "动迁安置": _l("搬进安置小区，左邻右舍还不熟。"),
    "流动": _l("在外地工作生活，半年以上不在家。"),
    "非公": _l("在私营企业工作，上班时间不由自己。"),
    "农民": _l("种地或务农，农忙时抽不开身。"),
    "失联": _l("很久没有联系上，先找到人。"),
    "两新": _l("在新经济组织、新社会组织，快递、外卖、网约车也在内。"),
}


def add(name: str, description: str = "") -> Category:
    """A new category at the end; one of this name that was put away comes back."""
    standing = queries.category_named(name)
    if standing is not None and standing.archived_at is None:
        raise Problem(_("已经有这个类别了。"), "name")
    if standing is not None:
        standing.archived_at = None
        standing.description = description or standing.description
        audit.record("restore", standing, ["archived_at"])
        return standing
    row = Category(name=name, description=description, position=len(queries.categories(archived=True)) + 1)
    db.session.add(row)
    audit.record("add", row)
    return row


def seed() -> None:
    """The ten categories that come with the software, for a house that is being set up."""
    named = enumerate(STANDARD.items())
    rows = [Category(name=name, description=str(words), position=at) for at, (name, words) in named]
    db.session.add_all(rows)
    for row in rows:
        audit.record("add", row)


def add_missing() -> list[str]:
    """Those of the ten that an older centre lacks, and descriptions where there are none; their names.

    One that was put away stays away: somebody decided so.
    """
    added = []
    for name, words in STANDARD.items():
        standing = queries.category_named(name)
        if standing is None:
            add(name, str(words))
            added.append(name)
        elif not standing.description:
            standing.description = str(words)
            audit.record("edit", standing, ["description"])
    return added


def edit(row: Category, name: str, description: str) -> None:
    """Give a category another name or description; its people keep it."""
    if queries.category_named(name, besides=row.id):
        raise Problem(_("已经有这个类别了。"), "name")
    changed = [field for field, value in (("name", name), ("description", description)) if getattr(row, field) != value]
    row.name, row.description = name, stripped(description)
    audit.record("edit", row, changed)


def shift(row: Category, step: int) -> None:
    """Move a category up (-1) or down (1)."""
    rows = list(queries.categories())
    at = next((place for place, other in enumerate(rows) if other.id == row.id), None)
    if at is None or not 0 <= at + step < len(rows):
        return
    rows[at], rows[at + step] = rows[at + step], rows[at]
    for place, other in enumerate(rows, 1):
        other.position = place
    audit.record("shift", row, ["position"])


def delete(row: Category) -> list[tuple[str, int]]:
    """Take a category away. Used anywhere, it is only offered no longer, and all who have it keep it.

    Gives where it is used: words and how many; empty when it is really gone.
    """
    uses = queries.uses_of_category(row.id)
    if uses:
        archive(row)
    else:
        audit.record("delete", row)
        db.session.delete(row)
    return uses


def merge(row: Category, into: Category | None) -> int:
    """Everybody and everything of a category belongs to another one from now on; how much it was."""
    if into is None or into.archived_at is not None:
        raise Problem(_("请选择并到哪个类别。"), "into")
    if into.id == row.id:
        raise Problem(_("不能并到自己里面。"), "into")
    moved = 0
    for column in queries.columns_of_categories():
        statement = update(column.table).where(column == row.id).values({column.name: into.id})
        moved += max(0, db.session.connection().execute(statement).rowcount)
    audit.record("merge", into, [f"from={row.id}", f"rows={moved}"])
    db.session.expire_all()
    archive(row)
    return moved


def archive(row: Category) -> None:
    """Offer a category no longer; those who have it keep it."""
    row.archived_at = clock.now()
    audit.record("archive", row, ["archived_at"])


def restore(row: Category) -> None:
    """Offer a category again."""
    row.archived_at = None
    audit.record("restore", row, ["archived_at"])
