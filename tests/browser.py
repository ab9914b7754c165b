"""A real Chromium, where there is one."""

import os
import shutil


def chromium_path() -> str | None:
    """Where Chromium stands on this machine, or None."""
    named = os.environ.get("PARTYEDU_CHROMIUM")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or next((path for path in found if path), None)
