"""A name recognised by its form alone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """Where the name ends, how it is called, how telling its form is (0 to 1)."""

    end: int
    name: str  # with its kind word
    form: str  # number, initials, title, person, adjective, genitive, phrase, noun, word
    trust: float


def with_kind(name: str, kind: str, *, is_adjective: bool) -> str:
    """The full name in OpenStreetMap's order: an adjective before its kind word, everything else after it."""
    kind = kind or "улица"
    return f"{name} {kind}" if is_adjective else f"{kind} {name}"


def standing(end: int, name: str, kind: str, form: str, trust: float) -> Shape:
    """A name that does not agree with its kind word: «улица Малыгина»."""
    return Shape(end, with_kind(name, kind, is_adjective=False), form, trust)


def agreeing(end: int, name: str, kind: str, form: str = "adjective", trust: float = 0.75) -> Shape:
    """An adjective: «Холодильная улица»."""
    return Shape(end, with_kind(name, kind, is_adjective=True), form, trust)
