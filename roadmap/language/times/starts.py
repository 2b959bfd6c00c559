"""What begins a term: a day or an hour since which the road is shut, or since which it is open again."""

from datetime import date, datetime

from roadmap.language.times.cursor import DAY, Term, midnight
from roadmap.language.times.ends import Ends
from roadmap.language.times.phrases import Phrase, Point


class Starts(Ends):
    """What a start makes of a term; without one that lacks it a start begins a term of its own."""

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
        if not any(self._says_start_again(one, moment, phrase) for one in self.terms):
            self.new(phrase, start=moment, starts_on_day=on_day)

    def _says_start_again(self, term: Term, moment: datetime, phrase: Phrase) -> bool:
        """«С 22:00 14 до 6:00 18 декабря… Проезд закрывают с 22:00»: an hour alone, and no place of its own."""
        is_hour_alone = phrase.first is not None and phrase.first.day is None and not self.has_place_before(phrase)
        return term.start == moment and (term.end is None or (term.is_exact and is_hour_alone))

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

    def _is_after_midnight(self, phrase: Phrase, point: Point) -> bool:
        """«сегодня ночью в 2:00» is tomorrow."""
        is_tonight = any(item.name == "tonight" for item in phrase.items)
        return is_tonight and point.clock is not None and point.clock.clock.hour < 12

    def _day_said(self) -> date:
        """The day that a lone hour belongs to."""
        term = self.term
        if term is None or not (term.days or term.start):
            return self.today
        return term.days[0] if term.days else term.start.date()
