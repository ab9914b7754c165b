"""Which codes are good: of this event, for ninety seconds, and no others (S12)."""

import base64
import random
from datetime import timedelta

from partyedu.attendance import codes


def word(code):
    return code.path.rsplit("/", 1)[1]


def test_a_code_is_good_for_ninety_seconds_from_its_step(app, event, code, doors):
    shown = code(event)
    start = shown.expires_at - timedelta(seconds=90)
    for seconds, good in ((0, True), (29, True), (31, True), (89, True), (90, False), (600, False)):
        doors.move_to(start + timedelta(seconds=seconds), tick=False)
        with app.app_context():
            assert codes.is_current(event.id, word(shown)) is good, seconds
            assert codes.are_current(event.id, shown.digits) is good, seconds


def test_a_new_code_every_thirty_seconds_and_never_one_from_the_future(app, event, code, doors):
    first = code(event)
    doors.move_to(first.expires_at - timedelta(seconds=60), tick=False)
    second = code(event)
    assert second.path != first.path
    doors.move_to(first.expires_at - timedelta(seconds=61), tick=False)
    with app.app_context():
        assert not codes.is_current(event.id, word(second))


def test_none_of_a_hundred_thousand_random_codes_and_none_of_another_event(app, make, event, code):
    other = make.event("别的活动")
    dice = random.Random(12)
    with app.app_context():
        tries = (base64.urlsafe_b64encode(dice.randbytes(12)).decode() for _number in range(100_000))
        assert sum(codes.is_current(event.id, one) for one in tries) == 0
        assert not codes.is_current(event.id, word(code(other)))
        assert not codes.are_current(event.id, code(other).digits) or code(other).digits == code(event).digits
        for odd in ("", "x" * 5000, "码", "\x00", word(code(event))[:-1], word(code(event)) + "A"):
            assert not codes.is_current(event.id, odd)


def test_another_house_has_other_codes(app, event, code):
    mine = code(event)
    kept, app.secret_key = app.secret_key, "another key"
    try:
        assert code(event).path != mine.path
    finally:
        app.secret_key = kept
