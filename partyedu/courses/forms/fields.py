"""A field that courses need: words set apart by commas."""

import re
from collections.abc import Sequence

from wtforms import StringField


class WordsField(StringField):
    """Several words in one box: 物流、餐饮. ``data`` stays text, ``words`` is the list."""

    @property
    def words(self) -> Sequence[str]:
        """The words, each once."""
        found = (word.strip()[:60] for word in re.split("[、，,；;\n]", self.data or ""))
        return list(dict.fromkeys(word for word in found if word))[:20]
