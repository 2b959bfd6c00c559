"""What ends a term: a moment before which, until which or after which the road opens."""

import re
from datetime import datetime, timedelta

from roadmap.language.times.cursor import DAY, Cursor, Term, midnight
from roadmap.language.times.items import Item
from roadmap.language.times.phrases import Phrase, Point, at_clock
from roadmap.language.times.windows import add_months

LANES = r"(?:(?:одн[ауи]|дв[еау]|три|част[ьи]|перв\w+)\s+(?:\w+\s+){0,2}(?:полос|ряд|дорог|проезж)\w*|половин\w+)"
FREED = r"(?:откр|пуст|верн|освобод|отда)\w+"
PARTLY = re.compile(rf"частично|по\s+одной|{LANES}(?:\s+\w+){{0,2}}\s+{FREED}|\b{FREED}(?:\s+\w+){{0,2}}\s+{LANES}")
DONE = re.compile(  # works that end so: «кабель уложат к 5 июня»
    r"\b(?:(?:у|по|про|пере)ложат|заменят|поменяют|построят|смонтируют|соберут|поднимут|зальют|заварят|закопают"
    r"|засыплют|закатают|подключат|переключат|обновят|нанесут|отремонтируют|сварят)\b"
)
PROMISED = re.compile(r"обеща|рассчит|планир|намер|должн|хотят|постара")


class Ends(Cursor):
    """What an end makes of a term; said again it makes nothing."""

    def _until(self, phrase: Phrase) -> None:
        sentence = self.sentences[phrase.sentence]
        is_told = phrase.opens or phrase.shuts or PROMISED.search(self.folded, sentence.start, phrase.start)
        is_told = is_told or self._works_are_done(phrase)
        if is_told or phrase.items[0].name not in ("by", "end_of_day"):  # «к 1 сентября готовят» ends nothing
            self._finish(phrase.last, phrase)

    def _after(self, phrase: Phrase) -> None:
        """«после полуночи займут полосу» ends nothing."""
        if phrase.last.day or not phrase.shuts:
            self._until(phrase)

    def _works_are_done(self, phrase: Phrase) -> bool:
        """«Завтра сузят проезд. Кабель уложат к 5 июня»: an end of what has begun and lacks one."""
        term, sentence = self.term, self.sentences[phrase.sentence]
        is_waiting = term is not None and not (term.is_done or self.is_elsewhere(term, phrase))
        return is_waiting and DONE.search(self.folded, sentence.start, sentence.end) is not None

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
