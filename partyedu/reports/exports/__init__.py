"""What people take away: the rows behind a figure, and the file of one event as Word or as one pack."""

from partyedu.reports.exports.event_file import EventFolder, as_pack, as_word, folder_of
from partyedu.reports.exports.figures import rows_workbook

__all__ = ["EventFolder", "as_pack", "as_word", "folder_of", "rows_workbook"]
