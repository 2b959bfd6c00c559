"""What OpenStreetMap's values mean for us: class, direction, lanes, speed."""

import re

from roadmap.language.text import clean_name

from .extract import Tags

# Roads for vehicles, the most important first; a link ranks with the road that it leads to.
ROAD_CLASSES = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "living_street",
    "road",
    "service",
)
RANKS = {name: rank for rank, name in enumerate(ROAD_CLASSES)} | {
    f"{name}_link": rank for rank, name in enumerate(ROAD_CLASSES[:5])
}
MINOR_SERVICE = {"parking_aisle", "driveway", "drive-through", "emergency_access"}
ZONE_SPEEDS = {"urban": 60, "rural": 90, "living_street": 20, "motorway": 110, "trunk": 90}
KM_IN_A_MILE = 1.609344
FASTEST_KMH, MOST_LANES = 200, 20


def values(text: str | None) -> list[str]:
    """«2;3» → ["2", "3"], in the order of the file, each once."""
    if not text:
        return []
    parts = (clean_name(part) for part in text.split(";"))
    return list(dict.fromkeys(part for part in parts if part))


def road_class(tags: Tags) -> str:
    """The class of a road for vehicles, "" where the way is none."""
    return next((value for value in values(tags.get("highway")) if value in RANKS), "")


def is_minor_service(tags: Tags) -> bool:
    """Aisles of car parks and private drives: nobody closes or reports them."""
    return "name" not in tags and (tags.get("service") in MINOR_SERVICE or tags.get("access") in {"private", "no"})


ONEWAY = {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1}


def travel(tags: Tags) -> int:
    """1: one way as drawn, -1: one way against the drawing, 0: both ways, also where the direction changes by hour."""
    said = directions(tags)
    if said:
        return said.pop() if len(said) == 1 else 0
    return 1 if is_roundabout(tags) or road_class(tags) == "motorway" else 0


def directions(tags: Tags) -> set[int]:
    """What `oneway` says, once each: of a way that was joined it may say two things («yes;no»)."""
    return {ONEWAY.get(value.lower(), 0) for value in values(tags.get("oneway"))}


def is_roundabout(tags: Tags) -> bool:
    return "roundabout" in values(tags.get("junction"))


def lanes(tags: Tags) -> int | None:
    """The smallest number given: where a merged way has several, the narrowest piece counts."""
    found = [int(float(value)) for value in values(tags.get("lanes")) if re.fullmatch(r"\d{1,2}(\.\d+)?", value)]
    return min((number for number in found if 0 < number <= MOST_LANES), default=None)


def speed_kmh(tags: Tags) -> int | None:
    """The lowest limit given, in km/h: «60», «RU:urban», «40 mph», «60;40»."""
    found = [_speed(value) for value in values(tags.get("maxspeed"))]
    return min((speed for speed in found if speed and speed <= FASTEST_KMH), default=None)


def _speed(value: str) -> int | None:
    number = re.fullmatch(r"(\d{1,3})(?:\.\d+)?\s*(km/h|kmh|kph|mph)?", value)
    if number:
        return round(int(number[1]) * (KM_IN_A_MILE if number[2] == "mph" else 1))
    return ZONE_SPEEDS.get(value.lower().partition(":")[2])


def level(tags: Tags) -> int:
    """Where a bridge or tunnel runs, above or below the ground; of other roads 0, whatever their `layer`."""
    is_above, is_below = is_set(tags, "bridge"), is_set(tags, "tunnel") and tags["tunnel"] != "building_passage"
    if not (is_above or is_below):
        return 0
    return layer(tags) if "layer" in tags else 1 if is_above else -1


def layer(tags: Tags) -> int:
    value = next(iter(values(tags.get("layer"))), "")
    return int(value) if re.fullmatch(r"[+-]?\d", value) else 0


def is_set(tags: Tags, key: str) -> bool:
    """bridge=viaduct, tunnel=yes: anything but absent and no."""
    return any(value != "no" for value in values(tags.get(key)))
