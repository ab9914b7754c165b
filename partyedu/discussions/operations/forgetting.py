"""Somebody is erased from the house: what they wrote goes; what others follow up stays, without them.

That a reflection was written and a matter raised are figures of the unit. A matter that is open is still to be done:
its title stays (without the name, where it stood there) and whoever it was given to goes on.
"""

from sqlalchemy import select

from partyedu.core import personal, uploads
from partyedu.core.db import db
from partyedu.core.search import index_text
from partyedu.discussions.models import Matter, MatterKind, MatterState, MatterStep, Post
from partyedu.organisation.models import Person


def forget(person_id: int) -> None:
    """Words and photos of their posts; contact, text and thanks of what they raised; what was noted about their wishes.

    Group records and what others wrote stay: whom a name in them means, no machine can know.
    """
    own = Post.person_id == person_id
    photos = db.session.scalars(select(Post.photo_id).where(own, Post.photo_id.is_not(None))).all()
    personal.empty(Post, own, photo_id=None, hidden_reason="", picked_at=None, author_agrees=False)
    personal.empty(Post, own & (Post.withdrawn_at.is_(None)), text=personal.gone())
    uploads.let_go(number for number in photos if number)
    name = db.session.get_one(Person, person_id).name
    for matter in db.session.scalars(select(Matter).where(Matter.raised_by_id == person_id)):
        _forget_who_raised(matter, name)


def _forget_who_raised(matter: Matter, name: str) -> None:
    is_over = matter.state is MatterState.CLOSED or matter.kind is MatterKind.WISH
    matter.public_title, matter.public_outcome = (
        text.replace(name, "…") for text in (matter.public_title, matter.public_outcome)
    )
    matter.title = (matter.public_title or personal.gone()) if is_over else matter.title.replace(name, "…")
    matter.outcome = matter.public_outcome if is_over else matter.outcome.replace(name, "…")
    matter.text = matter.contact = matter.thanks = ""
    matter.search_text = index_text(matter.title, spelled_part=matter.title)
    matter.version += 1
    for step in db.session.scalars(select(MatterStep).where(MatterStep.matter_id == matter.id)):
        step.note = "" if is_over else step.note.replace(name, "…")
    db.session.flush()
