"""Pages of surveys, ratings and needs; see the Blueprint's docstring."""

from partyedu.surveys.views import answering, editing, leading, lists, needs, paper, questions, ratings, results

__all__ = ["answering", "editing", "leading", "lists", "needs", "paper", "questions", "ratings", "results"]
