"""One search for the map, the desk and the report form: what was typed → streets, places and districts of a city.

The database finds the few dozen names that have letters in common with what was typed, by an index of trigrams;
`suggest` puts them in the order that a person expects. So a city of a hundred thousand names costs what a small one
does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from roadmap.language.gazetteer import Candidate, Gazetteer, StreetRow
from roadmap.language.grammar.english import letters, names
from roadmap.language.keyboard import as_if_russian
from roadmap.letters import near_in_letters
from roadmap.models import Address, Area, City, Place, Road, RoadSegment
from roadmap.places.suggest import named_whole, suggest, words_asked

NEAR = 60  # names that are looked at more closely
STREET, PLACE, DISTRICT = "street", "place", "district"
LESS_LIKE = 0.42  # where nothing is as like as PostgreSQL's usual 0.6
DISTRICT_WORDS = frozenset(("административный", "городской", "муниципальный", "район", "округ"))

NamesNear = Callable[[list[str]], list[StreetRow]]  # some words → names that have something like one of them


class Reading(NamedTuple):
    """What may be meant by the letters typed: `searched` is in those of the stored names."""

    typed: str
    searched: str
    is_latin: bool = False


def streets_like(city: City, words: str, limit: int, *, or_houses: bool = False) -> list[Road]:
    """The likeliest first; only streets that the map has a line of, or else houses where these will do."""
    is_somewhere = Exists(RoadSegment.objects.filter(road=OuterRef("pk")))
    if or_houses:
        is_somewhere |= Exists(Address.objects.filter(road=OuterRef("pk")))
    streets = Road.objects.filter(is_somewhere, city=city)
    found = [one.id for one in _likeliest(words, limit, lambda parts: street_rows(_near(streets, parts)))]
    roads = Road.objects.in_bulk(found)
    return [roads[pk] for pk in found if pk in roads]


def streets_named(city: City, words: str) -> list[Road]:
    """Streets with a line of which this is the whole name, however it is written; a likeness is none."""
    streets = Road.objects.filter(Exists(RoadSegment.objects.filter(road=OuterRef("pk"))), city=city)
    parts = words_asked(words)
    if not parts:
        return []
    with _less_strictly():
        rows = street_rows(_near(streets, parts))
    found = [row.id for row in named_whole(words, Gazetteer(streets=rows))]
    return sorted(Road.objects.filter(pk__in=found), key=lambda road: found.index(road.pk))


def named_like(city: City, words: str, limit: int) -> list[Candidate]:
    """All that bears a name, whether or not the map knows where; a candidate's id is (what it is, number)."""
    roads, places = Road.objects.filter(city=city), Place.objects.filter(city=city)
    districts = _districts(city)

    def near(parts: list[str]) -> list[StreetRow]:
        return [*_roads(_near(roads, parts)), *_places(_near(places, parts)), *districts]

    return _likeliest(words, limit, near)


def _likeliest(words: str, limit: int, names_near: NamesNear) -> list[Candidate]:
    """Of all readings, the best score first; names that are less like only where none is more."""
    readings = _readings(words)
    found = [one for reading in readings for one in _of_reading(reading, limit, names_near)]
    if not found:
        with _less_strictly():
            found = [one for reading in readings for one in _of_reading(reading, limit, names_near)]
    best: dict[object, Candidate] = {}
    for one in sorted(found, key=lambda one: -one.score):
        best.setdefault(one.id, one)
    return list(best.values())[:limit]


def _readings(words: str) -> list[Reading]:
    as_typed = Reading(words, words)
    if letters.is_russian(words) or not any(letter.isalpha() for letter in words):
        return [as_typed]
    by_keys = as_if_russian(words)
    return [as_typed, Reading(words, letters.russian(words), is_latin=True), Reading(by_keys, by_keys)]


def _of_reading(reading: Reading, limit: int, names_near: NamesNear) -> list[Candidate]:
    parts = words_asked(reading.searched)
    rows = names_near(parts) if parts else []
    if reading.is_latin:
        rows = [_in_latin(row) for row in rows]
    return suggest(reading.typed, Gazetteer(streets=rows), limit)


@contextmanager
def _less_strictly() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = %s", [LESS_LIKE])
        yield


def _near(rows: QuerySet, words: list[str]) -> QuerySet:
    return near_in_letters(rows, words, rows.model.ALL_NAMES, NEAR)


def _in_latin(row: StreetRow) -> StreetRow:
    """As English pages write it, and with the Russian kind word in Latin letters."""
    written = [letters.latin(name) for name in (row.name, *row.variants)]
    return StreetRow(row.id, names.name(row.name), "", tuple(written), tuple(map(letters.latin, row.old_names)))


def street_rows(roads: QuerySet[Road]) -> list[StreetRow]:
    rows = roads.values_list("pk", "name", "kind_word", "variants", "old_names")
    return [StreetRow(pk, name, kind, tuple(variants), tuple(old)) for pk, name, kind, variants, old in rows]


def _roads(roads: QuerySet[Road]) -> list[StreetRow]:
    """The same of what bears other names, with what an administrator called them in other languages."""
    return [
        StreetRow(
            (STREET, road.pk), road.name, road.kind_word, (*road.variants, *road.names.values()), (*road.old_names,)
        )
        for road in roads.only("name", "kind_word", "variants", "old_names", "names")
    ]


def _places(places: QuerySet[Place]) -> list[StreetRow]:
    rows = places.values_list("pk", "name", "variants")
    return [StreetRow((PLACE, pk), name, "", tuple(variants)) for pk, name, variants in rows]


def _districts(city: City) -> list[StreetRow]:
    """All of them: a city has a dozen."""
    areas = Area.objects.districts().filter(city=city).only("name", "names")
    return [StreetRow((DISTRICT, area.pk), area.name, "", _other_ways(area)) for area in areas]


def _other_ways(area: Area) -> tuple[str, ...]:
    """«Центральный административный округ» is «Центральный район», «Центральный округ» and «Центральный АО», too."""
    proper = " ".join(word for word in area.name.split() if word.lower() not in DISTRICT_WORDS)
    short = [f"{proper} {word}" for word in ("район", "округ", "АО")] if proper else []
    return (*short, area.english_name, *area.names.values())
