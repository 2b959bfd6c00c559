"""Days of a term: dates, nights, weekdays, and what comes again."""

import re
from datetime import date

from roadmap.language.times.cursor import DAY, Term, midnight
from roadmap.language.times.phrases import Phrase, Point
from roadmap.language.times.roles import MOVED, MOVED_DEED, MOVED_TERM
from roadmap.language.times.starts import Starts

PAST = re.compile(r"(?:за|пере)крыли\b|(?:ограничи|отключи|выключи)ли\b")
GOES_ON = re.compile(r"\b(?:дальше|далее|затем|потом|после\s+этого)\b")
WEEKLY = re.compile(r"\bежедневно|\bеженедел|\bкажд\w+|\bпо рабочим")
WORKDAYS = (0, 1, 2, 3, 4)


class Days(Starts):
    """What days make of a term."""

    def _days(self, phrase: Phrase) -> None:
        last = phrase.items[-1].last
        if len(phrase.days) == 1 and MOVED.search(self.before(phrase)):
            self._move(phrase.days[0], phrase)
        elif phrase.opens and not last:
            self._finish(Point(phrase.days[-1], None), phrase)
        elif len(phrase.days) == 1 and (phrase.begins or self._has_shut(phrase)):
            self._begin(Point(phrase.days[0], None), phrase)
            self.terms[-1].is_lone_day = self.terms[-1].span[1] == phrase.end
        else:
            days = [phrase.days[0], last] if last else phrase.days
            self._put_days(phrase, days, is_span=last is not None, is_dark=phrase.is_night, are_nights=phrase.is_night)

    def _move(self, day: date, phrase: Phrase) -> None:
        """«Перекрытие 12 июня переносится на 19 июня» is of that day alone; «срок перенесли на 19 июня» is an end."""
        if not self._is_deed_moved(phrase):
            self._finish(Point(day, None), phrase)
            return
        term = self.terms[-1] if self.terms else None
        if term is not None and term.days and term.sentence == phrase.sentence:
            self.own(term, phrase).fill(days=[day], is_span=False)  # the hours of the former day hold
        else:
            self._put_days(phrase, [day])

    def _is_deed_moved(self, phrase: Phrase) -> bool:
        said = self.folded[self.sentences[phrase.sentence].start : phrase.start]
        return MOVED_DEED.search(said) is not None and MOVED_TERM.search(said) is None

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

    def _next_times(self, phrase: Phrase) -> None:
        """«так же и в следующие две ночи»: the days of the term before go on."""
        term = self.terms[-1] if self.terms else None
        if term is not None and term.days and not term.is_span:
            more = range(1, phrase.items[0].number + 1)
            term.fill(days=[*term.days, *(term.days[-1] + DAY * step for step in more)])

    def _nights(self, phrase: Phrase) -> None:
        """«в ночь с 14 на 15»: the evenings. «Перенесли с 15 на 29 июля» is no night."""
        first, last = phrase.days[0], phrase.days[-1]
        is_named = all(item.letter != "D" for item in phrase.items)
        is_moved = MOVED.search(self.before(phrase)) is not None
        if is_moved and (last - first > DAY or self._is_deed_moved(phrase)):
            self.former_end = midnight(first) + DAY
            self._move(last, phrase)
        elif is_named and len(phrase.days) > 2:
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

    def _recurring(self, phrase: Phrase) -> None:
        """«с пятницы по воскресенье» beside no dates are the next such days; a working week comes again."""
        item = phrase.items[0]
        weekdays = item.weekdays or tuple(one.weekday for one in phrase.items if one.letter == "W")
        is_listed = re.search(r"[—–:-]\s*$", self.before(phrase, 4)) or (self.term and self.term.weekdays)
        if item.letter == "W" and not is_listed:
            self._put_days(phrase, phrase.days)  # «пятница, 10:00–12:00»
        elif item.name == "week_range" and self._are_the_coming(weekdays, phrase):
            first = self.today + DAY * ((weekdays[0] - self.today.weekday()) % 7)
            self._put_days(phrase, [first, first + DAY * (len(weekdays) - 1)], is_span=True)
        elif not (item.letter == "b" and self.term and self.term.weekdays):  # «по будням…, в выходные свободно»
            self._set_weekdays(phrase, weekdays)

    def _are_the_coming(self, weekdays: tuple[int, ...], phrase: Phrase) -> bool:
        is_weekly = weekdays[: len(WORKDAYS)] == WORKDAYS or WEEKLY.search(self.sentence_of(phrase))
        is_dated = any(not term.is_bare or term.weekdays for term in self.terms)
        is_dated = is_dated or any(item.letter in "DU" for other in self.following for item in other.items)
        return not (is_weekly or is_dated)

    def _set_weekdays(self, phrase: Phrase, weekdays: tuple[int, ...], *, are_nights: bool = False) -> None:
        term = self.term
        if self._hours_lone_behind(phrase):
            term = self.new(phrase)
        elif term is None or term.weekdays or self.is_elsewhere(term, phrase):
            start = term.start if term is not None and term.weekdays else None
            term = self.new(phrase, start=start, starts_on_day=True)
        self.own(term, phrase).fill(weekdays=weekdays, are_nights=are_nights, every=True)

    def _every(self, phrase: Phrase) -> None:
        """«Потом снова каждую ночь»: from the evening of the day on which the term before it ended."""
        term = self.term
        if term is not None and term.last and GOES_ON.search(self.gap(term, phrase)):
            term = self.new(phrase, start=midnight(term.last.date()), starts_on_day=True)
        elif term is None or term.is_open or (term.end and not term.ends_on_day) or self._hours_lone_behind(phrase):
            term = self.new(phrase)
        term = self.own(term, phrase)
        term.fill(every=True, is_dark=term.is_dark or "ноч" in self.folded[phrase.start : phrase.end])

    def _hours_lone_behind(self, phrase: Phrase) -> bool:
        """«ежедневно с 9 до 17», «по будням с 9 до 17» beside days that they may not be filled into."""
        behind = self.following[0] if self.following else None
        is_hours = behind is not None and behind.sentence == phrase.sentence and len(behind.clocks) == 2
        is_plain = is_hours and not (behind.first and behind.first.day) and not (behind.last and behind.last.day)
        return is_plain and self.are_lone_behind(self.term, phrase, is_every=True)

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
