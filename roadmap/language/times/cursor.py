"""Where a phrase stands: in which sentence or line, below which header, beside which places."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from roadmap.language.times.items import Item
from roadmap.language.times.phrases import Phrase, Sentence, near_of

DAY = timedelta(days=1)
MOST_STAGES = 12  # that share the hours of a sentence of their own


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
    hours_first: bool = False  # «с 9 до 17 по будням»
    next_morning: bool = False
    weekdays: tuple[int, ...] = ()
    every: bool = False
    spell: Item | None = None
    is_open: bool = False  # «до окончания работ»
    is_rough: bool = False  # «до конца мая», before what is told exactly
    is_same: bool = False  # «в то же время»
    excepted: list[date] = field(default_factory=list)
    aside: str = ""
    is_asked: bool = False  # the hours may not be those of these days
    confidence: float = 0.9

    @property
    def is_bare(self) -> bool:
        """Does it still wait for days?"""
        return not (self.days or self.start or self.end)

    @property
    def is_bare_end(self) -> bool:
        """«до 17:00 5 июня», and nothing else."""
        return self.end is not None and not (self.start or self.days or self.hours or self.weekdays)

    @property
    def is_done(self) -> bool:
        return bool(self.end or self.hours or self.is_open or (self.is_span and self.days))

    @property
    def is_exact(self) -> bool:
        return bool((self.start and not self.starts_on_day) or (self.end and not self.ends_on_day))

    @property
    def is_running(self) -> bool:
        """Does it lack an end?"""
        return self.start is not None and not (self.end or self.hours or self.is_open)

    @property
    def is_in_a_row(self) -> bool:
        """Whole days without a gap."""
        is_list = bool(self.days) and (self.days[-1] - self.days[0]).days == len(self.days) - 1 > 0
        return not self.hours and (is_list or (self.is_span and len(self.days) == 2))

    @property
    def last(self) -> datetime | None:
        """Its last moment; of whole days the midnight that follows."""
        if self.end or not self.days:
            return self.end
        if self.hours:
            return datetime.combine(self.days[-1], self.hours[1].clock)
        return midnight(self.days[-1]) + timedelta(days=1)

    def fill(self, **slots) -> None:
        for name, value in slots.items():
            setattr(self, name, value)

    def start_on_its_day(self) -> None:
        """Its first day becomes the start, and no longer the whole of it."""
        if self.days and not self.hours:
            self.fill(start=midnight(self.days[0]), starts_on_day=True, days=[])

    def be_its_day(self) -> None:
        """The other way round: its start was only the day, whose hours come now."""
        self.fill(days=[self.start.date()], start=None)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(0))


class Cursor:
    """`folded` is the text in lower case with the places masked."""

    def __init__(self, folded: str, sentences: list[Sentence], published: datetime):
        self.folded, self.sentences = folded, sentences
        self.published, self.today = published, published.date()
        self.terms: list[Term] = []
        self.header: Term | None = None
        self.header_ends = 0  # the sentence after which the header holds no more; 0: it holds to the end
        self.is_fresh = False  # nothing of this line or item has been read yet
        self.previous: Phrase | None = None
        self.following: list[Phrase] = []
        self.former_end: datetime | None = None
        self.is_vague = False

    def step(self, phrase: Phrase) -> None:
        """A term that is not done when a colon comes is a header; after «;» or a new line it counts again."""
        if self.header_ends and phrase.sentence >= self.header_ends:
            self.header, self.header_ends, self.is_fresh = None, 0, False
        if self.previous is None or not self.terms:
            return
        gap, last = self.folded[self.previous.end : phrase.start], self.terms[-1]
        is_line = re.search(r":\s*\n", gap) is not None or self._is_heading(gap, last)
        is_below = is_line or (":" in gap and phrase.sentence == self.previous.sentence)
        if is_below and not last.is_done and last.sentence == self.previous.sentence:
            self.header, self.header_ends = last, 0 if is_line else phrase.sentence + 1
            self.is_fresh = True
        if self.header is not None and re.search(r"[;\n]", gap):
            self.is_fresh = True

    def _is_heading(self, gap: str, last: Term) -> bool:
        """«С понедельника, 6 мая, теснее.» on a line without places, over a line that has one."""
        if "\n" not in gap or not last.is_running:
            return False
        line = self.folded[self.folded.rfind("\n", 0, last.span[0]) + 1 : last.span[1]]
        return "_" not in line + gap.split("\n", 1)[0] and "_" in gap.rsplit("\n", 1)[-1]

    @property
    def term(self) -> Term | None:
        """The term that a phrase may fill."""
        if self.is_fresh and self.header is not None:
            return self.header
        return self.terms[-1] if self.terms else None

    def gap(self, term: Term, phrase: Phrase) -> str:
        return self.folded[term.span[1] : phrase.start]

    def before(self, phrase: Phrase, length: int = 60) -> str:
        return self.folded[max(phrase.start - length, 0) : phrase.start]

    def words_of(self, phrase: Phrase) -> str:
        return self.folded[phrase.start : phrase.end]

    def sentence_of(self, phrase: Phrase) -> str:
        sentence = near_of(phrase, self.sentences)
        return self.folded[sentence.start : sentence.end]

    def has_place_before(self, phrase: Phrase) -> bool:
        """In its own sentence."""
        return "_" in self.folded[self.sentences[phrase.sentence].start : phrase.start]

    def is_elsewhere(self, term: Term, phrase: Phrase) -> bool:
        """Does the phrase stand in another sentence, with a place of its own before it?"""
        return term.sentence != phrase.sentence and term is not self.header and self.has_place_before(phrase)

    def are_lone_behind(self, term: Term | None, phrase: Phrase, *, is_every: bool = False) -> bool:
        """Are hours there no part of the term, but of all days that are told? `lone_hours` gives them theirs."""
        if term is None or term.hours or self.is_fresh or self.is_elsewhere(term, phrase):
            return False
        if term.is_exact and (term.end or (is_every and term.is_running)):
            return True
        if term.sentence == phrase.sentence:
            return False
        several = [one for one in self.terms[-MOST_STAGES:] if not (one.hours or one.is_bare or one.aside)]
        return len(several) > 1 and all(one.sentence != phrase.sentence for one in several)

    def new(self, phrase: Phrase, **slots) -> Term:
        return self._add(Term(phrase.sentence, (phrase.start, phrase.end), aside=phrase.aside, **slots))

    def copy(self, term: Term, phrase: Phrase, **slots) -> Term:
        span = (phrase.start, phrase.end)
        return self._add(replace(term, span=span, sentence=phrase.sentence, aside=phrase.aside, **slots))

    def _add(self, term: Term) -> Term:
        self.terms.append(term)
        self.is_fresh = False
        return term

    def own(self, term: Term, phrase: Phrase) -> Term:
        """The term to be filled: of a header a copy, so that the next line finds it as it was."""
        if term is self.header and self.is_fresh:
            if term in self.terms:
                self.terms.remove(term)
            return self.copy(term, phrase, confidence=0.8)
        term.span = (min(term.span[0], phrase.start), max(term.span[1], phrase.end))
        term.aside = term.aside if phrase.aside else ""
        return term

    def drop_spent_header(self, phrases: list[Phrase]) -> None:
        """«С субботы:» before lines that all have times of their own says no more than they do."""
        header = self.header
        if header not in self.terms or header.is_done or header is self.terms[-1]:
            return
        at, starts = header.span[1], [phrase.start for phrase in phrases]
        for line in self.folded[at:].split("\n"):
            if "_" in line and not any(at <= start < at + len(line) for start in starts):
                return
            at += len(line) + 1
        self.terms.remove(header)
