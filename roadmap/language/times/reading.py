"""When: the windows of a notice.

`timewords` gives a row of items, `settling` tells days from hours, `constituents` is the table of patterns by which
`cutting` makes parts of the row (a range of dates, hours, a start…); here the parts are combined over the text.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from roadmap.language.text import plain_in_place
from roadmap.language.times.constituents import Part
from roadmap.language.times.cutting import CLOSING, Cutter
from roadmap.language.times.moments import (
    at_clock,
    covers,
    end_of,
    goes_on,
    holds,
    mask,
    moments_of,
    next_year,
    runs,
    shifted,
    unique,
)
from roadmap.language.times.windows import Window, add_months, hours_on, whole_days
from roadmap.language.times.words import Item

NEW_TERM = re.compile(
    r"(?:нов\w+\s+(?:срок|дат)\w*|срок\w*(?:\s+\w+){0,2}|окончани\w*(?:\s+\w+){0,2}|завершени\w*(?:\s+\w+){0,2})\W{0,4}$"
)


ASIDE = re.compile(r"\(\s*а\s+не\b[^)]*\)")  # «с 20 мая (а не с 18-го)»
MOVED = re.compile(r"перен[её]с|перенос|сдвин|отлож|продл")
STARTED = re.compile(
    r"(?:заработа\w*|вступ\w+\s+в\s+силу|введут|начн(?:ут|ет)\s+действовать|начат\w*|начавш\w*|стартова\w*|начал\w*)\W{0,3}$"
)


@dataclass(frozen=True, slots=True)
class Times:
    windows: tuple[Window, ...]
    questions: tuple[str, ...] = ()
    new_end: datetime | None = None
    is_open: bool = False  # «до окончания работ»
    former_end: datetime | None = None  # «прежний срок — до …»
    is_vague: bool = False  # «в третьей декаде», «этой зимой»
    spans: tuple[tuple[int, int], ...] = ()


def read_times(text: str, published: datetime, masked: list[tuple[int, int]], *, is_reopening: bool = False) -> Times:
    """The windows of a cleaned text; `masked` are the spans of places, whose figures are no time."""
    return Reading(text, published.replace(tzinfo=None, second=0, microsecond=0), masked, is_reopening).times()


class Reading:
    def __init__(self, text: str, published: datetime, masked: list[tuple[int, int]], is_reopening: bool):
        self.text, self.published, self.is_reopening = text, published, is_reopening
        self.today = published.date()
        self.folded = ASIDE.sub(lambda found: " " * len(found.group()), mask(plain_in_place(text), masked))
        self.cutter = Cutter(text, self.folded, self.today, is_reopening)
        self.windows: list[Window] = []
        self.whole: list[Window] = []  # whole days, which count where no exact window holds them
        self.starts: list[tuple[datetime, tuple[int, int]]] = []
        self.ends: list[tuple[datetime, tuple[int, int], bool]] = []  # with: is it an opening?
        self.recurring: tuple[int, ...] = ()
        self.is_daily = self.is_open = self.is_vague = self.is_night = False
        self.spell: Part | None = None
        self.former_end: datetime | None = None
        self.pending: list[Part] = []

    def times(self) -> Times:
        parts = self.cutter.parts()
        former = self.cutter.former(parts)
        if former and (len(former) < len(parts) or self.is_reopening):
            self._keep_former(former)
            parts = [part for part in parts if part not in former]
        for number, part in enumerate(parts):
            getattr(self, f"_{part.name}")(part, parts, number)
        self._flush_days()
        self._join()
        self.windows += [one for one in self.whole if not any(holds(window, one) for window in self.windows)]
        windows = self._in_a_row(unique(self.windows))
        ends = [window.end for window in windows if window.end]
        return Times(
            tuple(windows),
            tuple(self.cutter.questions),
            max(ends) if ends else None,
            self.is_open,
            self.former_end,
            self.is_vague,
            tuple((p.start, p.end) for p in parts),
        )

    def _in_a_row(self, windows: list[Window]) -> list[Window]:
        """The same hours on days in a row are one window, unless a place stands between them."""
        kept: list[Window] = []
        for window in windows:
            last = kept[-1] if kept else None
            if last is not None and goes_on(last, window) and "_" not in self.folded[last.span[1] : window.span[0]]:
                daily = last.daily or (last.start.time(), last.end.time())
                kept[-1] = replace(last, end=window.end, daily=daily, span=(last.span[0], window.span[1]))
            else:
                kept.append(window)
        return kept

    # ------------------------------------------------------------ what held before

    def _keep_former(self, former: list[Part]) -> None:
        for part in former:
            if any(item.letter == "c" for item in part.items) and part.days:
                self.former_end = moments_of(part)[-1] if len(moments_of(part)) else None
            elif part.days:
                self.former_end = end_of(part.days[-1])

    # ------------------------------------------------------------ one constituent each

    def _range(self, part: Part, parts, number) -> None:
        moments = moments_of(part)
        first, last = moments[0], moments[-1]
        if last <= first:
            last = next_year(last)
        self._window(Window(first, last, span=(part.start, part.end)))

    def _moment_to_clock(self, part: Part, parts, number) -> None:
        first = moments_of(part)[0]
        clock = [item for item in part.items if item.letter == "c"][-1]
        last = at_clock(first.date(), clock)
        self._window(Window(first, last if last > first else last + timedelta(days=1), span=(part.start, part.end)))

    def _clocks_then_moment(self, part: Part, parts, number) -> None:
        """«с 9 до 17 часов 22 сентября», «с 22:00 до 06:00 13 июня»: the night that ends that morning."""
        first, last = (item for item in part.items if item.letter == "c")
        day = part.days[0]
        is_relative_end = (
            part.items[-1].letter == "D" and "завтра" in self.folded[part.items[-1].start : part.items[-1].end]
        )
        if first.clock >= last.clock and not last.next_day:
            begin = day - timedelta(days=1) if is_relative_end or not self.pending else day
            self._window(Window(at_clock(begin, first), at_clock(day, last), span=(part.start, part.end)))
        else:
            self._window(Window(at_clock(day, first), at_clock(day, last), span=(part.start, part.end)))

    def _moment_to_date(self, part: Part, parts, number) -> None:
        first = moments_of(part)[0]
        last = part.days[-1]
        if last < first.date():
            last = last.replace(year=last.year + 1)
        self._window(Window(first, end_of(last), span=(part.start, part.end)))

    def _date_to_moment(self, part: Part, parts, number) -> None:
        last = at_clock(part.days[-1], [item for item in part.items if item.letter == "c"][-1])
        first = datetime.combine(part.days[0], time(0))
        self._window(Window(first, last if last > first else next_year(last), span=(part.start, part.end)))

    def _dates(self, part: Part, parts, number) -> None:
        first, last = part.days[0], part.days[-1]
        if last < first:
            last = last.replace(year=last.year + 1)
        part.days = [first, last]
        self.pending.append(part)

    def _days(self, part: Part, parts, number) -> None:
        if part.opens and not self.is_reopening:
            self._opening_day(part)
        elif len(part.days) == 1 and NEW_TERM.search(self.folded[max(part.start - 40, 0) : part.start]):
            self._finish(end_of(part.days[0]), part)  # «новый срок — 8 августа»
        elif len(part.days) == 1 and STARTED.search(self.folded[max(part.start - 20, 0) : part.start]):
            self._begin(datetime.combine(part.days[0], time(0)), part)  # «работы, начатые 16 ноября»
        else:
            self.pending.append(part)

    _day = _days

    def _opening_day(self, part: Part) -> None:
        self.ends.append((end_of(part.days[-1]), (part.start, part.end), True))

    def _night_on(self, part: Part, parts, number) -> None:
        part.days = [day - timedelta(days=1) for day in part.days]
        part.name = "nights"
        self.pending.append(part)

    def _night_after(self, part: Part, parts, number) -> None:
        """«ночью 7 августа, с 00:00 до 05:00»: the hours are that day's own."""
        part.is_dark = True
        self.pending.append(part)

    def _nights(self, part: Part, parts, number) -> None:
        if MOVED.search(self.folded[max(part.start - 40, 0) : part.start]):  # «перенесли с 15 на 29 июля»
            self.former_end = end_of(part.days[0])
            self._finish(end_of(part.days[-1]), part)
            return
        part.days = part.days[::2]
        self.pending.append(part)

    def _week_nights(self, part: Part, parts, number) -> None:
        part.weekdays = tuple(item.weekday for item in part.items if item.letter == "W")[::2]
        self.is_night = True
        self.recurring = part.weekdays

    def _clocks(self, part: Part, parts, number) -> None:
        first, last = (item for item in part.items if item.letter == "c")
        part.clocks = (first, last)
        days = self._days_for(part, parts, number)
        if days is None and self._is_idle(part):
            return
        self._hours(part, days)

    def _is_idle(self, part: Part) -> bool:
        """Hours of a dispatcher's phone or an office are no window."""
        before = self.folded[max(part.start - 60, 0) : part.start]
        return re.search(r"телефон|справк|звон|диспетчер|прием|касс", before.rsplit("\n", 1)[-1]) is not None

    def _days_for(self, part: Part, parts: list[Part], number: int) -> Part | None:
        here = [one for one in self.pending if one.sentence == part.sentence]
        if here:
            return here[-1]
        for later in parts[number + 1 :]:
            if later.sentence != part.sentence or later.name in ("clocks", "range"):
                break
            if later.name in ("dates", "days", "day", "nights", "night_on", "night_after"):
                self._take_later(later, parts)
                return later
        return self.pending[-1] if self.pending else None

    def _take_later(self, later: Part, parts: list[Part]) -> None:
        getattr(self, f"_{later.name}")(later, parts, 0)
        later.name = "taken"

    def _taken(self, part: Part, parts, number) -> None:
        """Already combined with the hours before it."""

    def _hours(self, part: Part, days: Part | None) -> None:
        first, last = part.clocks
        span = (min(part.start, days.start) if days else part.start, max(part.end, days.end) if days else part.end)
        if self.recurring or (days is None and (self.is_daily or self.ends or self._starts_on_a_day())):
            self._recurring_hours(first, last, days, span, next_morning=self._says_next_day(part))
            return
        if days is None:
            listed = [self.today]
        else:
            days.used = True
            listed = days.days
        is_span = (
            days is not None
            and days.name in ("dates", "taken")
            and len(listed) == 2
            and days.items[0].letter != "N"
            and self._is_span(days)
        )
        are_nights = days is not None and (days.name == "nights" or any(item.name == "tonight" for item in days.items))
        found = hours_on(
            shifted(listed, first),
            first.clock,
            last.clock,
            last_is_next=last.next_day,
            next_morning=self._says_next_day(part),
            are_nights=are_nights and not first.next_day,
            is_span=is_span,
            span=span,
        )
        for window in found:
            self._window(window)

    def _starts_on_a_day(self) -> bool:
        return bool(self.starts) and self.starts[0][0].time() == time(0)

    def _says_next_day(self, part: Part) -> bool:
        return re.match(r"\s*следующ\w+\s+(?:дня|суток|утра)", self.folded[part.end :][:30]) is not None

    def _is_span(self, days: Part) -> bool:
        return any(item.letter in "tp-" for item in days.items)

    def _recurring_hours(self, first: Item, last: Item, days: Part | None, span, *, next_morning: bool) -> None:
        weekdays = self.recurring
        if self.is_night and first.next_day or (self.is_night and first.clock.hour < 12):
            weekdays = tuple((day + 1) % 7 for day in weekdays)
        if days is not None:
            days.used = True
        begin = days.days[0] if days else self.today
        if days is None and self._starts_on_a_day():
            begin = self.starts.pop(0)[0].date()  # «с 5 июня ежедневно с 9 до 17»
        while weekdays and begin.weekday() not in weekdays:
            begin += timedelta(days=1)
        start = datetime.combine(begin, first.clock)
        end = None
        if days is not None and self._is_span(days):
            end = datetime.combine(days.days[-1], last.clock)
            end += timedelta(days=int(last.next_day or next_morning))
        self._window(Window(start, end, (first.clock, last.clock), tuple(sorted(weekdays)), span=span))

    def _start(self, part: Part, parts, number) -> None:
        moment = moments_of(part)[0]
        if part.opens and not self.is_reopening:
            self.ends.append((moment, (part.start, part.end), True))
        else:
            self._begin(moment, part)

    def _start_day(self, part: Part, parts, number) -> None:
        moment = datetime.combine(part.days[0], time(0))
        if part.opens and not self.is_reopening:
            self.ends.append((moment, (part.start, part.end), True))
        else:
            self._begin(moment, part)

    def _begin(self, moment: datetime, part: Part) -> None:
        if self.ends and not self.starts and moment < self.ends[-1][0]:
            end, span, _ = self.ends.pop()
            self._window(Window(moment, end, span=(min(part.start, span[0]), max(part.end, span[1]))))
            return
        self.starts.append((moment, (part.start, part.end)))

    def _end(self, part: Part, parts, number) -> None:
        self._finish(moments_of(part)[0], part, parts, number)

    def _end_day(self, part: Part, parts, number) -> None:
        if part.items[0].letter == "k" and not part.opens and not self.is_reopening:
            return  # «к 1 сентября готовят»
        self._finish(end_of(part.days[0]), part, parts, number)

    def _finish(self, moment: datetime, part: Part, parts=(), number=0) -> None:
        if self.is_reopening:
            return
        if moment < self.published - timedelta(days=30):
            moment = next_year(moment)
        self._use_day_as_start(moment, part)
        if self.starts and self.starts[0][0] < moment:
            begin, span = self.starts[0]
            self.starts.clear()
            self._window(Window(begin, moment, span=(min(span[0], part.start), max(span[1], part.end))))
        else:
            self.ends.append((moment, (part.start, part.end), part.opens))

    def _use_day_as_start(self, moment: datetime, part: Part) -> None:
        """«Сегодня закрывают… Работать будут по 7 июля»: a lone day before an end is where it begins."""
        for one in self.pending:
            if (
                not one.used
                and one.name in ("day", "days")
                and not self.starts
                and datetime.combine(one.days[0], time(0)) < moment
            ):
                one.used = True
                self.starts.append((datetime.combine(one.days[0], time(0)), (one.start, one.end)))

    def _start_clock(self, part: Part, parts, number) -> None:
        clock = part.items[-1]
        day = next((one for one in reversed(self.pending) if one.name in ("day", "days", "nights")), None)
        if day is None and clock.name not in ("clock", "hour", "dash_clock", "word_hour", "midnight", "noon"):
            return
        if (
            day is None
            and not self.pending
            and not self.starts
            and not self.is_reopening
            and not CLOSING.search(self.folded)
        ):
            return
        if part.items[0].letter == "i" and self.pending:
            return
        if day is not None:
            day.used = True
        elif self.pending:
            return
        moment = at_clock(day.days[0] if day else self.starts[-1][0].date() if self.starts else self.today, clock)
        if day is not None and day.name == "nights" and clock.clock.hour < 12 and not clock.next_day:
            moment += timedelta(days=1)  # «в ночь на 27 февраля… в 02:00»
        if part.opens and not self.is_reopening:
            self.ends.append((moment, (part.start, part.end), True))
        else:
            self._begin(moment, part)

    def _end_clock(self, part: Part, parts, number) -> None:
        clock = part.items[-1]
        if clock.letter != "c" or self.is_vague:
            return
        if self.starts:
            begin = self.starts[0][0]
            moment = at_clock(begin.date(), clock)
            self._finish(moment if moment > begin else moment + timedelta(days=1), part)
            return
        day = next((one for one in reversed(self.pending) if not one.used or one.sentence == part.sentence), None)
        if day is not None:
            day.used = True
            begin = datetime.combine(day.days[0], time(0))
            if day.days[0] == self.today and at_clock(self.today, clock) > self.published:
                begin = self.published  # «сегодня до 18:00»
            self._window(Window(begin, at_clock(day.days[-1], clock), span=(day.start, part.end)))
            return
        moment = at_clock(self.today, clock)
        if part.opens or CLOSING.search(self.folded):
            self.ends.append(
                (moment if moment > self.published else moment + timedelta(days=1), (part.start, part.end), False)
            )

    def _named_end(self, part: Part, parts, number) -> None:
        self._finish(end_of(part.items[0].day), part)

    def _spell(self, part: Part, parts, number) -> None:
        item = part.items[0]
        if item.name == "after_spell" and not part.opens:
            return  # «через час начнут»
        if item.spell or item.months:
            self.spell = self.spell or part

    def _half(self, part: Part, parts, number) -> None:
        self._begin(datetime.combine(part.items[0].day, time(0)), part)

    def _recurring(self, part: Part, parts, number) -> None:
        if self.windows and not self.pending:
            self.windows[-1] = replace(self.windows[-1], weekdays=part.items[0].weekdays)
        self.recurring = part.items[0].weekdays

    def _every(self, part: Part, parts, number) -> None:
        self.is_daily = True

    def _night(self, part: Part, parts, number) -> None:
        self.is_night = True

    def _open(self, part: Part, parts: list[Part], number: int) -> None:
        self.is_open = True
        before = parts[number - 1] if number else None
        if before in self.pending and before.name == "day" and before.sentence == part.sentence and not before.used:
            before.used = True  # «16 мая до вечера»: it begins that day, and the end is vague
            self._begin(datetime.combine(before.days[0], time(0)), before)

    def _vague(self, part: Part, parts, number) -> None:
        self.is_vague = True

    def _weekday(self, part: Part, parts, number) -> None:
        """«в пятницу»: the next one, today counted."""
        weekday = part.items[-1].weekday
        if weekday is None or part.items[0].letter == "W":
            return
        part.days = [self.today + timedelta(days=(weekday - self.today.weekday()) % 7)]
        if part.items[0].letter == "s":
            self._start_day(part, parts, number)
        else:
            part.name = "day"
            self.pending.append(part)

    def _end_weekday(self, part: Part, parts, number) -> None:
        """«до пятницы»: its last minute, as of any day that is named."""
        weekday = part.items[-1].weekday
        if weekday is not None:
            self._finish(end_of(self.today + timedelta(days=(weekday - self.today.weekday()) % 7)), part)

    # ------------------------------------------------------------ at the end

    def _window(self, window: Window) -> None:
        if self.recurring and not window.weekdays and window.daily:
            window = replace(window, weekdays=self.recurring)
        self.windows.append(window)

    def _flush_days(self) -> None:
        """Days that no hour was found for are whole days; a night without hours tells no moment."""
        for part in self.pending:
            if part.used:
                continue
            if (
                part.name == "nights"
                or part.is_dark
                or any(item.letter == "N" or item.name == "tonight" for item in part.items)
            ):
                continue
            if self.is_reopening and not part.opens:
                continue
            if self.is_reopening:
                self.starts.append((datetime.combine(part.days[0], time(0)), (part.start, part.end)))
                continue
            if self._is_span(part) or (len(part.days) == 1 and part.items[-1].last is None):
                window = whole_days(part.days[0], part.days[-1], (part.start, part.end))
                if len(part.days) == 1 and self._is_start_only(part):
                    continue
                if self._has_shut(part):
                    self.starts.append((window.start, window.span))
                    continue
                self._whole(window)
                continue
            last = part.items[-1].last
            days = [part.days[0], last] if last else part.days
            for first, final in runs(
                days if not last else [days[0] + timedelta(days=n) for n in range((last - days[0]).days + 1)]
            ):
                self._whole(whole_days(first, final, (part.start, part.end)))

    def _whole(self, window: Window) -> None:
        self.whole.append(window)

    def _has_shut(self, part: Part) -> bool:
        """«закрыли сегодня проезд»: shut since that day, not for that day."""
        return (
            len(part.days) == 1
            and part.days[0] <= self.today
            and not self.windows
            and re.search(r"(?:за|пере)крыли|ограничили|отключили|обвалил|провалил", self.folded) is not None
        )

    def _is_start_only(self, part: Part) -> bool:
        """A day by which a stretch is already counted, as «сегодня» beside exact windows."""
        said = self.folded[part.start : part.end]
        return bool(self.windows or self.starts) and ("сегодня" in said or "завтра" in said or "вчера" in said)

    def _join(self) -> None:
        if self.is_reopening:
            self._join_reopening()
            return
        if self.spell is not None and not self.windows and not self.whole and not self.ends:
            self._add_spell()
        for end, span, opens in self.ends:
            if self._close_recurring(end) or any(one.end == end for one in (*self.windows, *self.whole)):
                continue  # «с 7 по 9 июля… до 9 июля»: said twice
            if opens and any(covers(window, end) for window in self.windows):
                self._cut_window(end)
                continue
            start = self.starts.pop(0)[0] if self.starts and self.starts[0][0] < end else self.published
            if end > start:
                self.windows.append(Window(start, end, span=span, confidence=0.8))
        if self.starts:
            start, span = self.starts[0]
            if not any(window.start <= start for window in self.windows if window.start) or self._is_elsewhere(span):
                self.windows.append(Window(start, None, span=span))

    def _is_elsewhere(self, span: tuple[int, int]) -> bool:
        """Does the start stand in a sentence of its own, with a place of its own and after the windows?"""
        begin = self.cutter.sentence_start(span[0])
        return "_" in self.folded[begin : span[0]] and all(window.span[1] <= begin for window in self.windows)

    def _close_recurring(self, end: datetime) -> bool:
        """«По будням с 9 до 17 до конца октября»: the last day gives a daily window its last hour."""
        for number, window in enumerate(self.windows):
            if window.daily and window.end is None:
                last = (end - timedelta(minutes=1)).date()
                self.windows[number] = replace(window, end=datetime.combine(last, window.daily[1]))
                return True
        return False

    def _join_reopening(self) -> None:
        """Of an opening only the moment counts."""
        starts = [start for start, _ in self.starts] or [
            window.start for window in self.windows if window.start and not window.daily
        ]
        self.windows = [Window(starts[0], None)] if starts else []

    def _cut_window(self, end: datetime) -> None:
        """«Завтра, 18 января… С 20 января всё вернётся»: the opening ends a window that was taken for a day."""
        self.windows = [
            replace(window, end=end) if covers(window, end) and window.daily is None and window.end is None else window
            for window in self.windows
        ]

    def _add_spell(self) -> None:
        item = self.spell.items[0]
        start = self.starts.pop(0)[0] if self.starts else None
        if start is None:
            start = self.published
        end = add_months(start, item.months) if item.months else start + item.spell
        self.windows.append(Window(start, end, span=(self.spell.start, self.spell.end), confidence=0.7))
