"""What is done in the library, named by the user's verb. Operations refuse with a ``Problem``."""

from partyedu.library.operations.sheets import (
    Scored,
    add_sheet,
    archive_sheet,
    checked_scores,
    restore_sheet,
    sheet_in_use,
)

__all__ = [
    "Scored",
    "add_sheet",
    "archive_sheet",
    "checked_scores",
    "restore_sheet",
    "sheet_in_use",
]
