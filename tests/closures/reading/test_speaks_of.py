"""Whether a notice tells of something new, or of what was told before and goes on, moves or does not take place."""

from datetime import datetime

import pytest

from closures.models.lists import VehicleImpact
from closures.reading.pasted import read_pasted

pytestmark = pytest.mark.django_db
WRITTEN = datetime(2026, 6, 10, 12, 7)
STRETCH = "улице Пушкина от Баумана до Речного переулка"
PLACE = "улица Пушкина от Баумана до Речного переулка"


@pytest.mark.parametrize(
    ("text", "speaks_of"),
    [
        (f"Сужение на {STRETCH} продлили до 25 июня.", "extension"),
        (f"До 25 июня продлены работы на {STRETCH}.", "extension"),
        (f"До 25 июня на {STRETCH} сужена проезжая часть, работы продлятся две недели.", "new"),
        (f"До 25 июня на {STRETCH} сужена проезжая часть. Маршрут 7 продлён до вокзала.", "new"),
        (f"Завтра {PLACE} закрыта не будет, ремонт сдвигается на осень.", "cancellation"),
        (f"Работы на {STRETCH} перенесли на осень, завтра её не перекроют.", "cancellation"),
        (f"Закрытие на {STRETCH} перенесли на 25 июня.", "postponement"),
        (f"С 15 июня ремонт тротуара на {STRETCH}, движение перекрыто не будет.", "new"),
        (f"На {STRETCH} движение ограничено: пешеходный переход перенесли до 25 июня.", "new"),
        (f"До 25 июня {PLACE} останется закрытой, остановку «Мельница» перенесут.", "extension"),
        (
            f"С 15 по 25 июня закроют движение по {STRETCH}. Автобус 7 – в объезд, остановка «Мельница» отменяется.",
            "new",
        ),
        (f"С 15 по 25 июня закроют движение по {STRETCH}, автобусы 7 и 9 отменят.", "new"),
        (f"Закрытие {STRETCH} отменено, автобусы 7 и 9 идут как обычно.", "cancellation"),
    ],
)
def test_what_a_notice_speaks_of(small_city, text, speaks_of):
    assert read_pasted(text, WRITTEN, small_city).speaks_of == speaks_of


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (f"Сужение на {STRETCH} продлили до 25 июня.", ["planned_start"]),
        (f"Закрытие на {STRETCH} продлено до 25 июня.", ["planned_start"]),
        (f"Сужение на {STRETCH} до 25 июня.", []),
    ],
)
def test_what_is_prolonged_and_entered_anew_does_not_begin_now_unasked(small_city, text, fields):
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    assert [ask.field for stage in entry.stages for ask in stage.asks if ask.is_open] == fields


def test_works_beside_which_nothing_is_shut_leave_all_lanes_open(small_city):
    text = f"С 15 июня ремонт тротуара на {STRETCH}, движение перекрыто не будет."
    (entry,) = read_pasted(text, WRITTEN, small_city).entries
    assert {phase["vehicle_impact"] for phase in entry.phases} == {VehicleImpact.ALL_LANES_OPEN}
