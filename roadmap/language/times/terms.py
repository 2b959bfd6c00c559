"""Terms put together from the phrases of a text, in its order: each phrase fills what the term before it still lacks,
or begins one of its own. A header («3 июня отключат светофоры:») gives its days to every line below it."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from roadmap.language.times.items import Item
from roadmap.language.times.phrases import Phrase, Point, Sentence, at_clock
from roadmap.language.times.roles import MOVED

PAST = re.compile(r"(?:за|пере)крыли\b|ограничи(?:ли|л)|отключи(?:ли|л)|обвалил|провалил|выключили")
PARTLY = re.compile(r"частично|по\s+одной|реверс|не\s+полностью|половин")
EACH_TIME = re.compile(r"(?:каждый|оба|все\s+\w+)\s+раза?\b|в\s+(?:каждом\s+случае|каждый\s+из)|во\s+все\s+дни")
GOES_ON = re.compile(r"\b(?:дальше|далее|затем|потом|после\s+этого)\b")


@dataclass(slots=True, eq=False)
class Term:
    sentence: int
    span: tuple[int, int]
    start: datetime | None = None
    starts_on_day: bool = False  # no hour was told
    is_lone_day: bool = False  # «закрыли сегодня»: hours may yet come
    end: datetime | None = None
    ends_on_day: bool = False
    days: list[date] = field(default_factory=list)
    is_span: bool = False  # the first and the last of `days` bound it
    are_nights: bool = False  # each day is the evening before
    is_dark: bool = False  # a night, which without hours tells no moment
    hours: tuple[Item, Item] | None = None
    next_morning: bool = False
    weekdays: tuple[int, ...] = ()
    hours_first: bool = False  # «с 9 до 17 по будням»
    every: bool = False
    spell: Item | None = None
    is_open: bool = False
    is_same: bool = False  # «в то же время»
    excepted: list[date] = field(default_factory=list)
    aside: str = ""
    confidence: float = 0.9

    @property
    def is_bare(self) -> bool:
        """Does it still wait for days?"""
        return not (self.days or self.start or self.end)

    @property
    def is_done(self) -> bool:
        return bool(self.end or self.hours or self.is_open or (self.is_span and self.days))


class Terms:
    """The terms of one text; `folded` is it in lower case with the places masked."""

    def __init__(self, folded: str, sentences: list[Sentence], published: datetime):
        self.folded, self.sentences, self.published = folded, sentences, published
        self.today = published.date()
        self.terms: list[Term] = []
        self.header: Term | None = None
        self.header_ends = 0  # the sentence after which the header holds no more; 0: it holds to the end
        self.is_fresh = False  # nothing of this line or item has been read yet
        self.former_end: datetime | None = None
        self.is_vague = False
        self.previous: Phrase | None = None

    def read(self, phrases: list[Phrase]) -> list[Term]:
        for phrase in phrases:
            self._step(phrase)
            if phrase.former:
                self._former(phrase)
            elif self.previous and self.previous.name == "excepted" and self.previous.sentence == phrase.sentence:
                self._leave_out(phrase)
            elif phrase.aside != "office":
                getattr(self, f"_{phrase.name}")(phrase)
            self.previous = phrase
        if any(one.is_dark and not one.hours for one in self.terms):
            self.is_vague = True
        self._drop_spent_header(phrases)
        return [one for one in self.terms if not (self.is_vague and one.is_bare and not one.hours)]

    def _drop_spent_header(self, phrases: list[Phrase]) -> None:
        """«С субботы:» before lines that all have times of their own says no more than they do."""
        header = self.header
        if header not in self.terms or header.is_done or header is self.terms[-1]:
            return
        at, starts = header.span[1], [phrase.start for phrase in phrases]
        for line in self.folded[header.span[1] :].split("\n"):
            if "_" in line and not any(at <= start < at + len(line) for start in starts):
                return
            at += len(line) + 1
        self.terms.remove(header)

    # ------------------------------------------------------------ where one is in the text

    def _step(self, phrase: Phrase) -> None:
        before = self.previous
        gap = self.folded[before.end : phrase.start] if before else ""
        if self.header_ends and phrase.sentence >= self.header_ends:
            self.header, self.header_ends, self.is_fresh = None, 0, False
        is_head = before is not None and ":" in gap and self.terms and not self.terms[-1].is_done
        if is_head and self.terms[-1].sentence == before.sentence:
            is_line = re.search(r":\s*\n", gap) is not None
            if is_line or phrase.sentence == before.sentence:
                self.header = self.terms[-1]
                self.header_ends = 0 if is_line else phrase.sentence + 1
                self.is_fresh = True
        if self.header is not None and re.search(r"[;\n]", gap):
            self.is_fresh = True

    @property
    def term(self) -> Term | None:
        """The term that a phrase may fill."""
        if self.is_fresh and self.header is not None:
            return self.header
        return self.terms[-1] if self.terms else None

    def _gap(self, term: Term, phrase: Phrase) -> str:
        return self.folded[term.span[1] : phrase.start]

    def _is_elsewhere(self, term: Term, phrase: Phrase) -> bool:
        """Does the phrase stand in another sentence, with a place of its own before it?"""
        if term.sentence == phrase.sentence or term is self.header:
            return False
        start = self.sentences[phrase.sentence].start
        return "_" in self.folded[start : phrase.start]

    def _new(self, phrase: Phrase, **slots) -> Term:
        term = Term(phrase.sentence, (phrase.start, phrase.end), aside=phrase.aside, **slots)
        self._add(term)
        return term

    def _add(self, term: Term) -> None:
        self.terms.append(term)
        self.is_fresh = False

    def _own(self, term: Term, phrase: Phrase) -> Term:
        """The term to be filled: of a header a copy, so that the next line finds it as it was."""
        if term is self.header and self.is_fresh:
            copy = replace(term, span=(phrase.start, phrase.end), sentence=phrase.sentence, confidence=0.8)
            if term in self.terms:
                self.terms.remove(term)
            self._add(copy)
            return copy
        term.span = (min(term.span[0], phrase.start), max(term.span[1], phrase.end))
        term.aside = term.aside if phrase.aside else ""
        return term

    # ------------------------------------------------------------ days and hours

    def _days(self, phrase: Phrase) -> None:
        if MOVED.search(self.folded[max(phrase.start - 60, 0) : phrase.start]) and len(phrase.days) == 1:
            self._finish(Point(phrase.days[0], None), phrase)
        elif phrase.opens and not phrase.items[-1].last:
            self._finish(Point(phrase.days[-1], None), phrase)
        elif len(phrase.days) == 1 and (phrase.begins or self._has_shut(phrase)):
            self._begin(Point(phrase.days[0], None), phrase)
            if self.terms and self.terms[-1].span[1] == phrase.end:
                self.terms[-1].is_lone_day = True
        else:
            last = phrase.items[-1].last
            days = [phrase.days[0], last] if last else phrase.days
            self._put_days(phrase, days, is_span=last is not None, is_dark=phrase.is_night, are_nights=phrase.is_night)

    def _has_shut(self, phrase: Phrase) -> bool:
        """«закрыли сегодня проезд»: shut since that day, not for that day."""
        sentence = self.sentences[phrase.sentence]
        return phrase.days[0] <= self.today and PAST.search(self.folded[sentence.start : sentence.end]) is not None

    def _put_days(self, phrase: Phrase, days: list[date], *, is_span: bool = False, **slots) -> None:
        slots |= {"days": days, "is_span": is_span}
        waiting = [
            one for one in self.terms if one.hours and one.is_bare and (one.sentence == phrase.sentence or one.every)
        ]
        term = self.term
        if term is not None and term.is_same and not term.is_span and term.sentence == phrase.sentence:
            waiting = [term]
        if not waiting and term is not None and term.is_bare and not self._is_elsewhere(term, phrase):
            waiting = [term]
        for one in waiting:
            one = self._own(one, phrase)
            for name, value in slots.items():
                setattr(one, name, value)
        if not waiting and not (term and self._says_again(term, days, phrase)):
            self._new(phrase, **slots)

    def _says_again(self, term: Term, days: list[date], phrase: Phrase) -> bool:
        """«12 июня с 9 до 17…, 12 июня», and not in a line of its own."""
        is_same = [days[0], days[-1]] == [*term.days[:1], *term.days[-1:]]
        return is_same and not self.is_fresh and "\n" not in self._gap(term, phrase)

    def _nights(self, phrase: Phrase) -> None:
        """«в ночь с 14 на 15»: the evenings. «Перенесли с 15 на 29 июля» is no night."""
        first, last = phrase.days[0], phrase.days[-1]
        if last - first > timedelta(days=1) and MOVED.search(self.folded[max(phrase.start - 60, 0) : phrase.start]):
            self.former_end = _midnight(first) + timedelta(days=1)
            self._finish(Point(last, None), phrase)
        elif phrase.opens and len(phrase.days) == 2 and self.previous and self.previous.name == "at":
            self._end_at_midnight(last)
        elif all(item.letter != "D" for item in phrase.items) and (len(phrase.days) > 2 or self._is_every(phrase)):
            weekdays = tuple(item.weekday for item in phrase.items if item.letter == "W")[::2]
            self._set_weekdays(phrase, weekdays, are_nights=True)
        else:
            self._put_days(phrase, phrase.days[::2], are_nights=True, is_dark=True)

    def _end_at_midnight(self, day: date) -> None:
        """«запрет снимут в ноль часов с 3 на 4 мая»."""
        if self.terms and self.terms[-1].end:
            self.terms[-1].end = datetime.combine(day, self.terms[-1].end.time())

    def _is_every(self, phrase: Phrase) -> bool:
        sentence = self.sentences[phrase.sentence]
        return (
            re.search(r"по\s+ночам|еженощно|кажд|еженедельно", self.folded[sentence.start : sentence.end]) is not None
        )

    def _nights_on(self, phrase: Phrase) -> None:
        days = [day - timedelta(days=1) for day in phrase.days]
        self._put_days(phrase, days, are_nights=True, is_dark=True)

    def _night_of(self, phrase: Phrase) -> None:
        """«ночью 7 августа, с 00:00 до 05:00»: the hours are that day's own."""
        self._put_days(phrase, phrase.days, is_dark=True)

    def _hours(self, phrase: Phrase) -> None:
        first, last = phrase.clocks
        self._put_hours(phrase, first, last)

    def _put_hours(self, phrase: Phrase, first: Item, last: Item) -> None:
        term = self.term
        following = self.folded[phrase.end : phrase.end + 30]
        slots = {
            "hours": (first, last),
            "next_morning": re.match(r"\s*следующ\w+\s+(?:дня|суток|утра)", following) is not None,
        }
        if EACH_TIME.search(self.folded[max(phrase.start - 40, 0) : phrase.start]):
            for one in self.terms:
                one.hours = one.hours or slots["hours"]
            return
        if term is None or self._is_full(term):
            term = self._copy(term, phrase)
        term = self._own(term, phrase)
        if term.is_lone_day and term.start:  # «закрыта сегодня с 9 до 17»
            term.days, term.start = [term.start.date()], None
        term.hours, term.next_morning = slots["hours"], slots["next_morning"]
        term.hours_first = not term.weekdays

    def _is_full(self, term: Term) -> bool:
        """An exact term takes no hours."""
        exact = term.start and not term.starts_on_day or term.end and not term.ends_on_day
        return bool(term.hours or exact)

    def _copy(self, term: Term | None, phrase: Phrase) -> Term:
        """«с 8 до 10 на Мира, с 9 до 11 на Пушкина»: the same days with other hours. A race's start shuts nothing."""
        if term is not None and term.start and not term.end and not term.is_open and term.sentence != phrase.sentence:
            term.days, term.start = [term.start.date()], None
            return term
        if term is None or not (term.hours or term.sentence == phrase.sentence):
            return self._new(phrase, confidence=0.6)
        copy = replace(term, span=(phrase.start, phrase.end), sentence=phrase.sentence, hours=None, aside=phrase.aside)
        copy.excepted = []
        if term.hours_first:
            copy.weekdays = ()
        if not term.hours:  # an exact one gives its day
            day = (term.start or term.end).date()
            copy.days, copy.start, copy.end = [day], None, None
        self._add(copy)
        return copy

    def _range(self, phrase: Phrase) -> None:
        first, last = phrase.first, phrase.last
        if first.day and last.day and not first.clock and not last.clock:
            self._put_days(phrase, [first.day, last.day], is_span=True, is_dark=phrase.is_night)
        elif first.day and last.day:
            self._exact(phrase, first, last)
        elif first.day and first.clock:
            self._put_days(phrase, [first.day], are_nights=phrase.is_night and first.clock.clock.hour < 12)
            self._put_hours(phrase, first.clock, last.clock)
        elif first.day:
            self._day_until(phrase, first.day, last.clock)
        elif last.day and last.clock:
            self._hours_then_day(phrase, first.clock, last)
        elif last.day:
            self._exact(phrase, Point(self._day_said(phrase), first.clock), last)
        else:
            self._put_hours(phrase, first.clock, last.clock)

    def _exact(self, phrase: Phrase, first: Point, last: Point) -> None:
        if first.clock and last.clock and self._is_weekly(phrase):
            self._set_weekdays(phrase, (first.day.weekday(),))
            self._put_hours(phrase, first.clock, last.clock)
            return
        start, end = first.moment, last.end
        if any(item.name == "tonight" for item in phrase.items) and first.clock and first.clock.clock.hour < 12:
            start += timedelta(days=1)
        if end <= start:
            end += timedelta(days=1)
        term = self.term
        slots = {"start": start, "starts_on_day": first.clock is None, "end": end, "ends_on_day": last.clock is None}
        if term is not None and term.sentence == phrase.sentence and term.is_bare and term.every:
            term = self._own(term, phrase)
            for name, value in slots.items():
                setattr(term, name, value)
        else:
            self._drop_day_of(start, phrase)
            self._new(phrase, **slots)

    def _is_weekly(self, phrase: Phrase) -> bool:
        """«с 5 июня с полудня пятницы до 6:00 субботы»: weekdays after a start that has no end come again."""
        term = self.term
        is_named = all(item.letter != "D" for item in phrase.items)
        is_open = term is not None and term.starts_on_day and term.start and not term.end
        return is_named and is_open and term.sentence == phrase.sentence

    def _drop_day_of(self, start: datetime, phrase: Phrase) -> None:
        """«В субботу, 2 июля, праздник: с 20:00 2 июля до 05:00 3 июля»: the day was said for this term."""
        term = self.term
        is_day = term and (term.days == [start.date()] or (term.is_lone_day and term.start.date() == start.date()))
        if is_day and not term.hours and not self._is_elsewhere(term, phrase) and term in self.terms:
            self.terms.remove(term)

    def _day_until(self, phrase: Phrase, day: date, clock: Item) -> None:
        """«сегодня до 18:00»."""
        end = at_clock(day, clock)
        start = self.published if day == self.today and end > self.published else _midnight(day)
        self._new(phrase, start=start, end=end, starts_on_day=True)

    def _hours_then_day(self, phrase: Phrase, first: Item, last: Point) -> None:
        """«с 9 до 17 часов 22 сентября»; «с 22:00 до 06:00 13 июня»: the night that ends that morning."""
        term = self.term
        own = term is not None and len(term.days) == 1 and not term.hours and not self._is_elsewhere(term, phrase)
        if own and term.days[0] < last.day and not term.is_dark:
            day = term.days[0]
        else:
            day = last.day - timedelta(days=int(first.clock >= last.clock.clock and not last.clock.next_day))
        if day == last.day:
            self._put_days(phrase, [day])
            self._put_hours(phrase, first, last.clock)
        else:
            self._exact(phrase, Point(day, first), last)

    # ------------------------------------------------------------ starts and ends

    def _since(self, phrase: Phrase) -> None:
        point = phrase.first
        if phrase.opens:
            self._open_from(point, phrase)
        else:
            self._begin(point, phrase)

    _at = _since

    def _open_from(self, point: Point, phrase: Phrase) -> None:
        """«с 20 января движение вернётся»: the term ends where that day begins."""
        day = point.day or self._day_said(phrase)
        moment = at_clock(day, point.clock) if point.clock else _midnight(day)
        if point.day is None and self.terms and self.terms[-1].start and moment <= self.terms[-1].start:
            moment += timedelta(days=1)
        self._end(moment, phrase, on_day=False)

    def _half(self, phrase: Phrase) -> None:
        self._begin(Point(phrase.items[0].day, None), phrase)

    def _begin(self, point: Point, phrase: Phrase) -> None:
        term = self.term
        is_said = phrase.shuts or phrase.items[0].letter == "s"
        is_known = self._has_day(phrase) and not (term and term.hours)
        if point.day is None and not is_known and not is_said:
            return  # «в 9 утра» of nothing
        day = point.day or self._day_said(phrase)
        moment = at_clock(day, point.clock) if point.clock else _midnight(day)
        if any(item.name == "tonight" for item in phrase.items) and point.clock and point.clock.clock.hour < 12:
            moment += timedelta(days=1)
        if point.day is None and term and term.are_nights and point.clock.clock.hour < 12 and not point.clock.next_day:
            moment += timedelta(days=1)  # «в ночь на 27 февраля… в 02:00»
        self._start(moment, phrase, on_day=point.clock is None)

    def _start(self, moment: datetime, phrase: Phrase, *, on_day: bool) -> None:
        term = self.term
        if term is not None and not self._is_elsewhere(term, phrase):
            if term.start is None and not term.days and (term.end is None or moment < term.end):
                term = self._own(term, phrase)  # «до 8 июня (закрыто с 5-го)», «ежедневно с 5 июня»
                term.start, term.starts_on_day = moment, on_day
                return
            if term.days and not term.hours and term.days[0] == moment.date() and not on_day:
                self._sharpen(self._own(term, phrase), moment)
                return
            if term.start and term.starts_on_day and term.start.date() == moment.date():
                term = self._own(term, phrase)
                term.start, term.starts_on_day = (moment, on_day) if not on_day else (term.start, True)
                return
            if self._is_later_stage(term, moment, phrase, on_day):
                return
        if self._is_same_start(moment):
            return
        self._new(phrase, start=moment, starts_on_day=on_day)

    def _is_later_stage(self, term: Term, moment: datetime, phrase: Phrase, on_day: bool) -> bool:
        """«в 14:00 закроют полосу, в 20:00 ещё две» goes on; «начнут в 8:00, а сдадут в 20:00» ends, by any verb."""
        begin = term.span[1]
        if term.sentence != phrase.sentence:
            begin = max(begin, self.sentences[phrase.sentence].start)
        is_open = term.start and not (term.end or term.is_open) and "_" not in self.folded[begin : phrase.start]
        if not is_open or self.is_fresh:
            return False
        is_shut = phrase.shuts or phrase.begins or phrase.items[0].letter == "s" or on_day
        if not is_shut and moment > term.start:
            self._end(moment, phrase, on_day=False)
            return True
        return term.sentence == phrase.sentence

    def _sharpen(self, term: Term, moment: datetime) -> None:
        """«12 июня… с 9:00»: the day gets the hour from which it holds; a night counts from its evening."""
        last = term.days[-1]
        if term.is_span:
            term.end, term.ends_on_day = _midnight(last) + timedelta(days=1), True
        term.days, term.start, term.starts_on_day = [], moment, False

    def _is_same_start(self, moment: datetime) -> bool:
        return any(term.start == moment and term.end is None for term in self.terms)

    def _until(self, phrase: Phrase) -> None:
        is_told = phrase.opens or phrase.shuts or self._is_promised(phrase)
        if phrase.items[0].letter in "kt" and phrase.items[0].name in ("by", "end_of_day") and not is_told:
            return  # «к 1 сентября готовят»
        self._finish(phrase.last, phrase)

    _after = _until

    def _is_promised(self, phrase: Phrase) -> bool:
        """«кабель обещают уложить к 17 июля»."""
        said = self.folded[self.sentences[phrase.sentence].start : phrase.start]
        return re.search(r"обеща|рассчит|планир|намер|должн|хотят|постара", said) is not None

    def _named_end(self, phrase: Phrase) -> None:
        self._finish(Point(phrase.items[0].day, None), phrase)

    def _finish(self, point: Point, phrase: Phrase) -> None:
        if point.day is not None:
            moment = point.end
            if moment < self.published - timedelta(days=30) and not any(item.has_year for item in phrase.items):
                moment = (
                    at_clock(moment.date().replace(year=moment.year + 1), point.clock)
                    if point.clock
                    else _year_later(moment)
                )
        else:
            moment = self._hour_of_end(point.clock, phrase)
        if moment is not None:
            self._end(moment, phrase, on_day=point.clock is None)

    def _hour_of_end(self, clock: Item, phrase: Phrase) -> datetime | None:
        """An end that is an hour alone: of the day on which the term begins, or the next morning."""
        term = self.term
        if self.is_vague and not self.terms:
            return None
        if term and (term.start or term.days):
            begin = term.start or _midnight(term.days[-1])
            moment = at_clock(begin.date(), clock)
            return moment if moment > begin else moment + timedelta(days=1)
        if not (phrase.opens or phrase.shuts or self._has_day(phrase) or not self.terms):
            return None
        moment = at_clock(self._day_said(phrase), clock)
        return moment if moment > self.published else moment + timedelta(days=1)

    def _end(self, moment: datetime, phrase: Phrase, *, on_day: bool) -> None:
        if self._says_end_again(moment, phrase, on_day):
            return
        waiting = [self.term, *(reversed(self.terms) if phrase.opens and not self.is_fresh else ())]
        term = next((one for one in waiting if one is not None and self._may_end(one, moment, phrase)), None)
        if term is not None:
            term = self._own(term, phrase)
            if term.days and not term.hours:
                term.start, term.starts_on_day, term.days = _midnight(term.days[0]), True, []
            term.end, term.ends_on_day = moment, on_day
            self._end_others(term, moment, phrase, on_day)
            return
        start = self._start_before(phrase) or self._partly_open_since(moment, phrase)
        self._new(phrase, start=start, starts_on_day=True, end=moment, ends_on_day=on_day)

    def _may_end(self, term: Term, moment: datetime, phrase: Phrase) -> bool:
        is_line = "\n" in self._gap(term, phrase) and self._is_elsewhere(term, phrase)
        line = self.folded[: phrase.start].rsplit("\n", 1)[-1]
        is_now = term is self.header and re.search(r"\bуже\b|сейчас", line) is not None  # «закрыта уже, до 9 июня»
        if term.end or (term.is_dark and not term.hours) or (is_line and not phrase.opens) or is_now:
            return False
        if term.days:
            is_day = len(term.days) == 1 and not term.hours and not term.is_span
            return is_day and _midnight(term.days[0]) < moment
        if term.hours:
            return term.every or bool(term.weekdays) or bool(term.start)
        return (
            term.start is not None
            and term.start < moment
            or (term.start is None and bool(term.every or term.weekdays or term.spell))
        )

    def _end_others(self, ended: Term, moment: datetime, phrase: Phrase, on_day: bool) -> None:
        """«Закроют в 8 Мира, в 9 Пушкина. Откроют 5 июня»: one opening ends them all."""
        if not phrase.opens or "_" in self.folded[self.sentences[phrase.sentence].start : phrase.start]:
            return
        for term in self.terms:
            if term.start and not term.end and not term.hours and not term.is_open and term.start < moment:
                term.end, term.ends_on_day = moment, on_day

    def _says_end_again(self, moment: datetime, phrase: Phrase, on_day: bool) -> bool:
        """«с 7 по 9 июля… до 9 июля»: said twice; an hour told later makes the day exact."""
        if self.is_fresh:
            return False
        for term in self.terms:
            if self._is_elsewhere(term, phrase) and not phrase.opens:
                continue
            last = term.end
            if last is None and term.days and not term.hours:
                last = _midnight(term.days[-1]) + timedelta(days=1)
            elif last is None and term.days and term.hours:
                last = datetime.combine(term.days[-1], term.hours[1].clock)
                if moment.date() - last.date() in (timedelta(), timedelta(days=1)) and (
                    on_day or moment.time() == last.time()
                ):
                    return True
                continue
            if last is None:
                continue
            if moment == last or (
                on_day and not term.ends_on_day and moment - timedelta(days=1) == _midnight(last.date())
            ):
                return True
            if not on_day and (term.ends_on_day or term.days) and _midnight(moment.date()) == last - timedelta(days=1):
                if term.days and not (term.is_span and len(term.days) == 2):
                    continue
                if term.days:
                    term.start, term.starts_on_day, term.days = _midnight(term.days[0]), True, []
                term.end, term.ends_on_day = moment, False
                return True
        return False

    def _start_before(self, phrase: Phrase) -> datetime | None:
        """«С 1 апреля ремонт: Мира (до 30 июня), Пушкина (до 31 мая)»: the start that was told for all of them."""
        term = self.terms[-1] if self.terms else None
        if term is None or term.sentence != phrase.sentence or not (term.end and term.starts_on_day) or phrase.opens:
            return None
        is_listed = "_" in self._gap(term, phrase) and self.previous and self.previous.name in ("until", "open")
        return term.start if is_listed else None

    def _partly_open_since(self, moment: datetime, phrase: Phrase) -> datetime | None:
        """«с 7:00 проезд частично откроют, закончат 30 сентября»: what is left holds from the first opening."""
        term = self.terms[-1] if self.terms else None
        if term is None or not term.end or term.end >= moment or not phrase.opens:
            return None
        start = self.sentences[term.sentence].start
        return term.end if PARTLY.search(self.folded[start : phrase.start]) else None

    def _day_said(self, phrase: Phrase) -> date:
        """The day that a lone hour belongs to."""
        term = self.term
        if term is None:
            return self.today
        if term.days:
            return term.days[0]
        return (term.start or self.published).date()

    def _has_day(self, phrase: Phrase) -> bool:
        term = self.term
        return term is not None and (bool(term.days) or term.start is not None)

    # ------------------------------------------------------------ what comes again, how long, and the rest

    def _recurring(self, phrase: Phrase) -> None:
        item = phrase.items[0]
        weekdays = item.weekdays or (item.weekday,)
        sentence = self.sentences[phrase.sentence]
        has_hours = re.search(r"\d[:.]\d\d|час|утра|вечера|ежедневно", self.folded[sentence.start : sentence.end])
        if item.name == "week_range" and not has_hours and weekdays[0] != 0:
            first = self.today + timedelta(days=(weekdays[0] - self.today.weekday()) % 7)
            self._put_days(phrase, [first, first + timedelta(days=len(weekdays) - 1)], is_span=True)
            return
        self._set_weekdays(phrase, weekdays)

    def _set_weekdays(self, phrase: Phrase, weekdays: tuple[int, ...], *, are_nights: bool = False) -> None:
        term = self.term
        if (
            term is None
            or term.weekdays
            or self._is_elsewhere(term, phrase)
            or (self.is_fresh and term is not self.header)
        ):
            start = term.start if term is not None and term.weekdays and term.start else None
            term = self._new(phrase, start=start, starts_on_day=True)
        term = self._own(term, phrase)
        term.weekdays, term.are_nights, term.every = weekdays, are_nights, True

    def _every(self, phrase: Phrase) -> None:
        term = self.term
        if term is None or (term.is_done and not (term.hours or term.is_span or term.ends_on_day)):
            term = self._new(phrase)
        elif term.hours and GOES_ON.search(self._gap(term, phrase)):
            term = self._go_on(term, phrase)
        elif term.end and not term.ends_on_day:
            term = self._go_on(term, phrase) if GOES_ON.search(self._gap(term, phrase)) else self._new(phrase)
        self._own(term, phrase).every = True

    def _go_on(self, term: Term, phrase: Phrase) -> Term:
        """«Дальше так каждую ночь»: from the evening of the day on which the term before it ended."""
        day = term.end.date() if term.end else term.days[-1]
        return self._new(phrase, start=_midnight(day), starts_on_day=True)

    def _night(self, phrase: Phrase) -> None:
        term = self.term
        if term is not None and not term.hours and term.days and not term.end and term.sentence == phrase.sentence:
            term.is_dark = True

    def _excepted(self, phrase: Phrase) -> None:
        """The next phrase is left out of the term."""

    def _leave_out(self, phrase: Phrase) -> None:
        days = list(phrase.days)
        if phrase.name == "nights":
            days = days[::2]
        elif phrase.name == "nights_on":
            days = [day - timedelta(days=1) for day in days]
        elif phrase.first and phrase.last and phrase.first.day and phrase.last.day:
            count = min((phrase.last.day - phrase.first.day).days, 366)
            days = [phrase.first.day + timedelta(days=step) for step in range(count + 1)]
        if self.terms:
            self.terms[-1].excepted += days

    def _spell(self, phrase: Phrase) -> None:
        item = phrase.items[0]
        if not (item.spell or item.months):
            return
        if item.name == "after_spell":
            if phrase.opens and item.spell:
                begun = self.terms[-1].start if self.terms and not self.terms[-1].starts_on_day else None
                self._end((begun or self.published) + item.spell, phrase, on_day=False)
            return
        term = self.term
        if term is None or (term.days and len(term.days) > 1) or self._is_elsewhere(term, phrase):
            term = self._new(phrase) if term is None else term
        term.spell = term.spell or item

    def _open(self, phrase: Phrase) -> None:
        term = self.term
        if term is not None and not term.is_done and not self._is_elsewhere(term, phrase):
            if len(term.days) == 1 and term.sentence == phrase.sentence and not term.is_dark:
                term = self._own(term, phrase)
                term.start, term.starts_on_day, term.days = _midnight(term.days[0]), True, []
            if term.start:
                self._own(term, phrase).is_open = True
                self.is_fresh = False

    def _vague(self, phrase: Phrase) -> None:
        """«в сентябре»: no moment, unless it is only the end that is vague."""
        self.is_vague = self.is_vague or not phrase.opens

    def _bad(self, phrase: Phrase) -> None:
        """A day that the calendar has not: a question, and no moment."""
        self.is_vague = True
        term = self.terms[-1] if self.terms else None
        if term is not None and term.start and not term.end and term.sentence == phrase.sentence:
            self.terms.remove(term)

    def _same(self, phrase: Phrase) -> None:
        known = next((one for one in reversed(self.terms) if one.is_done), None)
        term = self.terms[-1] if self.terms else None
        if known is None:
            return
        if term is not known and term.days and not term.hours and known.hours:
            term.hours, term.span = known.hours, (term.span[0], phrase.end)
            return
        copy = replace(
            known, span=(phrase.start, phrase.end), sentence=phrase.sentence, is_same=True, aside=phrase.aside
        )
        self._add(copy)

    def _former(self, phrase: Phrase) -> None:
        """The end that held before."""
        day = phrase.days[-1] if phrase.days else None
        point = Point(day, None) if day else phrase.last or phrase.first
        if phrase.name == "nights" and MOVED.search(self.folded[: phrase.start]):
            return
        if point is not None and point.day is not None:
            self.former_end = point.end


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0))


def _year_later(moment: datetime) -> datetime:
    last = moment - timedelta(days=1)
    return _midnight(
        last.replace(year=last.year + 1, day=min(last.day, 28) if last.month == 2 else last.day)
    ) + timedelta(days=1)
