"""What may be meant by words that somebody typed, in any form and with slips: the places, the likeliest first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from roadmap.language.gazetteer import Candidate
from roadmap.language.text import alike, clean
from roadmap.models import Area, City, Place, Road
from roadmap.places.crossings import BEFORE, crossings, unsaid_crossing
from roadmap.places.houses import houses_at, street_and_house
from roadmap.places.meant import (
    BOTH,
    CROSSING,
    HOUSE,
    Meant,
    of_district,
    of_house,
    of_place,
    street_found,
    with_middles,
)
from roadmap.places.search import DISTRICT, PLACE, STREET, named_like, streets_like

LONGEST = 200  # letters that are read
MOST_STREETS = 3  # that the street of a house may be


def meant_by(city: City, typed: str, limit: int) -> list[Meant]:
    """The likeliest first: what is called just so, crossings and houses, names that begin so or are like it."""
    words = BEFORE.sub("", clean(typed[:LONGEST]).replace("\n", " ").strip())
    if not words:
        return []
    named = named_like(city, words, limit)
    exact = [one.id for one in named if one.score >= 1]
    bearers = {one.label: one for one in _described(city, named)}
    first = [bearers.pop(label) for label in list(bearers)[: len(exact)]]
    found = [*first, *crossings(city, words), *_houses(city, words)]
    found = found or list(unsaid_crossing(city, words))
    streets = [] if found else _without_house(city, words, limit)
    return list({one.label: one for one in (*found, *bearers.values(), *streets)}.values())[:limit]


def surely_meant(typed: str, found: Sequence[Meant]) -> Meant | None:
    """The first of what `meant_by` found, where nobody has to be asked which of them is meant."""
    best, *others = found
    is_sure = alike(best.label) == alike(typed) or all(_is_street_of(one, best) for one in others)
    return best if is_sure else None


def _is_street_of(street: Meant, place: Meant) -> bool:
    """Whoever names a house, or a crossing, does not mean all of its street."""
    is_its_own = street.street == place.street if place.kind == HOUSE else street.label in place.label.split(BOTH)
    return street.kind == STREET and place.kind in (HOUSE, CROSSING) and is_its_own


# --- what bears a name


def _described(city: City, named: list[Candidate]) -> Iterator[Meant]:
    roads = with_middles(Road.objects.filter(pk__in=_numbers(named, STREET)))
    places = Place.objects.in_bulk(_numbers(named, PLACE))
    districts = Area.objects.in_bulk(_numbers(named, DISTRICT))
    for one in named:
        kind, pk = one.id
        if kind == STREET and pk in roads:
            yield street_found(roads[pk], one.by)
        elif kind == PLACE and pk in places:
            yield of_place(city, places[pk])
        elif kind == DISTRICT and pk in districts:
            yield of_district(districts[pk])


def _numbers(named: list[Candidate], kind: str) -> list[int]:
    return [pk for what, pk in (one.id for one in named) if what == kind]


# --- a house


def _houses(city: City, words: str) -> Iterator[Meant]:
    street, house = street_and_house(words)
    roads = streets_like(city, street, MOST_STREETS, or_houses=True) if street and house else []
    for found in houses_at(city, roads, house):
        yield of_house(city, found)


def _without_house(city: City, words: str, limit: int) -> Iterator[Meant]:
    """The street, where the map does not know the house."""
    street, house = street_and_house(words)
    for one in _described(city, named_like(city, street, limit)) if street and house else ():
        told = {"house": house, "street": one.label}
        yield replace(one, note=_("The map does not know house %(house)s on “%(street)s”.") % told)
