"""«Каждые выходные июля», «в июле по средам»: what comes again without an end does so in the months of its sentence."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from roadmap.language.times.cursor import DAY
from roadmap.language.times.lexicon import MONTHS, PARTS
from roadmap.language.times.phrases import Sentence
from roadmap.language.times.windows import Window

NUMBERS = {**MONTHS, **{name: number for number, name in enumerate(PARTS["IN_MONTH"].split("|"), 1)}}
# Whole ones: not «12 июля», «до июля», «в конце июля»
WHOLE = re.compile(
    r"(?<!\d )(?<!\d-го )(?<!\bс )(?<!\bсо )(?<!\bдо )(?<!\bпо )(?<!\bот )(?<!\bк )(?<!конца )(?<!концу )(?<!конце )"
    rf"(?<!начала )(?<!начале )(?<!началу )(?<!середины )(?<!середине )(?<!половине )\b({'|'.join(NUMBERS)})\b(?! \d)"
)


def within_months(windows: Sequence[Window], folded: str, sentences: Sequence[Sentence], today: date) -> list[Window]:
    """None that lies in no such month."""
    found = []
    for window in windows:
        sentence = next((one for one in sentences if one.start <= window.span[0] < one.end), None)
        is_open = window.end is None and (window.weekdays or window.daily)
        told = WHOLE.findall(folded, sentence.start, sentence.end) if is_open and sentence else []
        found.append(_within(window, _days(told, today)) if told else window)
    return found


def _days(told: Sequence[str], today: date) -> tuple[date, date]:
    """From the first of them to the last; one that is over is next year's."""
    first, last = NUMBERS[told[0]], NUMBERS[told[-1]]
    year = today.year + (last < today.month if first <= last else False)
    last_year = year + (last < first)
    return date(year, first, 1), date(last_year, last, monthrange(last_year, last)[1])


def _within(window: Window, days: tuple[date, date]) -> Window:
    first, last = max(days[0], window.start.date()), days[1]
    if window.weekdays:
        first = next(
            (first + DAY * step for step in range(7) if (first + DAY * step).weekday() in window.weekdays), first
        )
        last = next(last - DAY * step for step in range(7) if (last - DAY * step).weekday() in window.weekdays)
    begins, ends = window.daily or (time(0), time(0))
    end = datetime.combine(last + (DAY if ends <= begins else timedelta()), ends)
    return replace(window, start=max(datetime.combine(first, begins), window.start), end=end)
