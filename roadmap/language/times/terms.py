"""Terms put together from the phrases of a text, in its order: each phrase fills what the term before it still lacks,
or begins one of its own. A header («3 июня отключат светофоры:») gives its days to every line below it."""

import re
from datetime import date, datetime, timedelta

from roadmap.language.times.cursor import Cursor, Term, midnight
from roadmap.language.times.items import Item
from roadmap.language.times.phrases import Phrase, Point, Sentence, at_clock
from roadmap.language.times.roles import MOVED
from roadmap.language.times.windows import add_months

DAY = timedelta(days=1)
PAST = re.compile(r"(?:за|пере)крыли\b|ограничи(?:ли|л)|отключи(?:ли|л)|обвалил|провалил|выключили")
PARTLY = re.compile(r"частично|по\s+одной|реверс|не\s+полностью|половин")
PROMISED = re.compile(r"обеща|рассчит|планир|намер|должн|хотят|постара")
EACH_TIME = re.compile(r"(?:каждый|оба|все\s+\w+)\s+раза?\b|в\s+(?:каждом\s+случае|каждый\s+из)|во\s+все\s+дни")
EACH_NIGHT = re.compile(r"по\s+ночам|еженощно|кажд|еженедельно")
GOES_ON = re.compile(r"\b(?:дальше|далее|затем|потом|после\s+этого)\b")
HOURS_TOLD = re.compile(r"\d[:.]\d\d|час|утра|вечера|ежедневно")
LONGER = re.compile(r"\bеще\b|продл")
NEXT_MORNING = re.compile(r"\s*следующ\w+\s+(?:дня|суток|утра)")


class Terms(Cursor):
    """The terms of one text: a method for each kind of phrase."""

    def __init__(self, folded: str, sentences: list[Sentence], published: datetime):
        super().__init__(folded, sentences)
        self.published, self.today = published, published.date()
        self.former_end: datetime | None = None
        self.is_vague = False
        self.following: list[Phrase] = []

    def read(self, phrases: list[Phrase]) -> list[Term]:
        for number, phrase in enumerate(phrases):
            self.following = phrases[number + 1 : number + 3]
            self.step(phrase)
            if phrase.former:
                self._former(phrase)
            elif self.previous and self.previous.name == "excepted" and self.previous.sentence == phrase.sentence:
                self._leave_out(phrase)
            elif phrase.aside != "office":
                getattr(self, f"_{phrase.name}")(phrase)
            self.previous = phrase
        self.is_vague = self.is_vague or any(one.is_dark and not one.hours for one in self.terms)
        self.drop_spent_header(phrases)
        if any(one.start and one.end and not one.ends_on_day for one in self.terms) and self.terms[0].is_rough:
            self.terms.pop(0)
        return [one for one in self.terms if one.hours or not (self.is_vague and one.is_bare)]

    # ------------------------------------------------------------ days

    def _days(self, phrase: Phrase) -> None:
        last = phrase.items[-1].last
        if len(phrase.days) == 1 and MOVED.search(self.before(phrase)):
            self._finish(Point(phrase.days[0], None), phrase)
        elif phrase.opens and not last:
            self._finish(Point(phrase.days[-1], None), phrase)
        elif len(phrase.days) == 1 and (phrase.begins or self._has_shut(phrase)):
            self._begin(Point(phrase.days[0], None), phrase)
            self.terms[-1].is_lone_day = self.terms[-1].span[1] == phrase.end
        else:
            days = [phrase.days[0], last] if last else phrase.days
            self._put_days(phrase, days, is_span=last is not None, is_dark=phrase.is_night, are_nights=phrase.is_night)

    def _has_shut(self, phrase: Phrase) -> bool:
        """«закрыли сегодня проезд»: shut since that day, not for that day."""
        return phrase.days[0] <= self.today and PAST.search(self.sentence_of(phrase)) is not None

    def _put_days(self, phrase: Phrase, days: list[date], **slots) -> None:
        slots |= {"days": days, "is_span": slots.get("is_span", False)}
        waiting = self._waiting_for_days(phrase)
        for one in waiting:
            self.own(one, phrase).fill(**slots | {"is_dark": one.is_dark or slots.get("is_dark", False)})
        if not waiting and not self._says_days_again(days, phrase):
            self.new(phrase, **slots)

    def _waiting_for_days(self, phrase: Phrase) -> list[Term]:
        """Hours of this sentence that were told before their days, or a term that has nothing but a spell."""
        term = self.term
        if term is None or (term.is_same and not term.is_span and term.sentence == phrase.sentence):
            return [term] if term else []
        waiting = [one for one in self.terms if one.hours and one.is_bare]
        waiting = [one for one in waiting if one.sentence == phrase.sentence or one.every]
        return waiting or ([term] if term.is_bare and not self.is_elsewhere(term, phrase) else [])

    def _says_days_again(self, days: list[date], phrase: Phrase) -> bool:
        """«12 июня с 9 до 17…, 12 июня», and not in a line of its own."""
        term = self.term
        if term is None or not term.days or self.is_fresh or "\n" in self.gap(term, phrase):
            return False
        return (days[0], days[-1]) == (term.days[0], term.days[-1])

    def _nights(self, phrase: Phrase) -> None:
        """«в ночь с 14 на 15»: the evenings. «Перенесли с 15 на 29 июля» is no night."""
        first, last = phrase.days[0], phrase.days[-1]
        is_named = all(item.letter != "D" for item in phrase.items)
        if last - first > DAY and MOVED.search(self.before(phrase)):
            self.former_end = midnight(first) + DAY
            self._finish(Point(last, None), phrase)
        elif phrase.opens and self.previous and self.previous.name == "at" and self.terms and self.terms[-1].end:
            self.terms[-1].end = datetime.combine(last, self.terms[-1].end.time())  # «в полночь с 3 на 4 мая»
        elif is_named and (len(phrase.days) > 2 or EACH_NIGHT.search(self.sentence_of(phrase))):
            weekdays = tuple(item.weekday for item in phrase.items if item.letter == "W")[::2]
            self._set_weekdays(phrase, weekdays, are_nights=True)
        else:
            self._put_days(phrase, phrase.days[::2], are_nights=True, is_dark=True)

    def _nights_on(self, phrase: Phrase) -> None:
        self._put_days(phrase, [day - DAY for day in phrase.days], are_nights=True, is_dark=True)

    def _night_of(self, phrase: Phrase) -> None:
        """«ночью 7 августа, с 00:00 до 05:00»: the hours are that day's own."""
        self._put_days(phrase, phrase.days, is_dark=True)

    def _night(self, phrase: Phrase) -> None:
        term = self.term
        if term is not None and term.days and not (term.hours or term.end) and term.sentence == phrase.sentence:
            term.is_dark = True

    # ------------------------------------------------------------ hours

    def _hours(self, phrase: Phrase) -> None:
        self._put_hours(phrase, *phrase.clocks)

    def _put_hours(self, phrase: Phrase, first: Item, last: Item) -> None:
        if EACH_TIME.search(self.before(phrase, 40)):
            for one in self.terms:
                one.hours = one.hours or (first, last)
            return
        term = self.term
        if term is None or term.hours or term.is_exact:
            term = self._with_the_same_days(term, phrase)
        term = self.own(term, phrase)
        if term.is_lone_day and term.start:  # «закрыта сегодня с 9 до 17»
            term.be_its_day()
        term.fill(hours=(first, last), hours_first=not term.weekdays)
        term.next_morning = NEXT_MORNING.match(self.folded, phrase.end) is not None

    def _with_the_same_days(self, term: Term | None, phrase: Phrase) -> Term:
        """«с 8 до 10 на Мира, с 9 до 11 на Пушкина»: the days of the term before. A race's start shuts nothing."""
        if term is not None and term.is_running and term.sentence != phrase.sentence:
            term.be_its_day()
            return term
        if term is None or self._has_days_behind(phrase) or not (term.hours or term.sentence == phrase.sentence):
            return self.new(phrase, confidence=0.6)
        weekdays = () if term.hours_first else term.weekdays
        copy = self.copy(term, phrase, hours=None, excepted=[], weekdays=weekdays)
        if not term.hours:  # an exact one gives its day
            copy.fill(days=[(term.start or term.end).date()], start=None, end=None)
        return copy

    def _has_days_behind(self, phrase: Phrase) -> bool:
        """«затем с полуночи до пяти утра, 5 и 6 июня»: days that follow at once, without hours of their own."""
        following = [one for one in self.following if one.sentence == phrase.sentence]
        places = [phrase, *following, None, None]
        gaps = [self.folded[a.end : b.start] for a, b in zip(places, places[1:3], strict=False) if a and b]
        is_near = [re.fullmatch(r"\W{0,4}", gap) is not None and "\n" not in gap for gap in gaps]
        is_days = bool(gaps) and following[0].days and following[0].name == "days"
        return bool(is_days and is_near[0] and not (is_near[1:] == [True] and following[1].clocks))

    def _range(self, phrase: Phrase) -> None:
        first, last = phrase.first, phrase.last
        if first.day and last.day and not first.clock and not last.clock:
            self._put_days(phrase, [first.day, last.day], is_span=True, is_dark=phrase.is_night)
        elif first.day and last.day:
            self._exact(phrase, first, last)
        elif first.day and first.clock:
            self._put_days(phrase, [first.day], are_nights=phrase.is_night and first.clock.clock.hour < 12)
            self._put_hours(phrase, first.clock, last.clock)
        elif first.day:  # «сегодня до 18:00»
            end = at_clock(first.day, last.clock)
            start = self.published if first.day == self.today and end > self.published else midnight(first.day)
            self.new(phrase, start=start, end=end, starts_on_day=True)
        elif last.day and last.clock:
            self._hours_then_day(phrase, first.clock, last)
        elif last.day:
            self._exact(phrase, Point(self._day_said(), first.clock), last)
        else:
            self._put_hours(phrase, first.clock, last.clock)

    def _exact(self, phrase: Phrase, first: Point, last: Point) -> None:
        if first.clock and last.clock and self._is_weekly(phrase):
            self._set_weekdays(phrase, (first.day.weekday(),))
            self._put_hours(phrase, first.clock, last.clock)
            return
        start = first.moment + DAY * self._is_after_midnight(phrase, first)
        end = last.end if last.end > start else last.end + DAY
        slots = {"start": start, "starts_on_day": first.clock is None, "end": end, "ends_on_day": last.clock is None}
        term = self.term
        if term is not None and term.sentence == phrase.sentence and term.is_bare and term.every:
            self.own(term, phrase).fill(**slots)
        else:
            self._drop_day_of(start, phrase)
            self.new(phrase, **slots)

    def _is_after_midnight(self, phrase: Phrase, point: Point) -> bool:
        """«сегодня ночью в 2:00» is tomorrow."""
        is_tonight = any(item.name == "tonight" for item in phrase.items)
        return is_tonight and point.clock is not None and point.clock.clock.hour < 12

    def _is_weekly(self, phrase: Phrase) -> bool:
        """«с 5 июня с полудня пятницы до 6:00 субботы»: weekdays after a start that has no end come again."""
        term = self.term
        is_named = all(item.letter != "D" for item in phrase.items)
        return bool(is_named and term and term.is_running and term.starts_on_day and term.sentence == phrase.sentence)

    def _drop_day_of(self, start: datetime, phrase: Phrase) -> None:
        """«В субботу, 7 июня, праздник: с 20:00 7 июня до 5:00 8 июня»: the day was said for this term."""
        term = self.term
        if term not in self.terms or term.hours or self.is_elsewhere(term, phrase):
            return
        if term.days == [start.date()] or (term.is_lone_day and term.start.date() == start.date()):
            self.terms.remove(term)

    def _hours_then_day(self, phrase: Phrase, first: Item, last: Point) -> None:
        """«с 9 до 17 часов 22 сентября»; «с 22:00 до 06:00 13 июня»: the night that ends that morning."""
        term = self.term
        is_own = term and len(term.days) == 1 and not (term.hours or term.is_dark or self.is_elsewhere(term, phrase))
        if is_own and term.days[0] < last.day:
            day = term.days[0]
        else:
            day = last.day - DAY * (first.clock >= last.clock.clock and not last.clock.next_day)
        if day == last.day:
            self._put_days(phrase, [day])
            self._put_hours(phrase, first, last.clock)
        else:
            self._exact(phrase, Point(day, first), last)

    # ------------------------------------------------------------ starts

    def _since(self, phrase: Phrase) -> None:
        if phrase.opens:
            self._open_from(phrase.first, phrase)
        else:
            self._begin(phrase.first, phrase)

    _at = _since

    def _half(self, phrase: Phrase) -> None:
        self._begin(Point(phrase.items[0].day, None), phrase)

    def _open_from(self, point: Point, phrase: Phrase) -> None:
        """«с 20 января движение вернётся»: the term ends where that day begins."""
        last = self.terms[-1] if self.terms else None
        day = point.day or (last.last - DAY if last and last.ends_on_day else midnight(self._day_said())).date()
        moment = Point(day, point.clock).moment
        if point.day is None and self.terms and self.terms[-1].start and moment <= self.terms[-1].start:
            moment += DAY
        self._end(moment, phrase, on_day=False)

    def _begin(self, point: Point, phrase: Phrase) -> None:
        term = self.term
        is_known = term is not None and (term.days or term.start) and not term.hours
        if point.day is None and not (is_known or phrase.shuts or phrase.items[0].letter == "s"):
            point = Point(self.today, point.clock)
            if self.terms or point.moment > self.published:
                return  # «в 9 утра» of nothing
        moment = Point(point.day or self._day_said(), point.clock).moment
        if self._is_after_midnight(phrase, point):
            moment += DAY
        if point.day is None and term and term.are_nights and point.clock.clock.hour < 12 and not point.clock.next_day:
            moment += DAY  # «в ночь на 27 февраля… в 02:00»
        self._start(moment, phrase, on_day=point.clock is None)

    def _start(self, moment: datetime, phrase: Phrase, *, on_day: bool) -> None:
        term = self.term
        if term is not None and self._lacks_start(term, moment, phrase):
            self.own(term, phrase).fill(start=moment, starts_on_day=on_day)
            return
        if term is not None and not self.is_elsewhere(term, phrase):
            if self._sharpen_start(term, moment, phrase, on_day):
                return
            if self._is_later_stage(term, moment, phrase, on_day):
                return
        if not any(term.start == moment and term.end is None for term in self.terms):
            self.new(phrase, start=moment, starts_on_day=on_day)

    def _lacks_start(self, term: Term, moment: datetime, phrase: Phrase) -> bool:
        """«до 8 июня (закрыто с 5-го)»; a start in the past, told of another part of the street, is its start too."""
        if term.start or term.days or (term.end is not None and moment >= term.end):
            return False
        has_begun = moment <= self.published and phrase.shuts and "\n" not in self.gap(term, phrase)
        return has_begun or not self.is_elsewhere(term, phrase)

    def _sharpen_start(self, term: Term, moment: datetime, phrase: Phrase, on_day: bool) -> bool:
        """«12 июня… с 9:00»: the day gets the hour from which it holds."""
        if not on_day and term.days and not term.hours and term.days[0] == moment.date():
            term = self.own(term, phrase)
            if term.is_span:
                term.fill(end=term.last, ends_on_day=True)
            term.fill(days=[], start=moment, starts_on_day=False)
        elif term.start and term.starts_on_day and term.start.date() == moment.date():
            self.own(term, phrase).fill(start=moment, starts_on_day=on_day)
        else:
            return False
        return True

    def _is_later_stage(self, term: Term, moment: datetime, phrase: Phrase, on_day: bool) -> bool:
        """«в 14:00 закроют полосу, в 20:00 ещё две» goes on; «начнут в 8:00, а сдадут в 20:00» ends, by any verb."""
        begin = max(term.span[1], self.sentences[phrase.sentence].start)
        if not term.is_running or self.is_fresh or "_" in self.folded[begin : phrase.start]:
            return False
        is_shut = phrase.shuts or phrase.begins or phrase.items[0].letter == "s" or on_day
        if not is_shut and moment > term.start:
            self._end(moment, phrase, on_day=False)
            return True
        return term.sentence == phrase.sentence

    def _day_said(self) -> date:
        """The day that a lone hour belongs to."""
        term = self.term
        if term is None or not (term.days or term.start):
            return self.today
        return term.days[0] if term.days else term.start.date()

    # ------------------------------------------------------------ ends

    def _until(self, phrase: Phrase) -> None:
        sentence = self.sentences[phrase.sentence]
        is_told = phrase.opens or phrase.shuts or PROMISED.search(self.folded, sentence.start, phrase.start)
        if is_told or phrase.items[0].name not in ("by", "end_of_day"):  # «к 1 сентября готовят» ends nothing
            self._finish(phrase.last, phrase)

    _after = _until

    def _named_end(self, phrase: Phrase) -> None:
        self._finish(Point(phrase.items[0].day, None), phrase)
        self.terms[-1].is_rough = self.terms[-1].span[1] == phrase.end and not self.terms[-1].start

    def _finish(self, point: Point, phrase: Phrase) -> None:
        moment = point.end if point.day else self._hour_of_end(point.clock, phrase)
        if moment is None:
            return
        if moment < self.published - 30 * DAY and not any(item.has_year for item in phrase.items):
            moment = add_months(moment, 12)
        self._end(moment, phrase, on_day=point.clock is None)

    def _hour_of_end(self, clock: Item, phrase: Phrase) -> datetime | None:
        """An end that is an hour alone: of the day on which the term begins, or the next morning."""
        term = self.term
        if term and (term.start or term.days):
            begin = term.start or midnight(term.days[-1])
        elif phrase.opens or phrase.shuts or not self.terms:
            begin = self.published
        else:
            return None
        moment = at_clock(begin.date(), clock)
        return None if self.is_vague and not self.terms else moment if moment > begin else moment + DAY

    def _end(self, moment: datetime, phrase: Phrase, *, on_day: bool) -> None:
        waiting = [self.term, *(reversed(self.terms) if phrase.opens and not self.is_fresh else ())]
        term = next((one for one in waiting if one is not None and self._may_end(one, moment, phrase)), None)
        if (term is not self.term or term is None) and self._says_end_again(moment, phrase, on_day):
            return
        if term is None:
            start = self._start_before(phrase) or self._partly_open_since(moment, phrase) or self._day_before(phrase)
            self.new(phrase, start=start, starts_on_day=True, end=moment, ends_on_day=on_day)
            return
        term = self.own(term, phrase)
        term.start_on_its_day()
        term.fill(end=moment, ends_on_day=on_day)
        if phrase.opens and not self.has_place_before(phrase):  # one opening ends all
            for other in self.terms:
                if other.is_running and other.start < moment:
                    other.fill(end=moment, ends_on_day=on_day)

    def _may_end(self, term: Term, moment: datetime, phrase: Phrase) -> bool:
        line = self.folded[: phrase.start].rsplit("\n", 1)[-1]
        is_now = term is self.header and re.search(r"\bуже\b|сейчас", line)  # «закрыта уже, до 9 июня»
        is_line = "\n" in self.gap(term, phrase) and self.is_elsewhere(term, phrase) and not phrase.opens
        if term.end or is_now or is_line or (term.days and term.is_dark and not term.hours):
            return False
        if term.days:
            return len(term.days) == 1 and not (term.hours or term.is_span) and midnight(term.days[0]) < moment
        if term.start is None or term.hours:
            return bool(term.every or term.weekdays or (term.start if term.hours else term.spell))
        return term.start < moment

    def _says_end_again(self, moment: datetime, phrase: Phrase, on_day: bool) -> bool:
        """«с 7 по 9 июля… до 9 июля»: said twice; an hour told later makes the day exact."""
        minute = timedelta(minutes=1)
        for term in self.terms if not self.is_fresh else ():
            last = term.last
            if last is None or (self.is_elsewhere(term, phrase) and not phrase.opens):
                continue
            is_same_day = (last - minute).date() == (moment - minute).date()
            if term.days and term.hours:
                if moment.date() - last.date() in (timedelta(), DAY) and (on_day or moment.time() == last.time()):
                    return True
            elif moment == last or (on_day and is_same_day):
                return True
            elif is_same_day and (term.ends_on_day or term.is_in_a_row):
                term.start_on_its_day()
                term.fill(end=moment, ends_on_day=False)
                return True
        return False

    def _start_before(self, phrase: Phrase) -> datetime | None:
        """«С 1 апреля ремонт: Мира (до 30 июня), Пушкина (до 31 мая)»: the start that was told for all of them."""
        term = self.terms[-1] if self.terms else None
        if term is None or term.sentence != phrase.sentence or not (term.end and term.starts_on_day) or phrase.opens:
            return None
        return term.start if "_" in self.gap(term, phrase) and self.previous.name in ("until", "open") else None

    def _partly_open_since(self, moment: datetime, phrase: Phrase) -> datetime | None:
        """«с 7:00 проезд частично откроют, закончат 30 сентября»: what is left holds from the first opening."""
        term = self.terms[-1] if self.terms else None
        if term is None or not term.end or term.end >= moment or not phrase.opens:
            return None
        return term.end if PARTLY.search(self.folded, self.sentences[term.sentence].start, phrase.start) else None

    def _day_before(self, phrase: Phrase) -> datetime | None:
        """«5 июня её откроют, зато закроют другую — до 9 июня»."""
        day = self.previous
        is_told = day and day.sentence == phrase.sentence and day.opens and phrase.shuts and not day.former
        return midnight(day.days[0]) if is_told and day.name == "days" else None

    # ------------------------------------------------------------ what comes again, how long, and the rest

    def _recurring(self, phrase: Phrase) -> None:
        """«с пятницы по воскресенье» without hours are the next such days."""
        item = phrase.items[0]
        weekdays = item.weekdays or tuple(one.weekday for one in phrase.items if one.letter == "W")
        is_listed = re.search(r"[—–:-]\s*$", self.before(phrase, 4)) or (self.term and self.term.weekdays)
        if item.letter == "W" and not is_listed:
            self._put_days(phrase, phrase.days)  # «пятница, 10:00–12:00»
        elif item.name == "week_range" and weekdays[0] != 0 and not HOURS_TOLD.search(self.sentence_of(phrase)):
            first = self.today + DAY * ((weekdays[0] - self.today.weekday()) % 7)
            self._put_days(phrase, [first, first + DAY * (len(weekdays) - 1)], is_span=True)
        else:
            self._set_weekdays(phrase, weekdays)

    def _set_weekdays(self, phrase: Phrase, weekdays: tuple[int, ...], *, are_nights: bool = False) -> None:
        term = self.term
        if term is None or term.weekdays or self.is_elsewhere(term, phrase):
            start = term.start if term is not None and term.weekdays else None
            term = self.new(phrase, start=start, starts_on_day=True)
        self.own(term, phrase).fill(weekdays=weekdays, are_nights=are_nights, every=True)

    def _every(self, phrase: Phrase) -> None:
        """«Потом снова каждую ночь»: from the evening of the day on which the term before it ended."""
        term = self.term
        if term is not None and term.last and GOES_ON.search(self.gap(term, phrase)):
            term = self.new(phrase, start=midnight(term.last.date()), starts_on_day=True)
        elif term is None or term.is_open or (term.end and not term.ends_on_day):
            term = self.new(phrase)
        term = self.own(term, phrase)
        term.fill(every=True, is_dark=term.is_dark or "ноч" in self.folded[phrase.start : phrase.end])

    def _excepted(self, phrase: Phrase) -> None:
        """The next phrase is left out of the term."""

    def _leave_out(self, phrase: Phrase) -> None:
        days, first, last = phrase.days, phrase.first, phrase.last
        if phrase.name == "nights":
            days = days[::2]
        elif phrase.name == "nights_on":
            days = [day - DAY for day in days]
        elif first and last and first.day and last.day:
            days = [first.day + DAY * step for step in range(min((last.day - first.day).days, 366) + 1)]
        if self.terms:
            self.terms[-1].excepted = [*self.terms[-1].excepted, *days]

    def _spell(self, phrase: Phrase) -> None:
        """«через два часа откроют» is an end, any other spell a length for when no end is told."""
        item, term = phrase.items[0], self.term
        if item.name == "after_spell":
            if phrase.opens and item.spell:
                begun = self.terms[-1].start if self.terms and self.terms[-1].is_exact else None
                self._end((begun or self.published) + item.spell, phrase, on_day=False)
        elif item.spell or item.months:
            if self.former_end and item.spell and LONGER.search(self.before(phrase, 20) + self.words_of(phrase)):
                self._end(self.former_end + item.spell, phrase, on_day=False)
                return
            term = term or self.new(phrase)
            term.spell = term.spell or item

    def _next_times(self, phrase: Phrase) -> None:
        """«так же и в следующие две ночи»: the days of the term before go on."""
        term = self.terms[-1] if self.terms else None
        if term is not None and term.days and not term.is_span:
            more = range(1, phrase.items[0].number + 1)
            term.fill(days=[*term.days, *(term.days[-1] + DAY * step for step in more)])

    def _open(self, phrase: Phrase) -> None:
        term = self.term
        if term is None or term.is_done or self.is_elsewhere(term, phrase):
            return
        if len(term.days) == 1 and term.sentence == phrase.sentence and not term.is_dark:
            term = self.own(term, phrase)
            term.start_on_its_day()
        if term.start:
            self.own(term, phrase).is_open = True

    def _vague(self, phrase: Phrase) -> None:
        """«в сентябре»: no moment, unless it is only the end that is vague."""
        self.is_vague = self.is_vague or not phrase.opens

    def _bad(self, phrase: Phrase) -> None:
        """A day that the calendar has not: a question, and no moment."""
        self.is_vague = True
        if self.terms and self.terms[-1].is_running and self.terms[-1].sentence == phrase.sentence:
            self.terms.pop()

    def _same(self, phrase: Phrase) -> None:
        """«19 июня в то же время» takes the hours told before, «в те же дни» the whole term."""
        known = next((one for one in reversed(self.terms) if one.is_done), None)
        if known is None:
            return
        term = self.terms[-1]
        if term is not known and term.days and not term.hours and known.hours:
            term.fill(hours=known.hours, span=(term.span[0], phrase.end))
        else:
            self.copy(known, phrase, is_same=True)

    def _former(self, phrase: Phrase) -> None:
        """The end that held before."""
        point = Point(phrase.days[-1], None) if phrase.days else phrase.last or phrase.first
        if point is not None and point.day is not None:
            self.former_end = point.end
