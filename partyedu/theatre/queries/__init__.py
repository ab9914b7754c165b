"""Questions about sessions, programmes, the year, requests and ratings. Who may see a row is part of each question."""

from partyedu.theatre.queries.board import (
    QUARTERS,
    SHOWN_BESIDE,
    SHOWN_IN_CELL,
    Board,
    Entry,
    board,
    not_on_stage,
    paths_shown,
    slot_at,
    slot_to_manage,
    spoken_twice,
    units_expected,
    units_without_session,
)
from partyedu.theatre.queries.changes import last_programme_changes, programme_changes
from partyedu.theatre.queries.programme import (
    OnStage,
    PublicItem,
    Repeat,
    item_on_stage,
    item_to_manage,
    now_and_next,
    on_stage,
    people_on_stage,
    pool,
    programme,
    programme_public,
    qualities_covered,
    second_talks,
    speaks_in,
    stepped_in_for,
    support_of,
    support_to_manage,
    talk_in_pool,
    talks_given,
    was_given,
)
from partyedu.theatre.queries.ratings import (
    SHOWN_FROM,
    Result,
    has_rated,
    number_there,
    rating_counts,
    results,
    session_to_rate,
    sessions_to_rate,
    talks_to_rate,
    was_there,
)
from partyedu.theatre.queries.requests import (
    request_for,
    request_to_manage,
    requests_of,
    requests_to,
    standing_request,
    to_answer,
)
from partyedu.theatre.queries.sessions import (
    Road,
    drafts,
    first_year,
    has_unreleased,
    is_discussed,
    public_sessions,
    road,
    session,
    session_on_stage,
    session_to_manage,
    sessions_ahead,
    swapped,
    thread_of,
    with_unreleased_programme,
    without_programme,
)

__all__ = [name for name in dir() if not name.startswith("_")]
