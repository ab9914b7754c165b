"""Questions about study, by noun. Who may see a row is part of each question."""

from partyedu.study.queries.held import held

__all__ = ["held"]
