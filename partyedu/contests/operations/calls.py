"""A call on its road: planned, opened, judged, published; who judges it."""

from datetime import date

from partyedu.contests import queries
from partyedu.contests.models import Contest, ContestKind, ContestState, Entry, EntryState, Judge
from partyedu.core import audit, clock
from partyedu.core.actor import Actor, Permission
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.words import _
from partyedu.library.models import ScoreSheet
from partyedu.library.operations import add_sheet
from partyedu.library.queries import above_or_at, sheet_choices
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.organisation.models import Person
from partyedu.organisation.queries import unit_reached

# The sheet by which essays are judged where nobody has chosen another.
COMMON_SHEET = "征文评分表"
COMMON_LINES = (("写的是真人真事", 30), ("切合题目", 30), ("有感情，打动人", 20), ("文字通顺", 20))
PRIZE_CHARACTERS = 40
PRIZES_AT_MOST = 8


def plan(
    actor: Actor,
    unit_id: int,
    kind: ContestKind,
    title: str,
    text: str = "",
    closes_on: date | None = None,
    sheet_id: int | None = None,
    prizes: str = "",
    form_key: str | None = None,
) -> Contest:
    """Write down a call; nobody sees it until it is opened. The same form sent twice makes one."""
    if form_key and (made := queries.contest_of_form(form_key)) is not None:
        return made
    unit = unit_reached(actor, Permission.CONTEST_MANAGE, unit_id)
    if unit is None or unit.archived_at is not None:
        raise Problem(_("请选择组织。"), field="unit_id")
    contest = Contest(
        unit_id=unit.id, kind=kind, title=title, state=ContestState.DRAFT, created_at=clock.now(),
        created_by_id=actor.person_id, form_key=form_key or None,
    )  # fmt: skip
    contest.version = 1
    _write(actor, contest, text, closes_on, sheet_id, prizes)
    db.session.add(contest)
    db.session.flush()
    audit.record("plan", contest)
    return contest


def edit(
    actor: Actor,
    contest: Contest,
    version: int | None,
    title: str,
    text: str = "",
    closes_on: date | None = None,
    sheet_id: int | None = None,
    prizes: str = "",
) -> Contest:
    """Change the words, the last day, the prizes; the score sheet only until judging begins."""
    standing = {"title": contest.title, "text": contest.text, "closes_on": contest.closes_on, "prizes": contest.prizes}
    typed = {"title": title, "text": text, "closes_on": closes_on, "prizes": prizes}
    theirs = {name: value for name, value in standing.items() if typed[name] != value}
    checked_version(contest, version, theirs)
    if contest.state in (ContestState.JUDGING, ContestState.PUBLISHED) and sheet_id != contest.sheet_id:
        raise Problem(_("评选已经开始，评分表不能换了。"), field="sheet_id")
    contest.title = title
    _write(actor, contest, text, closes_on, sheet_id, prizes)
    audit.record("edit", contest, ["title", "text", "closes_on", "sheet_id", "prizes"])
    return contest


def _write(
    actor: Actor, contest: Contest, text: str, closes_on: date | None, sheet_id: int | None, prizes: str
) -> None:
    if closes_on != contest.closes_on and closes_on is not None and closes_on < clock.today():
        raise Problem(_("截止的日期已经过去了，请选今天或以后的日子。"), field="closes_on")
    lines = list(dict.fromkeys(line.strip() for line in prizes.splitlines() if line.strip()))
    if len(lines) > PRIZES_AT_MOST or any(len(line) > PRIZE_CHARACTERS for line in lines):
        raise Problem(
            _("奖项最多 %(n)s 个，每个不超过 %(max)s 个字，一行一个。", n=PRIZES_AT_MOST, max=PRIZE_CHARACTERS),
            field="prizes",
        )
    chosen_anew = sheet_id is not None and sheet_id != contest.sheet_id
    if chosen_anew and sheet_id not in dict(queries.sheet_choices(actor)):
        raise Problem(_("请选择一张评分表。"), field="sheet_id")
    contest.text, contest.closes_on, contest.sheet_id = text, closes_on, sheet_id
    contest.prizes = "\n".join(lines)


def _must_be(contest: Contest, *states: ContestState) -> None:
    if contest.state not in states:
        raise Problem(_("这次征集已经走到下一步了，请刷新再看。"))


def _step(contest: Contest, verb: str, to: ContestState) -> Contest:
    db.session.refresh(contest, with_for_update=True)
    contest.state = to
    contest.version += 1
    audit.record(verb, contest, ["state"])
    return contest


def open_call(contest: Contest) -> Contest:
    """Open a call: everybody reads it, the people of its unit hand in."""
    _must_be(contest, ContestState.DRAFT)
    if contest.kind is ContestKind.ESSAY and contest.closes_on is None:
        raise Problem(_("请先填截止日期，大家好知道写到哪一天。"))
    if contest.closes_on is not None and contest.closes_on < clock.today():
        raise Problem(_("截止的日期已经过去了，请先改日期。"))
    return _step(contest, "open", ContestState.OPEN)


def name_judge(contest: Contest, person: Person) -> Judge:
    """Ask somebody to judge; naming them twice changes nothing."""
    if contest.kind is ContestKind.FAMILY_RULE:
        raise Problem(_("晒家规不评分，不用请评委。"))
    _must_be(contest, ContestState.DRAFT, ContestState.OPEN, ContestState.JUDGING)
    standing = db.session.scalar(db.select(Judge).filter_by(contest_id=contest.id, person_id=person.id))
    if standing is not None:
        return standing
    judge = Judge(contest_id=contest.id, person_id=person.id)
    db.session.add(judge)
    db.session.flush()
    audit.record("name-judge", judge)
    return judge


def release_judge(contest: Contest, judge: Judge) -> None:
    """Take a judge off the list, as long as they have handed in no sheet."""
    _must_be(contest, ContestState.DRAFT, ContestState.OPEN, ContestState.JUDGING)
    if queries.has_judgements(judge.id):
        raise Problem(_("这位评委已经打过分，不能去掉了。"))
    audit.record("release-judge", judge)
    db.session.delete(judge)
    db.session.flush()


def begin_judging(contest: Contest) -> Contest:
    """Close the call and hand what came in to the judges, without names."""
    _must_be(contest, ContestState.OPEN)
    if contest.kind is ContestKind.FAMILY_RULE:
        raise Problem(_("晒家规不评分，一条一条展示就行。"))
    judges, counts = queries.judges_of(contest), queries.entry_counts(contest)
    if not judges:
        raise Problem(_("还没有评委，请先请评委。"))
    if not counts[EntryState.HANDED_IN]:
        raise Problem(_("还没有人交稿，不能开始评选。"))
    if contest.sheet_id is None:
        contest.sheet_id = _common_sheet(contest.unit.path).id
        db.session.flush()
    _step(contest, "begin-judging", ContestState.JUDGING)
    asked, url = [row.person_id for row in judges], f"/contests/{contest.id}/judging"
    tell(asked, NoticeKind.ASKED_TO_JUDGE, contest.title, url, about=f"contest:{contest.id}")
    return contest


def _common_sheet(path: str) -> ScoreSheet:
    """The common sheet for essays, as the nearest unit has it; where there is none yet, it is made for all units."""
    for sheet_id, name in sheet_choices(path):
        if name == COMMON_SHEET:
            return db.session.get_one(ScoreSheet, sheet_id)
    return add_sheet(above_or_at(path)[0], COMMON_SHEET, COMMON_LINES, for_essays=True)


def reopen(contest: Contest) -> Contest:
    """Take entries again: a call that was closed too early, as long as no judge has handed in a sheet."""
    _must_be(contest, ContestState.JUDGING, ContestState.PUBLISHED)
    if contest.kind is ContestKind.ESSAY and any(row.done for row in queries.judges_of(contest)):
        raise Problem(_("评委已经打过分，不能再收稿了。"))
    return _step(contest, "reopen", ContestState.OPEN)


def close_wall(contest: Contest) -> Contest:
    """A wall of family rules takes no more entries; what hangs there stays."""
    _must_be(contest, ContestState.OPEN)
    if contest.kind is not ContestKind.FAMILY_RULE:
        raise Problem(_("征文要先评选，再公布结果。"))
    contest.published_at = clock.now()
    return _step(contest, "close", ContestState.PUBLISHED)


def publish_results(contest: Contest, even_without: bool = False) -> Contest:
    """Publish the prizes: entries with a prize whose author agrees can be read by everybody, no score of anybody.

    While sheets are missing it has to be said that they are not waited for (``even_without``).
    """
    _must_be(contest, ContestState.JUDGING)
    missing = queries.missing_sheets(contest)
    if missing and not even_without:
        raise Problem(_("还有 %(n)s 份评分没有交。不等了，请勾选后再公布。", n=missing), field="even_without")
    prized = db.session.scalars(
        db.select(Entry).where(Entry.contest_id == contest.id, Entry.state == EntryState.HANDED_IN, Entry.prize != "")
    ).all()
    if not prized:
        raise Problem(_("还没有定奖，请先给作品定奖。"))
    contest.published_at = clock.now()
    _step(contest, "publish", ContestState.PUBLISHED)
    for entry in prized:
        if entry.agrees:
            entry.state, entry.published_at = EntryState.PUBLISHED, clock.now()
            entry.version += 1
        url = f"/contests/entries/{entry.id}"
        tell([entry.person_id], NoticeKind.PRIZE_GIVEN, contest.title, url, entry.prize, f"contest:{contest.id}")
    audit.record_all("publish", "contest_entry", [(entry.id, ["state"]) for entry in prized if entry.agrees])
    return contest
