"""The evidence of a notice: its cues, each with the form of its verb, and what stands beside what.

Features: `shut` (a cue), `shut:state` (its form), `1:shut` (in the first sentence), `group:shutting`, `because:event`
(told as the reason), `shut&lane` (both in one sentence), `shut&bare` (with no part of the road beside it),
`prolong+shutting` (both in the text), `mixed-list` (the road is narrowed at one place of a list, and at another not),
`houses-alone` (of water, light or heat in houses, and no word of a road).
"""

import re
from collections.abc import Iterable

from roadmap.language.meaning.cues import FoundCue
from roadmap.language.meaning.evidence import Evidence
from roadmap.language.meaning.notice_cues import NOTICE_CUES
from roadmap.language.meaning.sentences import NAME, cues_in, masked
from roadmap.language.tables import word_set

FORMED = word_set(
    """shut stop open limit ban resume lift done prolong remain dark lit works begin later narrow parking blocked term
    ramp"""
)
ACTIONS = word_set(
    """shut stop impassable blocked ban occupy narrow limit passable untouched open resume lift done prolong remain
    longer later dark lit clear-car leave-car free"""
)
SUBJECTS = word_set(
    """lane lanes-left half side edge way ramp-way one-way turn shift turns flagged briefly leave-car clear-car drivers
    some-vehicles ramp footway bridge crossing rails parking lights bus housing traffic road gradual all both yard
    surface pipes"""
)
PARTS = word_set("lane lanes-left half side edge way one-way turn shift footway some-vehicles parking")
GROUPS = {
    "event": word_set("holiday procession race show"),
    "partial": word_set("lane half side edge lanes-left one-way narrow turns"),
    "works": word_set("works surface pipes build"),
    "cause": word_set("accident snow"),
    "shutting": word_set("shut stop impassable blocked"),
    "again": word_set("open resume lift again"),
    "parked": word_set("parking clear-car"),
}
GROUP_OF = {cue: group for group, cues in GROUPS.items() for cue in cues}
TOLD_WITH_FORM = word_set("lit open resume dark lift")  # whether it was or will be tells the kind of a notice
NEWS = word_set(
    """prolong new-term longer term remain more later not-but called-off open resume lift lit again limit detour lights
    event untouched passable others-pass parking leave-car free"""
)
SUPPLIES = word_set("supply housing")
OF_ROADS = word_set("traffic road lane lanes-left crossing detour lights bridge ramp passable turn surface")
MATTERS = word_set("parked shutting limit works cause partial ban traffic lights dark narrow detour done housing")

MOVED = r"(?:перенес|перенос|сдвин|смест|смещ|отодвин)\w*"
STOP = r"(?:остановк\w*(?! движени)|остановочн\w+|павильон\w*|переход\w*|зебр\w*)"
WORDS = r"(?:[^\s.;:!?]+\s+)"
# «Переход перенесут на сто метров» moves no date
MOVED_STOP = re.compile(rf"\b(?:{STOP}\s+{WORDS}{{0,8}}?{MOVED}|{MOVED}\s+{WORDS}{{0,4}}?{STOP})")
SILENT = ("not", "was", "attribute")  # told, but not of now
NEGATION_BEFORE = re.compile(r"\b(?:не|без)\s+(?:\w+\s+)?$")
NEGATION_AFTER = re.compile(r"\s+(?:\w+\s+)?не\s+(?:буд|стан|план|треб|прид)")
AHEAD = re.compile(r"\bбуд(?:ет|ут|ем)\b")
PROMISED = re.compile(r"\b(?:обещали|обещалось|рассчитывали|намеревались|надеялись|собирались|хотели|планировали)\b")
FORMERLY = re.compile(r"\bбыл[аои]?\b|\bранее\b|\bнапомн")
ITEM = re.compile(r"[^\n;]+")
BECAUSE = re.compile(
    r"(?:из-за|в связи со?|для|ради|на время|по случаю|причин\w{1,3}|во время|в честь|[:—–(-])\s+(?:\S+\s+){0,2}$"
)
ENDINGS = (  # of the last word of a cue → its form, the first that fits
    (re.compile(r"[нт](?:ым|ыми|ой)$"), "predicate"),
    (re.compile(r"[нт](?:ый|ого|ому|ом|ая|ую|ое|ые|ых)$"), "attribute"),
    (re.compile(r"(?:[юуаяеи]т)(?:ся)?$|[еи]м$"), "present"),
    (re.compile(r"[аеиоуыя]л[аои]?(?:сь|ся)?$"), "past"),
    (re.compile(r"(?:ен|ыт|ан|ят)[аоы]?$"), "state"),
    (re.compile(r"ть(?:ся)?$"), "infinitive"),
)


def evidence_of(folded: str, named: Iterable[tuple[int, int]]) -> Evidence:
    """`folded` is the text in lower case with «е» for «ё»; `named` are the spans of street names."""
    text = masked(folded, named)
    sentences: dict[int, list[FoundCue]] = {}
    moved = [found.span() for found in MOVED_STOP.finditer(text)]
    for found in cues_in(text, NOTICE_CUES):
        if found.name == "later" and any(start <= found.start < end for start, end in moved):
            continue
        sentences.setdefault(found.sentence, []).append(_formed(found, text))
    evidence = Evidence()
    if NAME in text:
        evidence.see("named", text.index(NAME), text.rindex(NAME) + 1)
    _leave_out_side_ramps(sentences)
    for number in sorted(sentences):
        _see_sentence(evidence, _of_ramps(sentences[number]), text)
    _see_together(evidence)
    everything = [one for found in sentences.values() for one in found]
    _see_list(evidence, text, everything)
    _see_houses(evidence, everything)
    return evidence


def _formed(found: FoundCue, text: str) -> FoundCue:
    if found.name not in FORMED:
        return found
    return FoundCue(found.name, _form(found, text), found.start, found.end, found.sentence)


def _form(found: FoundCue, text: str) -> str:
    before, after = text[max(found.start - 40, 0) : found.start], text[found.end : found.end + 25]
    if NEGATION_BEFORE.search(before[-25:]) or NEGATION_AFTER.match(after):
        return "not"
    word = text[found.start : found.end].rpartition(" ")[2]
    form = next((name for ending, name in ENDINGS if ending.search(word)), "noun")
    if form in ("state", "infinitive") and (AHEAD.search(before) or AHEAD.search(after)):
        return "ahead"
    if form == "infinitive" and (PROMISED.search(before[-25:]) or PROMISED.search(after)):
        return "was"  # «открыть обещали к 5 июня»
    return "was" if form == "state" and (FORMERLY.search(before) or FORMERLY.search(after)) else form


def _of_ramps(found: list[FoundCue]) -> list[FoundCue]:
    """Whichever way a ramp leads, it is shut as a whole."""
    if {"ramp", "shut"} <= {one.name for one in found}:
        return [FoundCue("ramp-way", *_rest(one)) if one.name == "way" else one for one in found]
    return found


def _leave_out_side_ramps(sentences: dict[int, list[FoundCue]]) -> None:
    """«К центру не проехать. Закрыт и съезд»: what is shut of the road itself was told before the ramp."""
    is_one_way = False
    for number in sorted(sentences):
        names = {one.name for one in sentences[number]}
        if is_one_way and "ramp" in names and "way" not in names:
            sentences[number] = [one for one in sentences[number] if GROUP_OF.get(one.name) != "shutting"]
        is_one_way = is_one_way or ("way" in names and "ramp" not in names and bool(names & GROUPS["shutting"]))


def _rest(found: FoundCue) -> tuple[str, int, int, int]:
    return found.form, found.start, found.end, found.sentence


def _see_sentence(evidence: Evidence, found: list[FoundCue], text: str) -> None:
    for one in sorted(found, key=lambda one: one.start):
        _see_cue(evidence, one, text)
    has_part = any(one.name in PARTS for one in found)
    actions, subjects = _first_of_each(found, ACTIONS), _first_of_each(found, SUBJECTS)
    for one in actions:
        if not has_part and one.form not in SILENT:
            evidence.see(f"{one.name}&bare", one.start, one.end)
        for other in subjects:
            if other.name != one.name:
                _see_pair(evidence, one, other)


def _first_of_each(found: list[FoundCue], names: frozenset[str]) -> list[FoundCue]:
    """What is told once more in the same form is no further evidence."""
    first: dict[tuple[str, str], FoundCue] = {}
    for one in found:
        if one.name in names:
            first.setdefault((one.name, one.form), one)
    return list(first.values())


def _see_cue(evidence: Evidence, one: FoundCue, text: str) -> None:
    span = (one.start, one.end)
    if one.form:
        evidence.see(f"{one.name}:{one.form}", *span)
    if one.form in SILENT:
        return
    group = GROUP_OF.get(one.name)
    for name in (one.name, f"group:{group}" if group else None):
        if name:
            evidence.see(name, *span)
            if one.sentence == 0:
                evidence.see(f"1:{name}", *span)
    if group and BECAUSE.search(text[max(one.start - 40, 0) : one.start]):
        evidence.see(f"because:{group}", *span)


def _see_pair(evidence: Evidence, one: FoundCue, other: FoundCue) -> None:
    span = (min(one.start, other.start), max(one.end, other.end))
    evidence.see(f"{one.name}:{one.form}&{other.name}" if one.form in SILENT else f"{one.name}&{other.name}", *span)
    if one.name in TOLD_WITH_FORM and one.form and one.form not in SILENT:
        evidence.see(f"{one.name}:{one.form}&{other.name}", *span)


def _see_together(evidence: Evidence) -> None:
    """What is told anywhere in the text together with what it is about."""
    for news in NEWS:
        for matter in MATTERS:
            span, other = (evidence.get(name) or evidence.get(f"group:{name}") for name in (news, matter))
            if news != matter and span and other:
                evidence.see(f"{news}+{matter}", min(span[0], other[0]), max(span[1], other[1]))


def _see_houses(evidence: Evidence, found: list[FoundCue]) -> None:
    """«9 июня не будет воды: Мира, 1–19, Гоголя.»"""
    supplies = [one for one in found if one.name in SUPPLIES]
    if supplies and not any(one.name in OF_ROADS for one in found):
        evidence.see("houses-alone", supplies[0].start, supplies[0].end)


def _see_list(evidence: Evidence, text: str, found: list[FoundCue]) -> None:
    """A list in which the road is narrowed at one place, and at another not: «Мира, сужение; Гоголя, асфальт»."""
    parts = [one.start for one in found if GROUP_OF.get(one.name) == "partial"]
    items = [one.span() for one in ITEM.finditer(text) if NAME in one.group()]
    narrowed = [any(start <= part < end for part in parts) for start, end in items]
    if any(narrowed) and not all(narrowed):
        evidence.see("mixed-list", *items[narrowed.index(False)])
