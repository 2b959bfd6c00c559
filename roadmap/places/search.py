"""One street search for the map, the desk and the report form: what was typed → streets of a city."""

from functools import lru_cache
from time import time

from django.db.models import Exists, OuterRef, QuerySet

from roadmap.language.gazetteer import Gazetteer, StreetRow
from roadmap.models import Address, City, Road, RoadSegment
from roadmap.places.suggest import suggest

KEPT_S = 60  # an edited name is found so soon


def streets_like(city: City, words: str, limit: int, *, or_houses: bool = False) -> list[Road]:
    """The likeliest first; only streets that the map has a line of, or else houses where these will do."""
    found = [one.id for one in suggest(words, _names(city.pk, or_houses, int(time() // KEPT_S)), limit)]
    roads = Road.objects.in_bulk(found)
    return [roads[pk] for pk in found if pk in roads]


@lru_cache(maxsize=16)
def _names(city_id: int, or_houses: bool, minute: int) -> Gazetteer:
    is_somewhere = Exists(RoadSegment.objects.filter(road=OuterRef("pk")))
    if or_houses:
        is_somewhere |= Exists(Address.objects.filter(road=OuterRef("pk")))
    return Gazetteer(streets=street_rows(Road.objects.filter(is_somewhere, city=city_id)))


def street_rows(roads: QuerySet[Road]) -> list[StreetRow]:
    rows = roads.values_list("pk", "name", "kind_word", "variants", "old_names")
    return [StreetRow(pk, name, kind, tuple(variants), tuple(old)) for pk, name, kind, variants, old in rows]


def forget() -> None:
    """For tests, which make another city in the same minute."""
    _names.cache_clear()
