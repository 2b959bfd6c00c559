"""Whose a way round is: that of buses may be shut to cars, and of two parts of a notice each has its own."""

import re
from collections.abc import Collection, Iterator

from closures.reading.notice import Notice
from roadmap.language.meaning.sentences import borders
from roadmap.language.mentions import Mention
from roadmap.language.text import plain_in_place

BUSES = r"(?:автобус|троллейбус|трамва|маршрут\w*|общественн\w+ транспорт|пассажирск\w+ транспорт)"
ALL = (
    r"(?:водител|автомоб|автовлад|машин|легков|грузов|большегруз|(?<!общественн..)(?<!пассажирск..) транспорт|объехать)"
)
WHO = re.compile(rf"\b(?P<buses>{BUSES})|{ALL}")
FOR_BUSES = re.compile(rf"[^.;,]{{0,60}}?\bдля (?:\w+ )?{BUSES}")
NEW_CLAUSE = re.compile(r"(?:[,;]| и) (?=объезд)")


def ways_of_all(notice: Notice) -> list[str]:
    """Streets of the way round, but for those that are told of buses alone."""
    ways = (one for one in notice.mentions if one.role == "detour" and one.place.get("on"))
    return list(dict.fromkeys(one.place["on"] for one in ways if not is_of_buses(notice, one)))


def is_of_buses(notice: Notice, mention: Mention) -> bool:
    """The last of those who are named before it in its sentence drive there, else those whom the words behind tell."""
    folded = plain_in_place(notice.text)
    start, end = next(one for one in borders(folded) if one[0] <= mention.start < one[1])
    before = NEW_CLAUSE.split(folded[start : mention.start])[-1]
    told = [*WHO.finditer(before)]
    if told:
        return bool(told[-1]["buses"])
    return FOR_BUSES.match(folded, mention.end, end) is not None


def without_parts_of_others(notice: Notice, numbers: Collection[int]) -> str:
    """The text, as long as it was, without the sentences of other places than these: those that name them, and those
    behind these up to the next place. What stands before the first place and behind the last is of all."""
    text = notice.text
    for start, end in _of_others(notice, numbers):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _of_others(notice: Notice, numbers: Collection[int]) -> Iterator[tuple[int, int]]:
    starts = [one.start for one in notice.affected]
    owners: set[int] = set()
    for start, end in borders(plain_in_place(notice.text)):
        named = {number for number, at in enumerate(starts) if start <= at < end}
        owners = named or (owners if any(at >= end for at in starts) else set())
        if owners and not owners & set(numbers):
            yield start, end
