"""The gazetteer of a city from its rows. With `search` the one file of this room that knows the database."""

from collections import defaultdict

from roadmap.language.gazetteer import Gazetteer, LandmarkRow, StreetRow, split_kind
from roadmap.language.text import fold
from roadmap.models import Address, City, Junction, Place, Road
from roadmap.places.search import street_rows

MOST_CITIES = 100  # that a command keeps in memory


def gazetteer_of(city_name: str) -> Gazetteer:
    """All that a city's rows know; an empty gazetteer, which reads by grammar alone, where the city is not loaded."""
    city = city_called(city_name)
    return gazetteer_for(city) if city else Gazetteer(city=city_name)


def city_called(name: str) -> City | None:
    """By name, slug, or a name in another language."""
    wanted = fold(name.strip())
    for city in City.objects.order_by("is_demonstration", "pk"):
        if wanted and wanted in {fold(str(one)) for one in (city.name, city.slug, *city.names.values())}:
            return city
    return None


def gazetteer_for(city: City) -> Gazetteer:
    streets = street_rows(Road.objects.filter(city=city))
    return Gazetteer(
        streets=streets,
        landmarks=_landmarks(city),
        crossings=_crossings(city),
        houses=_houses_of_twins(streets),
        city=city.name,
    )


def _landmarks(city: City) -> list[LandmarkRow]:
    rows = Place.objects.filter(city=city).values_list("pk", "name", "kind", "variants")
    return [
        LandmarkRow(pk, name, "bridge" if kind == Place.Kind.BRIDGE else "landmark", tuple(variants))
        for pk, name, kind, variants in rows
    ]


def _crossings(city: City) -> set[frozenset]:
    """Pairs of streets that share a junction."""
    streets_of = defaultdict(set)
    for junction, road in Junction.roads.through.objects.filter(junction__city=city).values_list(
        "junction_id", "road_id"
    ):
        streets_of[junction].add(road)
    return {
        frozenset((one, other)) for roads in streets_of.values() for one in roads for other in roads if one != other
    }


def _houses_of_twins(streets: list[StreetRow]) -> dict:
    """House numbers of streets that share a bare name («улица» and «проезд Геологов»): they tell which is meant."""
    by_name = defaultdict(list)
    for row in streets:
        by_name[fold(split_kind(row.name, row.kind_word)[1])].append(row.id)
    twins = [pk for ids in by_name.values() if len(ids) > 1 for pk in ids]
    houses = defaultdict(set)
    for road, house in Address.objects.filter(road_id__in=twins).values_list("road_id", "house"):
        houses[road].add(fold(house).replace(" ", ""))
    return dict(houses)
