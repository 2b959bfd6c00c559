"""Two streets that somebody typed → where they meet."""

import re
from collections.abc import Iterator
from itertools import product

import shapely

from roadmap.geometry import geos_of, shape_of, to_degrees, to_metres
from roadmap.models import City, Junction, Road
from roadmap.places import on_network
from roadmap.places.meant import Meant, of_crossing
from roadmap.places.search import streets_like
from roadmap.places.suggest import bears_a_name
from roadmap.stretches import near_each_other

MOST_STREETS = 3  # that one half may be
BEFORE = re.compile(
    r"^(?:(?:на|по|в|у|около|возле|рядом с|угол|углу|уголок|пересечени[еи]|перекр[её]ст(?:ок|ке|ка)|"
    r"(?:at )?(?:the )?(?:corner|crossing|intersection) of|on|at|near)\s+)+",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\s+(?:и|с|and|x|х|угол)\s+|\s*[/&+×\\]\s*|\s+[-–—]\s+|\s*,\s*(?=\D)", re.IGNORECASE)

BREAK = re.compile(r"\s*[-–—]\s*|\s+")
MOST_BREAKS = 4  # of words that are read as two streets


def crossings(city: City, words: str) -> Iterator[Meant]:
    """The likeliest first; nothing unless the words are two, with something between them."""
    halves = [half for half in BETWEEN.split(words) if half]
    if len(halves) != 2:
        return
    ones, others = (streets_like(city, BEFORE.sub("", half), MOST_STREETS) for half in halves)
    pairs = sorted(product(ones, others), key=lambda pair: ones.index(pair[0]) + others.index(pair[1]))
    junctions = _junctions(city, {road for pair in pairs for road in pair})
    found = [one for pair in pairs if pair[0] != pair[1] for one in _where_meet(city, *pair, junctions)]
    yield from found or (_beside(city, *pairs[0]) if pairs else ())


def unsaid_crossing(city: City, words: str) -> Iterator[Meant]:
    """Two streets with nothing between them but a space or a hyphen, if they meet."""
    gaps = list(BREAK.finditer(words))
    for gap in gaps if len(gaps) <= MOST_BREAKS else ():
        halves = words[: gap.start()], words[gap.end() :]
        ones, others = (streets_like(city, half, 1) for half in halves) if all(map(bears_a_name, halves)) else ([], [])
        if ones and others and ones != others:
            yield from _where_meet(city, ones[0], others[0], _junctions(city, {*ones, *others}))


def _junctions(city: City, roads: set[Road]) -> dict[int, dict[int, shapely.Point]]:
    """Of each street by number: number of a junction → its point in metres."""
    found: dict[int, dict[int, shapely.Point]] = {road.pk: {} for road in roads}
    rows = Junction.roads.through.objects.filter(road__in=roads).order_by("junction")
    for road, junction, point in rows.values_list("road", "junction", "junction__point"):
        found[road][junction] = to_metres(shape_of(point), city.metric_srid)
    return found


def _where_meet(city: City, one: Road, other: Road, junctions: dict[int, dict[int, shapely.Point]]) -> Iterator[Meant]:
    shared = {pk: point for pk, point in junctions[one.pk].items() if pk in junctions[other.pk]}
    groups = near_each_other(shared)
    for group in groups:
        middle = shapely.MultiPoint([shared[junction] for junction in group]).centroid
        yield of_crossing(city, one, other, geos_of(to_degrees(middle, city.metric_srid)), min(group))


def _beside(city: City, one: Road, other: Road) -> Iterator[Meant]:
    """Streets that meet by a nameless link, a square or a roundabout only."""
    if point := one != other and on_network.point_of(city, {"type": "crossing", "on": one.name, "with": other.name}):
        yield of_crossing(city, one, other, point)
