"""Somebody is erased from the house: their own words on named sheets go; what they chose stays in the sums.

An anonymous sheet cannot be found, by nobody: it leads to no person, so there is nothing of theirs to erase.
"""

from sqlalchemy import select

from partyedu.core import personal
from partyedu.surveys.models import Answer, Sheet


def forget(person_id: int) -> None:
    """The words of their named sheets; that they answered, what they chose and whether they passed stay numbers."""
    own = Answer.sheet_id.in_(select(Sheet.id).where(Sheet.person_id == person_id))
    personal.empty(Answer, own, words="")
