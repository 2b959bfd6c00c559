"""Owner, group, warranty and no digging of segments: by the map and by a table, each change in the log."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from roadmap.models import Area, City, Road, RoadSegment, SettingChange, Upload, User
from roadmap.setting_up import segment_table
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
    assert posted(office, numbers, **told).status_code == 302
    row = of_street("улица Пушкина").first()
    assert (row.owner, row.gost_group, row.warranty_contractor) == (agency, "Б", other_agency)
    assert (row.warranty_until, row.no_dig_until) == (date(2027, 5, 31), date(2028, 9, 1))
    assert not of_street("улица Баумана").exclude(owner=None).exists()


def test_an_empty_field_leaves_what_is_there_and_emptying_is_said(office, agency):
    rows = of_street("улица Пушкина")
    rows.update(owner=agency, no_dig_until=date(2028, 1, 1), warranty_until=date(2027, 1, 1))
    numbers = list(rows.values_list("pk", flat=True))
    posted(office, numbers, gost_group="В")
    assert set(rows.values_list("owner", "gost_group")) == {(agency.pk, "В")}
    posted(office, numbers, clear=["no_dig_until", "warranty"])
    assert set(rows.values_list("owner", "no_dig_until", "warranty_until")) == {(agency.pk, None, None)}


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
        (range(1, 5_100), {"gost_group": "А"}, "segments"),
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


HEAD = "улица;от;до;владелец;группа;гарантия до;подрядчик;не вскрывать до\n"


def test_rows_are_seen_first_and_taken_then(office, agency, other_agency):
    text = (
        "улица;от;до;osm_way_id;владелец;группа;гарантия до;подрядчик;не вскрывать до\n"
        "улица Пушкина;Кремлёвская улица;улица Баумана;;Департамент дорог;б;31.05.2027;Тепловые сети;\n"
        "Садовая улица;;;;;;;;2028-09-01\n"
        f";;;{of_street('улица Баумана').first().osm_way_id};Департамент дорог;;;;\n"
        "улица Несуществующая;;;;Департамент дорог;;;;\n"
        "улица Пушкина;;;;Никто;;;;\n"
        "улица Пушкина;Баумана;;;;Z;;;\n"
    )
    page = sent(office, text, "cp1251")
    assert page.context["good"] == 3
    assert [row["number"] for row in page.context["rejected"]] == [5, 6, 7]
    assert "Несуществующая" in page.content.decode()
    assert not RoadSegment.objects.exclude(owner=None).exists()
    upload = Upload.objects.get()
    office.post(f"{TABLE}{upload.pk}/")
    between = of_street("улица Пушкина").exclude(owner=None)
    assert {(row.owner, row.gost_group, row.warranty_contractor) for row in between} == {(agency, "Б", other_agency)}
    assert 0 < between.count() < of_street("улица Пушкина").count()
    assert set(of_street("Садовая улица").values_list("no_dig_until", flat=True)) == {date(2028, 9, 1)}
    upload.refresh_from_db()
    assert upload.state == Upload.State.DONE and upload.summary["rejected"] == 3


def test_all_that_is_wrong_in_a_row_is_told_with_its_column(office):
    page = sent(office, HEAD + "улица Несуществующая;;;Никто;Z;31.02.2027;Никто;01.01.2020\n")
    (row,) = page.context["rejected"]
    for words in ("Владелец: ", "Гарантийный подрядчик: ", "Группа", "Гарантия до: ", "уже прошёл", "Несуществующая"):
        assert words in row["reason"], row["reason"]


def test_a_second_table_updates_and_a_dash_empties(office, agency):
    for line in ("Садовая улица;;;Департамент дорог;А;;;01.09.2028", "Садовая улица;;;;Д;;;-"):
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
    "text",
    ["", "a;b\n1;2\n", HEAD, HEAD + "x\n" * (segment_table.MOST_ROWS + 1), "улица\0;группа\nx;y\n"],
    ids=["empty", "other columns", "a head alone", "too many rows", "binary"],
)
def test_what_is_no_table_of_ours_is_refused(office, text):
    answer = office.post(TABLE, {"file": SimpleUploadedFile("facts.csv", text.encode())})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Upload.objects.exists()


def test_strangers_find_none_of_it(dispatcher, office):
    sent(office, HEAD + "Садовая улица;;;;А;;;")
    stranger = signed_in(dispatcher)
    for address in (PAGE, TABLE, f"{TABLE}{Upload.objects.get().pk}/"):
        assert stranger.get(address).status_code == stranger.post(address).status_code == 404
