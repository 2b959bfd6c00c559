"""Whom a notice shuts out, whom it lets through, and which limits it tells."""

from datetime import datetime

import pytest

from closures.reading.pasted import read_pasted
from closures.reading.traffic import EXEMPT, LIMITS, ONLY, read_traffic
from roadmap.language.tables import compiled
from roadmap.language.text import plain_in_place

WRITTEN = datetime(2026, 6, 10, 12)


@pytest.mark.parametrize("row", [*ONLY, *EXEMPT, *LIMITS], ids=lambda row: row.name)
def test_a_row_fires_on_its_examples(row):
    assert all(compiled(row.pattern).search(plain_in_place(example)) for example in row.examples)


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("Запрещено движение грузового транспорта по улице Пушкина", ["lorry"]),
        ("Грузовикам по ул. Пушкина проезд закрыт. Легковые едут как обычно.", ["lorry"]),
        ("Проезд транспорта массой более 3,5 т по улице Пушкина запрещён", ["lorry"]),
        ("Тротуар на улице Пушкина закрыт для пешеходов", ["pedestrian"]),
        ("Тротуар закрыт, движение машин не ограничено", ["pedestrian"]),
        ("Тротуар закрыт; скорость ограничена до 20 км/ч", ["pedestrian"]),
        ("На Пушкина закрыто движение, грузовики пойдут по проспекту Ленина", []),
        ("Грузовики едут по проспекту Ленина, пока закрыта Пушкина", []),
        ("Улица Пушкина закрыта. Грузовикам запрещено движение и по Садовой", []),
        ("Движение закрыто для всех, включая грузовики", []),
        ("Движение запрещено, кроме грузовых машин", []),
        ("Улица закрыта, пешеходы пройдут по тротуару", []),
        ("Закрыты тротуар и правая полоса", []),
        ("Проход и проезд закрыты", []),
    ],
)
def test_who_is_shut_out(text, classes):
    assert list(read_traffic(text).vehicle_classes) == classes


@pytest.mark.parametrize(
    ("text", "exemptions"),
    [
        ("Улица закрыта. Проезд для жителей и спецтранспорта сохранён.", {"residents", "emergency"}),
        (
            "Движение перекрыто, кроме общественного транспорта и машин экстренных служб",
            {"public-transport", "emergency"},
        ),
        ("Улица закрыта, жителям домов въезд разрешён. Движение автобусов запрещено", {"residents"}),
        ("Движение закрыто. Автобусы 7 и 9 пойдут по проспекту Ленина", set()),
        ("Проезд для жителей не обеспечен", set()),
    ],
)
def test_who_may_pass_all_the_same(text, exemptions):
    assert set(read_traffic(text).exemptions) == exemptions


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("Скорость до 40", {"speed-limit": 40}),
        ("Скорость движения ограничена до 20 км/ч", {"speed-limit": 20}),
        ("Проезд машин массой более 3,5 т запрещён", {"reduced-weight": 3.5}),
        ("Транспорту высотой более 3,2 м не проехать", {"reduced-height": 3.2}),
        ("Работает кран весом 40 тонн. Скорость работ выросла до 400 метров в день", {}),
    ],
)
def test_which_limits_hold(text, limits):
    assert {each["type"]: each["value"] for each in read_traffic(text).restrictions} == limits


STRETCH = "на улице Пушкина от Баумана до Речного переулка"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "classes"),
    [
        (f"С 15 по 18 июня {STRETCH} запрещено движение грузового транспорта.", ["lorry"]),
        (f"Тротуар {STRETCH} закрыт для пешеходов с 15 по 18 июня, движение машин не ограничено.", ["pedestrian"]),
    ],
)
def test_a_ban_for_some_is_a_draft_for_these_with_its_days_and_a_word_to_the_dispatcher(small_city, text, classes):
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    (stage,) = entry.phases
    assert (stage["vehicle_classes"], stage["vehicle_impact"]) == (classes, "all-lanes-closed")
    assert (stage["planned_start"], stage["planned_end"]) == ("2026-06-15T00:00", "2026-06-19T00:00")
    assert "vehicle_impact" in [ask.field for ask in entry.asks]


@pytest.mark.django_db
def test_exemptions_and_limits_stand_in_the_stage_of_a_closure(small_city):
    text = f"Закрыто движение {STRETCH} с 15 по 18 июня. Проезд для жителей сохранён. Скорость до 40."
    (stage,) = read_pasted(text, WRITTEN, small_city).entries[0].phases
    assert stage["exemptions"] == ["residents"]
    assert stage["restrictions"] == [{"type": "speed-limit", "value": 40.0, "unit": "km/h"}]
