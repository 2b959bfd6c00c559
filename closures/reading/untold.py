"""«В ночное время», «в часы пик» without figures: the hours that a text speaks of and does not tell.

«Днём и ночью» tells them: all.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from closures.reading.entry import times_of
from closures.reading.lexicon import PART_OF_DAY
from closures.reading.located import Choice
from closures.reading.notice import Notice, read_notice
from closures.reading.traffic import tells_shut
from roadmap.language.gazetteer import Gazetteer
from roadmap.language.meaning.sentences import borders
from roadmap.language.tables import compiled
from roadmap.language.text import plain_in_place
from roadmap.language.times.lexicon import PARTS, ROWS
from roadmap.language.times.windows import Window, hours_on

BLANK = "х"  # letters of no word
ALWAYS = ROWS["always"].pattern
BEHIND_DAYS = compiled(rf"\b(?:{PARTS['FULL_MONTH']}|\d{{1,2}}\.\d{{2}}(?:\.\d{{4}})?),? \(?(?:{PART_OF_DAY.pattern})")
# What such words mean in most notices that do tell hours, the commonest first
USUAL = (
    (re.compile(r"пик"), ("07:00–10:00, 17:00–20:00",)),
    (re.compile(r"ноч|темн"), ("22:00–06:00", "23:00–06:00", "00:00–06:00")),
    (re.compile(r"утр"), ("06:00–10:00",)),
    (re.compile(r"вечер"), ("17:00–22:00",)),
    (re.compile(r"дн|светл|рабоч"), ("08:00–20:00", "09:00–18:00")),
)
OF_WORKS = re.compile(r"\bработ|\bремонт|\bдвижени|\bпроезд|светофор")


def untold_part_of_day(notice: Notice, windows: Sequence[Window], within: tuple[int, int] | None = None) -> str:
    """As it was told, `within` the words of a stage; empty where a window has hours, or none is told of the road's own
    times."""
    if any(_has_hours(window, notice) for window in windows):
        return ""
    start, end = within or (0, len(notice.text))
    told = _found(notice, [window.span for window in windows])
    found = next((one for one in told if start <= one.start() < end), None)
    return notice.text[slice(*found.span())] if found else ""


def is_an_end(part: str) -> bool:
    """«До вечера», «с утра»: of a day that is told beside it, else of today; no hours of each day."""
    return plain_in_place(part).startswith(("до ", "с "))


def hours_offered(part: str, windows: Sequence[Window]) -> Iterator[Choice]:
    """Of the one window of a stage: the usual hours of such a part of the day, then the clock round."""
    folded = plain_in_place(part)
    hours = next((usual for words, usual in USUAL if words.search(folded)), ())
    if len(windows) == 1:
        yield from (Choice(told, {}, stage=_in_hours(windows[0], told)) for told in hours)
    if windows:
        yield Choice(_("Day and night"), {})


def _in_hours(window: Window, told: str) -> dict:
    """Of whole days the stage begins and ends with its hours, as it does where a text tells both."""
    spans = [[time.fromisoformat(clock) for clock in span.split("–")] for span in told.split(", ")]
    first, last = spans[0][0], spans[-1][1]
    ends = [moment.time() for moment in (window.start, window.end) if moment]
    if ends == [time(0), time(0)] and not window.weekdays:
        days = [window.start.date(), window.end.date() - timedelta(days=1)]
        (held,) = hours_on(days, first, last, last_is_next=False, is_span=True)
        window = replace(window, start=held.start, end=held.end)
    times = times_of(replace(window, daily=(first, last)))
    (row,) = times["schedule"]["hours"]
    rows = [row | {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"} for start, end in spans]
    return times | {"schedule": times["schedule"] | {"hours": rows}}


def with_days_of_nights(notice: Notice, at: datetime, gazetteer: Gazetteer) -> Notice:
    """A night without hours tells no moment, but the days of «с 12 по 15 июня в ночное время» stay, of one stage of
    several, too."""
    text = notice.text
    for found in _found(notice, []):
        if is_an_end(found[0]):
            continue
        text = text[: found.start()] + BLANK * len(found[0]) + text[found.end() :]
    if text == notice.text:
        return notice
    days = read_notice(text, at, gazetteer)
    known = [window.span for window in notice.windows]
    added = tuple(window for window in days.windows if window.span[1] and not _meets(window.span, known))
    times = tuple(said for said in days.said if said.field == "schedule" and not _meets((said.start, said.end), known))
    windows = tuple(window for window in notice.windows if window.span[1]) if added else notice.windows
    return replace(notice, windows=(*windows, *added), said=(*notice.said, *times) if added else notice.said)


def _has_hours(window: Window, notice: Notice) -> bool:
    """Told ones; «до 15 июня» begins when it was written."""
    told = [moment for moment in (window.start, window.end) if moment and window.span[1]]
    now = notice.written.replace(second=0, microsecond=0)
    return bool(window.daily) or any(moment.time() != time(0) and moment != now for moment in told)


def _meets(span: tuple[int, int], known: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < last and first < span[1] for first, last in known)


def _found(notice: Notice, spans: Sequence[tuple[int, int]]) -> Iterator[re.Match]:
    """In a sentence that tells when, or what is shut, and no hours of another stage."""
    folded = plain_in_place(notice.text)
    taken = [(mention.start, mention.end) for mention in notice.mentions]
    taken += [found.span() for found in ALWAYS.finditer(folded)]
    timed = [window.span[0] for window in notice.windows if _has_hours(window, notice)]
    for start, end in borders(folded):
        if any(start <= at < end for at in timed):
            continue
        is_when = any(start <= at < end for at, _end in spans) or BEHIND_DAYS.search(folded, start, end)
        sentence = folded[start:end]
        if is_when or tells_shut(sentence) or OF_WORKS.search(sentence):
            for found in PART_OF_DAY.finditer(folded, start, end):
                if not _meets(found.span(), taken):
                    yield found
