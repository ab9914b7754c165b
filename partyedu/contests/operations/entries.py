"""What people hand in: written, changed, taken back; shown with their consent, and gone at once without it."""

from collections.abc import Collection, Sequence
from datetime import date

from partyedu.contests import queries
from partyedu.contests.access import is_for, is_over, is_own, may_agree_for, may_publish, takes_entries
from partyedu.contests.models import Contest, ContestKind, ContestState, Entry, EntryFile, EntryState
from partyedu.core import audit, clock, consent, uploads
from partyedu.core.actor import Actor
from partyedu.core.db import db
from partyedu.core.errors import Problem
from partyedu.core.forms import checked_version
from partyedu.core.uploads import ReadFile
from partyedu.core.words import _, formatted
from partyedu.notices.models import NoticeKind
from partyedu.notices.operations import tell
from partyedu.organisation.models import Person

PHOTOS_AT_MOST = 6


def check_number_of_photos(number: int) -> None:
    """Refuse more photos than an entry holds; asked before files are read, and again when they are kept."""
    if number > PHOTOS_AT_MOST:
        raise Problem(_("一篇最多放 %(n)s 张照片，请去掉几张。", n=PHOTOS_AT_MOST), field="photos")


def _must_take(contest: Contest, for_others: bool) -> None:
    """Refuse in words that say what to do with what was typed: the page keeps it."""
    if takes_entries(contest, clock.today(), for_others):
        return
    if contest.state is ContestState.OPEN and is_over(contest, clock.today()):
        day = formatted(contest.closes_on, "date")
        words = _("征集已经在 %(day)s截止。您写的字还在下面，没有丢：可以复制下来，请工作人员替您收下。", day=day)
        raise Problem(words)
    if contest.state is ContestState.DRAFT:
        raise Problem(_("征集还没有开始。"))
    raise Problem(_("征集已经结束，开始评选了。您写的字还在下面，没有丢：可以复制下来留着。"))


def _check(title: str, text: str, has_photo: bool, contest: Contest) -> None:
    if not title:
        is_wall = contest.kind is ContestKind.FAMILY_RULE
        raise Problem(_("请写上家规，一句话就行。") if is_wall else _("请写一个题目。"), field="title")
    if contest.kind is ContestKind.ESSAY and not text and not has_photo:
        raise Problem(_("请写正文，或者拍一张手写稿的照片。"), field="text")


def hand_in(
    actor: Actor,
    contest: Contest,
    person: Person,
    title: str,
    text: str = "",
    photos: Sequence[ReadFile] = (),
    agrees: bool = False,
    form_key: str | None = None,
) -> Entry:
    """Hand in an entry, one for each person; staff may do it for somebody, and the record says who typed.

    The same form sent twice makes one. Raises ``Problem`` after the last day, for people of other units, for a second
    entry. What was taken back may be handed in again.
    """
    if form_key and (made := queries.entry_of_form(form_key)) is not None and made.person_id == person.id:
        return made
    _must_take(contest, for_others=actor.person_id != person.id)
    if person.unit is None or not is_for(contest, person.unit.path):
        raise Problem(_("这次征集只收“%(unit)s”的稿件。", unit=contest.unit.name), field="person")
    _check(title, text, bool(photos), contest)
    check_number_of_photos(len(photos))
    entry = queries.entry_of_person(contest, person.id)
    if entry is not None and entry.state is not EntryState.WITHDRAWN:
        raise Problem(_("%(name)s已经交过一篇，可以打开来改。", name=person.name), field="person")
    if entry is not None and agrees:
        consent.give(actor, entry, person.id, person.name, field="agrees")
    if entry is None:
        entry = Entry(contest_id=contest.id, person_id=person.id)
        entry.version = 0
        db.session.add(entry)
    entry.title, entry.text, entry.agrees, entry.state = title, text, agrees, EntryState.HANDED_IN
    entry.handed_in_at, entry.typed_by_id, entry.form_key = clock.now(), audit.typist(person.id), form_key or None
    entry.version += 1
    db.session.flush()
    _keep(entry, photos)
    audit.record("hand-in", entry, on_behalf_of=person.id if entry.typed_by_id else None)
    return entry


def change(
    actor: Actor,
    entry: Entry,
    version: int | None,
    title: str,
    text: str = "",
    photos: Sequence[ReadFile] = (),
    without: Collection[int] = (),
    agrees: bool = False,
) -> Entry:
    """Change an entry until the last day; what hung on the wall is looked at again before it hangs there anew.

    ``without``: numbers of photos (rows of ``EntryFile``) to take out.
    """
    theirs = {"title": entry.title} if entry.title != title else {}
    theirs |= {"text": entry.text} if entry.text != text else {}
    checked_version(entry, version, theirs)
    _must_take(entry.contest, for_others=actor.person_id != entry.person_id)
    if agrees and not entry.agrees:
        consent.give(actor, entry, entry.person_id, entry.person.name, field="agrees")
    elif entry.agrees and not agrees:
        consent.take_back(actor, entry)
    if not may_agree_for(actor, entry):
        agrees = agrees and entry.agrees
    kept = [row for row in queries.files_of(entry.id) if row.id not in set(without)]
    _check(title, text, bool(kept or photos), entry.contest)
    check_number_of_photos(len(kept) + len(photos))
    for row in queries.files_of(entry.id):
        if row.id in set(without):
            _discard(row)
    _keep(entry, photos, len(kept))
    entry.title, entry.text, entry.agrees = title, text, agrees
    entry.state, entry.published_at = EntryState.HANDED_IN, None
    audit.record("change", entry, ["title", "text", "agrees", "photos"], on_behalf_of=_other(actor, entry))
    return entry


def _keep(entry: Entry, photos: Sequence[ReadFile], after: int = 0) -> None:
    for place, photo in enumerate(photos):
        stored = uploads.store(photo)
        db.session.add(EntryFile(entry_id=entry.id, stored_file_id=stored.id, position=after + place))
    db.session.flush()


def _discard(row: EntryFile) -> None:
    stored = row.stored_file
    db.session.delete(row)
    db.session.flush()
    uploads.discard(stored)


def _other(actor: Actor, entry: Entry) -> int | None:
    return None if actor.person_id == entry.person_id else entry.person_id


def withdraw(actor: Actor, entry: Entry) -> Entry:
    """Take an entry back, at any time: nobody else reads it any more. Its prize, if it had one, goes with it."""
    if entry.state is EntryState.WITHDRAWN:
        return entry
    if entry.agrees and is_own(actor, entry):
        consent.take_back(actor, entry)
    entry.state, entry.published_at, entry.agrees, entry.prize = EntryState.WITHDRAWN, None, False, ""
    entry.version += 1
    audit.record("withdraw", entry, ["state", "agrees", "prize"], on_behalf_of=_other(actor, entry))
    return entry


def agree(actor: Actor, entry: Entry, written_on: date | None = None) -> Entry:
    """Agree that everybody may read the entry under the name one has chosen.

    ``written_on``: the day on a new paper, where staff note it for an author who had taken their consent back.
    """
    if entry.state is EntryState.WITHDRAWN:
        raise Problem(_("这一篇已经收回了。"))
    if not may_agree_for(actor, entry) and (written_on is None or entry.taken_back_on is None):
        raise Problem(_("同不同意展示，要作者自己来选。"))
    changed = consent.give(actor, entry, entry.person_id, entry.person.name, written_on)
    entry.agrees = True
    entry.version += 1
    audit.record("agree", entry, ["agrees", *changed], on_behalf_of=_other(actor, entry))
    return entry


def take_back_agreement(actor: Actor, entry: Entry) -> Entry:
    """Take one's consent back: the entry vanishes from every public page at once, and staff cannot tick it again."""
    if entry.agrees:
        consent.take_back(actor, entry)
    entry.agrees, entry.published_at = False, None
    if entry.state is EntryState.PUBLISHED:
        entry.state = EntryState.HANDED_IN
    entry.version += 1
    audit.record("take-back-agreement", entry, ["agrees", "state", "taken_back_on"], on_behalf_of=_other(actor, entry))
    return entry


def publish_entry(entry: Entry) -> Entry:
    """Show one entry to everybody: on the wall at any time, of an essay call once its results are out."""
    if not entry.agrees:
        raise Problem(_("作者没有同意展示，不能放出来。"))
    if not may_publish(entry):
        raise Problem(_("现在还不能展示这一篇。"))
    entry.state, entry.published_at = EntryState.PUBLISHED, clock.now()
    entry.version += 1
    audit.record("publish", entry, ["state"])
    url = f"/contests/entries/{entry.id}"
    tell([entry.person_id], NoticeKind.ENTRY_PUBLISHED, entry.title, url, about=f"entry:{entry.id}")
    return entry


def unpublish_entry(entry: Entry) -> Entry:
    """Take one entry off the public page."""
    if entry.state is EntryState.PUBLISHED:
        entry.state, entry.published_at = EntryState.HANDED_IN, None
        entry.version += 1
        audit.record("unpublish", entry, ["state"])
    return entry


def give_prize(actor: Actor, entry: Entry, prize: str) -> Entry:
    """Give an entry one of the prizes of its contest, or none; after the results are out nothing changes any more.

    Nobody gives a prize to what they wrote themselves.
    """
    contest = entry.contest
    if is_own(actor, entry):
        raise Problem(_("自己的作品，请别的工作人员来定奖。"))
    if contest.state is not ContestState.JUDGING:
        raise Problem(_("现在不是评选的时候，不能定奖。"))
    if prize and prize not in contest.prize_list:
        raise Problem(_("没有这个奖项，请先在“改征集”里加上。"))
    entry.prize = prize
    entry.version += 1
    audit.record("give-prize", entry, ["prize"])
    return entry
