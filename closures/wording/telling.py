"""One text in the making, before any word of it: of which facts, at which moment, how long it may be."""

from dataclasses import dataclass
from datetime import datetime

from .facts import Facts

IN_FULL, IN_BRIEF, STREETS_ONLY, COUNTS, ON_THE_MAP = range(5)  # how places are written, ever shorter


@dataclass(frozen=True)
class Telling:
    """One text in the making."""

    facts: Facts
    phase: str
    at: datetime | None = None
    language: str = "ru"
    is_short: bool = False
    shortness: int = IN_FULL

    @property
    def is_underway(self) -> bool:
        """Whether it has begun when the text goes out; without that moment, as the phase usually goes."""
        if self.at is None:
            return self.phase in ("started", "extended")
        return self.facts.whole.start <= self.at

    @property
    def has_lapsed(self) -> bool:
        """Whether its end has come when the text goes out."""
        end = self.facts.whole.end
        return end is not None and self.at is not None and end <= self.at

    @property
    def source(self) -> str:
        """Who confirmed the start or the end that the text is about."""
        return {"started": self.facts.start_source, "finished": self.facts.end_source}.get(self.phase, "")

    @property
    def is_corrected_underway(self) -> bool:
        """Whether it takes the place of a text that told how the start is known."""
        return self.phase in ("changed", "extended") and self.is_underway and not self.has_lapsed


def flag(value: bool) -> str:
    """What a template may ask with {% if %}."""
    return "1" if value else ""
