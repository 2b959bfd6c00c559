"""Whom a notice shuts out, whom it lets through, and which limits it tells."""

from datetime import datetime

import pytest

from closures.reading.limits import LIMITS, doubtful_limits
from closures.reading.pasted import read_pasted
from closures.reading.traffic import EXEMPT, ONLY, read_traffic
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
        ("Движение грузовых автомобилей более 7,5 т по улице Пушкина запрещено", ["lorry"]),
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
        ("Скорость на улице Пушкина от Баумана до Речного переулка ограничена до 35 км/ч", {"speed-limit": 35}),
        ("Скорость движения ограничена до 20 км/ч", {"speed-limit": 20}),
        ("Проезд машин массой более 3,5 т запрещён", {"reduced-weight": 3.5}),
        ("Транспорту высотой более 3,2 м не проехать", {"reduced-height": 3.2}),
        ("Движение грузовых автомобилей более 7,5 т запрещено", {"reduced-weight": 7.5}),
        ("Въезд машин свыше 12 тонн закрыт", {"reduced-weight": 12}),
        ("На мосту скорость ограничена 30 км/ч", {"speed-limit": 30}),
        ("Введено ограничение скорости до 30 км/ч до 20 мая", {"speed-limit": 30}),
        ("Высота не более 3,4 м, масса не более 12 т", {"reduced-height": 3.4, "reduced-weight": 12}),
        (
            "Транспорту ширина более 2,5 м, длиной свыше 12 м проезд закрыт",
            {"reduced-width": 2.5, "reduced-length": 12},
        ),
        ("Запрещён проезд автобусов длиннее 15 м и шире 2,6 метра", {"reduced-length": 15, "reduced-width": 2.6}),
        ("Ограничения: габаритная ширина – до 3,1 м", {"reduced-width": 3.1}),
        ("Движение машин с нагрузкой на ось более 6 т запрещено", {"axle-load-limit": 6}),
        ("Осевая нагрузка не более 5,5 тс, масса не более 18 т", {"axle-load-limit": 5.5, "reduced-weight": 18}),
        ("Масса автомобиля с прицепом не более 20 тонн", {"gross-weight-limit": 20}),
        ("Проезд машин тяжелее 10 т и выше 3,8 м закрыт", {"reduced-weight": 10, "reduced-height": 3.8}),
        ("Проезд самосвалов длиной более 11 м закрыт", {"reduced-length": 11}),
        ("Закрыт проезд по мосту машинам выше 3,1 м", {"reduced-height": 3.1}),
        ("Запрещён проезд транспорта (длиной более 13 м)", {"reduced-length": 13}),
        ("Установлены габаритные ворота высотой до 3,3 м", {"reduced-height": 3.3}),
        ("Максимальная разрешённая масса более 4,5 т – проезд закрыт", {"reduced-weight": 4.5}),
        ("На мосту ширина не более 2,9 м", {"reduced-width": 2.9}),
        ("Движение по участку длиной до 50 м закрыто, вскрыта траншея шириной более 2 м", {}),
        ("Подпорная стена длиной свыше 40 м, опоры выше 6 м", {}),
        ("Скорость ограничена до 20 мая, а на спуске до 18:10", {}),
        ("Скорость снижена на 20 км/ч", {}),
        ("Грузовики возят щебень до 15 июня, высота кустов вдоль забора мала", {}),
        ("Работает кран весом 40 тонн. Скорость работ выросла до 400 метров в день", {}),
    ],
)
def test_which_limits_hold(text, limits):
    assert {each["type"]: each["value"] for each in read_traffic(text).restrictions} == limits


@pytest.mark.parametrize(
    "text",
    [
        "Движение ограничено: раскопка шириной до 3 м",
        "Проезд закрыт, ведётся раскопка длиной до 15 м и шириной до 3 м",
        "Движение закрыто, канава длиной до 10 м",
        "На полосе установлено ограждение длиной до 12 метров и высотой до 2 метров, проезд сужен",
        "Вода поднялась выше 2,5 м, проезд закрыт",
        "Проезд закрыт, вскрыта траншея (шириной до 3 м)",
        "Движение по дамбе длиной до 12 м закрыто",
        "Движение закрыто: ширина промоины более 4 м, длина провала до 9 м",
        "Проезд закрыт, работает кран массой до 40 т",
        "Проезд машин закрыт, вывозят плиту весом более 12 т",
    ],
)
def test_what_lies_in_the_road_has_measures_that_limit_nobody(text):
    assert (list(read_traffic(text).restrictions), doubtful_limits(text)) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        "Закрыто движение по мосту массой более 10 т",
        "Проезд закрыт, стоит колонна машин длиной до 30 м",
        "Улица сужена. Ширина до 3 м.",
    ],
)
def test_a_measure_that_may_be_of_a_vehicle_is_no_limit_and_asked_about(text):
    assert (list(read_traffic(text).restrictions), len(doubtful_limits(text))) == ([], 1)


STRETCH = "на улице Пушкина от Баумана до Речного переулка"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "impact"),
    [
        (f"С 15 по 18 июня {STRETCH} введено ограничение скорости 35 км/ч.", "all-lanes-open"),
        (f"С 15 июня скорость {STRETCH} ограничена до 35 км/ч.", "all-lanes-open"),
        (f"С 15 июня {STRETCH} снизят скорость до 35 км/ч из-за лагеря.", "all-lanes-open"),
        ("Пушкина от Баумана до Речного переулка, скорость 35 км/ч, завтра", "all-lanes-open"),
        (f"С 15 июня {STRETCH} движение ограничено, скорость не выше 35 км/ч.", "unknown"),
    ],
)
def test_where_only_the_speed_is_limited_all_lanes_are_open(small_city, text, impact):
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    (phase,) = entry.phases
    assert (phase["vehicle_impact"], [limit["value"] for limit in phase["restrictions"]]) == (impact, [35])
    assert ("vehicle_impact" in {ask.field for ask in entry.asks}) == (impact == "unknown")


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


@pytest.mark.django_db
def test_a_limit_of_works_stands_in_their_stage_and_is_marked_in_the_text(small_city):
    text = f"С 15 по 18 июня {STRETCH} ведутся работы, скорость ограничена 30 км/ч."
    read = read_pasted(text, WRITTEN, small_city)
    (stage,) = read.entries[0].phases
    assert read.entries[0].kind == "repair-zone"
    assert stage["restrictions"] == [{"type": "speed-limit", "value": 30.0, "unit": "km/h"}]
    assert [read.text[part.start : part.end] for part in read.parts if part.field == "restrictions"] == [
        "скорость ограничена 30"
    ]


@pytest.mark.django_db
def test_a_doubtful_limit_is_asked_about_in_its_words_and_stands_in_no_stage(small_city):
    text = f"С 15 по 18 июня {STRETCH} закрыто движение. Ширина до 3 м."
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    assert entry.phases[0]["restrictions"] == []
    (ask,) = [ask for ask in entry.asks if "«Ширина до 3 м»" in ask.text]
    assert (ask.field, ask.is_open) == ("vehicle_impact", False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("whom", "is_asked"),
    [
        ("грузовиков тяжелее 7,5 т", True),
        ("транспорта массой более 7,5 т", True),
        ("грузового транспорта", False),
    ],
)
def test_a_mass_that_shuts_lorries_out_is_not_told_as_all_lorries_unasked(small_city, whom, is_asked):
    (entry,) = read_pasted(f"С 15 по 18 июня {STRETCH} запрещено движение {whom}.", WRITTEN, small_city).entries
    assert [ask.field for ask in entry.asks if ask.is_open] == ["vehicle_impact"] * is_asked


@pytest.mark.django_db
@pytest.mark.parametrize("side", ["с одной стороны", "с нечётной стороны, в сторону Баумана"])
def test_a_footway_has_no_direction_of_travel(small_city, side):
    (entry,) = read_pasted(f"С 15 по 18 июня {STRETCH} закрыт тротуар {side}.", WRITTEN, small_city).entries
    (location,) = entry.locations
    assert (location.values["direction"], location.asks) == ("both", ())
    assert "direction" not in {ask.field for ask in entry.asks}
