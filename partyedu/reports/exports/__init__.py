"""What people take away: the figures of a year and the rows behind them; the file of one event as Word or one pack."""

from partyedu.reports.exports.event_file import EventFolder, as_pack, as_word, folder_of
from partyedu.reports.exports.figures import not_reached, rows_workbook, year_workbook

__all__ = ["EventFolder", "as_pack", "as_word", "folder_of", "not_reached", "rows_workbook", "year_workbook"]
