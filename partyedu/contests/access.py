"""Who may do what in a contest: pure predicates over the actor and rows at hand (the contest's unit loaded)."""

from datetime import date

from partyedu.contests.models import Contest, ContestKind, ContestState, Entry, EntryState
from partyedu.core.actor import Actor, Permission


def manages(actor: Actor | None, contest: Contest) -> bool:
    """Whether the actor runs contests of this unit."""
    return actor is not None and actor.may(Permission.CONTEST_MANAGE, contest.unit.path)


def is_for(contest: Contest, unit_path: str) -> bool:
    """Whether somebody of the unit with this path may hand in: the contest's own unit and those below it."""
    return bool(unit_path) and unit_path.startswith(contest.unit.path)


def is_over(contest: Contest, today: date) -> bool:
    """Whether the last day has passed; a call without one stays open until it is closed."""
    return contest.closes_on is not None and contest.closes_on < today


def takes_entries(contest: Contest, today: date, for_others: bool = False) -> bool:
    """Whether something can be handed in, changed or taken back in its text.

    ``for_others``: staff type in what came on paper in time, until judging begins.
    """
    return contest.state is ContestState.OPEN and (for_others or not is_over(contest, today))


def is_own(actor: Actor | None, entry: Entry) -> bool:
    """Whether the entry is the actor's own."""
    return actor is not None and actor.person_id is not None and actor.person_id == entry.person_id


def may_agree_for(actor: Actor, entry: Entry) -> bool:
    """Whether the actor may say yes to its being shown: the author, and staff for what came to them on paper."""
    return is_own(actor, entry) or entry.typed_by_id is not None


def may_publish(entry: Entry) -> bool:
    """Whether an entry can be shown now: its author agrees, and a wall is open or an essay call is decided."""
    contest = entry.contest
    ready = contest.kind is ContestKind.FAMILY_RULE and contest.state is ContestState.OPEN
    return entry.agrees and entry.state is EntryState.HANDED_IN and (ready or contest.state is ContestState.PUBLISHED)
