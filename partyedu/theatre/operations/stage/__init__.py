"""What the host's console writes: steps of the stage, and by them the marks of the programme."""

from partyedu.theatre.operations.stage.steps import Pressed, Taken, take

__all__ = ["Pressed", "Taken", "take"]
