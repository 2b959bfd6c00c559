"""Facts → the words that templates may use, as every language has them: which groups there are, what each asks of the
record, and in which order it is told. A language (fields.py, english/fields.py) gives its words and its grammar.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from closures.kinds.manners import OPEN
from roadmap.language.grammar import openings
from roadmap.language.grammar.terms import Terms

from .facts import Facts, PhaseFacts, differs_in, is_before
from .free_text import clean, sentence
from .telling import COUNTS, STREETS_ONLY, Telling, flag

NAMES_OCCASION = ("announced", "reminder", "started")  # these name the occasion in their first sentence
_ASKS_DRIVERS = ("announced", "reminder", "started")
_IN_ONE_PHRASE = frozenset(("time", "place"))  # «срок и место закрытия движения изменились»


class Language(ABC):
    terms: Terms
    is_english: bool
    by_plan: str
    by_whom: tuple[str, str]  # the plan, or the dispatcher where nobody planned it
    confirmed: Mapping[str, str]  # by source
    began: Mapping[str, str]  # the same of the start, where a correction is told
    began_by_plan: str
    beside: Mapping[str, str]  # by phase: what is so elsewhere, too
    at_the_same_time: str
    beside_by_plan: str
    called_off: tuple[str, str]  # one stage, several
    opened: tuple[str, str, str, str]  # a stage, a closed street, another; what parts the place from the moment
    stages: str
    next_stage: str
    formerly: str  # in brackets, of an end
    lapsed: str
    one_direction: str
    classes: Mapping[str, str]
    exemptions: Mapping[str, str]
    appeal: str

    # What each language says in its own way.

    @abstractmethod
    def open_end(self, facts: Facts) -> str: ...

    @abstractmethod
    def rhythm(self, facts: Facts, *, recurs: bool) -> str: ...

    @abstractmethod
    def changed(self, parts: Sequence[str], *, is_in_one_phrase: bool) -> dict[str, str]:
        """What differs from what was said before, with its verb; nothing is news without a name."""

    @abstractmethod
    def listed(self, parts: Sequence[str]) -> str:
        """What has changed, without a verb."""

    @abstractmethod
    def title(self, facts: Facts, telling: Telling) -> str:
        """For a headline: one place in full, several by their streets."""

    @abstractmethod
    def title_of(self, facts: Facts, place: Mapping) -> str: ...

    @abstractmethod
    def toward(self, facts: Facts, toward: str) -> str: ...

    @abstractmethod
    def name_of_stage(self, number: int, phases: Sequence[PhaseFacts]) -> str: ...

    @abstractmethod
    def state_of(self, phase: PhaseFacts, *, is_now: bool = True) -> str: ...

    @abstractmethod
    def where(self, telling: Telling) -> dict[str, str]: ...

    @abstractmethod
    def measured(self, *, is_closed: bool) -> dict[str, str]:
        """What is done to traffic, as the main sentence asks for it."""

    @abstractmethod
    def lanes(self, phase: PhaseFacts, *, is_now: bool) -> str:
        """What stays for traffic where only a part is shut; nothing is said that the record does not say."""

    @abstractmethod
    def turns(self, impact: str, *, is_now: bool) -> str: ...

    @staticmethod
    @abstractmethod
    def join(parts: Sequence[str]) -> str: ...

    @abstractmethod
    def why(self, telling: Telling) -> dict[str, str]: ...

    @abstractmethod
    def around(self, telling: Telling) -> dict[str, str]: ...

    @abstractmethod
    def spaces(self, count: int) -> str: ...

    # What all of them say alike.

    def fields(self, telling: Telling) -> dict[str, str]:
        """All fields but those that the first template makes (state, lead, then)."""
        groups = (
            *(self._when, self._certainty, self._before, self.where, self._beside, self._over, self._stages),
            *(self._how_much, self.why, self.around, self._who, self._kind_of_its_own),
        )
        return {name: value for group in groups for name, value in group(telling).items()}

    def _when(self, telling: Telling) -> dict[str, str]:
        facts, options = telling.facts, self._time_options(telling)
        period = self._period(facts, options, in_outline=telling.shortness >= COUNTS)
        recurs = openings.has_recurring_hours(facts.whole)
        is_staged = facts.is_staged
        moments = {key: options[key] for key in ("published", "is_short")}
        until = self.terms.until(facts.whole, **options)
        return {
            "when": "" if recurs else period,
            "hours": period if recurs else "",
            "period": period,
            "rhythm": self.rhythm(facts, recurs=recurs),
            "since": "" if recurs else period if is_staged else self.terms.since(facts.whole, **moments),
            "begun": "" if recurs or not facts.start_source else self.terms.since(facts.whole, **moments),
            "until": until,
            "ends": "" if recurs or is_staged else until,
            "ended": self._moment(telling, facts.ended_at) if facts.ended_at else "",
            "since_end": self.terms.after(facts.whole, **moments),
            "underway": flag(telling.is_underway),
            "phase": telling.phase,
        }

    def _time_options(self, telling: Telling) -> dict:
        facts = telling.facts
        return {"open_end": self.open_end(facts), "published": facts.published, "is_short": telling.is_short}

    def _period(self, facts: Facts, options: dict, *, in_outline: bool = False) -> str:
        whole = facts.whole
        if in_outline and (whole.hours or whole.exceptions):
            return self.terms.outline(whole, published=options["published"], is_short=options["is_short"])
        return self.terms.when(whole, **options)

    def _moment(self, telling: Telling, at: datetime) -> str:
        facts = telling.facts
        published = facts.published or facts.whole.start
        return self.terms.moment(at, facts.whole.zone, published=published, is_short=telling.is_short)

    def _certainty(self, telling: Telling) -> dict[str, str]:
        """How it is known: by the plan, or who confirmed it."""
        is_planned, is_unconfirmed = telling.facts.is_planned, not telling.facts.start_source
        by_plan, by_dispatcher = self.by_whom
        return {
            "by_plan": self.by_plan if is_unconfirmed and is_planned else "",
            "by_whom": (by_plan if is_planned else by_dispatcher) if is_unconfirmed else "",
            "confirmed": self.confirmed.get(telling.source, "") or self._how_it_began(telling),
            "lapsed": flag(telling.has_lapsed),
        }

    def _how_it_began(self, telling: Telling) -> str:
        """A correction says so, too, and what is overdue, where its hours stand in the place of its start."""
        facts = telling.facts
        if telling.phase == "overdue" and openings.has_recurring_hours(facts.whole):
            return self.began.get(facts.start_source, "")
        source = facts.begun_by(telling.at)
        if not telling.is_corrected_underway or not (source or facts.is_planned):
            return ""
        return self.began.get(source, self.began_by_plan)

    def _before(self, telling: Telling) -> dict[str, str]:
        """What was said before, where it differs."""
        facts, previous = telling.facts, telling.facts.previous
        early = is_before(facts.ended_at, facts.whole.end)
        if previous is None:
            none = dict.fromkeys(("was_until", "was_period", "was_place", "updated"), "")
            return none | self.changed((), is_in_one_phrase=False) | {"earlier": flag(early)}
        sooner = is_before(facts.whole.end, previous.whole.end)
        return (
            self._term_before(telling, facts, previous)
            | {"was_place": self.title(previous, telling) if previous.lies_at != facts.lies_at else ""}
            | self._what_changed(telling, differs_in(facts, previous))
            | {"earlier": flag(early or sooner)}
        )

    def _term_before(self, telling: Telling, facts: Facts, previous: Facts) -> dict[str, str]:
        now = self._time_options(telling)
        before = now | {"open_end": self.open_end(previous)}
        was_until, was_period = self.terms.until(previous.whole, **before), self._period(previous, before)
        return {
            "was_until": "" if was_until == self.terms.until(facts.whole, **now) else was_until,
            "was_period": "" if was_period == self._period(facts, before) else was_period,
        }

    def _what_changed(self, telling: Telling, parts: Sequence[str]) -> dict[str, str]:
        """`updated` is told beside time and place, which an extension tells by itself."""
        beside = [part for part in parts if part not in _IN_ONE_PHRASE]
        said = self.changed(parts, is_in_one_phrase=bool(parts) and not beside)
        return said | {"updated": "" if telling.phase == "changed" else self.listed(beside)}

    # Where.

    def all_titles(self, telling: Telling) -> str:
        facts = telling.facts
        if telling.shortness >= STREETS_ONLY:
            return self.title(facts, telling)
        named = self.title(facts, telling) if len(facts.places) <= 1 else self._titles_in_a_list(facts)
        states = ["" if telling.phase in self.beside else f" ({self.state_of(phase)})" for phase in facts.beside]
        beside = [self.titles(facts, phase.places) for phase in facts.beside]
        return "; ".join([named, *(place + state for place, state in zip(beside, states, strict=True))])

    def titles(self, facts: Facts, places: Iterable[Mapping]) -> str:
        return "; ".join(self.title_of(facts, place) for place in places)

    def _titles_in_a_list(self, facts: Facts) -> str:
        return "; ".join(self.with_own_side(place, self.title_of(facts, place), ", ") for place in facts.places)

    def with_own_side(self, place: Mapping, text: str, separator: str = " ") -> str:
        """In a list: a place that is shut one way, where the map does not know what lies ahead."""
        return f"{text}{separator}{self.one_direction}" if place.get("toward") == "" else text

    def with_side(self, facts: Facts, text: str, separator: str = " ") -> str:
        """One direction: the phase's own «toward» where the place names none."""
        if any(place.get("toward") for place in facts.places):
            return text
        _direction, toward = facts.common_side
        side = self.toward(facts, toward)
        return f"{text}{separator}{side}" if side else self.with_one_direction(facts, text, separator)

    def with_one_direction(self, facts: Facts, text: str, separator: str = " ") -> str:
        """Of places that are told by their streets, without where their traffic goes."""
        return f"{text}{separator}{self.one_direction}" if facts.is_one_way else text

    def _beside(self, telling: Telling) -> dict[str, str]:
        """What holds at the same time elsewhere and is another matter than the main sentence tells."""
        facts = telling.facts
        if not facts.beside:
            return {"beside": ""}
        is_by_plan = telling.phase == "finished" and not facts.ended_at
        head = self.beside_by_plan if is_by_plan else self.beside.get(telling.phase, self.at_the_same_time)
        lines = [self._line_beside(telling, phase) for phase in facts.beside]
        listed = f" {'; '.join(lines)}" if telling.is_short else "\n" + ";\n".join(f"— {line}" for line in lines)
        return {"beside": f"{head}:{listed}."}

    def _line_beside(self, telling: Telling, phase: PhaseFacts) -> str:
        place = self.titles(telling.facts, phase.places)
        if telling.phase in self.beside:
            return place
        return f"{place}{' — ' if telling.is_short else ': '}{self.state_of(phase, is_now=telling.is_underway)}"

    def _over(self, telling: Telling) -> dict[str, str]:
        """What holds no more, or never will, while the rest is told."""
        facts = telling.facts
        off = "; ".join(self.titles(facts, phase.places) for phase in facts.called_off)
        one, several = self.called_off
        return {
            "opened": " ".join(self._opened(telling, phase) for phase in facts.opened),
            "called_off": f"{one if len(facts.called_off) == 1 else several}: {off}." if off else "",
        }

    def _opened(self, telling: Telling, phase: PhaseFacts) -> str:
        facts, place = telling.facts, self.titles(telling.facts, phase.places)
        stage, street, other, since = self.opened
        is_held_on = any(words in facts.all_places for words in phase.places)
        said = stage if is_held_on else street if phase.is_closed else other
        when = self._moment(telling, phase.schedule.end)
        return f"{said}: {place}{since}{when}. {self.confirmed.get(phase.opened_by, '')}".rstrip()

    # Stages.

    def _stages(self, telling: Telling) -> dict[str, str]:
        if not telling.facts.is_staged and not telling.facts.others:
            return {"stages": "", "next": ""}
        lines = [self._stage(telling, number, phases) for number, phases in telling.facts.numbered_stages]
        return {"stages": f"{self.stages}:\n" + ";\n".join(lines) + ".", "next": self._next(telling)}

    def _next(self, telling: Telling) -> str:
        phases = telling.facts.next_stage(telling.at) if telling.at else ()
        if not phases:
            return ""
        when = self.terms.when(phases[0].schedule, **self._time_options(telling))
        return self.next_stage.format(when=when, said=self._in_a_stage(telling, phases, is_now=False))

    def _stage(self, telling: Telling, number: int, phases: Sequence[PhaseFacts]) -> str:
        when = self.terms.when(phases[0].schedule, **self._time_options(telling))
        said = self._in_a_stage(telling, phases, are_compared=True)
        late = f" ({self.lapsed})" if self._has_lapsed(telling, phases) else ""
        moved = self._end_before(telling, phases[0])
        return f"— {self.name_of_stage(number, phases)}, {when}{moved}{': ' if said else ''}{said}{late}"

    def _end_before(self, telling: Telling, phase: PhaseFacts) -> str:
        """Of a stage that ends at another time than was told before."""
        options, previous = self._time_options(telling), telling.facts.previous
        told = previous.phases if previous and telling.phase in ("changed", "extended") else ()
        same = [one for one in told if (one.places, one.schedule.start) == (phase.places, phase.schedule.start)]
        ends = {self.terms.until(one.schedule, **options) for one in (*same[:1], phase)}
        return f" ({self.formerly.format(self.terms.until(same[0].schedule, **options))})" if len(ends) > 1 else ""

    def _in_a_stage(
        self, telling: Telling, phases: Sequence[PhaseFacts], *, is_now: bool = True, are_compared: bool = False
    ) -> str:
        """Where and what; `are_compared`: without what is the same in all stages and so was said."""
        facts = telling.facts
        same_places = are_compared and len({(str(one.places), one.side) for one in facts.listed}) == 1
        alike = are_compared and self.are_alike(facts)
        limits_differ = not self.have_same_limits(facts)
        told = (
            [
                "" if same_places else self._place_of(facts, phase),
                "" if alike else self.state_of(phase, is_now=is_now),
                self.limits(phase) if limits_differ else "",
            ]
            for phase in phases
        )
        return "; ".join(filter(None, (", ".join(filter(None, parts)) for parts in told)))

    def _place_of(self, facts: Facts, phase: PhaseFacts) -> str:
        """With its direction where stages differ in that."""
        titles = self.titles(facts, phase.places)
        if phase.side == facts.common_side or any(place.get("toward") for place in phase.places):
            return titles
        side = self.toward(facts, phase.toward) or (self.one_direction if phase.direction != "both" else "")
        return f"{titles} {side}".rstrip()

    def _has_lapsed(self, telling: Telling, phases: Sequence[PhaseFacts]) -> bool:
        """A stage that nobody confirmed over, beside others that are told."""
        end = phases[0].schedule.end
        return telling.at is not None and end is not None and end <= telling.at and telling.phase not in self.beside

    # What is left for traffic, and the rest.

    def _how_much(self, telling: Telling) -> dict[str, str]:
        facts, told, is_now = telling.facts, telling.facts.told, telling.is_underway
        is_of_all = self.are_alike(facts) or not facts.is_staged
        return self.measured(is_closed=told.is_closed) | {
            "is_open": flag(told.vehicle_impact in OPEN),
            "is_known": flag(told.vehicle_impact != "unknown"),
            "lanes": self.lanes(told, is_now=is_now) if is_of_all else "",
            "turns": self.turns(told.vehicle_impact, is_now=is_now),
            "only_for": self.join(self.classes_of(told)),
            "limits": self.limits(told) if self.have_same_limits(facts) else "",
            "exempt": self.join([self.exemptions[name] for name in told.exemptions if name in self.exemptions]),
        }

    def limits(self, phase: PhaseFacts) -> str:
        return ", ".join(filter(None, (each.told(is_english=self.is_english) for each in phase.limits)))

    def have_same_limits(self, facts: Facts) -> bool:
        return len({phase.limits for phase in facts.listed}) == 1

    def classes_of(self, phase: PhaseFacts) -> list[str]:
        return (
            [self.classes[name] for name in phase.vehicle_classes if name in self.classes] if phase.is_for_some else []
        )

    def are_alike(self, facts: Facts) -> bool:
        """Whether all phases leave the same for traffic, so that it is said once."""
        return len({self.state_of(phase) for phase in facts.listed}) == 1

    def _who(self, telling: Telling) -> dict[str, str]:
        facts = telling.facts
        drives = not all(phase.is_for_those_on_foot for phase in facts.listed)
        asks = telling.phase in _ASKS_DRIVERS and not telling.is_short and facts.manner.asks_drivers and drives
        return {
            "performer": clean(facts.performer),
            "contact": clean(facts.contact),
            "note": sentence(clean(facts.note)),
            "source": clean(facts.agency_name),
            "url": facts.url.strip(),
            "appeal": self.appeal if asks else "",
        }

    def _kind_of_its_own(self, telling: Telling) -> dict[str, str]:
        facts = telling.facts
        return {
            "flashing": flag(facts.signal_mode == "flashing"),
            "manual": flag(facts.signal_mode == "manual"),
            "spaces": self.spaces(facts.parking_places) if facts.parking_places else "",
        }
