"""A place or a street of a text."""

from dataclasses import dataclass

from roadmap.language.gazetteer import Candidate


@dataclass(frozen=True, slots=True)
class Mention:
    """A place or a street of a text. `place` has the form of a phase's place; bounds and detours have a street's."""

    kind: str  # street, between, crossing, address, range_of_houses, bridge, landmark, kilometre
    role: str  # affected, bound, crossing, detour, context
    start: int  # offsets into the cleaned text
    end: int
    text: str
    candidates: tuple[Candidate, ...]  # streets that «on» may be, best first
    place: dict
    score: float  # of the first candidate
    question: str = ""  # two streets fit, and a person should choose
    rule: str = ""  # the pattern that told it
    why: tuple[tuple[str, float], ...] = ()  # what spoke for the role of its street: evidence, weight
    confidence: float = 0.0  # that the place, or the way round, is right as it is told

    @property
    def streets(self) -> tuple[str, ...]:
        """The streets the place lies on."""
        return tuple(name for name in (self.place.get("on"), self.place.get("with")) if name)
