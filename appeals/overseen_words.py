"""The words of an answer as those read them who lead and do not work on it: without the person who is answered."""

from dataclasses import dataclass
from datetime import datetime

from appeals.forgotten_words import Sender, senders_of, without_sender
from appeals.models import Appeal, AppealChange
from appeals.models.change import Verb
from roadmap.language.gazetteer import Gazetteer
from roadmap.language.masking import masked
from roadmap.places.rows import gazetteer_for


@dataclass(frozen=True)
class Answer:
    """As it was sent, the first time or put right."""

    at: datetime
    text: str
    is_correction: bool


def answers_of(appeal: Appeal, changes: list[AppealChange]) -> list[Answer]:
    """The latest first."""
    told = [change for change in changes if change.verb in (Verb.ANSWERED, Verb.CORRECTED)]
    if not told:
        return []
    sender, gazetteer = senders_of(appeal), gazetteer_for(appeal.city)
    return [
        Answer(each.at, _without_person(each.state["answer"], sender, gazetteer), each.verb == Verb.CORRECTED)
        for each in told
    ]


def _without_person(text: str, sender: Sender, gazetteer: Gazetteer) -> str:
    """What goes of who is forgotten, and whatever else looks like a person."""
    return masked(without_sender(text, sender), gazetteer)
