"""Where a row is: shapes in either order of axes, addresses, stretches of streets; and each refusal in words."""

from datetime import timedelta

import pytest

from closures.models import RoadEvent, WorksSource
from closures.sources import report
from closures.sources.places import Locator
from tests.closures.sources.files import encoded
from tests.closures.sources.readings import outcomes, taken
from tests.conftest import NOW
from tests.plan import lonlat

pytestmark = pytest.mark.django_db
HEAD = "id;street;from_street;to_street;address;start;end;impact;kind\n"
TERM = "2026-07-01;2026-07-10"


@pytest.fixture
def table(agency):
    return WorksSource.objects.create(city=agency.city, name="Таблица", agency=agency, format="csv")


@pytest.fixture
def shapes(agency):
    return WorksSource.objects.create(city=agency.city, name="Фигуры", agency=agency, format="geojson")


def only_row(run):
    (row,) = run.rows.all()
    return row


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        (f"1;ул. Пушкина;ул. Баумана;Речной пер.;;{TERM};;", "улица Пушкина, от улицы Баумана до Речного переулка"),
        (f"1;Пушкина;5;13;;{TERM};;", "улица Пушкина"),
        (f"1;;;;ул Пушкина, д 13;{TERM};;", "улица Пушкина, у дома №\xa013"),
        (f"1;8 Марта;;;;{TERM};;", "улица 8 Марта"),
    ],
)
def test_words_of_a_row_become_a_stretch_of_the_network(table, cells, place):
    run = taken(table, (HEAD + cells).encode())
    assert outcomes(run) == ["created"], only_row(run).reason
    (event,) = RoadEvent.objects.all()
    assert event.place.startswith(place)
    assert event.phases.get().spans.exists()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (f"1;Несуществующая;а;б;;{TERM};;", "Несуществующая"),
        (f"1;Пушкина;Баумана;;;{TERM};;", "только один конец"),
        (f"1;;;;;{TERM};;", "нет места"),
        (f"1;;;;площадь;{TERM};;", "нет дома"),
        ("1;Пушкина;;;;;;;", "когда начало"),
        ("1;Пушкина;;;;2026-07-10;2026-07-01;;", "конец (01.07.2026) раньше начала (10.07.2026)"),
        ("1;Пушкина;;;;завтра;;;", "не дата"),
        (f"1;Пушкина;;;;{TERM};перекрыто намертво;", "нет такого вида"),
        (f"1;Пушкина;;;;{TERM};;signal-outage", "не загружается"),
        ("1;Пушкина;;;;1826-07-01;;;", "год"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(table, cells, reason):
    run = taken(table, (HEAD + cells).encode())
    row = only_row(run)
    assert row.outcome == "rejected" and reason.lower() in row.reason.lower(), row.reason
    assert not RoadEvent.objects.exists()


def test_impact_and_kind_are_told_by_their_russian_words_or_by_the_standards(table):
    rows = f"1;Пушкина;;;;{TERM};движение закрыто;перекрытие\n2;8 Марта;;;;{TERM};some-lanes-closed;repair-zone\n"
    taken(table, (HEAD + rows).encode())
    told = RoadEvent.objects.order_by("pk").values_list("kind", "phases__vehicle_impact")
    assert list(told) == [("closure", "all-lanes-closed"), ("repair-zone", "some-lanes-closed")]


def feature(kind: str, coordinates, **properties) -> bytes:
    properties = {"id": "1", "start": "2026-07-01"} | properties
    shape = {"type": kind, "coordinates": coordinates}
    return encoded({"type": "FeatureCollection", "features": [{"geometry": shape, "properties": properties}]})


SQUARE = [lonlat(*corner) for corner in ((0, 150), (50, 150), (50, 250), (0, 250), (0, 150))]
BOW = [lonlat(*corner) for corner in ((0, 150), (50, 250), (50, 150), (0, 250), (0, 150))]


@pytest.mark.parametrize(
    ("kind", "coordinates", "reason"),
    [
        ("Polygon", [BOW], "пересекает сам"),
        ("Polygon", [[[0, 0], [1, 1]]], "не прочитать"),
        ("Polygon", [[[lon + 5, lat] for lon, lat in SQUARE]], "вне города"),
        ("Polygon", [[["a", "b"]] * 4], "не прочитать"),
        ("Point", [1e300, 1e300], "не на Земле"),
        ("Point", [], "Фигур"),
        ("LineString", [SQUARE[0], SQUARE[0]], ""),
        ("GeometryCollection", [], "не из списка"),
        ("MultiPolygon", [], "Фигур"),
        ("Point", {"lon": 1}, "не прочитать"),
        ("LineString", [SQUARE[0], SQUARE[1]] * 6_000, "Фигур"),
    ],
)
def test_a_broken_shape_is_refused_in_words(shapes, kind, coordinates, reason):
    row = only_row(taken(shapes, feature(kind, coordinates)))
    assert row.outcome == "rejected" and row.reason and reason.lower() in row.reason.lower(), row.reason


def test_a_shape_is_turned_where_its_axes_are_swapped_and_flattened_where_it_has_heights(shapes):
    swapped = [[lat, lon, 71.5] for lon, lat in SQUARE]
    run = taken(shapes, feature("Polygon", [swapped]))
    assert outcomes(run) == ["created"], only_row(run).reason
    (event,) = RoadEvent.objects.all()
    assert not event.geometry.hasz
    assert event.geometry.extent == pytest.approx((SQUARE[0][0], SQUARE[0][1], SQUARE[2][0], SQUARE[2][1]))


def test_a_point_reaches_as_far_as_the_source_says(shapes):
    shapes.radius_m = 40
    shapes.save()
    taken(shapes, feature("Point", lonlat(100, 235)))
    (event,) = RoadEvent.objects.all()
    assert event.roads == ["улица Пушкина"]  # 35 m off
    west, _south, east, _north = event.geometry.extent
    assert (east - west) * 60_527 == pytest.approx(80, abs=1)


def test_what_lies_beside_the_network_is_told_by_its_address(shapes):
    taken(shapes, feature("Point", lonlat(-100, 100), address="г Тюмень, ул Пушкина, д 13"))
    (event,) = RoadEvent.objects.all()
    assert event.place.startswith("улица Пушкина, у дома №\xa013")
    assert not event.phases.get().spans.exists()


def test_formulas_are_harmless_in_the_table_of_a_report(table):
    run = taken(table, (HEAD + f"=cmd|1;Несуществующая;;;;{TERM};;\n").encode())
    ((number, external_id, _outcome, _reason),) = report.table(run)
    assert (number, external_id) == ("2", "'=cmd|1")


def test_moments_keep_their_minutes_by_the_citys_clock(table):
    taken(table, (HEAD + "1;Пушкина;;;;2026-07-01T22:00;2026-07-02T06:00:00Z;;").encode())
    event = RoadEvent.objects.get()
    assert (event.end - event.start) == timedelta(hours=13)
    assert event.start.astimezone(event.city.zone).hour == 22
    assert outcomes(
        taken(
            table, (HEAD + "1;Пушкина;;;;2026-07-01T22:00;2026-07-02T06:00:00Z;;").encode(), at=NOW + timedelta(days=1)
        )
    ) == ["unchanged"]


@pytest.mark.parametrize("end", ["9999-12-31", "9999-12-31T23:59", "0001-01-01T00:00+14:00"])
def test_a_day_beyond_the_calendar_refuses_its_row_and_no_other(table, end):
    rows = f"1;Пушкина;;;;2026-07-01;{end};;\n2;Пушкина;;;;{TERM};;"
    run = taken(table, (HEAD + rows).encode())
    assert (run.state, outcomes(run)) == ("done", ["rejected", "created"])
    assert run.rows.first().reason


def test_a_row_that_nobody_foresaw_is_refused_and_holds_up_no_other(table, monkeypatch):
    whole = Locator.find
    broken = lambda self, record: whole(self, record) if record.external_id == "2" else 1 // 0  # noqa: E731
    monkeypatch.setattr(Locator, "find", broken)
    run = taken(table, (HEAD + f"1;Пушкина;;;;{TERM};;\n2;Пушкина;;;;{TERM};;").encode())
    assert outcomes(run) == ["rejected", "created"]
    assert "не удалось разобрать" in run.rows.first().reason
