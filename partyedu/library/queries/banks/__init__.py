"""Questions about the banks: experts, projects, cases, bases, partner units. Who may see a row is part of each.

What a unit has is its own to keep; units below see it and use it (a pool that is shared down).
"""

from typing import Any

from sqlalchemy import Select, func, select

from partyedu.core.together import ask_together
from partyedu.library.models import BankEntry, BankKind, Base, Expert, Pack
from partyedu.library.queries.banks.bases import (
    BaseFilter,
    base_kept,
    base_seen,
    bases_around,
    bases_listed,
    functions_by_base,
    rooms_by_venue,
    units_with_bases,
    venue_choices,
)
from partyedu.library.queries.banks.entries import (
    EntryFilter,
    contact_briefly,
    entries_listed,
    entry_file_for,
    entry_files,
    entry_kept,
    entry_of_form,
    entry_seen,
    units_with_entries,
)
from partyedu.library.queries.banks.experts import (
    EXPERT_READERS,
    ExpertFilter,
    asking_unit,
    asking_units,
    expert_kept,
    expert_of_form,
    expert_of_person,
    expert_own,
    expert_seen,
    experts_listed,
    has_accepted,
    is_live,
    listing_taken_back,
    public_experts,
    request_asked,
    request_to_answer,
    requests_about,
    requests_listed,
    requests_to_answer,
    standing_request,
    terms_ending,
    units_with_experts,
)
from partyedu.organisation.models import Person

__all__ = [
    "EXPERT_READERS",
    "BaseFilter",
    "EntryFilter",
    "ExpertFilter",
    "asking_unit",
    "asking_units",
    "base_kept",
    "base_seen",
    "bases_around",
    "bases_listed",
    "contact_briefly",
    "counts",
    "entries_listed",
    "entry_file_for",
    "entry_files",
    "entry_kept",
    "entry_of_form",
    "entry_seen",
    "expert_kept",
    "expert_of_form",
    "expert_of_person",
    "expert_own",
    "expert_seen",
    "experts_listed",
    "functions_by_base",
    "has_accepted",
    "is_live",
    "listing_taken_back",
    "public_experts",
    "request_asked",
    "request_to_answer",
    "requests_about",
    "requests_listed",
    "requests_to_answer",
    "rooms_by_venue",
    "standing_request",
    "terms_ending",
    "units_with_bases",
    "units_with_entries",
    "units_with_experts",
    "venue_choices",
]


def counts(today: Any) -> dict[str, int]:
    """How many stand in each bank (and how many packs there are) in the whole house: sums, no names."""
    questions: dict[str, Select[*tuple[Any, ...]]] = {
        "experts": select(func.count(Expert.id)).join(Person, Expert.person_id == Person.id).where(is_live(today)),
        "projects": _entries(BankKind.PROJECT),
        "cases": _entries(BankKind.CASE),
        "partners": _entries(BankKind.PARTNER),
        "bases": select(func.count(Base.id)).where(Base.archived_at.is_(None)),
        "packs": select(func.count(Pack.id)).where(Pack.archived_at.is_(None)),
    }
    answers = ask_together(*questions.values())
    return {name: rows[0][0] for name, rows in zip(questions, answers, strict=True)}


def _entries(kind: BankKind) -> Select[*tuple[Any, ...]]:
    return select(func.count(BankEntry.id)).where(BankEntry.kind == kind, BankEntry.archived_at.is_(None))
