"""What a person types into the search box, over real HTTP: streets, houses, crossings, slips, what nobody knows."""

from collections.abc import Iterator
from random import Random
from statistics import median
from time import perf_counter
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from roadmap.models import Address, Road

from .bench import Bench
from .figures import Figure

LIMIT_MS = 50.0
STREETS = 6  # of which each is asked for in all these ways
HOUSES = 300  # of a long street: few extracts have any
ROUNDS = 8  # at most: an address may ask 600 times a minute


def measure(bench: Bench) -> Iterator[Figure]:
    _build(bench)
    typed = list(_typed(bench))
    for words in typed:
        _milliseconds(bench, words)
    times = sorted(_milliseconds(bench, words) for _round in range(min(bench.repeats, ROUNDS)) for words in typed)
    slowest = max(typed, key=lambda words: _milliseconds(bench, words))
    houses = Address.objects.filter(city=bench.city).count()
    note = f"{len(times)} searches in {bench.imported.segments} segments and {houses} houses"
    yield Figure("search, median", median(times), LIMIT_MS, note=note)
    yield Figure("search, 95 of 100", times[int(0.95 * len(times))], LIMIT_MS, note=f"the slowest: {slowest}")


def _build(bench: Bench) -> None:
    """Houses along the street of most segments, each with a block."""
    street = bench.city.roads.annotate(count=Count("segments")).order_by("-count", "pk")[0]
    lines = list(street.segments.order_by("pk").values_list("geometry", flat=True))
    points = [lines[number * len(lines) // HOUSES].interpolate_normalized(0.5) for number in range(HOUSES)]
    Address.objects.bulk_create(
        Address(city=bench.city, road=street, house=f"{number}, корп. 9", point=point)
        for number, point in enumerate(points, start=1)
    )


def _typed(bench: Bench) -> Iterator[str]:
    """Of the streets with most houses, where there are any, and of others by chance."""
    roads = Road.objects.filter(city=bench.city)
    most = roads.annotate(houses=Count("addresses")).order_by("-houses", "pk")[: STREETS // 2]
    others = Random(3).choices(list(roads.order_by("pk")), k=STREETS // 2)
    for road in (*most, *others):
        yield from _of_street(road)
    yield from ("щщщщщ", "ул", "Hauptstraße 5", "дом 7")


def _of_street(road: Road) -> Iterator[str]:
    bare = road.name.replace(road.kind_word, "").strip()
    yield from (road.name, bare[:3], bare[:-1] + "щ", f"{road.name} 9999")
    if house := Address.objects.filter(road=road).order_by("-pk").first():
        yield f"{bare}, дом {house.house}"
        yield f"{bare} {house.house.replace(', корп. ', 'к')}"
    if crossing := Road.objects.filter(junctions__roads=road).exclude(pk=road.pk).order_by("pk").first():
        yield f"{road.name} и {crossing.name}"


def _milliseconds(bench: Bench, words: str) -> float:
    address = f"{reverse('api-places')}?{urlencode({'q': words})}"
    started = perf_counter()
    bench.client.fetch(address)
    return (perf_counter() - started) * 1000
