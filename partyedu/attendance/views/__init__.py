"""Pages at the door, grouped by who opens them: a phone, the desk, the roll, the paper sheet, one person."""

from partyedu.attendance.views import desk, paper, people, phone, roll

__all__ = ["desk", "paper", "people", "phone", "roll"]
