"""The signs of what the map shows: each is one SVG file in the folder `signs` of the app that it stands for.

Shape and glyph are the file's, colours are not: it names the custom properties `--sign` (the kind's colour),
`--sign-fill`, `--sign-line`, `--sign-glyph` and `--sign-paper` (below what sticks out). Pages get all files as one
sprite and the colours from base.css; pictures fill the colours in (`filled`) and draw the same file. What tells one
from another must be seen at 16 pixels: few parts, none thinner than 2 of the 32 units. docs/signs.png shows them all.
"""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.apps import apps

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'  # how every file begins
PAPER = "#ffffff"


@cache
def files() -> dict[str, Path]:
    """By name, which is the file's."""
    folders = [Path(app.path) / "signs" for app in apps.get_app_configs()]
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.svg"))}


def filled(name: str, colour: str, *, is_planned: bool = False, paper: str = PAPER) -> str:
    """The sign as an SVG of its own with its colours; hollow for what is only planned, as base.css has it.

    `paper` shows through what is hollow: by night it is dark.
    """
    fill, other = (paper, colour) if is_planned else (colour, PAPER)
    svg = files()[name].read_text(encoding="utf-8")
    paints = {"": colour, "-fill": fill, "-line": other, "-glyph": other, "-paper": paper if is_planned else PAPER}
    for part, paint in paints.items():
        svg = svg.replace(f"var(--sign{part})", paint)
    return svg


@cache
def sprite() -> str:
    """All signs as symbols, `sign-<name>` each."""
    symbols = "".join(_symbol(name, path.read_text(encoding="utf-8")) for name, path in files().items())
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>'


def _symbol(name: str, svg: str) -> str:
    body = svg.strip().removeprefix(HEAD).removesuffix("</svg>")
    return f'<symbol id="sign-{name}" viewBox="0 0 32 32">{body}</symbol>'


@cache
def version() -> str:
    """Changes with any sign: it stands in the sprite's address."""
    return blake2b(sprite().encode(), digest_size=6).hexdigest()
