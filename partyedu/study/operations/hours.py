"""What is done with hours as a whole: taking a list out of the house leaves a trace."""

from partyedu.core import audit
from partyedu.organisation.models import Unit


def note_export(unit: Unit, year: int, rows: int) -> None:
    """Leave a trace that a list of hours was taken out of the house."""
    audit.record("export-hours", unit, [f"year={year}", f"rows={rows}"])
