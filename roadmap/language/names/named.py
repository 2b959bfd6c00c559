"""A street found in a text."""

from dataclasses import dataclass

from roadmap.language.gazetteer import Candidate
from roadmap.language.names.shapes import Shape
from roadmap.language.tokens import Token


@dataclass(frozen=True, slots=True)
class Named:
    """A street found at tokens [start, end)."""

    start: int
    end: int
    candidates: tuple[Candidate, ...]  # best first; the first is what the name is taken for
    source: str  # gazetteer, misspelt, grammar
    has_kind: bool
    form: str = ""  # of a name that grammar told: as in `shapes.Shape`
    kind_first: bool = True
    shares_kind: bool = False  # its kind word is for several names: «Соборный и Газетный переулки»
    tokens: tuple[Token, ...] = ()
    before: str = ""  # key of the token before it: «,», «и»

    @property
    def name(self) -> str:
        return self.candidates[0].name

    @property
    def is_question(self) -> bool:
        """Two streets fit about equally well."""
        return len(self.candidates) > 1 and self.candidates[1].score > self.candidates[0].score - 0.05


def named_by_grammar(at: int, shape: Shape, **told: bool) -> Named:
    """`told`: `has_kind`, `kind_first`, `shares_kind`."""
    candidates = (Candidate(None, shape.name, shape.trust),)
    return Named(at, shape.end, candidates, "grammar", told.pop("has_kind", False), shape.form, **told)
