"""The pages of the four banks."""

from partyedu.library.views.banks import bases, entries, experts, overview, requests

__all__ = ["bases", "entries", "experts", "overview", "requests"]
