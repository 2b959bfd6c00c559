"""What a text tells and no draft holds is an open question in the text's own words."""

from datetime import datetime

import pytest

from closures.reading.beyond import ROWS
from closures.reading.pasted import read_pasted
from roadmap.language.tables import compiled
from roadmap.language.text import plain_in_place

pytestmark = pytest.mark.django_db
WRITTEN = datetime(2026, 6, 10, 12)
STREET, ON = "улица Пушкина от Баумана до Садовой", "улице Пушкина от Баумана до Садовой"
OTHER = "проспект Ленина от Кремлёвской до Баумана"


def entry_of(city, text: str):
    (entry,) = read_pasted(text, WRITTEN, city).entries
    return entry


def open_asks(city, text: str) -> list[tuple[str, str]]:
    return [(ask.field, ask.text) for ask in entry_of(city, text).asks if ask.is_open]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_fires_on_its_examples(row):
    assert all(compiled(row.pattern).search(plain_in_place(example)) for example in row.examples)


@pytest.mark.parametrize(
    ("text", "field", "told"),
    [
        (
            f"15 июня с 7:10 до 14:10 {STREET} закрыта для всех, кроме автобусов, для автобусов — с 9:40 до 12:10.",
            "planned_start",
            "для автобусов — с 9:40 до 12:10",
        ),
        (f"С 12 по 15 июня {STREET} закрыта для легковых.", "vehicle_impact", "закрыта для легковых"),
        (f"С 12 по 15 июня по {ON} можно ехать на такси, остальным закрыто.", "vehicle_impact", "остальным закрыто"),
        (
            f"15 июня с 10 до 12 {STREET} закрыта в сторону Садовой, с 12 до 14 — в обратном направлении.",
            "planned_start",
            "в обратном направлении",
        ),
        (
            f"{STREET} 15 июня: с 10 до 16 правая полоса в сторону Садовой, левая полоса в сторону Баумана с 16.",
            "planned_start",
            "левая полоса в сторону Баумана",
        ),
        (f"Вместо Пушкина от Баумана до Садовой 15 июня закроют {OTHER}.", "street", "Вместо Пушкина"),
        (f"Не Пушкина от Баумана до Садовой, а {OTHER} закрыт 15 июня.", "street", "Не Пушкина"),
        (f"{STREET}: объезд закрыт, сама улица уже открыта.", "street", "объезд закрыт"),
        (f"Ограничения на {ON} снимут на сутки, 12 июня, затем вернут.", "planned_start", "снимут на сутки"),
        (f"Опрос: закрывать ли {STREET} по выходным? Ответы до 20 июня.", "planned_start", "Опрос"),
        (f"Ночные гонки: на {ON} 15 июня рейд ГИБДД.", "planned_start", "рейд"),
        (f"Знаки «Стоянка запрещена» на {ON} сняты.", "planned_start", "сняты"),
        (f"Знак «Движение грузовых запрещено» поставят на {ON} 15 июня.", "street", "Знак «Движение грузовых"),
    ],
)
def test_what_no_draft_holds_keeps_the_event_until_somebody_answers(small_city, text, field, told):
    assert any(told in words for name, words in open_asks(small_city, text) if name == field)


@pytest.mark.parametrize(
    "text",
    [
        f"С 12 по 15 июня {STREET} закрыта в сторону Садовой, в обратную сторону движение сохранено.",
        f"Для грузовых с 15 июня закрыт проезд по {ON}.",
        f"Для грузовых машин с 7 до 20 часов 15 июня закрыт проезд по {ON}.",
        f"15 июня с 9 до 12 закрыта {STREET}, не заезжайте. Для автобусов с 15 июня объезд по Ленина.",
        f"С 12 по 15 июня закрыты {STREET}, {OTHER}. Объезд не предусмотрен.",
    ],
)
def test_what_a_draft_holds_is_not_asked(small_city, text):
    assert open_asks(small_city, text) == []


@pytest.mark.parametrize(
    ("text", "exemptions"),
    [
        (f"С 12 по 15 июня для автобусов проезд по {ON} открыт, для остальных закрыт.", ["public-transport"]),
        (
            f"До 15 июня проезд по {ON} разрешён только автобусам и скорой, остальным закрыт.",
            ["emergency", "public-transport"],
        ),
    ],
)
def test_who_alone_may_pass_is_exempted_and_the_street_is_shut_to_the_rest(small_city, text, exemptions):
    entry = entry_of(small_city, text)
    assert [(stage.impact, [*stage.traffic.exemptions]) for stage in entry.stages] == [("all-lanes-closed", exemptions)]
    assert open_asks(small_city, text) == []


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("На Садовом мосту закрыт проход пешеходам 15 июня с 20:10 до 23:40: салют", ["pedestrian"]),
        (f"{STREET} закрыта для велосипедистов 15 июня", ["bicycle"]),
        (f"{STREET} закрыта для велосипедистов и автомобилей 15 июня", []),
    ],
)
def test_a_street_shut_to_walkers_or_cyclists_is_open_to_cars_whatever_the_occasion(small_city, text, classes):
    entry = entry_of(small_city, text)
    assert (entry.kind, [[*stage.traffic.vehicle_classes] for stage in entry.stages]) == ("closure", [classes])


def test_lanes_that_stay_shut_of_what_opens_are_no_opening_of_all_of_it(small_city):
    text = f"Движение по {ON} открыли раньше срока, но правая полоса пока перекрыта до 20 июня."
    assert [stage.impact.split("-closed")[0] for stage in entry_of(small_city, text).stages] == ["some-lanes"]


def test_a_light_that_blinks_is_not_dark(small_city):
    entry = entry_of(small_city, "На перекрёстке Пушкина и Баумана светофор моргает жёлтым.")
    assert entry.fields["signal_mode"] == "flashing"
