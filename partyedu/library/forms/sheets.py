"""A score sheet that is written, and the points of one that is filled in."""

from collections.abc import Sequence
from typing import Any, TypeVar

from wtforms import BooleanField, FieldList, FormField, SelectField, StringField
from wtforms.validators import InputRequired, StopValidation, ValidationError

from partyedu.core.forms import Form, NumberField, at_most, between, needed, optional
from partyedu.core.words import _, _l
from partyedu.library.models import Criterion
from partyedu.library.operations.sheets import COMMON_LINES, COMMON_NAME, LINES_AT_MOST, POINTS_AT_MOST


def points_of_words(form: Any, field: Any) -> None:
    """A line has both or nothing. Asked before ``optional``, which asks nothing more of an empty box."""
    words = form["name"].data if "name" in form else ""
    if words and not any(text.strip() for text in field.raw_data or ()):
        raise StopValidation(str(_("请填这一行的满分。")))


class LineForm(Form):
    """One line of a sheet: what is looked at, and the points it can earn."""

    class Meta(Form.Meta):
        csrf = False  # the sheet has the token

    name = StringField(_l("看什么"), [at_most(80)])
    points = NumberField(_l("满分"), [points_of_words, optional(), between(1, POINTS_AT_MOST)])

    def validate_name(self, field: Any) -> None:
        """A line has both or nothing."""
        if self.points.data is not None and not field.data:
            raise ValidationError(str(_("请写这一行看什么。")))


class SheetForm(Form):
    """A score sheet."""

    name = StringField(_l("评分表的名称"), [needed(), at_most(60)])
    unit_id = SelectField(_l("哪个组织用（下级也能用）"), coerce=int)
    for_essays = BooleanField(_l("只用来评征文"), description=_l("评课件不用这一张。"))
    lines = FieldList(FormField(LineForm), _l("每一行看什么，满分几分"), min_entries=LINES_AT_MOST, max_entries=50)

    @classmethod
    def begun(
        cls, name: str = COMMON_NAME, lines: Sequence[tuple[str, int]] = COMMON_LINES, for_essays: bool = False
    ) -> "SheetForm":
        """The form with lines to start from, to be changed as one likes."""
        rows = [{"name": text, "points": points} for text, points in lines]
        return cls(formdata=None, data={"name": name, "for_essays": for_essays, "lines": rows})

    def written(self) -> list[tuple[str, int]]:
        """The lines that were filled in."""
        return [(line.form.name.data, line.form.points.data) for line in self.lines if line.form.name.data]


def points_field(line: Criterion) -> NumberField:
    """The field for the points of one line; ``ScoreForm`` names it ``points_<number of the line>``."""
    full = str(_("满分 %(n)s", n=line.points))
    return NumberField(line.name, [InputRequired(_l("请打分。")), between(0, line.points)], description=full)


class ScoreForm(Form):
    """Base of forms that score by a sheet: see ``score_form``."""

    sheet_lines: Sequence[Criterion] = ()

    @property
    def score_fields(self) -> list[Any]:
        """The fields of the lines, in their order."""
        return [self[f"points_{line.id}"] for line in self.sheet_lines]

    @property
    def points(self) -> dict[int, int | None]:
        """The points as ``operations.checked_scores`` takes them: number of the line → points."""
        return {line.id: self[f"points_{line.id}"].data for line in self.sheet_lines}


F = TypeVar("F", bound=ScoreForm)


def score_form(base: type[F], lines: Sequence[Criterion]) -> type[F]:
    """``base`` with a field for each line of a sheet; ``library/scoring.html`` shows them."""
    fields = {f"points_{line.id}": points_field(line) for line in lines}
    return type(base.__name__, (base,), {"sheet_lines": lines, **fields})
