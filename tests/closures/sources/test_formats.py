"""Each format by itself: what of a file is a record, and which words a row is refused with."""

import json
import time

import pytest

from closures.models import SourceItem
from closures.sources import csv_file, geojson_file, polygons, tyumen_dig
from closures.sources import records as feature_records
from closures.sources.days import day_or_moment
from closures.sources.field_map import guessed, record_of
from closures.sources.formats import FORMATS
from closures.sources.records import BadRecord, Unreadable, shape_told, words
from tests.closures.sources.files import encoded, notice, notices, sites
from tests.hostile import texts


def records(rows):
    return [row.record for row in rows]


def test_both_layouts_of_a_notice_tell_the_same():
    plain, other = notice("1/26"), notice("1/26", has_address=False)
    other["info"]["balloonContentBody"] = f"<p>Рекламный щит</p>{other['info']['balloonContentBody']}"
    (one,), (two,) = (records(tyumen_dig.read(notices(each), {})) for each in (plain, other))
    assert one == two
    assert one.stages == (
        ("земляные работы", "2026-07-01", "2026-07-10"),
        ("восстановление благоустройства", "2026-07-11", "2026-07-15"),
    )
    assert one.address == "625000, Тюменская обл, г Тюмень, ул Пушкина, д 13"


@pytest.mark.parametrize("status", ["Отказ", "Ошибка"])
def test_a_notice_that_was_refused_is_not_dug(status):
    (row,) = tyumen_dig.read(notices(notice("1/26", status=status)), {})
    assert row.record is None and status in row.reason and row.external_id == "1/26"


def test_a_notice_without_dates_is_named_with_its_link():
    bare = notice("1/26")
    bare["info"]["balloonContentBody"] = '<p>Рекламный щит</p><p><a href="/Notification/aaaa-bbbb-cccc"></a>'
    (row,) = tyumen_dig.read(notices(bare), {})
    assert (row.record, row.external_id) == (None, "aaaa-bbbb-cccc")


def test_a_number_that_stands_twice_in_a_file_is_taken_once():
    first, second = tyumen_dig.read(notices(notice("1/26"), notice("1/26", purpose="Другое")), {})
    assert first.record and second.record is None and "1" in second.reason


def test_outlines_are_json_in_strings():
    (record,) = records(polygons.read(sites(("Развязка", [(0, 0), (9, 0), (9, 9), (0, 0)])), {}))
    assert record.geometry["type"] == "Polygon" and len(record.geometry["coordinates"][0]) == 4
    assert record.stages == ()


@pytest.mark.parametrize(
    "content", [b'\xef\xbb\xbf<?xml version="1.0"?><kml/>', b'{"type": "FeatureCollection"}', b"PK\x03\x04"]
)
def test_what_is_no_table_at_all_is_told_as_that_and_not_as_empty(content):
    with pytest.raises(Unreadable, match="другого вида"):
        csv_file.read(content, {})


def test_a_row_without_a_number_shows_none():
    nameless = record_of({"Улица": "Пушкина", "Начало": "01.07.2026"}, {"street": "Улица", "start": "Начало"})
    assert nameless.external_id and SourceItem(external_id=nameless.external_id).shown_id == ""
    assert SourceItem(external_id="1/26").shown_id == "1/26"


HEAD = "Номер{0}Улица{0}От{0}До{0}Начало{0}Окончание{0}Подрядчик"
LINE = "7{0}Пушкина{0}Баумана{0}Речной переулок{0}01.07.2026{0}10.07.2026{0}ООО «Дорстрой»"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_a_table_is_read_with_any_delimiter_and_encoding(delimiter, encoding):
    text = f"{HEAD}\n\n{LINE}\n".format(delimiter).encode(encoding)
    (row,) = csv_file.read(text, {})
    assert (row.number, row.external_id) == (3, "7")
    assert (row.record.street, row.record.since, row.record.until) == ("Пушкина", "Баумана", "Речной переулок")
    assert row.record.stages == (("", "2026-07-01", "2026-07-10"),)
    assert row.record.performer == "ООО «Дорстрой»"


def test_the_field_map_rules_over_what_columns_are_called():
    (row,) = csv_file.read(
        b"id,a,b\n1,2026-07-01,second\n", {"external_id": "b", "start": "a", "lon": "id", "lat": "id"}
    )
    assert row.external_id == "second" and row.record.stages[0][1] == "2026-07-01"


def test_a_row_without_a_number_is_known_by_its_place_and_start():
    text = "адрес,начало\nПушкина 13,2026-07-01\nПушкина 15,2026-07-01\n".encode()
    one, other = csv_file.read(text, {})
    (again, _other) = csv_file.read(text, {})
    assert one.external_id == again.external_id != other.external_id


def test_properties_of_geojson_are_read_by_their_names():
    point = {"type": "Point", "coordinates": [65.54, 57.15]}
    told = {"type": "Feature", "id": 5, "geometry": point, "properties": {"start": "2026-07-01", "name": "Ремонт"}}
    (row,) = geojson_file.read(encoded({"type": "FeatureCollection", "features": [told]}), {})
    assert (row.external_id, row.record.geometry, row.record.reason) == ("5", point, "Ремонт")
    assert geojson_file.columns(encoded({"features": [told]}), 3) == (
        ["id", "start", "name"],
        [{"id": "5", "start": "2026-07-01", "name": "Ремонт"}],
    )


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Ном", "external_id"),
        ("Номер заявки", "external_id"),
        ("Номер телефона", "contact"),
        ("Номер дома", None),
        ("Улица, дом", "address"),
        ("Адрес места работ", "address"),
        ("Адрес заказчика", None),
        ("Начало работ", "start"),
        ("Дата начала ограничения", "start"),
        ("Начало участка", "since"),
        ("Планируемый срок окончания", "end"),
        ("Наименование подрядчика", "performer"),
        ("Вид и цель работ", "reason"),
    ],
)
def test_longer_names_of_columns_are_guessed_by_their_words(column, field):
    assert guessed([column]) == ({field: column} if field else {})


def test_columns_are_guessed_once_each():
    assert guessed(["ID", "Адрес", "с", "по", "Подрядчик", "x"]) == {
        "external_id": "ID",
        "address": "Адрес",
        "start": "с",
        "end": "по",
        "performer": "Подрядчик",
        "lon": "x",
    }


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("3.05.2026", "2026-05-03"),
        ("03.05.2026 9:05", "2026-05-03T09:05:00"),
        ("2026-05-03", "2026-05-03"),
        ("2026-05-03T10:00:00Z", "2026-05-03T10:00:00+00:00"),
        ("1777766400000", "2026-05-03T00:00:00+00:00"),
        ("", ""),
    ],
)
def test_days_and_moments_as_lists_write_them(told, read):
    assert day_or_moment(told) == read


@pytest.mark.parametrize("told", ["вчера", "31.02.2026", "2026-13-01", "9" * 400, "99999999999999", "\x00"])
def test_what_is_no_date_is_said(told):
    with pytest.raises(BadRecord):
        day_or_moment(told)


def test_words_hold_nothing_that_nobody_sees():
    assert words("a\x00b\u202ec\u200bd\ud800 \n e") == "a b c d e"
    assert words({"a": 1}) == words(None) == words(True) == words([1]) == ""


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"features": [\n1 2]}', "обрывается или неверен в строке 2, знак 3."),
        (b'{"features": [NaN]}', "NaN — не число."),
        (b'{"features": [%s]}' % (b"9" * 5000), "в нём слишком длинное число."),
        (b"[" * 100_000, "слишком глубокая вложенность."),
    ],
    ids=["a comma", "no number", "a long number", "deep"],
)
def test_what_is_wrong_with_json_is_told_in_the_readers_words(content, told):
    with pytest.raises(Unreadable) as error:
        list(geojson_file.read(content, {}))
    assert str(error.value) == f"Файл — не целый JSON: {told}"


@pytest.mark.parametrize("cell", ['"Пушкина 13\n' + "x\n" * 70_000, "x" * 140_000], ids=["open", "long"])
def test_a_table_that_cannot_be_read_says_from_where_on(cell):
    with pytest.raises(Unreadable, match="после строки 2: в ячейке слишком много знаков, или её кавычка не закрыта"):
        list(csv_file.read(f"id;адрес\n1;Пушкина 11\n2;{cell}\n".encode(), {}))


def test_of_a_feature_no_more_properties_are_looked_at_than_can_be_chosen(monkeypatch):
    looked_at = []
    monkeypatch.setattr(geojson_file, "words", lambda value, *_: looked_at.append(value) or "x")
    properties = {f"p{number}": number for number in range(5000)}
    names, (row,) = geojson_file.columns(encoded({"features": [{"properties": properties}]}), 5)
    assert len(names) == len(row) == len(looked_at) == geojson_file.MOST_COLUMNS


@pytest.mark.parametrize("flat", [False, True])
def test_a_shape_is_looked_through_no_further_than_it_may_have_points(flat, monkeypatch):
    asked, is_number = [], feature_records._is_number
    monkeypatch.setattr(feature_records, "_is_number", lambda value: asked.append(value) or is_number(value))
    coordinates = [65.5] * 100_000 if flat else [[65.5, 57.1]] * 50_000
    with pytest.raises(BadRecord, match="слишком много точек"):
        shape_told({"type": "LineString", "coordinates": coordinates})
    assert asked == []


HOSTILE = {
    "NULs": b"\x00" * 1000,
    "deep lists": b"[" * 900_000,
    "deep objects": b'{"features":' * 100_000,
    "small parts": b'{"features": [' + b"[]," * 600_000 + b"[]]}",
    "no number": b'{"features": [NaN]}',
    "large numbers": b'{"features": [1e999, ' + b"9" * 5000 + b"]}",
    "zip": b"PK\x03\x04 a zip archive",
    "gzip": b"\x1f\x8b\x08 gzip",
    "half a letter": b"\xff\xfe\x00",
    "too large": b"a" * (9 << 20),
    "no features": encoded({"features": [None, 1, "a", [], {"properties": 3, "geometry": 5, "info": 7, "options": 9}]}),
    "no sites": encoded({"row": {"object": [None, {"fields": 3}, {"id": 1, "fields": {"poligon": "[" * 300_000}}]}}),
}


@pytest.mark.parametrize("name", list(FORMATS))
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_or_gives_no_record_in_time(name, content):
    began = time.monotonic()
    try:
        rows = list(FORMATS[name].read(content, {}))
    except Unreadable as error:
        assert str(error)
    else:
        assert [row for row in rows if row.record is None and not row.reason] == []
        assert name == "csv" or not any(row.record for row in rows)
    assert time.monotonic() - began < 15


def test_fragments_of_html_that_nobody_writes_take_no_longer_than_others():
    bodies = []
    for text in texts().values():
        hostile = notice("1/26")
        hostile["info"]["balloonContentBody"] = text[:30_000]
        bodies.append(hostile)
    began = time.monotonic()
    assert not any(row.record for row in tyumen_dig.read(notices(*bodies), {}))
    assert time.monotonic() - began < 30


def deep(times: int) -> list:
    nested: list = []
    for _ in range(times):
        nested = [nested]
    return nested


@pytest.mark.parametrize(
    "geometry",
    [
        '{"type": "Point", "coordinates": [1e999, 57.15]}',
        '{"type": "LineString", "coordinates": [[65.5, 57.15], [-1e999, 57.15]]}',
        '{"type": "Po\\u0000int", "coordinates": [65.54, 57.15]}',
        '{"type": "Point\\ud800", "coordinates": [65.54, 57.15]}',
        '{"type": ["Point"], "coordinates": [65.54, 57.15]}',
        '{"type": "Point", "coordinates": ["\\u0000", "\\ud800"]}',
        f'{{"type": "Polygon", "coordinates": {json.dumps(deep(900))}}}',
        f'{{"type": "Point", "coordinates": [{"9" * 400}, 57.15]}}',
    ],
)
def test_a_shape_that_cannot_be_kept_refuses_its_row_and_no_other(geometry):
    whole = '{"type": "Point", "coordinates": [65.54, 57.15], "bbox": [1e999], "no\\u0000te": "\\ud800"}'
    features = [
        f'{{"properties": {{"id": {number}}}, "geometry": {each}}}' for number, each in enumerate([geometry, whole], 1)
    ]
    bad, good = geojson_file.read(f'{{"features": [{",".join(features)}]}}'.encode(), {})
    assert (bad.record, bool(bad.reason), bad.external_id) == (None, True, "1")
    assert good.record.geometry == {"type": "Point", "coordinates": [65.54, 57.15]}


@pytest.mark.parametrize("place", ["nan;57.15", "65.54;inf", "1e999;57.15"])
def test_coordinates_of_a_table_are_numbers(place):
    bad, good = csv_file.read(f"id;lon;lat\n1;{place}\n2;65.54;57.15\n".encode(), {})
    assert (bad.record, bool(bad.reason), bad.external_id) == (None, True, "1")
    assert good.record


def test_a_name_that_nobody_can_type_is_no_column():
    told = b'{"features": [{"id": 1, "properties": {"a\\u0000": 1, "b\\ud800": 2, "c": 3}, "geometry": null}]}'
    assert geojson_file.columns(told, 0) == (["id", "c"], [])


def test_one_row_too_many_is_refused_at_once(monkeypatch):
    monkeypatch.setattr("closures.sources.records.MOST_ROWS", 2)
    with pytest.raises(Unreadable):
        list(csv_file.read(b"id,start,address\n1,2026-07-01,a\n2,2026-07-01,b\n3,2026-07-01,c\n", {}))


def test_very_many_small_parts_are_refused_before_they_fill_the_memory():
    with pytest.raises(Unreadable, match="слишком много частей"):
        FORMATS["geojson"].read(b'{"features": [' + b"[]," * 1_000_000 + b"[]]}", {})
