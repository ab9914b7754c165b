"""What people fill in in the library."""

from partyedu.library.forms.sheets import ScoreForm, SheetForm, points_field, score_form

__all__ = ["ScoreForm", "SheetForm", "points_field", "score_form"]
