"""What is done with courses and classes, named by the user's verb. Operations refuse with a ``Problem`` and flush."""

from partyedu.courses.operations.classes import add_class
from partyedu.courses.operations.seats import seat_roster, take_seats_back

__all__ = ["add_class", "seat_roster", "take_seats_back"]
