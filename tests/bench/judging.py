"""Valhalla as a judge of our ways: on our own segments with their signs, without the directed ones that are shut.

It is no part of ./test: 88 MB as a wheel, 541 MB unpacked. Where it is absent that is said (CONTRIBUTING.md).
"""

import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import accumulate, pairwise
from math import atan2, degrees, hypot
from pathlib import Path

import osmium
from osmium.osm import mutable

from closures.detours.around import WayRound
from roadmap.geometry import metres_a_degree, shape_of
from roadmap.models import City, Junction, RoadSegment, TurnRestriction
from roadmap.paths import Stop
from roadmap.paths.network import Edge

from .figures import Figure

ABSENT = "skipped: pyvalhalla-weekly is not installed"
INTO_M = 5.0  # from the junction, so that the segment is meant
NEAR_M = 15.0  # of the place that was asked for
ELSEWHERE = -1.0
ANY_EDGE = {"minimum_reachability": 0}  # else a place in a street that leads to few others is moved to the next one


Ours = tuple[WayRound, float | None]  # and its metres, from the beginning of the usual way to its end


def figures(city: City, ways: Sequence[Ours], shut: Sequence[list[int] | None], longer: float) -> Iterator[Figure]:
    if find_spec("valhalla") is None:
        yield Figure("detour, beside Valhalla", 0.0, 0.0, unit="", note=ABSENT)
        return
    with tempfile.TemporaryDirectory() as folder:
        config = _tiles(city, Path(folder), shut)
        told = [(ours, theirs) for one, ours in ways if (theirs := _judged(config, one)) != ELSEWHERE]
    compared = [(ours, theirs) for ours, theirs in told if ours and theirs]
    too_long = [ours for ours, theirs in compared if ours > longer * theirs]
    differ = [ours for ours, theirs in told if (ours is None) != (theirs is None)]
    note = f"of {len(compared)} ways, more than {longer} × as long"
    yield Figure("detour, longer than Valhalla's", float(len(too_long)), 0.05 * len(compared), unit="", note=note)
    yield Figure("detour, none for us or for Valhalla alone", float(len(differ)), 0.0, unit="", note=f"of {len(told)}")


def _tiles(city: City, folder: Path, shut: Sequence[list[int] | None]) -> dict:
    """The configuration of Valhalla's tiles of what is open."""
    from valhalla import PYVALHALLA_DIR, get_config  # only here: most installations have none

    _write(city, folder / "open.osm.pbf", [set(numbers or ()) for numbers in shut])
    (folder / "tiles").mkdir()
    config = get_config(tile_extract="", tile_dir=str(folder / "tiles"), verbose=False)
    (folder / "valhalla.json").write_text(json.dumps(config))
    command = [PYVALHALLA_DIR / "bin" / "valhalla_build_tiles", "-c", "valhalla.json", "open.osm.pbf"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return config


def _write(city: City, file: Path, shut: Sequence[set[int]]) -> None:
    along, against = shut
    with osmium.SimpleWriter(str(file)) as writer:
        segments = list(RoadSegment.objects.filter(city=city).order_by("pk"))
        ways = [way for segment in segments if (way := _way(segment, segment.pk in along, segment.pk in against))]
        nodes = {node: place for _pk, places, _tags in ways for node, place in places}
        for node in sorted(nodes):
            writer.add_node(mutable.Node(id=node, location=nodes[node]))
        for pk, places, tags in ways:
            writer.add_way(mutable.Way(id=pk, nodes=[node for node, _place in places], tags=tags))
        known = {pk for pk, _places, _tags in ways}
        for sign in city.turn_restrictions.filter(vehicles=[], condition="").order_by("pk"):
            if known.issuperset(sign.path):
                writer.add_relation(_relation(sign))


def _relation(sign: TurnRestriction) -> mutable.Relation:
    first, *between, last = sign.path
    via = [("w", pk, "via") for pk in between] or [("n", sign.junction_id, "via")]
    tags = {"type": "restriction", "restriction": sign.kind}
    if sign.exceptions:
        tags["except"] = ";".join(sign.exceptions)
    return mutable.Relation(id=sign.pk, members=[("w", first, "from"), *via, ("w", last, "to")], tags=tags)


def _way(segment: RoadSegment, is_shut_along: bool, is_shut_against: bool) -> tuple | None:
    """Number, (node, place) in order and tags; None where it is shut both ways."""
    is_one_way = segment.direction == RoadSegment.Direction.FORWARD
    if is_shut_along and (is_one_way or is_shut_against):
        return None
    inner = [10**9 + segment.pk * 1000 + number for number in range(len(segment.geometry) - 2)]
    places = list(zip([segment.start_id, *inner, segment.end_id], segment.geometry.coords, strict=True))
    oneway = "-1" if is_shut_along else "yes" if is_one_way or is_shut_against else "no"
    tags = {"highway": segment.highway, "oneway": oneway}
    if segment.max_speed_kmh:
        tags["maxspeed"] = str(segment.max_speed_kmh)
    return segment.pk, places, tags | ({"junction": "roundabout"} if segment.is_roundabout else {})


def _judged(config: dict, one: WayRound) -> float | None:
    """Metres of Valhalla's way between the same two places; None where it has none, ELSEWHERE where it begins or ends
    beyond what is shut: a place on an edge of few metres is moved to another."""
    from valhalla import Actor

    stops = one.through.start, one.through.end
    if any(0.0 < stop.position < 1.0 for stop in stops):
        return None  # in a dead end behind what is shut, on a segment that is not among the open ones
    places = [_place(stop, one.through.usual[end], end) for stop, end in zip(stops, (0, -1), strict=True)]
    try:
        told = Actor(config).route({"locations": places, "costing": "auto", "units": "kilometers"})
    except RuntimeError:
        return None
    told = json.loads(told) if isinstance(told, str) else told
    shape = [(lon, lat) for leg in told["trip"]["legs"] for lon, lat in _decoded(leg["shape"])]
    asked = [(place["lon"], place["lat"]) for place in places]
    if any(_metres(pair) > NEAR_M for pair in zip(asked, (shape[0], shape[-1]), strict=True)):
        return ELSEWHERE
    # Of its shape: the summary is in steps of ten metres.
    return _metres(shape) + INTO_M * sum(not stop.junction_id for stop in stops)


def _decoded(text: str) -> Iterator[tuple[float, float]]:
    """Google's encoded polyline with six decimals, longitude first."""
    numbers, number, shift = [], 0, 0
    for letter in text:
        bits = ord(letter) - 63
        number |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            numbers.append(~(number >> 1) if number & 1 else number >> 1)
            number = shift = 0
    for lat, lon in zip(accumulate(numbers[::2]), accumulate(numbers[1::2]), strict=True):
        yield lon / 1e6, lat / 1e6


def _metres(shape: Sequence[tuple[float, float]]) -> float:
    east_m, north_m = metres_a_degree(shape[0][1])
    return sum(hypot((x - a) * east_m, (y - b) * north_m) for (a, b), (x, y) in pairwise(shape))


def _place(stop: Stop, edge: Edge, end: int) -> dict:
    """A junction; or a few metres into the first or before the end of the last segment, in the direction of travel."""
    if stop.junction_id:
        point = Junction.objects.get(pk=stop.junction_id).point
        return {"lon": point.x, "lat": point.y} | ANY_EDGE
    line = shape_of(RoadSegment.objects.get(pk=abs(edge.key)).geometry)
    line = line if edge.key > 0 else line.reverse()
    share = min(0.4, INTO_M / edge.length_m)
    near, far = (share, min(1.0, 2 * share)) if end == 0 else (max(0.0, 1 - 2 * share), 1 - share)
    one, other = (line.interpolate(each, normalized=True) for each in (near, far))
    place = one if end == 0 else other
    east_m, north_m = metres_a_degree(place.y)
    heading = degrees(atan2((other.x - one.x) * east_m, (other.y - one.y) * north_m)) % 360
    return {
        "lon": place.x,
        "lat": place.y,
        "heading": round(heading) % 360,
        "heading_tolerance": 60,
        "radius": 0,
    } | ANY_EDGE
