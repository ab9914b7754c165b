"""Pages of the theatre; see the Blueprint's docstring."""

from partyedu.theatre.views import (
    asking,
    board,
    drafts,
    preparation,
    programme,
    public,
    ratings,
    sessions,
    sheets,
    stage,
)

__all__ = ["asking", "board", "drafts", "preparation", "programme", "public", "ratings", "sessions", "sheets", "stage"]
