"""Pages of the room: ``figures`` (the year and the rows behind each number), ``events`` (the file of one event),
``photos`` (pictures of the day)."""

from partyedu.reports.views import events, figures, photos, reach

__all__ = ["events", "figures", "photos", "reach"]
