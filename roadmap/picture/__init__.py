"""Pictures of the map, drawn by the server with Pillow from the city's own network.

A picture is made from its recipe, a plain dict that is kept as JSON (`roadmap.models.Picture.spec`):

    {"box": [west, south, east, north], "size": [1200, 630], "title": "…", "lines": ["…"],
     "shapes": [{"geometry": GeoJSON, "line": "solid", "colour": "#c3211b", "sign": "closure", "label": "…",
                 "is_planned": false}]}

`line` is a pattern of `shapes.PATTERNS`, `sign` a name of `roadmap.signs`; both may be left out. Shapes are drawn in
their order. Only `box`, `size` and `shapes` with their colours are needed. The same recipe on the same network gives
the same bytes.

In reading order: `projection` (degrees → pixels), `canvas` (smooth lines and areas), `ground` (land and roads),
`shapes` and `signs` (what happens there), `labels` (street names that do not overlap), `panel` (headline and credit),
`drawing` (all of it, in order), `kept` (the files on disk).
"""

from .drawing import draw, draw_small, draw_still
from .kept import digest_of, jpeg_bytes, picture_bytes
from .projection import spec_for, still_box

__all__ = ["digest_of", "draw", "draw_small", "draw_still", "jpeg_bytes", "picture_bytes", "spec_for", "still_box"]
