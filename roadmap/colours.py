"""The colours of what the map shows: each layer declares its own, and one small stylesheet gives them to all pages."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Colours:
    """By day and by night."""

    light: str
    dark: str


def stylesheet(signs: Iterable[tuple[tuple[str, ...], Colours]]) -> str:
    """Of pairs (names of signs, their colours): the token --kind-<first name>, and the classes .sign--<name>."""
    signs = list(signs)
    day = "\n".join(f"  --kind-{names[0]}: {colours.light};" for names, colours in signs)
    night = "\n".join(f"    --kind-{names[0]}: {colours.dark};" for names, colours in signs)
    rules = [f".sign--{name} {{ --sign: var(--kind-{names[0]}); }}" for names, _colours in signs for name in names]
    return "\n".join(
        [f":root {{\n{day}\n}}", f"@media (prefers-color-scheme: dark) {{\n  :root {{\n{night}\n  }}\n}}", *rules, ""]
    )
