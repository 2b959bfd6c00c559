"""GeoJSON FeatureCollections; the field map says which property is which."""

from collections.abc import Iterator
from itertools import islice

from closures.sources.field_map import guessed, record_of
from closures.sources.files import json_of, listed
from closures.sources.records import UNSEEN, BadRecord, Row, each_once, words

MOST_COLUMNS = 200
LOOKED_AT = 200  # features, for the names of properties
ID = "id"  # a feature's own stands beside its properties


def read(content: bytes, field_map: dict) -> Iterator[Row]:
    """Raises Unreadable."""
    features = _features(content)
    field_map = field_map or guessed(_names(features))
    return each_once(_row(number, feature, field_map) for number, feature in enumerate(features, start=1))


def columns(content: bytes, most: int) -> tuple[list[str], list[dict]]:
    """What the properties are called, and those of the first features. Raises Unreadable."""
    features = _features(content)
    names = _names(features)
    rows = [_values(feature) for feature in features[:most]]
    return names, [{name: words(row[name]) for name in names if name in row} for row in rows]


def _features(content: bytes) -> list:
    told = json_of(content)
    return listed(told.get("features") if isinstance(told, dict) else None, "features")


def _names(features: list) -> list[str]:
    """Those with letters that nobody sees are left out: no form and no field map could tell them."""
    names = dict.fromkeys(
        str(name)[:100] for feature in features[:LOOKED_AT] for name in islice(_values(feature), MOST_COLUMNS)
    )
    return [name for name in names if not UNSEEN.search(name)][:MOST_COLUMNS]


def _values(feature: object) -> dict:
    if not isinstance(feature, dict):
        return {}
    properties = feature.get("properties") if isinstance(feature.get("properties"), dict) else {}
    return {ID: feature[ID]} | properties if ID in feature else properties


def _row(number: int, feature: object, field_map: dict) -> Row:
    values = _values(feature)
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    external_id = words(values.get(field_map.get("external_id", "")), 200)
    try:
        record = record_of(values, field_map, geometry if isinstance(geometry, dict) else None)
    except BadRecord as error:
        return Row(number, external_id, None, str(error))
    return Row(number, record.external_id, record)
