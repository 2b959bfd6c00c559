"""The evidence of a resident's message: its cues, what they stand beside, and the beginnings of its words.

Features: `hole` (a cue), `at:shop` (it only says where: «у магазина»), `no:light` (negated), `1:hole` (the first of
the message), `off&lights` (both in one sentence), `ice-of-street` (and not of a yard), `^свето` (a word).
"""

import re
from collections.abc import Iterable

from roadmap.language.meaning.cues import FoundCue
from roadmap.language.meaning.evidence import Evidence
from roadmap.language.meaning.message_cues import MESSAGE_CUES
from roadmap.language.meaning.sentences import NAME, cues_in, masked
from roadmap.language.tables import word_set

WHERE = re.compile(
    r"\b(?:у|возле|около|рядом\s+с|рядом|напротив|за|перед|мимо|от|до|к|между|с|после|на)\s+"
    r"(?:\w+(?:ой|ей|ого|его|ому|ему|ым|им|ых|их|ую|юю)\s+)?$"
)
NEGATION = re.compile(r"\b(?:не|нет|без|ни)\s+(?:\S+\s+)?$")
FAULTS = word_set(
    """
    off broken collapse fallen shut impassable no-way across on-road wish opened dug water worn hole opening vehicle
    slide squeeze
    """
)
THINGS = word_set(
    "lights surface road sidewalk sign marking crosswalk thing manhole water ice bus stop yard light wish"
)
TOLD_ANYHOW = word_set("hole off lane")  # «до Лесной ямы», «рядом яма», «все на мигающем»
EVERYWHERE = word_set("road kids")  # said in every second message


def evidence_of(folded: str, named: Iterable[tuple[int, int]], houses: Iterable[tuple[int, int]] = ()) -> Evidence:
    """`folded` is the text in lower case with «е» for «ё»; `named` are spans of street names, `houses` of houses."""
    text = masked(folded, named)
    evidence = Evidence()
    for start, end in houses:
        evidence.see("house", start, end)
    told = [one for one in cues_in(text, MESSAGE_CUES) if _is_told(evidence, one, text)]
    for one in told:
        evidence.see(one.name, one.start, one.end)
    first = min((one for one in told if one.name not in EVERYWHERE), key=lambda one: one.start, default=None)
    if first:
        evidence.see(f"1:{first.name}", first.start, first.end)
    _see_pairs(evidence, told)
    if NAME in text and "ice" in evidence and not ("yard" in evidence or "at:yard" in evidence):
        evidence.see("ice-of-street", *evidence["ice"])
    evidence.see_stems(text)
    return evidence


def _is_told(evidence: Evidence, one: FoundCue, text: str) -> bool:
    """Told itself, not as where something is; what is negated is told, and seen as negated too."""
    before = text[max(one.start - 28, 0) : one.start]
    if WHERE.search(before) and one.name not in TOLD_ANYHOW:
        evidence.see(f"at:{one.name}", one.start, one.end)
        return False
    if NEGATION.search(before):
        evidence.see(f"no:{one.name}", one.start, one.end)
    return True


def _see_pairs(evidence: Evidence, told: list[FoundCue]) -> None:
    faults = [one for one in told if one.name in FAULTS]
    things = [one for one in told if one.name in THINGS]
    for one in faults:
        for other in things:
            if one.sentence == other.sentence and one.name != other.name:
                span = (min(one.start, other.start), max(one.end, other.end))
                evidence.see(f"{one.name}&{other.name}", *span)
