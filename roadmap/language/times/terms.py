"""Terms put together from the phrases of a text, in its order: each phrase fills what the term before it still lacks,
or begins one of its own. A header («3 июня отключат светофоры:») gives its days to every line below it."""

import re

from roadmap.language.times.cursor import Term
from roadmap.language.times.hours import Hours
from roadmap.language.times.phrases import Phrase, Point

LONGER = re.compile(r"\bеще\b|продл")


class Terms(Hours):
    """The terms of one text: a method for each kind of phrase; those of hours, days, starts and ends lie below."""

    def read(self, phrases: list[Phrase]) -> list[Term]:
        for number, phrase in enumerate(phrases):
            self.following = phrases[number + 1 : number + 3]
            self.step(phrase)
            if phrase.former:
                self._former(phrase)
            elif self._is_excepted(phrase):
                self._leave_out(phrase)
            elif phrase.aside != "office":
                getattr(self, f"_{phrase.name}")(phrase)
            self.previous = phrase
        self.is_vague = self.is_vague or any(one.is_dark and not one.hours for one in self.terms)
        self.drop_spent_header(phrases)
        if any(one.start and one.end and not one.ends_on_day for one in self.terms) and self.terms[0].is_rough:
            self.terms.pop(0)
        return [one for one in self.terms if one.hours or not (self.is_vague and one.is_bare)]

    def _is_excepted(self, phrase: Phrase) -> bool:
        """«Кроме 12 июня»; behind «кроме участка у дома 9,» the term goes on."""
        previous = self.previous
        is_behind = previous and previous.name == "excepted" and previous.sentence == phrase.sentence
        return bool(is_behind) and "," not in self.folded[previous.end : phrase.start]

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
