"""Owner, group, warranty and no digging of segments: by the map and by a table, each change in the log."""

from dataclasses import asdict
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from roadmap.importers.extract import Refused
from roadmap.models import Area, City, Road, RoadSegment, SettingChange, Upload, User
from roadmap.setting_up import segment_cells, segment_facts, segment_table, uploads
from roadmap.setting_up.segment_report import Refusal, Report, keep
from roadmap.setting_up.segment_table import FactRow
from tests.conftest import signed_in
from tests.plan import lonlat

pytestmark = pytest.mark.django_db
PAGE, TABLE = "/desk/setup/segments/", "/desk/setup/segments/table/"


@pytest.fixture
def office(agency):
    return signed_in(User.objects.create_user("boss", password="pass-word-1", agency=agency, roles=["administrator"]))


def of_street(name: str):
    return RoadSegment.objects.along(Road.objects.get(name=name))


def posted(office, numbers, **told):
    return office.post(PAGE, {"segments": ",".join(map(str, numbers))} | told)


def test_a_street_is_chosen_by_its_words_and_set_at_once(office, agency, other_agency):
    found = office.get(PAGE, {"street": "пушкина"})
    numbers = list(of_street("улица Пушкина").order_by("pk").values_list("pk", flat=True))
    assert [feature["id"] for feature in found.context["features"]] == numbers
    assert found.context["form"]["segments"].value() == ",".join(map(str, numbers))
    told = {"owner": agency.pk, "gost_group": "Б", "warranty_until": "2027-05-31"}
    told |= {"warranty_contractor": other_agency.pk, "no_dig_until": "2028-09-01"}
    told |= {"warranty_contract": "17-К/2023"}
    assert posted(office, numbers, **told).status_code == 302
    row = of_street("улица Пушкина").first()
    assert (row.owner, row.gost_group, row.warranty_contractor) == (agency, "Б", other_agency)
    assert row.warranty_contract == "17-К/2023"
    assert (row.warranty_until, row.no_dig_until) == (date(2027, 5, 31), date(2028, 9, 1))
    assert not of_street("улица Баумана").exclude(owner=None).exists()


def test_an_empty_field_leaves_what_is_there_and_emptying_is_said(office, agency):
    rows = of_street("улица Пушкина")
    rows.update(owner=agency, no_dig_until=date(2028, 1, 1), warranty_until=date(2027, 1, 1))
    rows.update(warranty_contract="17-К/2023")
    numbers = list(rows.values_list("pk", flat=True))
    posted(office, numbers, gost_group="В")
    assert set(rows.values_list("owner", "gost_group")) == {(agency.pk, "В")}
    posted(office, numbers, clear=["no_dig_until", "warranty"])
    assert set(rows.values_list("owner", "no_dig_until", "warranty_until")) == {(agency.pk, None, None)}
    assert set(rows.values_list("warranty_contract", flat=True)) == {""}


def test_many_segments_are_one_line_of_the_log(office, agency):
    rows = list(of_street("улица Пушкина"))
    RoadSegment.objects.filter(pk=rows[0].pk).update(gost_group="А")
    posted(office, [row.pk for row in rows], gost_group="В")
    (differences,) = SettingChange.objects.get().differences
    assert differences == ["gost_group", f"— × {len(rows) - 1}, А × 1", "В"]


@pytest.mark.parametrize(
    ("numbers", "told", "field"),
    [
        ([], {"gost_group": "А"}, "segments"),
        (["x", "9" * 30], {"gost_group": "А"}, "segments"),
        ([1], {}, "__all__"),
        ([1], {"gost_group": "Z"}, "gost_group"),
        ([1], {"no_dig_until": "31.31.2027"}, "no_dig_until"),
        ([1], {"no_dig_until": "2020-01-01"}, "no_dig_until"),
        ([1], {"owner": "999999"}, "owner"),
        (range(1, segment_facts.MOST + 2), {"gost_group": "А"}, "segments"),
    ],
)
def test_what_cannot_be_set_is_refused_beside_its_field(office, numbers, told, field):
    answer = posted(office, numbers, **told)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_segments_of_another_city_are_none_of_this_one(office, small_city):
    other = City.objects.create(slug="other", name="Other", box=small_city.box, metric_srid=small_city.metric_srid)
    row = of_street("улица Пушкина").first()
    RoadSegment.objects.filter(pk=row.pk).update(city=other)
    posted(office, [row.pk], gost_group="А")
    row.refresh_from_db()
    assert row.gost_group == ""


def test_a_click_finds_the_nearest_segment_and_none_far_away(office):
    lon, lat = lonlat(100, 205)
    found = office.get(PAGE + "chosen/", {"lon": lon, "lat": lat}).json()
    assert RoadSegment.objects.get(pk=found["id"]).road.name == "улица Пушкина"
    for nonsense in ({}, {"lon": "x", "lat": "1"}, {"lon": "nan", "lat": "1"}, {"lon": "1e9", "lat": "0"}):
        assert office.get(PAGE + "chosen/", nonsense).status_code == 404
    lon, lat = lonlat(2_000, 2_000)
    assert office.get(PAGE + "chosen/", {"lon": lon, "lat": lat}).status_code == 404


def test_a_district_chooses_what_it_touches(office, districts):
    west = Area.objects.get(slug="west")
    shown = {each["id"] for each in office.get(PAGE, {"area": west.pk}).context["features"]}
    assert shown and not shown & set(of_street("Садовая улица").values_list("pk", flat=True))


# By a table


def sent(office, text: str, encoding: str = "utf-8"):
    return office.post(TABLE, {"file": SimpleUploadedFile("facts.csv", text.encode(encoding))}, follow=True)


def rejected(page) -> list[int]:
    """Rows of the page that are refused, by number."""
    return [number for each in page.context["page"] if isinstance(each, Refusal) for number in each.numbers]


@pytest.mark.parametrize(
    ("streets", "told"),
    [
        (["Садовая улица"], "Садовая улица"),
        (["Садовая улица"] * 2, "Садовая улица"),
        (["Садовая улица", "улица Пушкина"], ""),
        (["Садовая улица", ""], ""),
    ],
)
def test_a_street_is_named_beside_an_error_only_where_all_its_rows_name_it(agency, streets, told):
    rows = [FactRow(number, street, reason="Так нельзя.") for number, street in enumerate(streets, 2)]
    upload = kept(agency, [FactRow(1, "улица Баумана"), *rows])
    refusal, fine = Report(upload)[0:9]
    assert refusal == Refusal("Так нельзя.", tuple(row.number for row in rows), told)
    assert fine.told == "улица Баумана"


def kept(agency, rows: list[FactRow]) -> Upload:
    boss = User.objects.create_user("clerk", agency=agency)
    upload = Upload.objects.create(kind="segments", city=agency.city, state="seen", by=boss, at=timezone.now())
    upload.seen = keep(upload, rows)
    upload.save()
    return upload


def test_a_page_of_a_long_table_reads_no_more_than_its_own_rows(office, agency):
    """Each refusal once, then what was understood; of one file the pages hold each once."""
    rows = [FactRow(number, "улица Баумана", reason=f"{number % 3}." if number % 2 else "") for number in range(2, 502)]
    address = f"{TABLE}{kept(agency, rows).pk}/"
    with CaptureQueriesContext(connection) as queries:
        pages = [office.get(address, {"page": page}) for page in (1, 2)]
    told = [each for page in pages for each in page.context["page"]]
    assert [len(each.numbers) for each in told[:3]] == [84, 83, 83]
    assert [each.number for each in told[3:]] == [row.number for row in rows if not row.reason]
    counted = pages[0].context["rows"], pages[0].context["good"], pages[0].context["rejected"]
    assert counted == (500, 250, 250)
    assert not [each["sql"] for each in queries if '"roadmap_tablerow"."facts"' in each["sql"]]
    read = [each["sql"] for each in queries if "roadmap_tablerow" in each["sql"]]
    assert len(read) == 3 and all('"place" <' in sql or '"first" IN' in sql for sql in read)


def test_what_was_sent_before_stands_in_rows_of_its_own(agency):
    """And goes back."""
    rows = [
        FactRow(2, "а", reason="Так нельзя."),
        FactRow(3, "б", [7], {"gost_group": "А"}),
        FactRow(4, "в", reason="Нет."),
    ]
    upload = kept(agency, rows)
    stored = list(upload.table_rows.order_by("pk").values_list("number", "told", "segments", "facts", "place", "first"))
    move = import_module("roadmap.migrations.0034_move_rows_of_tables")
    move.put_back(apps, None)
    upload.refresh_from_db()
    assert upload.seen == {"rows": [asdict(row) for row in rows]}
    upload.table_rows.all().delete()
    move.move(apps, None)
    upload.refresh_from_db()
    assert upload.seen == {"rows": 3, "rejected": 2, "refusals": 2}
    again = upload.table_rows.order_by("pk").values_list("number", "told", "segments", "facts", "place", "first")
    assert list(again) == stored


HEAD = "улица;от;до;владелец;группа;гарантия до;подрядчик;не вскрывать до\n"


def test_rows_are_seen_first_and_taken_then(office, agency, other_agency):
    text = (
        "улица;от;до;osm_way_id;владелец;группа;гарантия до;подрядчик;не вскрывать до;контракт\n"
        "улица Пушкина;Кремлёвская улица;улица Баумана;;Департамент дорог;б;31.05.2027;Тепловые сети;;17-К/2023\n"
        "Садовая улица;;;;;;;;2028-09-01\n"
        f";;;{of_street('улица Баумана').first().osm_way_id};Департамент дорог;;;;\n"
        "улица Несуществующая;;;;Департамент дорог;;;;\n"
        "улица Пушкина;;;;Никто;;;;\n"
        "улица Пушкина;Баумана;;;;Z;;;\n"
    )
    page = sent(office, text, "cp1251")
    assert page.context["good"] == 3
    assert rejected(page) == [5, 6, 7]
    assert "Несуществующая" in page.content.decode()
    assert not RoadSegment.objects.exclude(owner=None).exists()
    upload = Upload.objects.get()
    office.post(f"{TABLE}{upload.pk}/")
    between = of_street("улица Пушкина").exclude(owner=None)
    assert {(row.owner, row.gost_group, row.warranty_contractor) for row in between} == {(agency, "Б", other_agency)}
    assert set(between.values_list("warranty_contract", flat=True)) == {"17-К/2023"}
    assert 0 < between.count() < of_street("улица Пушкина").count()
    assert set(of_street("Садовая улица").values_list("no_dig_until", flat=True)) == {date(2028, 9, 1)}
    upload.refresh_from_db()
    assert upload.state == Upload.State.DONE and upload.summary["rejected"] == 3
    entry = SettingChange.objects.get()
    assert (entry.verb, entry.title, entry.by.username) == ("imported", "facts.csv", "boss")
    told = {name: words for name, _before, words in entry.differences}
    assert (told["rows"], told["gost_group"]) == ("3", f"{between.count()} участка")
    assert told["segments"] == str(upload.summary["segments"])


def test_a_table_of_more_rows_asks_no_more_of_the_database(office, small_city, agency, other_agency):
    """One reading asks once for each place; what is set goes in one statement, with one line in the log."""
    way = of_street("улица Баумана").first().osm_way_id
    places = ("Садовая улица;;;", "улица Пушкина;Кремлёвская улица;улица Баумана;", f";;;{way}", "улица Никакая;;;")
    head, boss = "улица;от;до;osm;владелец;группа\n", User.objects.get(username="boss")

    def asked(times: int, body: str) -> int:
        text = head + "".join(f"{place};{body};{'АБ'[times % 2]}\n" for place in places * times)
        with CaptureQueriesContext(connection) as queries:
            rows = segment_table.read(small_city, text.encode())
            done = segment_table.take(small_city, rows, "facts.csv", by=boss, at=timezone.now())
        assert (done["rows"], done["rejected"]) == (3 * times, times)
        return len(queries)

    assert asked(1, agency.name) == asked(20, other_agency.name)
    assert SettingChange.objects.count() == 2


def test_a_street_and_the_ends_of_a_stretch_are_understood_however_they_are_written(office, small_city, agency):
    """The kind word in any place, shortened or left out, in the case of «от» and «до»; of two streets it is asked."""
    segments = Road.objects.get(name="улица Пушкина"), Road.objects.get(name="Садовая улица")
    twin = Road.objects.create(city=small_city, name="проезд Пушкина", slug="twin", kind_word="проезд")
    RoadSegment.objects.filter(pk=of_street("улица Баумана").order_by("pk").last().pk).update(road=twin)
    table = (
        "ул. Садовая;;\nСадовая;;\nулица Садовая;;\nул. Пушкина;Кремлевской;ул. Баумана\n"
        "Пушкина;;\nпереулок Садовый;;\nСадов;;\nСадоваа;;\n"
    )
    rows = segment_table.read(small_city, ("улица;от;до;группа\n" + table.replace("\n", ";Б\n")).encode())
    all_of_it = list(RoadSegment.objects.along(segments[1]).order_by("pk").values_list("pk", flat=True))
    assert [row.segments for row in rows[:3]] == [all_of_it] * 3
    assert rows[3].segments and set(rows[3].segments) < set(of_street("улица Пушкина").values_list("pk", flat=True))
    assert [bool(row.segments) for row in rows[4:]] == [False] * 4
    assert "«улица Пушкина», «проезд Пушкина»" in rows[4].reason


def test_how_far_it_is_fits_its_column_for_the_longest_table():
    told = []
    rows = segment_table._told_of(range(segment_cells.MOST_ROWS), lambda *words: told.append(words), "step")
    assert len(list(rows)) == segment_cells.MOST_ROWS
    assert max(max(done, total) for _step, done, total in told) < 2**15


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(office):
    """An empty line is a row of it, a line break inside a cell is none, nor is what only Unicode takes for one."""
    streets = ("улица Первая", "", '"улица\nВторая"', "улица\u2028Третья", "", "улица Четвёртая")
    lines = [f"{street};;;;{'А' if street else ''};;;" for street in streets]
    lines[1] = ""  # without a single cell, as the fifth has empty ones
    page = sent(office, HEAD + "\n".join(lines) + "\n")
    assert rejected(page) == [2, 4, 5, 7]


def test_a_long_table_is_read_and_taken_by_a_worker_and_its_page_says_how_far_it_is(office, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    page = sent(office, HEAD + "Садовая улица;;;;А;;;\nулица Несуществующая;;;;А;;;\n")
    upload = Upload.objects.get()
    address = f"{TABLE}{upload.pk}/"
    assert upload.state == Upload.State.TO_LOOK and "http-equiv" in page.content.decode()
    uploads.work_on(upload.pk)
    assert len(rejected(office.get(address))) == 1
    office.post(address)
    assert not of_street("Садовая улица").exclude(gost_group="").exists()
    uploads.work_on(upload.pk)
    upload.refresh_from_db()
    assert upload.state == Upload.State.DONE and upload.summary["rows"] == 1
    assert set(of_street("Садовая улица").values_list("gost_group", flat=True)) == {"А"}
    assert SettingChange.objects.get().by.username == "boss"


def test_a_table_that_stopped_half_way_is_tried_again(office, monkeypatch):
    monkeypatch.setattr(uploads, "is_alive", lambda upload: False)
    sent(office, HEAD + "Садовая улица;;;;А;;;\n")
    upload = Upload.objects.get()
    Upload.objects.update(state=Upload.State.TAKING)
    page = office.get(f"{TABLE}{upload.pk}/").content.decode()
    assert f"/desk/setup/uploads/{upload.pk}/again/" in page and "Ничего не задано" in page
    assert office.post(f"/desk/setup/uploads/{upload.pk}/again/").url == f"{TABLE}{upload.pk}/"
    uploads.work_on(upload.pk)
    upload.refresh_from_db()
    assert upload.state == Upload.State.DONE


@pytest.mark.parametrize("state", [Upload.State.LOOKING, Upload.State.TAKING])
def test_a_table_that_is_worked_on_can_be_given_up_and_its_worker_takes_back_what_it_did(office, monkeypatch, state):
    """Be it after the last row. Here all is one connection: the giving up is taken back with the rest."""
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    sent(office, HEAD + "Садовая улица;;;;А;;;\n")
    upload = Upload.objects.get()
    if state == Upload.State.TAKING:
        uploads.work_on(upload.pk)
        office.post(f"{TABLE}{upload.pk}/")
    step = "read" if state == Upload.State.LOOKING else "take"
    done = getattr(segment_table, step)

    def given_up_after_it(*given, **more):
        found = done(*given, **more)
        assert "Отказаться" in office.get(f"{TABLE}{upload.pk}/").content.decode()
        office.post(f"/desk/setup/uploads/{upload.pk}/drop/")
        return found

    monkeypatch.setattr(segment_table, step, given_up_after_it)
    uploads.work_on(upload.pk)
    upload.refresh_from_db()
    assert upload.state == state
    assert not of_street("Садовая улица").exclude(gost_group="").exists()


def test_a_worker_sees_between_two_rows_that_its_table_was_given_up(office, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    sent(office, HEAD + "Садовая улица;;;;А;;;\n")
    upload = Upload.objects.get()
    with uploads._progress_of(upload) as told:
        told("step", 0, 1)
        uploads.give_up(upload.pk, at=timezone.now())
        with pytest.raises(uploads.GivenUp):
            told("step", 1, 1)
    uploads._refuse(upload, "too late")
    assert Upload.objects.get().reason == "Отменено вручную."


def test_rows_of_a_long_table_come_page_by_page_with_their_counts(office, monkeypatch):
    monkeypatch.setattr("roadmap.views.setup_table.PAGE", 2)
    page = sent(office, HEAD + "Садовая улица;;;;А;;;\n" * 2 + "улица Несуществующая;;;;А;;;\n")
    assert (rejected(page), page.context["page"][1].number) == ([4], 2)
    assert "Строк: 3, понято: 2, не понято: 1" in page.content.decode()
    second = office.get(f"{TABLE}{Upload.objects.get().pk}/", {"page": 2})
    assert [row.number for row in second.context["page"]] == [3]


def test_more_segments_than_the_map_draws_are_all_chosen_and_it_is_said(office, monkeypatch):
    monkeypatch.setattr("roadmap.views.setup_segments.MOST_DRAWN", 1)
    numbers = list(of_street("улица Пушкина").order_by("pk").values_list("pk", flat=True))
    page = office.get(PAGE, {"street": "пушкина"})
    assert page.context["form"]["segments"].value() == ",".join(map(str, numbers))
    assert len(page.context["features"]) == 1 and "На карте их 1" in page.content.decode()


def test_all_that_is_wrong_in_a_row_is_told_with_its_column(office):
    page = sent(office, HEAD + "улица Несуществующая;;;Никто;Z;31.02.2027;Никто;01.01.2020\n")
    (refusal,) = page.context["page"]
    for words in ("Владелец: ", "Гарантийный подрядчик: ", "Группа", "Гарантия до: ", "уже прошёл", "Несуществующая"):
        assert words in refusal.reason, refusal.reason


def test_a_second_table_updates_a_later_row_of_a_segment_wins_and_a_dash_empties(office, agency):
    second = "Садовая улица;;;;Г;;;\nСадовая улица;;;;Д;;;-"
    for line in ("Садовая улица;;;Департамент дорог;А;;;01.09.2028", second):
        sent(office, HEAD + line)
        office.post(f"{TABLE}{Upload.objects.latest('pk').pk}/")
    assert set(of_street("Садовая улица").values_list("owner", "gost_group", "no_dig_until")) == {
        (agency.pk, "Д", None)
    }


def test_a_table_is_taken_once(office):
    sent(office, HEAD + "Садовая улица;;;;А;;;")
    address = f"{TABLE}{Upload.objects.get().pk}/"
    office.post(address)
    of_street("Садовая улица").update(gost_group="")
    office.post(address)
    assert set(of_street("Садовая улица").values_list("gost_group", flat=True)) == {""}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "пуст"),
        ("a;b\n1;2\n", "osm_way_id"),
        (HEAD, "ни одной строки"),
        (HEAD + "x\n" * (segment_cells.MOST_ROWS + 1), str(segment_cells.MOST_ROWS)),
        ("улица\0;группа\nx;y\n", "8 МБ"),
        (HEAD + '1;"x' + "\n" * 140_000, "после строки 1"),
        ("x" * (segment_cells.MOST_BYTES + 1), "Файл больше 8 МБ."),
    ],
    ids=["empty", "other columns", "a head alone", "too many rows", "binary", "an open quote", "too large"],
)
def test_what_is_no_table_of_ours_is_refused(office, text, told):
    answer = office.post(TABLE, {"file": SimpleUploadedFile("facts.csv", text.encode())})
    assert answer.status_code == 422
    assert told in str(answer.context["form"].errors["file"])
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"улица{';' * segment_cells.MOST_COLUMNS}\nx\n", "столбцов"),
        (f"\nулица{';' * segment_cells.MOST_COLUMNS}\nx\n", "столбцов"),
        (f"{HEAD}{';' * segment_cells.MOST_COLUMNS}\n", "столбцов"),
        (HEAD + "Садовая улица;;;;А;;;" + "\n" * segment_cells.MOST_LINES, "строк"),
        (HEAD + "Садовая улица;;;;А;;;" + "\r" * segment_cells.MOST_LINES, "строк"),
        ("улица;Улица;группа\nСадовая улица;;А\n", "улица, Улица"),
        ("улица;подрядчик;группа;contractor\nСадовая улица;;А;\n", "подрядчик, contractor"),
    ],
    ids=["a wide head", "after an empty line", "a wide row", "many lines", "many old lines", "twice", "two names"],
)
def test_what_is_too_much_of_a_table_is_told_before_it_is_read(text, words):
    with translation.override("ru"), pytest.raises(Refused, match=words):
        segment_cells.cells_of(text.encode())


def test_a_wide_head_is_compared_with_no_column(monkeypatch):
    monkeypatch.setattr(segment_cells, "alike", None)
    with pytest.raises(Refused):
        segment_cells.cells_of(("улица" + ";" * segment_cells.MOST_COLUMNS).encode())


def test_strangers_find_none_of_it(dispatcher, office):
    sent(office, HEAD + "Садовая улица;;;;А;;;")
    stranger = signed_in(dispatcher)
    for address in (PAGE, TABLE, f"{TABLE}{Upload.objects.get().pk}/"):
        assert stranger.get(address).status_code == stranger.post(address).status_code == 404


def test_the_same_error_of_many_rows_is_told_once_with_the_first_of_them(office):
    good, bad = "Садовая улица;;;;А;;;\n", "Садовая улица;;;Никто;;;;\n"
    page = sent(office, HEAD + bad + good + bad * 3 + "Садовая улица;;;;;;;\n" + (good + bad) * 9).content.decode()
    assert page.count("«Никто»") == 1
    assert "Строки 2, 4–6, 9, 11, 13, 15, 17, 19 и ещё 3" in page
    assert "13 строк" in page
    assert "Строка 7" in page  # an error of its own
