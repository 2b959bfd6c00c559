"""Names are found by their index of trigrams, however many streets a country has."""

import pytest
from django.db import connection

from roadmap.letters import near_in_letters
from roadmap.models import Road
from roadmap.places.search import NEAR
from tests.plans import emptied

STREETS = """
INSERT INTO roadmap_road (city_id, name, slug, kind_word, variants, old_names, case_forms, names)
SELECT %s, 'улица ' || translate(md5(n::text), '0123456789abcdef', 'абвгдежзиклмнопр'), 's' || n, 'улица',
       '{}', '{}', '{}', '{}'
FROM generate_series(1, 20000) AS n
"""


@pytest.mark.django_db
def test_a_street_is_found_by_the_index(small_city):
    emptied("roadmap_road")
    with connection.cursor() as cursor:
        cursor.execute(STREETS, [small_city.pk])
        cursor.execute("ANALYZE roadmap_road")
    Road.objects.create(city=small_city, name="улица Пушкина", slug="pushkina")
    near = near_in_letters(Road.objects.filter(city=small_city), ["пушкин"], Road.ALL_NAMES, NEAR)
    assert "road_called_like" in near.explain()
    assert "улица Пушкина" in [road.name for road in near]
