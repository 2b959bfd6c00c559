"""The words and figures of time in a text, each with what it says: a day, an hour, a weekday, a spell."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from roadmap.language.times.lexicon import LETTERS, MONTHS, NUMBERS, ORDINALS, SCANNER, SHORT_MONTHS, WEEKDAYS

ALL_MONTHS = MONTHS | SHORT_MONTHS
DATED = ("date", "word_date", "full_date", "short_date", "slash_date", "clock", "number", "of_month", "word_day")
LEADS_TO_AN_HOUR = re.compile(r"(?:\b(?:в|до|с|к|по|около|на)|[–—-])\s*$")


@dataclass(slots=True, eq=False)
class Item:
    letter: str
    start: int
    end: int
    name: str = ""
    day: date | None = None
    last: date | None = None  # of a span of days («выходные»)
    clock: time | None = None
    next_day: bool = False  # «24:00»
    has_year: bool = False
    weekday: int | None = None
    is_next: bool = False  # «следующий вторник»
    weekdays: tuple[int, ...] = ()
    spell: timedelta | None = None
    months: int = 0  # of a spell, where it is counted in months
    number: int | None = None
    is_ordinal: bool = False  # «20-го»
    part: str = ""  # утра, вечера


def scan(text: str, published: date) -> list[Item]:
    """Items of a folded text whose places are masked with «_»."""
    items = []
    for found in SCANNER.finditer(text):
        name = _name(found)
        if LETTERS[name]:
            item = Item(LETTERS[name], found.start(), found.end(), name)
            FILL.get(name, _nothing)(item, found, published)
            items.append(item)
    return items


def _name(found: re.Match) -> str:
    last = found.lastgroup
    if last.endswith("_"):
        return last[:-1]
    return next(name for name in LETTERS if found.group(f"{name}_") is not None)


def _nothing(item: Item, found: re.Match, published: date) -> None:
    """The letter says it all."""


# -------------------------------------------------------------------- days


def _full_date(item: Item, found: re.Match, published: date) -> None:
    year = int(found["fy"])
    _set_day(item, int(found["fd"]), int(found["fm"]), year + 2000 if year < 100 else year, published)


def _date(item: Item, found: re.Match, published: date) -> None:
    _set_day(item, int(found["day"]), ALL_MONTHS[found["month"]], found["year"], published)


def _word_date(item: Item, found: re.Match, published: date) -> None:
    _set_day(item, _ordinal(found["word_day"]), MONTHS[found["word_month"]], found["word_year"], published)


def _short_date(item: Item, found: re.Match, published: date) -> None:
    _set_day(item, int(found["sd"]), int(found["sm"]), None, published)


def _slash_date(item: Item, found: re.Match, published: date) -> None:
    _set_day(item, int(found["sl_day"]), int(found["sl_month"]), None, published)


def _set_day(item: Item, day: int, month: int, year: int | str | None, published: date) -> None:
    item.has_year = year is not None
    item.day = nearest(day, month, int(year) if year else None, published)
    if item.day is None:
        item.letter = "X"  # «31 июня»


def nearest(day: int, month: int, year: int | None, published: date) -> date | None:
    """Without a year the nearest such day, the past counted double: notices speak of what is to come."""
    years = [year] if year else [published.year + shift for shift in (-1, 0, 1)]
    found = [one for one in (day_of(year, month, day) for year in years) if one]
    return min(
        found, key=lambda one: (one - published).days if one >= published else 2 * (published - one).days, default=None
    )


def day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _ordinal(word: str) -> int:
    return ORDINALS[re.sub(r"(?:ого|его|ое|ье)$", "", word)]


def _relative(item: Item, found: re.Match, published: date) -> None:
    shift = {"сегод": 0, "завтр": 1, "после": 2, "вчера": -1}[found["relative"][:5]]
    item.day, item.has_year = published + timedelta(days=shift), True


def _tonight(item: Item, found: re.Match, published: date) -> None:
    item.day, item.has_year = published, True


def _weekend(item: Item, found: re.Match, published: date) -> None:
    item.day = published + timedelta(days=(5 - published.weekday()) % 7)
    if (found["which"] or "").startswith("следующ") and published.weekday() < 5:
        item.day += timedelta(days=7)
    item.last, item.has_year = item.day + timedelta(days=1), True


def _number(item: Item, found: re.Match, published: date) -> None:
    item.number, item.is_ordinal = int(found["number"]), found["ordinal"] is not None
    if item.number > 31:
        item.letter = "w"


def _of_month(item: Item, found: re.Match, published: date) -> None:
    item.number, item.is_ordinal = int(found["month_day"]), True


def _word_day(item: Item, found: re.Match, published: date) -> None:
    item.number = _ordinal(found["ordinal_day"])


# -------------------------------------------------------------------- hours


def _clock(item: Item, found: re.Match, published: date) -> None:
    hour, minute = int(found["hour"]), int(found["minute"])
    is_led = re.search(r"\bв\s*$", found.string[max(found.start() - 3, 0) : found.start()])
    if found["mark"] == "." and 1 <= minute <= 12 and hour and not found["said"] and not is_led:
        _set_day(item, hour, minute, None, published)  # «15.09»
        item.letter = "D" if item.day else "X"
    else:
        _set_clock(item, hour, minute, (found["said"] or "").strip())


def _dash_clock(item: Item, found: re.Match, published: date) -> None:
    _set_clock(item, int(found["dash_hour"]), int(found["dash_minute"]))


def _hour_minute(item: Item, found: re.Match, published: date) -> None:
    _set_clock(item, int(found["long_hour"]), int(found["long_minute"]))


def _hour(item: Item, found: re.Match, published: date) -> None:
    _set_hour(item, int(found["bare_hour"]), found["part"] or "", found["part2"] or "", found)


def _word_hour(item: Item, found: re.Match, published: date) -> None:
    _set_hour(item, int(NUMBERS[found["word_hour"]]), found["word_part"], "", found)


def _set_hour(item: Item, hour: int, part: str, said_part: str, found: re.Match) -> None:
    """«3 дня» and «две ночи» are counts, unless «в», «до», «с» makes them an hour."""
    is_led = LEADS_TO_AN_HOUR.search(found.string[max(found.start() - 8, 0) : found.start()])
    is_count = is_led and is_led.group().strip() == "на"
    if part in ("дня", "ночи") and (not is_led or is_count or found.group().startswith("две ")):
        item.letter = "N" if part == "ночи" else "w"
    else:
        _set_clock(item, hour, 0, part or said_part)


def _word_hours(item: Item, found: re.Match, published: date) -> None:
    _set_clock(item, int(NUMBERS[found["word_hours"] or found["word_hours2"]]), 0)


def _set_clock(item: Item, hour: int, minute: int, part: str = "") -> None:
    if (part in ("вечера", "дня") and hour < 12) or (part == "ночи" and 8 < hour < 12):
        hour += 12
    elif part == "ночи" and hour == 12:
        hour = 0
    if hour > 24 or minute > 59:
        item.letter = "w"
        return
    item.letter, item.part, item.next_day, item.clock = "c", part, hour == 24, time(hour % 24, minute)


def _midnight(item: Item, found: re.Match, published: date) -> None:
    """«до полуночи 30 ноября» is the end of that day, «с полуночи» the beginning."""
    before = found.string[max(found.start() - 6, 0) : found.start()]
    item.clock, item.next_day = time(0), re.search(r"(?:\b(?:до|по|к)|[–—-])\s*$", before) is not None


def _noon(item: Item, found: re.Match, published: date) -> None:
    item.clock = time(12)


def make_hour(item: Item, hour: int) -> None:
    item.letter, item.clock, item.next_day = "c", time(hour % 24), hour == 24


# -------------------------------------------------------------------- weekdays, spells, ends


def weekday_of(word: str) -> int:
    return next(number for stem, number in WEEKDAYS.items() if word.startswith(stem))


def _weekday(item: Item, found: re.Match, published: date) -> None:
    item.weekday, item.is_next = weekday_of(found["weekday"] or found["short_day"]), found["next"] is not None


def _week_range(item: Item, found: re.Match, published: date) -> None:
    first, last = (weekday_of(found[f"{end}_day"] or found[f"{end}_short"]) for end in ("from", "to"))
    item.weekdays = tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def _recurring(item: Item, found: re.Match, published: date) -> None:
    if found["work"]:
        item.weekdays = (0, 1, 2, 3, 4)
    elif found["off"]:
        item.weekdays = (5, 6)
    else:
        item.weekdays = _weekdays_in(found["some"] or found["each"])


def _except_days(item: Item, found: re.Match, published: date) -> None:
    gone = (5, 6) if "выходн" in found["but"] else _weekdays_in(found["but"])
    item.weekdays = tuple(day for day in range(7) if day not in gone)


def _weekdays_in(words: str) -> tuple[int, ...]:
    said = (word for word in re.findall(r"\w{4,}", words) if not word.startswith("кажд"))
    return tuple(sorted({weekday_of(word) for word in said}))


def _after_spell(item: Item, found: re.Match, published: date) -> None:
    _set_spell(item, found["after_amount"], found["after_unit"])


def _spell(item: Item, found: re.Match, published: date) -> None:
    is_plural = "течение" not in found.group() and not found["amount"]
    if is_plural and found["unit"] in ("часы", "часов", "дней", "дня", "минут", "недели", "месяцы", "лет"):
        return  # «в ближайшие часы»
    _set_spell(item, found["amount"], found["unit"])


def _turned_spell(item: Item, found: re.Match, published: date) -> None:
    _set_spell(item, found["turned_amount"], found["turned_unit"])


def _set_spell(item: Item, amount: str | None, unit: str) -> None:
    """Minutes are a short hold and no term."""
    count = float(NUMBERS.get(amount) or amount.replace(",", ".")) if amount else 1.0
    if unit.startswith(("месяц", "полгод", "год", "лет")):
        item.months = int(count * (1 if unit.startswith("месяц") else 6 if unit == "полгода" else 12))
    elif unit == "полдня":
        item.spell = timedelta(hours=12)
    else:
        days = {"час": 1 / 24, "сут": 1, "дне": 1, "дня": 1, "ден": 1, "нед": 7}.get(unit[:3])
        item.spell = timedelta(days=count * days) if days else None


def _named_end(item: Item, found: re.Match, published: date) -> None:
    """The last day of «до конца недели», «до конца июня», «до конца года»."""
    whole = found["whole"]
    if found["whole_month"]:
        month, year = MONTHS[found["whole_month"]], found["whole_year"]
        first = date(int(year), month, 1) if year else nearest(1, month, None, published)
        if not year and _month_end(first) < published:
            first = first.replace(year=first.year + 1)
        item.day = _month_end(first)
    elif "недел" in whole or "выходн" in whole:
        item.day = published + timedelta(days=((4 if "рабочей" in whole else 6) - published.weekday()) % 7)
    elif "месяца" in whole:
        item.day = _month_end(published)
    elif "квартала" in whole:
        item.day = _month_end(date(published.year, (published.month - 1) // 3 * 3 + 3, 1))
    else:
        item.day = date(published.year, 12, 31) if "года" in whole else published


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _half(item: Item, found: re.Match, published: date) -> None:
    item.day = date(published.year, 1 if found["half"] == "перв" else 7, 1)
    if item.day < published - timedelta(days=182):
        item.day = item.day.replace(year=published.year + 1)


FILL = {
    "full_date": _full_date,
    "date": _date,
    "word_date": _word_date,
    "short_date": _short_date,
    "slash_date": _slash_date,
    "relative": _relative,
    "tonight": _tonight,
    "weekend": _weekend,
    "number": _number,
    "of_month": _of_month,
    "word_day": _word_day,
    "clock": _clock,
    "dash_clock": _dash_clock,
    "hour_minute": _hour_minute,
    "hour": _hour,
    "word_hour": _word_hour,
    "word_hours": _word_hours,
    "midnight": _midnight,
    "noon": _noon,
    "weekday": _weekday,
    "week_range": _week_range,
    "recurring": _recurring,
    "except_days": _except_days,
    "after_spell": _after_spell,
    "spell": _spell,
    "turned_spell": _turned_spell,
    "named_end": _named_end,
    "half": _half,
}
