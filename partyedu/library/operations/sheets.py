"""Score sheets: made, copied, put away; and points checked against one. A sheet is never changed, a copy is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from partyedu.core import audit, clock
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.words import _
from partyedu.library import queries
from partyedu.library.models import Criterion, ScoreSheet

LINES_AT_MOST = 8
POINTS_AT_MOST = 100
# What a sheet begins with, before anybody wrote one of their own.
COMMON_NAME = "课件评分表"
COMMON_LINES = (("内容准确，有用处", 30), ("讲得清楚，听得懂", 30), ("贴近身边的人和事", 20), ("制作认真，看得清", 20))


def add_sheet(unit_id: int, name: str, lines: Sequence[tuple[str, int]], for_essays: bool = False) -> ScoreSheet:
    """Make a sheet with its lines: (what is looked at, the points it can earn) in order.

    ``for_essays``: judges of essays may choose it, courseware is not reviewed by it.
    """
    named = [line_name for line_name, _points in lines]
    if not lines:
        raise Problem(_("请至少写一行：看什么，几分。"), field="lines")
    if len(lines) > LINES_AT_MOST:
        raise Problem(_("一张评分表最多 %(num)s 行。", num=LINES_AT_MOST), field="lines")
    if len(set(named)) < len(named):
        raise Problem(_("有两行写的一样，请改掉一行。"), field="lines")
    sheet = ScoreSheet(unit_id=unit_id, name=name, for_essays=for_essays, version=1)
    db.session.add(sheet)
    db.session.flush()
    for place, (line_name, points) in enumerate(lines, 1):
        db.session.add(Criterion(sheet_id=sheet.id, position=place, name=line_name, points=points))
    db.session.flush()
    audit.record("add-sheet", sheet, ["name"])
    return sheet


def archive_sheet(sheet: ScoreSheet) -> None:
    """Put a sheet away: nobody scores by it any more, what was scored by it stays."""
    sheet.archived_at = sheet.archived_at or clock.now()
    audit.record("archive-sheet", sheet, ["archived_at"])
    db.session.flush()


def restore_sheet(sheet: ScoreSheet) -> None:
    """Take a sheet into use again."""
    sheet.archived_at = None
    audit.record("restore-sheet", sheet, ["archived_at"])
    db.session.flush()


def sheet_in_use(path: str) -> ScoreSheet:
    """The sheet by which pieces of the unit at ``path`` are scored; where there is none yet, the common one is made.

    It belongs to the uppermost unit, so that all units below share it until they write their own.
    """
    standing = queries.sheet_for(path)
    if standing is not None:
        return standing
    return add_sheet(queries.above_or_at(path)[0], COMMON_NAME, COMMON_LINES)


@dataclass(frozen=True, slots=True)
class Scored:
    """Points given by a sheet: per line (its number → points), their sum, what could be earned, and percent."""

    points: Mapping[int, int]
    total: int
    out_of: int

    @property
    def percent(self) -> int:
        """Points in a hundred, rounded half up."""
        return (200 * self.total + self.out_of) // (2 * self.out_of) if self.out_of else 0


def checked_scores(sheet_id: int, points: Mapping[int, int | None]) -> Scored:
    """The points (line's number → points) if every line of the sheet has some, from 0 to what it can earn.

    Raises ``Problem`` at the field of the line (see ``forms.points_field``) otherwise.
    """
    lines = queries.criteria(sheet_id)
    for line in lines:
        given = points.get(line.id)
        if given is None:
            raise Problem(_("“%(name)s”还没有打分。", name=line.name), field=f"points_{line.id}")
        if not 0 <= given <= line.points:
            sentence = _("“%(name)s”请打 0 到 %(max)s 分。", name=line.name, max=line.points)
            raise Problem(sentence, field=f"points_{line.id}")
    kept = {line.id: int(points[line.id] or 0) for line in lines}
    return Scored(kept, sum(kept.values()), sum(line.points for line in lines))
