"""The words of an answer as those read them who lead and do not work on it: without the person who is answered."""

import re
from dataclasses import dataclass
from datetime import datetime

from appeals.models import Appeal, AppealChange
from appeals.models.change import Verb
from roadmap.language.gazetteer import Gazetteer
from roadmap.language.masking import masked
from roadmap.places.rows import gazetteer_for

LEFT_OUT = "…"
STEM, ENDING = 3, 2  # letters of a name that stay in each case, and that change


@dataclass(frozen=True)
class Answer:
    """As it was sent, the first time or put right."""

    at: datetime
    text: str
    is_correction: bool


def answers_of(appeal: Appeal, changes: list[AppealChange]) -> list[Answer]:
    """The latest first."""
    told = [change for change in changes if change.verb in (Verb.ANSWERED, Verb.CORRECTED)]
    gazetteer = gazetteer_for(appeal.city) if told else Gazetteer()
    return [
        Answer(each.at, without_sender(each.state["answer"], appeal, gazetteer), each.verb == Verb.CORRECTED)
        for each in told
    ]


def without_sender(text: str, appeal: Appeal, gazetteer: Gazetteer) -> str:
    """Whatever looks like a person goes, and the sender's own name and contacts in any case."""
    for contact in filter(None, (appeal.author_email, appeal.author_phone)):
        text = re.sub(re.escape(contact), LEFT_OUT, text, flags=re.IGNORECASE)
    for name in re.findall(r"\w{3,}", appeal.author_name):
        stem = name[: max(STEM, len(name) - ENDING)]
        text = re.sub(rf"\b{re.escape(stem)}\w{{0,4}}\b", LEFT_OUT, text, flags=re.IGNORECASE)
    return masked(text, gazetteer)
