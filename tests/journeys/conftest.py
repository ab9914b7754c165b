"""What the journeys share with the rooms they lead through."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
for folder in (HERE, HERE.parent / "speakers", HERE.parent / "organisation"):
    sys.path.insert(0, str(folder))
