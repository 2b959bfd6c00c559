"""Every day, hour, weekday and spell that a text names, whatever it means by them: what another reader may speak of."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from roadmap.language.text import plain_in_place
from roadmap.language.times.items import DATED, Item, scan
from roadmap.language.times.phrases import phrases_of, sentences_of
from roadmap.language.times.settling import settle
from roadmap.language.times.windows import Window, add_months

DAY = timedelta(days=1)
MIDNIGHT, LAST_MINUTE, EVENING = time(0), time(23, 59), time(18)


@dataclass(frozen=True, slots=True)
class Told:
    days: frozenset[date]
    clocks: frozenset[time]
    weekdays: frozenset[int]
    spells: frozenset[timedelta]
    months: frozenset[int]
    has_night: bool = False  # «в ночь на 16 июня» begins on the day before
    spans: tuple[tuple[int, int], ...] = ()  # of the figures and words

    def has_clock(self, clock: time) -> bool:
        """Midnight and the last minute are the bounds of whole days."""
        return clock in self.clocks or clock in (MIDNIGHT, LAST_MINUTE)

    def has_start(self, start: datetime) -> bool:
        is_eve = self.has_night and start.time() >= EVENING and start.date() + DAY in self.days
        return (start.date() in self.days or is_eve) and self.has_clock(start.time())

    def has_end(self, window: Window) -> bool:
        """On a day that is told, on the morning after it, or after a spell."""
        start, end = window.start, window.end
        if start and (end - start in self.spells or end in {add_months(start, count) for count in self.months}):
            return True
        is_morning_after = end.time() == MIDNIGHT or (start is not None and end.time() <= start.time())
        is_told = end.date() in self.days or (is_morning_after and end.date() - DAY in self.days)
        return is_told and self.has_clock(end.time())


def told_in(text: str, published: date, masked: list[tuple[int, int]]) -> Told:
    """Of a cleaned text; `masked` are the spans of names and houses, whose figures are no time."""
    folded = plain_in_place(text)
    for start, end in masked:
        folded = folded[:start] + "_" * (end - start) + folded[end:]
    items = _items(text, folded, published)
    days = {day for item in items for day in (item.day, item.last) if day} | _days_of_phrases(text, folded, published)
    return Told(
        days=frozenset(days),
        clocks=frozenset(item.clock for item in items if item.clock is not None),
        weekdays=frozenset(_weekdays(items)),
        spells=frozenset(item.spell for item in items if item.spell),
        months=frozenset(item.months for item in items if item.months),
        has_night=any(item.letter == "N" for item in items),
        spans=tuple((item.start, item.end) for item in items if item.day or item.clock is not None or item.spell),
    )


def _items(text: str, folded: str, published: date) -> list[Item]:
    found: list[Item] = []
    said: date | None = None
    for sentence in sentences_of(text):
        items = settle(scan(folded[sentence.start : sentence.end], published), published, said)
        said = next((item.day for item in reversed(items) if item.day and item.name in DATED), said)
        for item in items:
            item.start, item.end = item.start + sentence.start, item.end + sentence.start
        found += items
    return found


def _days_of_phrases(text: str, folded: str, published: date) -> set[date]:
    """Weekdays become days by what stands beside them."""
    phrases = phrases_of(folded, sentences_of(text), published)
    points = [point.day for phrase in phrases for point in (phrase.first, phrase.last) if point and point.day]
    return {*points, *(day for phrase in phrases for day in phrase.days)}


def _weekdays(items: list[Item]) -> set[int]:
    single = {item.weekday for item in items if item.weekday is not None}
    return single | {day for item in items for day in item.weekdays}
