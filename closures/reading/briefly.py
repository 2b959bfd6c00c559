"""«Движение будут перекрывать кратковременно, до 10 минут»: short stops, between which all lanes are open."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from closures.kinds.restrictions import NOW_AND_THEN
from closures.reading.lexicon import PART_OF_ROAD
from closures.reading.notice import Notice
from closures.reading.traffic import SENTENCE
from roadmap.language.text import plain_in_place

STOPS, CLOSURES = NOW_AND_THEN
STOP = (
    r"останов\w+ (?:\w+ )?(?:движени|транспорт|машин|автомоб|поток)\w*|"
    r"(?:движени|транспорт|машин\w*|автомоб|поток)\w* (?:\w+ ){0,3}?(?:останавл|приостан)\w*|(?:при)?останавл\w+"
)
CLOSE = r"\b(?:за|пере)кр(?:ы|о[юе])\w*"
AGAIN = r"(?:за|пере)крыва\w+|останавл\w+|остановк\w+|(?:за|пере)крыти[яй]\w*"  # now and then, not once
MINUTES = re.compile(r"\b(?:до|по|на|не более(?: чем)?(?: на)?|не дольше) \d{1,2}(?: ?[-–] ?\d{1,2})? ?мин(?:ут\w*)?\b")
BRIEF = re.compile(r"\bкратковремен\w+|\bна короткое время\b|\bненадолго\b")
IN_TURNS = re.compile(r"черед|реверс|поперемен|светофор|регулировщик")
OTHER = re.compile(r"\b(?:запре[тщ]|сужен|сужа|сузят)\w*")


@dataclass(frozen=True)
class Brief:
    """`type` is a restriction's; `note` tells the minutes, empty where the text does not."""

    type: str
    note: str


def brief_of(notice: Notice) -> Brief | None:
    """None where anything is shut for longer, or driven through in turns."""
    folded = plain_in_place(notice.text)
    shutting = [clause for clause in SENTENCE.split(folded) if re.search(rf"{STOP}|{CLOSE}", clause)]
    is_other = any(each.search(folded) for each in (IN_TURNS, OTHER, PART_OF_ROAD))
    if is_other or not shutting or not all(map(_is_brief, shutting)):
        return None
    is_stop = all(re.search(STOP, clause) for clause in shutting)
    return Brief(STOPS if is_stop else CLOSURES, _note(is_stop, next(_minutes(shutting), "")))


def _is_brief(clause: str) -> bool:
    return bool(BRIEF.search(clause) or (MINUTES.search(clause) and re.search(AGAIN, clause)))


def _minutes(clauses: list[str]) -> Iterator[str]:
    yield from (found[0] for clause in clauses if (found := MINUTES.search(clause)))


def _note(is_stop: bool, minutes: str) -> str:
    """In a post's own language."""
    return f"Движение {'останавливают' if is_stop else 'перекрывают'} кратковременно, {minutes}" if minutes else ""
