"""A count is written the same everywhere."""

import pytest

from partyedu.core.words import figure


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0"), (1362, "1362"), (9999, "9999"), (13_000, "13,000"), ("52%", "52%"), ("—", "—")]
)
def test_four_digits_stand_together_and_words_stay(number, shown):
    assert figure(number) == shown
