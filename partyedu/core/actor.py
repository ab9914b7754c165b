"""Who asks: a plain value that queries and predicates receive, so that nobody below accounts needs to know roles."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum


class Permission(StrEnum):
    """What a role lets one do, within the subtree of the unit the role belongs to."""

    MEMBER = "member"  # signed in, nothing more: one's own talks, sign-ups, reflections
    PEOPLE_READ = "people-read"
    PEOPLE_EDIT = "people-edit"
    UNITS_EDIT = "units-edit"
    CARDS_PRINT = "cards-print"
    TALK_REVIEW = "talk-review"
    TALK_MANAGE = "talk-manage"  # act for a speaker, ask one for a session
    EVENT_MANAGE = "event-manage"
    CHECK_IN = "check-in"
    DISCUSSION_MANAGE = "discussion-manage"
    MATTER_MANAGE = "matter-manage"
    SURVEY_MANAGE = "survey-manage"  # surveys, tests, needs
    LIBRARY_MANAGE = "library-manage"  # courseware, banks, packs, the promotion rule
    LIBRARY_REVIEW = "library-review"  # an expert's score sheet
    COURSE_MANAGE = "course-manage"  # courses, classes, rosters, certificates
    ORDER_MANAGE = "order-manage"  # menus, and what becomes of orders
    CONTEST_MANAGE = "contest-manage"
    FIGURES_READ = "figures-read"  # the names behind the figures
    ROTATION_READ = "rotation-read"  # who has not spoken this year
    SCREEN_MANAGE = "screen-manage"
    CARD_READ = "card-read"  # contact cards: where somebody lives and how they are; each opening leaves a row
    VISIT_MANAGE = "visit-manage"  # study at the door: visits, helpers, pairs
    NOTICE_SEND = "notice-send"
    PLAN_MANAGE = "plan-manage"  # plans, progress tables, what must happen
    HOURS_READ = "hours-read"  # the study hours of other people, make-up and its reasons
    HOURS_CORRECT = "hours-correct"  # how an event of a year that is settled counts; with a written reason
    STUDY_MANAGE = "study-manage"  # rules of hours, exemptions, study lists, classes at a distance
    SETTINGS = "settings"  # themes, categories, holidays, the centre's name
    ROLES_GRANT = "roles-grant"
    MACHINE = "machine"  # backups, audit, health


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person and what they may do where.

    ``grants`` maps a permission to the paths of the units it reaches (``/1/4/``); a path covers its subtree.
    ``person_id`` is None for the machine itself (commands, nightly work).
    """

    name: str
    person_id: int | None = None
    account_id: int | None = None
    sign_in_id: int | None = None
    unit_id: int | None = None
    unit_path: str = ""
    daily_path: str = ""  # where they take part day by day, when that is not their own unit
    is_member: bool = False
    grants: Mapping[Permission, tuple[str, ...]] = field(default_factory=dict)

    def may(self, permission: Permission, path: str | None = None) -> bool:
        """Whether the permission is held anywhere, or over the unit with this path."""
        if permission is Permission.MEMBER:
            return True
        reach = self.reach(permission)
        return bool(reach) if path is None else path.startswith(reach)

    def reach(self, permission: Permission) -> tuple[str, ...]:
        """Paths of the units over whose subtrees the permission is held."""
        return self.grants.get(permission, ())

    def takes_part_below(self, path: str) -> bool:
        """Whether their own unit or that of their daily study stands in the subtree of this path."""
        return self.unit_path.startswith(path) or bool(self.daily_path and self.daily_path.startswith(path))

    @property
    def units_above(self) -> list[int]:
        """Numbers of the units they take part in (their own, that of their daily study) and of those above them."""
        return [int(number) for number in f"{self.unit_path}{self.daily_path}".split("/") if number]

    @property
    def is_staff(self) -> bool:
        """Whether the person holds any role at all."""
        return bool(self.grants)


MACHINE = Actor(name="partyedu", grants=dict.fromkeys(Permission, ("/",)))

_current: ContextVar[Actor | None] = ContextVar("actor", default=None)


def current_actor() -> Actor | None:
    """Who acts in this request or command; None for somebody who has not signed in."""
    return _current.get()


def set_actor(actor: Actor | None) -> None:
    """Say who acts from here on (once per request, by accounts)."""
    _current.set(actor)


@contextmanager
def acting_as(actor: Actor | None) -> Iterator[None]:
    """Act as somebody for a block: commands, scenarios, nightly work."""
    token = _current.set(actor)
    try:
        yield
    finally:
        _current.reset(token)
