"""Borders from somebody's GeoJSON: which property is the name, and what would come of each feature."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from roadmap.importers.areas import outline_of, refuse_elsewhere
from roadmap.importers.extract import Refused
from roadmap.models import Area, City

MOST = 1_000  # features
MOST_BYTES = 5 << 20  # it is read anew at each look: some two seconds
DRAWN_WITHIN = 0.0003  # degrees, about 30 m: of a border on a small map
MOST_PROPERTIES = 100
LONGEST_NAME = 200
GUESSED = ("name", "NAME", "Name", "название", "Название", "name:ru", "title", "label")


@dataclass(frozen=True)
class Shown:
    """What a feature becomes. `is_known`: an area of that kind and name has its border renewed."""

    name: str
    is_known: bool
    geometry: dict


def check(features: Sequence) -> None:
    """Raises Refused for what holds no areas at all, or too many."""
    if len(features) > MOST:
        raise Refused(_("The file holds more than %d areas.") % MOST)
    if not properties_of(features):
        raise Refused(_("No feature of the file has a property that could be a name."))


def properties_of(features: Sequence) -> dict[str, str]:
    """Those that hold words, each with the first words as an example."""
    found: dict[str, str] = {}
    for feature in features:
        told = feature.get("properties") if isinstance(feature, dict) else None
        for key, value in (told if isinstance(told, dict) else {}).items():
            if isinstance(value, str) and value.strip() and len(found) < MOST_PROPERTIES:
                found.setdefault(str(key)[:LONGEST_NAME], value.strip()[:60])
    return found


def guessed(properties: dict[str, str]) -> str:
    return next((key for key in GUESSED if key in properties), next(iter(properties), ""))


def named(features: Sequence, *, name: str, english: str, kind: str) -> list[tuple[int, dict]]:
    """Each with its number in the file, as `importers.areas` takes it; the nameless are left out. Raises Refused where
    two would be one."""
    nameless = set(numbers_of_nameless(features, name))
    rows = [(n, _named(each, name, english, kind)) for n, each in enumerate(features, 1) if n not in nameless]
    if not rows:
        raise Refused(_("No feature of the file has a property that could be a name."))
    names = [row["properties"]["name"] for _number, row in rows]
    if twice := next((each for each in names if names.count(each) > 1), None):
        raise Refused(_("Two areas of the file are called “%s”.") % twice)
    return rows


def numbers_of_nameless(features: Sequence, name: str) -> list[int]:
    """Counted from 1; nothing becomes of them."""
    return [number for number, feature in enumerate(features, 1) if not _word(feature, name)]


def _word(feature: object, key: str) -> str:
    told = feature.get("properties") if isinstance(feature, dict) else None
    words = told.get(key) if isinstance(told, dict) else None
    return words.strip()[:LONGEST_NAME] if isinstance(words, str) else ""


def _named(feature: dict, name: str, english: str, kind: str) -> dict:
    properties = {"name": _word(feature, name), "kind": kind, "name:en": _word(feature, english) if english else ""}
    return {"properties": properties, "geometry": feature.get("geometry")}


def shown(city: City, rows: list[tuple[int, dict]]) -> list[Shown]:
    """Raises Refused for a border that is none or lies elsewhere."""
    known = set(Area.objects.filter(city=city).values_list("kind", "name"))
    found = []
    for number, row in rows:
        outline = outline_of(row, number)
        refuse_elsewhere(city, row, outline, number)
        told = row["properties"]
        drawn = json.loads(outline.simplify(DRAWN_WITHIN, preserve_topology=True).json)
        found.append(Shown(told["name"], (told["kind"], told["name"]) in known, drawn))
    return found
