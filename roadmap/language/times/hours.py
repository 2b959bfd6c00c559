"""Hours of a term, and ranges whose ends have hours."""

import re
from datetime import datetime

from roadmap.language.times.cursor import DAY, Term, midnight
from roadmap.language.times.days import Days
from roadmap.language.times.items import Item
from roadmap.language.times.phrases import Phrase, Point, at_clock

EACH_TIME = re.compile(r"(?:каждый|оба)\s+раза?\b")
NEXT_MORNING = re.compile(r"\s*следующ\w+\s+(?:дня|суток|утра)")


class Hours(Days):
    """What hours make of a term."""

    def _hours(self, phrase: Phrase) -> None:
        self._put_hours(phrase, *phrase.clocks)

    def _put_hours(self, phrase: Phrase, first: Item, last: Item) -> None:
        if EACH_TIME.search(self.before(phrase, 40)):
            for one in self.terms:
                one.hours = one.hours or (first, last)
            return
        term = self.term
        if self.are_lone_behind(term, phrase):
            term = self.new(phrase)
        elif term is None or term.hours or term.is_exact:
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
        return self.copy(term, phrase, hours=None, excepted=[], weekdays=weekdays)

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
        self._drop_day_of(start, phrase)
        self.new(phrase, start=start, starts_on_day=first.clock is None, end=end, ends_on_day=last.clock is None)

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
