"""Stretches and crossings as people say them, on a real network: on the right street, from one end to the other."""

import pytest

from roadmap.geometry import shape_of, to_metres
from roadmap.importers.run import import_file
from roadmap.language.mentions import find_places
from roadmap.models import City, RoadSegment
from roadmap.places.on_network import spans_of
from roadmap.places.rows import gazetteer_for
from roadmap.stretches import lines_of
from tests.conftest import NOW, SHARED

pytestmark = [pytest.mark.django_db, pytest.mark.shared_data]

SAID = [
    "на улице Пушкина от Бутлерова до Островского",
    "ул. Пушкина на участке от ул. Карла Маркса до ул. Бутлерова",
    "Карла Маркса от Гоголя до Толстого",
    "ул. Декабристов на участке от ул. Восстания до ул. Волгоградской",
    "по Вишневского от Калинина до Достоевского",
    "Чистопольская между Адоратского и Бондаренко",
    "проспект Ямашева от Мусина до Адоратского",
    "улица Островского от Кави Наджми до Пушкина",
    "Кремлевская от Чернышевского до Лобачевского",
    "перекресток Гагарина и Декабристов",
    "на пересечении проспекта Ибрагимова и улицы Декабристов",
    "Сибирский тракт от Попова до Космонавтов",
    "Бутлерова от Пушкина до Маяковского",
    "Восстания от Декабристов до Васильченко",
    "Московская от Парижской Коммуны до Чернышевского",
    "Горького от Толстого до Гоголя",
    "Чуйкова от Адоратского до Гаврилова",
    "движение по проспекту Победы от Сыртлановой до Минской",
    "Гагарина от Декабристов до Короленко",
    "угол Бутлерова и Маяковского",
]
NEAR_M = 45


@pytest.fixture(scope="module")
def kazan(django_db_setup, django_db_blocker):
    """Imported once for the module, and gone after it."""
    path = SHARED / "data" / "street-network" / "kazan_reconstructed.osm.pbf"
    with django_db_blocker.unblock():
        import_file(path, city_slug="kazan", zone="Europe/Moscow", at=NOW)
        city = City.objects.get(slug="kazan")
        yield city, gazetteer_for(city)
        city.delete()


def course_of(city, name):
    lines = RoadSegment.objects.filter(city=city, road__name=name).values_list("geometry", flat=True)
    return [to_metres(shape_of(line), city.metric_srid) for line in lines]


def holds(city, place) -> bool:
    """All on the one street (a crossing: on both), and reaching the streets that bound it."""
    spans = spans_of(city, place)
    rows = RoadSegment.objects.filter(pk__in=[span.segment_id for span in spans])
    streets = set(rows.exclude(road=None).values_list("road__name", flat=True))
    shape = to_metres(shape_of(lines_of(spans, city)), city.metric_srid)
    if place["type"] == "crossing":
        return {place["on"], place["with"]} <= streets
    reached = [min(line.distance(shape) for line in course_of(city, place[end])) for end in ("from", "to")]
    return streets == {place["on"]} and max(reached) <= NEAR_M


def test_at_least_eighteen_of_twenty(kazan):
    city, gazetteer = kazan
    found = {}
    for words in SAID:
        mention = next(one for one in find_places(words, gazetteer) if one.role == "affected")
        found[words] = holds(city, mention.place)
    assert sum(found.values()) >= 18, [words for words, right in found.items() if not right]
