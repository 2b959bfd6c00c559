"""Words and figures of time in a text, as a row of items with one letter each.

D date · d bare number (a day or an hour, its neighbours tell) · c clock time · W weekday · r recurring weekdays ·
E every day · N night · S spell («на сутки») · U named end («до конца недели») · H half-year · V vague time ·
O end left open · s «с» · t «до» · p «по» · - dash · n «на» · v «в» · i «и» · k «к» · a «после» · , comma ·
w anything else · o a place that has been read already.
"""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from roadmap.language.times.lexicon import GENITIVE_MONTHS, LETTERS, LEXICON, NUMBERS, ORDINALS, SCANNER, WEEKDAYS


@dataclass(slots=True, eq=False)
class Item:
    letter: str
    start: int
    end: int
    day: date | None = None
    last: date | None = None  # of a span of days («выходные»)
    clock: time | None = None
    next_day: bool = False  # «24:00»
    has_year: bool = False
    weekday: int | None = None
    weekdays: tuple[int, ...] = ()
    spell: timedelta | None = None
    months: int = 0  # of a spell, where it is counted in months
    number: int | None = None
    is_ordinal: bool = False  # «20-го»
    part: str = ""  # утра, вечера
    name: str = ""


def scan(text: str, published: date) -> list[Item]:
    """Items of a folded text whose places are masked with «_»."""
    items = []
    for found in SCANNER.finditer(text):
        name = found.lastgroup[:-1] if found.lastgroup and found.lastgroup.endswith("_") else _outer(found)
        if name in ("skip", "phone"):
            continue
        item = Item(LETTERS[name], found.start(), found.end(), name=name)
        _fill(item, name, found, text, published)
        items.append(item)
    return items


def _outer(found: re.Match) -> str:
    return next(name for name, _ in LEXICON if found.group(f"{name}_") is not None)


def _fill(item: Item, name: str, found: re.Match, text: str, published: date) -> None:
    if name in ("full_date", "date", "word_date", "short_date"):
        _fill_date(item, name, found, published)
    elif item.letter == "c":
        _fill_clock(item, name, found, text)
        if name == "clock" and item.letter == "D":
            item.day = _day(int(found["hour"]), int(found["minute"]), None, published)
            item.letter = "D" if item.day else "w"
    elif name == "relative":
        shift = {"сегод": 0, "завтр": 1, "после": 2, "вчера": -1}[found["relative"][:5]]
        item.day, item.has_year = published + timedelta(days=shift), True
    elif name == "tonight":
        item.day = published
    elif name == "weekend":
        item.day = _next_weekday(published, 5)
        item.last, item.has_year = item.day + timedelta(days=1), True
    elif name == "weekday":
        item.weekday = weekday_of(found["weekday"])
    elif name == "days":
        item.number = int(found["number"])
        item.is_ordinal = re.search(r"(?:го|е)$", found.group()) is not None
        if not 0 < item.number <= 31:
            item.letter = "w" if item.number else "d"
    elif name == "month_day":
        item.number, item.is_ordinal = int(found["month_day"]), True
    elif name == "ordinal_day":
        item.number = ORDINALS[found["ordinal_day"]]
    elif name in ("recurring", "but", "week_range"):
        item.weekdays = _weekdays(name, found)
    elif name == "after_spell":
        count = float(NUMBERS.get(found["after_amount"]) or found["after_amount"])
        unit = found["after_unit"]
        item.spell = (
            timedelta(hours=count) if unit.startswith("час") else timedelta(days=7 * count if unit[0] == "н" else count)
        )
    elif name == "spell":
        item.spell, item.months = _spell(found["amount"], found["unit"])
    elif name == "turned_spell":  # «недели две»
        item.spell, item.months = _spell(found["turned_amount"], found["turned_unit"])
    elif name == "named_end":
        item.day = _named_end(found, published)
    elif name == "half":
        item.day = date(published.year, 1 if found["half"] == "перв" else 7, 1)
        if name == "half" and item.day < published - timedelta(days=182):
            item.day = item.day.replace(year=published.year + 1)


def _fill_date(item: Item, name: str, found: re.Match, published: date) -> None:
    if name == "full_date":
        year = int(found["fy"])
        day, month, year = int(found["fd"]), int(found["fm"]), year + 2000 if year < 100 else year
    elif name == "short_date":
        day, month, year = int(found["short_day"]), int(found["short_month"]), None
    elif name == "date":
        day, month, year = int(found["day"]), GENITIVE_MONTHS[found["month"]], found["year"]
    else:
        day, month, year = ORDINALS[found["word_day"]], GENITIVE_MONTHS[found["word_month"]], found["word_year"]
    item.has_year = year is not None
    item.day = _day(day, month, int(year) if year else None, published)
    if item.day is None:
        item.letter = "w"


def _day(day: int, month: int, year: int | None, published: date) -> date | None:
    """Without a year the nearest such day, the past counted double: notices speak of what is to come."""
    try:
        if year is not None:
            return date(year, month, day)
        years = [date(published.year + shift, month, day) for shift in (-1, 0, 1) if not (month == 2 and day == 29)]
        years = years or [date(published.year, month, day)]
    except ValueError:
        return None
    return min(years, key=lambda one: (one - published).days if one >= published else 2 * (published - one).days)


def _fill_clock(item: Item, name: str, found: re.Match, text: str) -> None:
    if name == "midnight":
        item.clock = time(0)
        item.next_day = text[max(found.start() - 4, 0) : found.start()].strip() == "до"  # «до полуночи 30 ноября»
        return
    if name == "noon":
        item.clock = time(12)
        return
    minute, part = 0, ""
    if name == "clock":
        hour, minute = int(found["hour"]), int(found["minute"])
        if found["colon"] == "." and _is_day_and_month(hour, minute, found, text):
            item.letter = "D"
            return
    elif name == "dash_clock":
        hour, minute = int(found["dash_hour"]), int(found["dash_minute"])
    elif name == "hour_minute":
        hour, minute = int(found["long_hour"]), int(found["long_minute"])
    elif name == "hour":
        hour, part = int(found["bare_hour"]), found["part"] or found["part2"] or ""
        if (
            part == "дня"
            and not found["part2"]
            and not re.search(r"\b(?:в|до|с|к|и|по)\s*$|[–—-]\s*$", text[max(found.start() - 14, 0) : found.start()])
        ):
            item.letter = "w"  # «3 дня»
            return
    elif name == "word_hour":
        hour, part = int(NUMBERS[found["word_hour"]]), found["word_part"]
        if part == "дня" and not re.search(r"\b(?:в|до|с|к)\s*$", text[max(found.start() - 14, 0) : found.start()]):
            item.letter = "w"
            return
    else:
        hour = int(NUMBERS[found["word_hours"] or found["word_hours2"]])
    item.part = part
    if part in ("вечера", "дня") and hour < 12:
        hour += 12
    if part == "ночи" and hour == 12:
        hour = 0
    if hour > 24 or minute > 59:
        item.letter = "w"
        return
    item.next_day = hour == 24
    item.clock = time(hour % 24, minute)


def _is_day_and_month(day: int, month: int, found: re.Match, text: str) -> bool:
    """«15.09» is a day where the second half can be a month, unless «в», «час» or «00» says it is an hour."""
    if not (1 <= month <= 12 and 1 <= day <= 31) or re.search(r"час|ч\b", found.group()):
        return False
    return not re.search(r"\bв\s*$", text[max(found.start() - 14, 0) : found.start()])


def weekday_of(word: str) -> int | None:
    return next((number for stem, number in WEEKDAYS if word.startswith(stem)), None)


def _weekdays(name: str, found: re.Match) -> tuple[int, ...]:
    if name == "week_range":
        first, last = weekday_of(found["from_day"]), weekday_of(found["to_day"])
        days = [(first + step) % 7 for step in range((last - first) % 7 + 1)]
        return tuple(days)
    if name == "but":
        gone = (
            {5, 6} if "выходн" in found["but"] else {weekday_of(word) for word in re.findall(r"\w{4,}", found["but"])}
        )
        return tuple(day for day in range(7) if day not in gone)
    if found["work"]:
        return (0, 1, 2, 3, 4)
    if found["off"]:
        return (5, 6)
    return tuple(sorted({weekday_of(word) for word in re.findall(r"\w{4,}", found["some"])} - {None}))


def _spell(amount: str | None, unit: str) -> tuple[timedelta | None, int]:
    if amount is None:
        count = 1.0
    else:
        count = float(NUMBERS.get(amount) or amount.replace(",", "."))
    if unit.startswith(("сут", "дн", "ден")):
        return timedelta(days=count), 0
    if unit.startswith("час"):
        return timedelta(hours=count), 0
    if unit.startswith("недел"):
        return timedelta(weeks=count), 0
    if unit.startswith("месяц"):
        return None, int(count)
    if unit == "полгода":
        return None, 6
    if unit.startswith(("год", "лет")):
        return None, int(12 * count)
    if unit == "полдня":
        return timedelta(hours=12), 0
    return None, 0  # minutes: a short hold, no term


def _named_end(found: re.Match, published: date) -> date:
    """The last day of «до конца недели», «до конца июня», «до конца года»."""
    whole = found["whole"]
    if found["whole_month"]:
        month, year = GENITIVE_MONTHS[found["whole_month"]], found["whole_year"]
        first = date(int(year), month, 1) if year else _day(1, month, None, published)
        if not year and _month_end(first) < published:
            first = first.replace(year=first.year + 1)
        return _month_end(first)
    if "недел" in whole or "выходн" in whole:
        last = 4 if "рабочей" in whole else 6
        return published + timedelta(days=(last - published.weekday()) % 7)
    if "месяца" in whole:
        return _month_end(published)
    if "квартала" in whole:
        return _month_end(date(published.year, (published.month - 1) // 3 * 3 + 3, 1))
    if "года" in whole:
        return date(published.year, 12, 31)
    return published


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _next_weekday(published: date, weekday: int) -> date:
    return published + timedelta(days=(weekday - published.weekday()) % 7)
