"""Pages of the library; see the Blueprint's docstring."""

from typing import Any

from partyedu.library import blueprint, models
from partyedu.library.views import (
    banks,
    files,
    making,
    packs,
    public,
    reviewing,
    rules,
    screenings,
    settings,
    sheets,
    talks,
)

__all__ = [
    "banks", "files", "making", "packs", "public", "reviewing", "rules", "screenings", "settings", "sheets", "talks",
]  # fmt: skip


@blueprint.context_processor
def labels() -> dict[str, Any]:
    """The words for stages, origins and the like, for every template of this room."""
    return {
        "STAGES": models.STAGES,
        "DISTINCTIONS": models.DISTINCTIONS,
        "ORIGINS": models.ORIGINS,
        "TIERS": models.TIERS,
        "VERDICTS": models.VERDICTS,
        "OUTCOMES": models.OUTCOMES,
    }
