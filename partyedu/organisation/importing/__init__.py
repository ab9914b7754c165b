"""A roster file on its way in: what was chosen, what would become of each row, what the preview shows, the thread.

``roster`` reads and compares without knowing a database; this package holds what lies between it and the tables. The
file waits in ``data/imports`` under a made-up name, outside the uploads, and is gone when the import is done, at the
latest a day later; backups leave that folder out.
"""

from partyedu.organisation.importing.choices import Choices
from partyedu.organisation.importing.plan import Plan, plan_roster

__all__ = ["Choices", "Plan", "plan_roster"]
