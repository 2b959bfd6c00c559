"""Any file that we can read → the neutral form."""

from pathlib import Path

from django.utils.translation import gettext as _

from . import geojson, osm
from .extract import Extract, Refused

READERS = {
    ".osm": osm.read,
    ".osm.gz": osm.read,
    ".osm.bz2": osm.read,
    ".osm.pbf": osm.read,
    ".pbf": osm.read,
    **{
        ending + packing: geojson.read
        for ending in (".geojson", ".json", ".geojsonl", ".geojsons", ".geojsonseq", ".ndjson")
        for packing in ("", ".gz")
    },
}


def read(path: Path) -> Extract:
    ending = known_ending(path)
    if not ending:
        kinds = ", ".join(READERS)
        raise Refused(_("“%(file)s”: unknown kind of file; known are %(kinds)s.") % {"file": path.name, "kinds": kinds})
    if not path.is_file():
        raise Refused(_("There is no file “%(file)s”.") % {"file": path})
    return READERS[ending](path)


def known_ending(path: Path) -> str:
    """The longest known ending of the file's name, "" where none fits."""
    name = path.name.lower()
    return max((ending for ending in READERS if name.endswith(ending)), key=len, default="")
