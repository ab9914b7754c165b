"""Fields that courses and classes need: a day, an hour, words set apart by commas."""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import DateField, StringField, TimeField

from partyedu.core.words import _

# A day before or after these is a slip of the finger; it is read by those who plan, not by a calendar of centuries.
FIRST_YEAR, LAST_YEAR = 1950, 2200


class DayField(DateField):
    """A day from the browser's calendar or typed as 2026-03-05."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(str(_("请写成 2026-03-05 这样。"))) from None
        if self.data is not None and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(str(_("这个日期不对，请检查年份。")))


class HourField(TimeField):
    """An hour of the day from the browser's clock or typed as 19:00."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        super().__init__(label, validators, format=["%H:%M", "%H:%M:%S"], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.replace("：", ":").strip() for value in valuelist])
        except ValueError:
            self.data = None
            raise ValueError(str(_("请写成 19:00 这样。"))) from None


class WordsField(StringField):
    """Several words in one box: 物流、餐饮. ``data`` stays text, ``words`` is the list."""

    @property
    def words(self) -> Sequence[str]:
        """The words, each once."""
        found = (word.strip()[:60] for word in re.split("[、，,；;\n]", self.data or ""))
        return list(dict.fromkeys(word for word in found if word))[:20]
