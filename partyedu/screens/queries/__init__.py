"""What televisions show, and the questions of those who look after them. Public things only on a screen."""

from partyedu.screens.queries.house import (
    House,
    Line,
    Notice,
    Television,
    hanging,
    house,
    house_then,
    in_place,
    of_place,
    television,
)
from partyedu.screens.queries.stage import CheckIn, check_in, chosen_questions, on_stage, playbill
from partyedu.screens.queries.televisions import (
    LATE_AFTER,
    as_television,
    entry_reached,
    is_code_shown,
    notice_hanging,
    notice_reached,
    notices_of,
    pairings_waiting,
    rooms_of,
    rotas_of,
    screen_names,
    screen_reached,
    screens_of,
    silent,
    urgent_hanging,
)
from partyedu.screens.queries.words import Words, YearFigures, words, year

__all__ = [
    "LATE_AFTER", "CheckIn", "House", "Line", "Notice", "Television", "Words", "YearFigures", "as_television",
    "check_in", "chosen_questions", "entry_reached", "hanging", "house", "house_then", "in_place", "is_code_shown",
    "notice_hanging", "notice_reached", "notices_of", "of_place", "on_stage", "pairings_waiting", "playbill",
    "rooms_of", "rotas_of", "screen_names", "screen_reached", "screens_of", "silent", "television", "urgent_hanging",
    "words", "year",
]  # fmt: skip
