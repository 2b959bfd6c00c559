"""The formats that others' works come in. A new one is a file with `read`, and a line here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from closures.sources import csv_file, geojson_file, polygons, tyumen_dig
from closures.sources.records import Row

Columns = Callable[[bytes, int], tuple[list[str], list[dict]]]


@dataclass(frozen=True)
class Format:
    """`read(content, field_map)` raises Unreadable, as does `columns(content, most)` of what needs a field map."""

    title: Promise | str
    read: Callable[[bytes, dict], Iterator[Row]]
    accepts: str
    columns: Columns | None = None


FORMATS = {
    "tyumen-dig": Format(_("excavation notices of Tyumen (JSON)"), tyumen_dig.read, ".json"),
    "polygons": Format(_("construction sites (JSON with outlines)"), polygons.read, ".json"),
    "csv": Format(_("table (CSV)"), csv_file.read, ".csv,.txt,.tsv", csv_file.columns),
    "geojson": Format("GeoJSON", geojson_file.read, ".geojson,.json", geojson_file.columns),
}
