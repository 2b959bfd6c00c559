"""The site's own sign among a phone's programs, drawn from `icon.svg` by `manage.py draw_icons`.

As it is it has round corners and nothing around them. A phone that cuts icons into shapes of its own gets one whose
ground reaches the edges and whose drawing lies in the safe zone, a circle of 0.4 of its width (W3C Web App Manifest,
section 8).
The same file gives the same pixels.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from resvg_py import svg_to_bytes

FOLDER = Path(__file__).parent / "static" / "roadmap" / "img"
GROUND = re.compile(r'(<svg[^>]*>)<rect [^>]*fill="(#\w+)"/>(.*)</svg>\s*$', re.DOTALL)
SHRUNK = 0.8  # about the middle: the farthest ink is then 12.2 units away from it, the safe zone ends at 12.8


@dataclass(frozen=True)
class Icon:
    px: int
    is_whole: bool = False  # to its edges

    @property
    def name(self) -> str:
        return f"icon-{self.px}{'-whole' if self.is_whole else ''}.png"

    @property
    def sizes(self) -> str:
        return f"{self.px}x{self.px}"

    @property
    def purpose(self) -> str:
        """As a manifest says it."""
        return "maskable" if self.is_whole else "any"

    def drawn(self) -> bytes:
        svg = (FOLDER / "icon.svg").read_text(encoding="utf-8")
        return svg_to_bytes(svg_string=whole(svg) if self.is_whole else svg, width=self.px, height=self.px)


TOUCH = Icon(180, is_whole=True)  # Apple's phones round its corners themselves
PROGRAM = (Icon(192), Icon(512), Icon(192, is_whole=True), Icon(512, is_whole=True))
ALL = (TOUCH, *PROGRAM)


def whole(svg: str) -> str:
    head, colour, drawing = GROUND.match(svg).groups()
    middle = f"translate(16 16) scale({SHRUNK}) translate(-16 -16)"
    return f'{head}<rect width="32" height="32" fill="{colour}"/><g transform="{middle}">{drawing}</g></svg>'
