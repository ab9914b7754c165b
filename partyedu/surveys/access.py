"""When a survey takes answers, when its urn is opened, who may be shown what: pure predicates over rows at hand."""

from datetime import date, datetime, timedelta

from partyedu.core import clock
from partyedu.core.urn import SHOWN_FROM
from partyedu.core.words import _
from partyedu.schedule.models import Event, EventStatus
from partyedu.surveys.models import Need, NeedState, Sheet, Survey, SurveyPurpose, SurveyState

RATED_FOR = timedelta(days=30)  # how long ratings of an event, and of the talks of a session, are taken


def why_not_rated(event: Event, now: datetime) -> str:
    """What to tell somebody who would rate an event (a session too) of which no ratings are taken; else empty."""
    if event.status is EventStatus.CANCELLED:
        return str(_("这一场取消了，不用评分。"))
    if (event.public_ends_at or event.ends_at) + RATED_FOR <= now:
        return str(_("已经过了三十天，这一场不再收评分了。"))
    return ""


def last_day_to_rate(event: Event) -> date:
    """The day on which the last ratings of an event are taken."""
    return clock.local((event.public_ends_at or event.ends_at) + RATED_FOR).date()


def closed_since(survey: Survey, now: datetime) -> datetime | None:
    """The instant at which the survey closed, by hand or by itself; None for a draft and while it is open."""
    if survey.state is SurveyState.CLOSED:
        return survey.closed_at or survey.closes_at or now
    by_itself = survey.state is SurveyState.OPEN and survey.closes_at is not None and survey.closes_at <= now
    return survey.closes_at if by_itself else None


def is_open(survey: Survey, now: datetime) -> bool:
    """Whether it takes answers: opened, and neither closed by hand nor past its time."""
    return survey.state is SurveyState.OPEN and closed_since(survey, now) is None


def last_day(closed_at: datetime) -> date:
    """The last day on which sheets begun before the closing (and paper ones) are taken: the next one in the hall."""
    return clock.local(closed_at).date() + timedelta(days=1)


def grace_ends_at(closed_at: datetime) -> datetime:
    """The end of that day."""
    return clock.day_bounds(last_day(closed_at))[1]


def takes_late(survey: Survey, now: datetime, begun_at: datetime | None) -> bool:
    """Whether a sheet that was begun at ``begun_at`` is still taken although the survey has closed meanwhile."""
    closed_at = closed_since(survey, now)
    in_time = closed_at is not None and begun_at is not None and begun_at < closed_at
    return in_time and closed_at is not None and now < grace_ends_at(closed_at)


def takes_paper(survey: Survey, now: datetime) -> bool:
    """Whether staff may type sheets in: while it is open and, since paper comes in late, until the grace is over."""
    closed_at = closed_since(survey, now)
    return is_open(survey, now) or (closed_at is not None and now < grace_ends_at(closed_at))


def may_open_urn(survey: Survey, now: datetime) -> bool:
    """Whether the sealed sheets of an anonymous survey are due to be opened: nobody can hand in any more."""
    closed_at = closed_since(survey, now)
    return survey.urn is not None and closed_at is not None and now >= grace_ends_at(closed_at)


def has_results(survey: Survey) -> bool:
    """Whether there is something to show: named sheets at once, anonymous ones once five were opened."""
    if survey.is_anonymous:
        return survey.urn_opened_at is not None and (survey.sheets_opened or 0) >= SHOWN_FROM
    return survey.answered > 0


def may_share(survey: Survey, now: datetime) -> bool:
    """Whether its sums may be shown to those it asked: a survey of five sheets and more that takes none any more.

    While late ones come in, who looks before and after one of them could read it off.
    """
    closed_at = closed_since(survey, now) if survey.purpose is SurveyPurpose.SURVEY else None
    over = closed_at is not None and now >= grace_ends_at(closed_at)
    return over and has_results(survey) and survey.answered >= SHOWN_FROM


def may_try(survey: Survey, sheet: Sheet | None) -> bool:
    """Whether a person may hand in (again): a survey once; a test until it is passed, and the best try stands."""
    if sheet is None:
        return True
    return survey.purpose is SurveyPurpose.TEST and not sheet.passed


def shows_solutions(survey: Survey, sheet: Sheet, now: datetime) -> bool:
    """Whether the right answers may be shown beside one's own: not to somebody who may still try again."""
    return not (may_try(survey, sheet) and is_open(survey, now))


def is_standing(need: Need) -> bool:
    """Whether something is still to be done about a need."""
    return need.state in (NeedState.NOTED, NeedState.TAKEN_UP)
