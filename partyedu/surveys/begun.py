"""When a sheet was begun, signed: so that a survey closed while somebody was typing still takes what they typed.

The mark lies in the form, is bound to survey and person and is kept nowhere: it says nothing about what was written.
"""

from datetime import UTC, datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from partyedu.core import clock


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="survey begun")


def mark(survey_id: int, person_id: int) -> str:
    """The mark of a sheet that is begun now."""
    return str(_serializer().dumps([survey_id, person_id, int(clock.now().timestamp())]))


def read(text: str, survey_id: int, person_id: int) -> datetime | None:
    """The instant at which this person began this sheet; None for a mark that is not ours or of something else."""
    try:
        survey, person, at = _serializer().loads(text or "")
        begun_at = datetime.fromtimestamp(int(at), UTC)
    except (BadSignature, ValueError, TypeError):
        return None
    return begun_at if (survey, person) == (survey_id, person_id) else None
