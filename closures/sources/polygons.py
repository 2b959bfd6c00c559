"""Construction sites of a city's map (`row.object`): a title, and the outline as JSON inside a string.

They tell no dates: such a site is there from the day of its first import, until further notice.
"""

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from closures.sources.files import json_of, listed
from closures.sources.records import BadRecord, Record, Row, each_once, words

LONGEST_OUTLINE = 400_000
OUTLINES = ("poligon", "polygon")


def read(content: bytes, field_map: dict) -> Iterator[Row]:
    """Raises Unreadable."""
    told = json_of(content)
    row = told.get("row") if isinstance(told, dict) else None
    sites = listed(row.get("object") if isinstance(row, dict) else None, "row.object")
    return each_once(_row(number, site) for number, site in enumerate(sites, start=1))


def _row(number: int, site: object) -> Row:
    site = site if isinstance(site, dict) else {}
    told = site.get("fields") if isinstance(site.get("fields"), dict) else {}
    external_id, title = words(site.get("id"), 200), words(told.get("title"), 1000)
    try:
        if not external_id:
            raise BadRecord(_("The record has no number."))
        record = Record(external_id, geometry=_outline(told), title=title, reason=title[:300], note=title[300:])
    except BadRecord as error:
        return Row(number, external_id, None, str(error))
    return Row(number, external_id, record)


def _outline(told: dict) -> dict:
    text = next((told[name] for name in OUTLINES if isinstance(told.get(name), str)), "")
    try:
        rings = json.loads(text) if len(text) <= LONGEST_OUTLINE else None
    except (ValueError, RecursionError):
        rings = None
    if not isinstance(rings, list) or not rings:
        raise BadRecord(_("The record has no outline that can be read."))
    return {"type": "Polygon", "coordinates": rings}
