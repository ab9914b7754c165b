"""Somebody is erased from the house: what programmes and invitations say about them goes; that they spoke stays."""

from sqlalchemy import delete, select

from partyedu.core import personal
from partyedu.core.db import db
from partyedu.speakers.models import Talk
from partyedu.theatre.models import FloorQuestion, ProgrammeItem, RaisedHand, SpeakerRequest, StageStep, TalkRating


def forget(person_id: int) -> None:
    """Lines and cues beside their talks, why they did not come, messages and answers, what listeners wrote; their hands
    and questions. Items and stars stay."""
    talks = select(Talk.id).where(Talk.person_id == person_id)
    words = ("title", "note", "cue", "state_reason", "public_title", "public_note")
    personal.empty(ProgrammeItem, ProgrammeItem.talk_id.in_(talks), **dict.fromkeys(words, ""))
    items = select(ProgrammeItem.id).where(ProgrammeItem.talk_id.in_(talks))
    personal.empty(StageStep, StageStep.item_id.in_(items), words="")
    personal.empty(SpeakerRequest, SpeakerRequest.talk_id.in_(talks), message="", answer="")
    db.session.execute(delete(RaisedHand).where(RaisedHand.person_id == person_id))
    db.session.execute(delete(FloorQuestion).where(FloorQuestion.person_id == person_id))
    personal.empty(TalkRating, TalkRating.talk_id.in_(talks), words="")
