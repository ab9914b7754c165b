"""What is taken away from the library as workbooks."""

from partyedu.library.exports.banks import answer, bases_workbook, entries_workbook, experts_workbook

__all__ = ["answer", "bases_workbook", "entries_workbook", "experts_workbook"]
