"""Tiny maps for the importer's tests: OSM XML and GeoJSON written from a few lines."""

import json
from pathlib import Path
from xml.sax.saxutils import quoteattr

EAST_M, NORTH_M = 1 / 60_527, 1 / 111_363  # degrees a metre at 57.15 N, as in fixtures/small_city.md
ORIGIN = (65.54, 57.15)


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """Metres from the origin → longitude, latitude."""
    return ORIGIN[0] + east_m * EAST_M, ORIGIN[1] + north_m * NORTH_M


def osm(path: Path, nodes: dict, ways: list, relations: list = ()) -> Path:
    """`nodes` {id: (east, north[, tags])}, `ways` [(id, [node, …], tags)], `relations` [(id, [way, …], tags)];

    a member may also be (role, kind, id).
    """
    lines = ['<osm version="0.6">', *(_node(number, *node) for number, node in nodes.items())]
    lines += [_way(*way) for way in ways] + [_relation(*relation) for relation in relations]
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def _node(number: int, east: float, north: float, tags: dict | None = None) -> str:
    longitude, latitude = at(east, north)
    return f'<node id="{number}" lon="{longitude:.7f}" lat="{latitude:.7f}">{_tags(tags)}</node>'


def _way(number: int, nodes: list[int], tags: dict) -> str:
    references = "".join(f'<nd ref="{node}"/>' for node in nodes)
    return f'<way id="{number}">{references}{_tags(tags)}</way>'


def _relation(number: int, members: list, tags: dict) -> str:
    told = (member if isinstance(member, tuple) else ("outer", "way", member) for member in members)
    lines = "".join(f'<member role="{role}" type="{kind}" ref="{ref}"/>' for role, kind, ref in told)
    return f'<relation id="{number}">{lines}{_tags(tags)}</relation>'


def _tags(tags: dict | None) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in (tags or {}).items())


def line(*corners: tuple[float, float], **properties) -> dict:
    coordinates = [[round(number, 7) for number in at(*corner)] for corner in corners]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "LineString", "coordinates": coordinates},
    }


def geojson(path: Path, *features: dict) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path
