"""The words and figures of time in a text, each with what it says: a day, an hour, a weekday, a spell."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from roadmap.language.times.lexicon import MONTHS, NUMBERS, ORDINALS, ROWS, SCANNER, SHORT_MONTHS, WEEKDAYS

DATES = ("full_date", "date", "word_date", "short_date", "slash_date")
DATED = (*DATES, "clock", "number", "of_month", "word_day")
LEADS_TO_AN_HOUR = re.compile(r"(?:\b(?:в|до|с|к|по|около|на)|[–—-])\s*$")
HOURS_BEFORE = re.compile(r"(?:до|[-–—])\s*(?:[01]?\d|2[0-4])[:.]?\d{0,2}(?:\s*ч\w*\.?)?[^.!?\n\d]{0,40}$")
OPENS = re.compile(r"[^,;.\d]{0,40}\bоткры")
MOST_ITEMS = 500  # of a sentence: the rest of a longer one is not read
FURTHEST = 100  # years from today that a date may lie
FURTHEST_SHORT = 10  # where its year has two figures: «01.01.01» is a slip, or stands for none
MOST_SPELLS = 999  # of hours, days, months: more is no term of works
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
VAGUE_SPELLS = ("часы", "часов", "дней", "дня", "минут", "недели", "месяцы", "лет")  # «в ближайшие часы»


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
    is_past: bool = False  # «прошлый»
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
        row = ROWS[found.lastgroup]
        if not row.letter:
            continue
        item = Item(row.letter, found.start(), found.end(), row.name)
        if row.name in FILL:
            FILL[row.name](item, row.pattern.match(text, found.start()), published)
        items.append(item)
        if len(items) >= MOST_ITEMS:
            break
    return items


# -------------------------------------------------------------------- days


def _date(item: Item, found: re.Match, published: date) -> None:
    said = found.groupdict()
    month = (MONTHS | SHORT_MONTHS).get(said["month"]) or int(said["month"])
    told = said.get("year") or ""
    if len(told) == 4 and told.startswith("0"):  # «01.01.0001»
        item.letter = "X"
        return
    year = int(told or 0) + (2000 if len(told) == 2 else 0)
    if len(told) == 2 and abs(year - published.year) > FURTHEST_SHORT:
        item.letter = "X"
        return
    _set_day(item, _number_of(said["day"]), month, year, published)


def _set_day(item: Item, day: int, month: int, year: int, published: date) -> None:
    item.day, item.has_year = nearest(day, month, year, published), year > 0
    item.letter = "D" if item.day else "X"  # «31 июня»


def nearest(day: int, month: int, year: int, published: date) -> date | None:
    """Without a year (0) the nearest such day, the past counted double: notices speak of what is to come."""
    if year and abs(year - published.year) > FURTHEST:
        return None
    years = [year] if year else [published.year + shift for shift in (-1, 0, 1)]
    days = [(one - published).days for one in (day_of(year, month, day) for year in years) if one]
    return published + timedelta(min(days, key=lambda far: far if far >= 0 else -2 * far)) if days else None


def day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number_of(word: str) -> int:
    return int(word) if word.isdigit() else ORDINALS[re.sub(r"(?:ого|его|ое|ье)$", "", word)]


def _relative(item: Item, found: re.Match, published: date) -> None:
    shift = {"сегод": 0, "завтр": 1, "после": 2, "вчера": -1}[found["word"][:5]]
    item.day, item.has_year = published + timedelta(days=shift), True


def _tonight(item: Item, found: re.Match, published: date) -> None:
    item.day, item.has_year = published, True


def _weekend(item: Item, found: re.Match, published: date) -> None:
    item.day = published + timedelta(days=(5 - published.weekday()) % 7)
    if (found["which"] or "").startswith("следующ") and published.weekday() < 5:
        item.day += timedelta(days=7)
    item.last, item.has_year = item.day + timedelta(days=1), True


def _open_weekend(item: Item, found: re.Match, published: date) -> None:
    """Behind hours, or as a sentence of its own, it leaves them to the other days; else it is the next such days."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    opens = not before.strip() and not OPENS.match(after)
    if HOURS_BEFORE.search(before) or opens:
        item.weekdays = (0, 1, 2, 3, 4)
    else:
        item.letter, item.name = "D", "weekend"
        _weekend(item, found, published)


def _number(item: Item, found: re.Match, published: date) -> None:
    item.number = _number_of(found["number"])
    item.is_ordinal = item.name == "of_month" or found.groupdict().get("ordinal") is not None
    if item.number > 31:
        item.letter = "w"


# -------------------------------------------------------------------- hours


def _clock(item: Item, found: re.Match, published: date) -> None:
    """«15.09» is a day where the second half can be a month, unless «в» or «ч.» says otherwise. «3 дня» and «две ночи»
    are counts, unless «в», «до» or «с» makes them an hour."""
    said = found.groupdict()
    hour, minute = NUMBERS.get(said["hour"]) or int(said["hour"]), int((said.get("minute") or "0").translate(RAISED))
    part = (said.get("part") or said.get("sure_part") or "").strip()
    led = LEADS_TO_AN_HOUR.search(found.string[max(found.start() - 8, 0) : found.start()])
    lead = led.group().strip() if led else ""
    if said.get("mark") == "." and 1 <= minute <= 12 and hour and not part and lead != "в":
        _set_day(item, hour, minute, 0, published)
    elif item.name in ("hour", "word_hour") and said["part"] in ("дня", "ночи") and lead in ("", "на"):
        item.letter = "N" if part == "ночи" else "w"
    else:
        _set_clock(item, int(hour), minute, part)


def _set_clock(item: Item, hour: int, minute: int, part: str) -> None:
    if (part in ("вечера", "дня") and hour < 12) or (part == "ночи" and 8 < hour < 12):
        hour += 12
    elif part == "ночи" and hour == 12:
        hour = 0
    if hour > 24 or minute > 59:
        item.letter = "w"
    else:
        item.letter, item.part, item.next_day, item.clock = "c", part, hour == 24, time(hour % 24, minute)


def make_hour(item: Item, hour: int) -> None:
    _set_clock(item, hour, 0, "")


def _midnight(item: Item, found: re.Match, published: date) -> None:
    """«до полуночи 30 ноября» is the end of that day, «с полуночи» the beginning."""
    before = found.string[max(found.start() - 6, 0) : found.start()]
    item.clock, item.next_day = time(0), re.search(r"(?:\b(?:до|по|к)|[–—-])\s*$", before) is not None


def _noon(item: Item, found: re.Match, published: date) -> None:
    item.clock = time(12)


# -------------------------------------------------------------------- weekdays, spells, ends


def weekday_of(word: str) -> int:
    return next(number for stem, number in WEEKDAYS.items() if word.startswith(stem))


def _weekday(item: Item, found: re.Match, published: date) -> None:
    item.weekday, item.is_next = weekday_of(found["weekday"]), (found["next"] or "").startswith("с")
    item.is_past = (found["next"] or "").startswith("п")


def _week_range(item: Item, found: re.Match, published: date) -> None:
    first, last = weekday_of(found["first"]), weekday_of(found["last"])
    item.weekdays = tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def _recurring(item: Item, found: re.Match, published: date) -> None:
    if found["work"]:
        item.weekdays = (0, 1, 2, 3, 4)
    elif found["off"] or found["rest"]:
        item.weekdays = (5, 6)
    else:
        item.weekdays = _weekdays_in(found["some"] or found["each"])


def _except_days(item: Item, found: re.Match, published: date) -> None:
    gone = (5, 6) if "выходн" in found["but"] else _weekdays_in(found["but"])
    item.weekdays = tuple(day for day in range(7) if day not in gone)


def _weekdays_in(words: str) -> tuple[int, ...]:
    said = (word for word in re.findall(r"\w{4,}", words) if not word.startswith("кажд"))
    return tuple(sorted({weekday_of(word) for word in said}))


def _spell(item: Item, found: re.Match, published: date) -> None:
    """Minutes are a short hold and no term, and neither is what nobody lives to see."""
    amount, unit = found["amount"], found["unit"]
    if not amount and unit in VAGUE_SPELLS and "течение" not in found.group():
        return
    count = float(NUMBERS.get(amount) or amount.replace(",", ".")) if amount else 1.0
    if count > MOST_SPELLS:
        return
    if unit.startswith(("месяц", "полгод", "год", "лет")):
        item.months = int(count * (1 if unit.startswith("месяц") else 6 if unit == "полгода" else 12))
    elif unit == "полдня":
        item.spell = timedelta(hours=12)
    else:
        days = {"час": 1 / 24, "сут": 1, "дне": 1, "дня": 1, "ден": 1, "нед": 7}.get(unit[:3])
        item.spell = timedelta(days=count * days) if days else None


def _next_times(item: Item, found: re.Match, published: date) -> None:
    item.number = int(NUMBERS.get(found["amount"]) or found["amount"])


def _named_end(item: Item, found: re.Match, published: date) -> None:
    """The last day of «до конца недели», «до конца июня», «до конца года»."""
    whole, year = found["whole"], int(found["year"] or 0)
    if found["month"]:
        first = nearest(1, MONTHS[found["month"]], year, published)
        if first is None:
            item.letter = "X"  # «до конца мая 1900 года»
            return
        item.day = month_end(first)
        if not year and item.day < published:
            item.day = month_end(item.day.replace(year=item.day.year + 1, day=1))
    elif "недел" in whole or "выходн" in whole:
        item.day = published + timedelta(days=((4 if "рабочей" in whole else 6) - published.weekday()) % 7)
    elif "квартала" in whole:
        item.day = month_end(date(published.year, (published.month + 2) // 3 * 3, 1))
    else:
        ends = {"месяца": month_end(published), "года": date(published.year, 12, 31)}
        item.day = next((day for word, day in ends.items() if word in whole), published)


def month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _half(item: Item, found: re.Match, published: date) -> None:
    item.day = date(published.year, 1 if found["half"] == "перв" else 7, 1)
    if item.day < published - timedelta(days=182):
        item.day = item.day.replace(year=published.year + 1)


CLOCKS = ("clock", "raised_clock", "dash_clock", "hour_minute", "hour", "word_hour", "word_hours")
FILL = dict.fromkeys(DATES, _date) | dict.fromkeys(CLOCKS, _clock)
FILL |= dict.fromkeys(("number", "of_month", "word_day"), _number)
FILL |= dict.fromkeys(("spell", "bare_spell", "after_spell", "turned_spell"), _spell)
FILL |= {
    "relative": _relative,
    "tonight": _tonight,
    "weekend": _weekend,
    "open_weekend": _open_weekend,
    "midnight": _midnight,
    "noon": _noon,
}
FILL |= {"weekday": _weekday, "week_range": _week_range, "recurring": _recurring, "except_days": _except_days}
FILL |= {"next_times": _next_times, "named_end": _named_end, "half": _half}
