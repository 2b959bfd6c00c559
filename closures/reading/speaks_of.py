"""Is a notice of something new, or of an event that was published before, and what becomes of that?"""

import re

from closures.reading.lexicon import BUS_STOP, CALLED_OFF, DEED, NOT_SHUT, PROLONGED, PUT_OFF
from closures.reading.notice import Notice
from closures.reading.traffic import tells_shut
from roadmap.language.meaning.notice_evidence import MOVED_STOP
from roadmap.language.meaning.sentences import borders
from roadmap.language.text import plain_in_place

CLAUSE = re.compile(r"[^.,;:!?()\n]+")
OF_BUSES = re.compile(r"\b(?:автобус|троллейбус|трамва|маршрутк|электричк|парковк|стоянк)")
EXTENSION, POSTPONEMENT, REOPENING = "extension", "postponement", "reopening"
CANCELLATION, NEW = "cancellation", "new"


def speaks_of(notice: Notice) -> str:
    is_of_an_event = notice.kind in ("reopening", "extension", "closure", "event")
    if is_of_an_event and _is_called_off(plain_in_place(notice.text)):
        return CANCELLATION
    if _is_put_off(notice):
        return CANCELLATION if is_left_open(notice) else POSTPONEMENT
    if is_prolonged(notice):
        return EXTENSION
    return {"reopening": REOPENING}.get(notice.kind, NEW)


def _is_called_off(folded: str) -> bool:
    """A closure or works; a bus stop, a route or a run that is called off is what a closure brings with it."""
    told = [clause for clause in CLAUSE.findall(folded) if CALLED_OFF.search(clause)]
    return any(DEED.search(clause) or not (BUS_STOP.search(clause) or OF_BUSES.search(clause)) for clause in told)


def is_left_open(notice: Notice) -> bool:
    """«Улица закрыта не будет», and nothing else of the text is shut."""
    folded = plain_in_place(notice.text)
    return NOT_SHUT.search(folded) is not None and not tells_shut(NOT_SHUT.sub("", folded))


def is_prolonged(notice: Notice) -> bool:
    """What is prolonged is where the text says so; a bus route that is prolonged shuts nothing."""
    if notice.kind not in ("closure", "restriction", "repair", "event"):
        return notice.kind == "extension"
    folded = plain_in_place(notice.text)
    told = [one for one in borders(folded) if PROLONGED.search(folded, *one) and not BUS_STOP.search(folded, *one)]
    of_places = [any(start <= one.start < end for start, end in told) for one in notice.affected]
    return bool(of_places and told) and (len(of_places) == 1 or all(of_places))


def _is_put_off(notice: Notice) -> bool:
    """Works or a closure, to other days; a bus stop that is moved puts nothing off."""
    folded = MOVED_STOP.sub("", plain_in_place(notice.text))
    if notice.kind == "extension":
        return PUT_OFF.search(folded) is not None
    told = [folded[slice(*sentence)] for sentence in borders(folded)]
    is_moved = any(PUT_OFF.search(each) and DEED.search(each) and not BUS_STOP.search(each) for each in told)
    return is_moved and notice.kind in ("closure", "restriction", "repair", "event")
