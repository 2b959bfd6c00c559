"""Hours without a day of their own, beside days that lack hours: «с 5 до 18 мая закроют, по ночам с 22 до 6»."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from roadmap.language.times.cursor import MOST_STAGES, Term
from roadmap.language.times.phrases import Sentence
from roadmap.language.times.resolving import windows_of
from roadmap.language.times.roles import Place

COMES_AGAIN = re.compile(
    r"ноч|утром|днем|вечером|ежедневн|ежесуточн|кажд|только|лишь|исключительно|режим|график|врем[яе]|\bчас[ыа]?\b\s*(?:работ|$)"
)
OTHER_IMPACT = re.compile(r"полност|полос|реверс|частичн|поочер|попеременн|\bряд|шумн|кратковременн|останавлив")
OWN_PLACE = re.compile(r"[^,;(\n]{0,12}")  # «Мира — с 9 до 17», and not «Мира, с 9 до 17»
APART = re.compile(r"[,;—–]|\bа\b")


class LoneHours:
    """Of one text; `folded` has its places masked, `places` are those that are affected."""

    def __init__(self, folded: str, sentences: Sequence[Sentence], places: Sequence[Place], published: datetime):
        self.folded, self.sentences, self.places, self.published = folded, sentences, places, published

    def of_their_days(self, terms: list[Term]) -> list[Term]:
        """Such hours begin nothing today where the same streets have days: they are the hours of those days."""
        lone = [one for one in terms if one.hours and one.is_bare and not one.is_same]
        dated = [one for one in terms if not one.is_bare]
        if not (lone and dated):
            return terms
        if len(lone) > MOST_STAGES:  # nobody can tell whose they are
            return [replace(one, is_asked=True) for one in terms]
        whose = [(hours, self._whose(hours, dated, lone)) for hours in lone]
        spent = [hours for hours, own in whose if own]
        for hours, own in whose:
            hours.is_asked = bool(dated and not own)
        kept = ((one, [hours for hours, own in whose if one in own]) for one in terms if one not in spent)
        return [each for one, own in kept for each in self._with(one, own)]

    def _with(self, term: Term, lone: Sequence[Term]) -> list[Term]:
        """As it was, too, where places of its own have no such hours."""
        if not lone:
            return [term]
        apart = [one for one in lone if self._has_own_place(one, term)]
        told = {one.sentence for one in lone}
        is_silent = any(one.sentence == term.sentence for one in apart) or any(
            not self._is_in(place, told) for place in self.places
        )
        is_kept = len(apart) == len(lone) and is_silent
        return [*([term] if is_kept else []), *(self._narrowed(term, one) for one in lone)]

    def _whose(self, hours: Term, dated: Sequence[Term], lone: Sequence[Term]) -> list[Term]:
        """The days that hours stand behind, else before; of a sentence of their own all days of its streets."""
        beside = [one for one in dated if one.sentence == hours.sentence]
        if not beside:
            streets = self._streets(hours.sentence)
            own = [(one, self._streets(one.sentence)) for one in dated]
            return [one for one, names in own if not streets or not names or names & streets]
        others = [one.span for one in lone if one is not hours and one.sentence == hours.sentence]
        since = max((end for _start, end in others if end <= hours.span[0]), default=0)
        until = min((start for start, _end in others if start >= hours.span[1]), default=len(self.folded))
        behind = [one for one in beside if since <= one.span[0] < hours.span[0]]
        before = [one for one in beside if hours.span[1] <= one.span[1] <= until]
        return behind or before or beside

    def _narrowed(self, term: Term, hours: Term) -> Term:
        """The term with these hours; a person is asked where they may mean something else."""
        is_of_line = self._has_own_place(hours, term)
        span = hours.span if is_of_line else (min(term.span[0], hours.span[0]), max(term.span[1], hours.span[1]))
        own = replace(
            term,
            span=span,
            hours=hours.hours,
            next_morning=hours.next_morning,
            weekdays=hours.weekdays or term.weekdays,
            every=True,
            excepted=[*term.excepted, *hours.excepted],
        )
        is_whole = bool(term.hours) or self._is_of_another_impact(term, hours) or not windows_of(own, self.published)
        if is_whole:
            return replace(term, is_asked=True)
        return replace(own, is_asked=not self._is_sure(term, hours))

    def _is_sure(self, term: Term, hours: Term) -> bool:
        """They begin or end as the days do, or are said to come again."""
        first, last = (item.clock for item in hours.hours)
        is_bound = (term.start and term.start.time() == first) or (term.end and term.end.time() == last)
        is_short = term.start and term.end and term.end - term.start <= timedelta(days=1)
        if is_bound or hours.every or hours.weekdays:
            return not is_short or is_bound
        return not is_short and COMES_AGAIN.search(self._clause(hours)) is not None

    def _is_of_another_impact(self, term: Term, hours: Term) -> bool:
        return OTHER_IMPACT.search(self._clause(hours, since=term.span[1])) is not None

    def _clause(self, hours: Term, since: int = 0) -> str:
        """What stands before the hours in their sentence, behind the days."""
        sentence = self.sentences[hours.sentence]
        return self.folded[max(sentence.start, min(since, hours.span[0])) : hours.span[1]]

    def _has_own_place(self, hours: Term, term: Term) -> bool:
        """A line of a list, or «Гоголя с …, Мира — с 9 до 17»."""
        if hours.sentence != term.sentence:
            return bool(self._streets(hours.sentence)) and not self._streets(term.sentence)
        return self._is_apart(hours, term)

    def _is_apart(self, hours: Term, term: Term) -> bool:
        before = [one for one in self._in(hours.sentence) if one[1] <= hours.span[0]]
        if len(before) < 2 or before[-1][0] < term.span[1] or before[-1][2] == before[-2][2]:
            return False
        is_near = OWN_PLACE.fullmatch(self.folded, before[-1][1], hours.span[0]) is not None
        return is_near and APART.search(self.folded, before[-2][1], before[-1][0]) is not None

    def _streets(self, sentence: int) -> set[str]:
        return {name for _start, _end, name in self._in(sentence)}

    def _in(self, sentence: int) -> list[Place]:
        return [one for one in self.places if self._is_in(one, {sentence})]

    def _is_in(self, place: Place, sentences: set[int]) -> bool:
        return any(self.sentences[one].start <= place[0] < self.sentences[one].end for one in sentences)
