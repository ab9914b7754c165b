"""What is done with courses and classes, named by the user's verb. Operations refuse with a ``Problem`` and flush."""

from partyedu.courses.operations.classes import add_class

__all__ = ["add_class"]
