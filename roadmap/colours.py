"""The colours of what the map shows: each layer declares its own, and one small stylesheet gives them to all pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Colours:
    """By day and by night."""

    light: str
    dark: str


def stylesheet(signs: Iterable[tuple[tuple[str, ...], Colours]], tones: Mapping[str, Colours]) -> str:
    """Of pairs (names of signs, their colours): the token --kind-<first name>, and the classes .sign--<name>.

    Of each tone the token --<name>, and the class .<name> that gives it to a sign whatever its own colour is.
    """
    signs = list(signs)
    tokens = {f"kind-{names[0]}": colours for names, colours in signs} | dict(tones)
    day = "\n".join(f"  --{name}: {colours.light};" for name, colours in tokens.items())
    night = "\n".join(f"    --{name}: {colours.dark};" for name, colours in tokens.items())
    rules = [f".sign--{name} {{ --sign: var(--kind-{names[0]}); }}" for names, _colours in signs for name in names]
    rules += [f".{name} {{ --sign: var(--{name}); }}" for name in tones]  # later, so that they win
    return "\n".join(
        [f":root {{\n{day}\n}}", f"@media (prefers-color-scheme: dark) {{\n  :root {{\n{night}\n  }}\n}}", *rules, ""]
    )
