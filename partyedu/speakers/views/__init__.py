"""Pages of the room: ``public`` (talks and speakers for everybody), ``talks`` (one talk and its writing), ``files``,
``keepsakes`` (the exhibition), ``review`` (the reviewer's queue), ``own`` (my talks, the pool), ``calls`` (what we look
for), ``people`` (what stands on a speaker's page)."""

from typing import Any

from partyedu.speakers import blueprint, showing
from partyedu.speakers.views import calls, files, keepsakes, own, people, public, review, talks

__all__ = ["calls", "files", "keepsakes", "own", "people", "public", "review", "talks"]


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {**showing.labels(), "showing": showing}
