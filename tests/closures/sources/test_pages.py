"""The administrator's pages: a source, its columns, what a file would bring, the report; and nobody else's."""

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from closures.models import RoadEvent, SourceRun, WorksSource
from closures.sources import runs
from roadmap.models import SettingChange, User
from tests.closures.sources.files import notice, notices
from tests.conftest import NOW, signed_in
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
SETTINGS = {
    "name": "Ордера",
    "format": "tyumen-dig",
    "kind": "repair-zone",
    "vehicle_impact": "unknown",
    "becomes": "draft",
    "past": "history",
    "radius_m": "15",
}
CSV = "номер;адрес;начало;окончание\n1;ул Пушкина, д 13;2026-07-01;2026-07-10\n2;ул Несуществующая, д 1;2026-07-01;\n"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def administrator(agency):
    return User.objects.create_user("boss", password="pass-word-1", agency=agency, roles=["administrator"])


@pytest.fixture
def desk(administrator):
    return signed_in(administrator)


def made(desk, agency, **values) -> WorksSource:
    answer = desk.post("/desk/sources/new/", SETTINGS | {"agency": agency.pk} | values)
    source = WorksSource.objects.get()
    assert answer.url == f"/desk/sources/{source.pk}/"
    return source


def sent(desk, source, content: bytes, name="works.json") -> SourceRun:
    answer = desk.post(f"/desk/sources/{source.pk}/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return SourceRun.objects.latest("pk")


def page(desk, run, query="") -> str:
    return desk.get(f"/desk/sources/runs/{run.pk}/{query}").content.decode()


def test_a_file_is_looked_at_then_taken_and_its_report_names_each_row(desk, agency, follow_up):
    source = made(desk, agency)
    run = sent(desk, source, notices(notice("1/26"), notice("2/26", status="Отказ")))
    assert 'http-equiv="refresh"' in page(desk, run)
    follow_up(NOW)
    looked = page(desk, run)
    assert "Загрузить 1 запись" in looked and "Статус уведомления: Отказ." in looked
    assert "улица Пушкина" in looked and '"outcome": "created"' in looked
    assert not RoadEvent.objects.exists()
    desk.post(f"/desk/sources/runs/{run.pk}/take/")
    follow_up(NOW)
    event = RoadEvent.objects.get()
    assert f"/desk/events/{event.pk}/" in page(desk, run)
    assert f"/desk/events/{event.pk}/" not in page(desk, run, "?outcome=rejected")
    told = desk.get(f"/desk/sources/runs/{run.pk}/rows.csv").content.decode("utf-8-sig")
    assert list(csv.reader(StringIO(told), delimiter=";"))[1:] == [
        ["2", "2/26", "не взято", "Статус уведомления: Отказ."]
    ]


def test_a_file_is_taken_once(desk, agency, follow_up):
    run = sent(desk, made(desk, agency), notices(notice("1/26")))
    for _ in range(2):
        answer = desk.post(f"/desk/sources/runs/{run.pk}/take/", follow=True)
    assert "Этот файл уже загружен." in answer.content.decode()
    follow_up(NOW)
    assert RoadEvent.objects.count() == 1


def test_columns_are_named_by_clicking_before_a_table_is_looked_at(desk, agency, follow_up):
    source = made(desk, agency, format="csv")
    run = sent(desk, source, CSV.encode("cp1251"), "works.csv")
    columns = f"/desk/sources/runs/{run.pk}/columns/"
    shown = desk.get(columns).content.decode()
    assert "Пушкина, д 13" in shown and '<option value="address" selected>' in shown
    assert desk.post(columns, {"column-2": "start"}).status_code == 422
    assert desk.post(columns, {"column-0": "nonsense"}).status_code == 422
    assert desk.post(columns, {"column-0": "address", "column-1": "address"}).status_code == 422
    assert desk.post(columns, {"column-0": "external_id", "column-1": "lon"}).status_code == 422
    answer = desk.post(columns, {"column-0": "external_id", "column-1": "address", "column-2": "start"})
    assert answer.url == f"/desk/sources/runs/{run.pk}/"
    follow_up(NOW)
    source.refresh_from_db()
    assert source.field_map == {"external_id": "номер", "address": "адрес", "start": "начало"}
    assert list(run.rows.values_list("outcome", flat=True)) == ["created", "rejected"]
    again = sent(desk, source, CSV.encode(), "works.csv")  # the next file is read so at once
    follow_up(NOW)
    again.refresh_from_db()
    assert again.state == "seen"


def test_columns_of_which_nothing_is_read_are_named_first(desk, agency):
    run = sent(desk, made(desk, agency, format="csv"), "Ном;Улица, дом;Цвет\n1;Пушкина, 13;синий\n".encode(), "w.csv")
    shown = desk.get(f"/desk/sources/runs/{run.pk}/columns/").content.decode()
    told, _table = shown.split("<table", 1)
    assert "<strong>Цвет</strong>" in told and "когда начинаются работы" in told


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"{", "не целый JSON"), (b'{"features": []}', "Источник пуст"), (b"a" * (9 << 20), "больше 8")],
)
def test_what_is_wrong_with_a_file_stands_beside_its_field(desk, agency, content, words):
    source = made(desk, agency)
    answer = desk.post(f"/desk/sources/{source.pk}/", {"file": SimpleUploadedFile("works.json", content)})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not SourceRun.objects.exists()


def test_a_name_stands_once_and_a_format_stays(desk, agency):
    source = made(desk, agency)
    answer = desk.post("/desk/sources/new/", SETTINGS | {"agency": agency.pk})
    assert answer.status_code == 422 and "уже есть" in answer.content.decode()
    desk.post(
        f"/desk/sources/{source.pk}/settings/", SETTINGS | {"agency": agency.pk, "format": "csv", "radius_m": "20"}
    )
    source.refresh_from_db()
    assert (source.format, source.radius_m) == ("tyumen-dig", 20)


def test_a_source_names_the_differences_and_what_it_tells_no_more(desk, agency, follow_up, administrator):
    source = made(desk, agency)
    for content in (notices(notice("1/26"), notice("2/26", (0, -200))), notices(notice("1/26"))):
        run = sent(desk, source, content)
        runs.take(run, by=administrator, at=NOW)
        follow_up(NOW)
    shown = desk.get(f"/desk/sources/{source.pk}/").content.decode()
    assert "Больше нет в источнике" in shown and "2/26" in shown
    assert "2/26" in page(desk, run)


@pytest.mark.parametrize("name", ["dispatcher", "other_dispatcher", "operator", None])
def test_nobody_but_an_administrator_finds_these_pages(name, desk, agency, request):
    source = made(desk, agency)
    run = sent(desk, source, notices(notice("1/26")))
    stranger = signed_in(request.getfixturevalue(name)) if name else request.getfixturevalue("anonymous")
    asked = ["", "new/", f"{source.pk}/", f"{source.pk}/settings/", f"runs/{run.pk}/", f"runs/{run.pk}/columns/"]
    for each in [*asked, f"runs/{run.pk}/rows.csv"]:
        answer = stranger.get(f"/desk/sources/{each}")
        assert answer.status_code == 404 if name else "/login/" in answer.url, each
    answer = stranger.post(f"/desk/sources/runs/{run.pk}/take/")
    assert answer.status_code == 404 if name else "/login/" in answer.url
    assert SourceRun.objects.get().state == "looking"
    if name:
        assert "/desk/sources/" not in stranger.get("/desk/", follow=True).content.decode()


def test_the_report_of_a_long_file_is_asked_in_as_few_queries_as_that_of_a_short_one(desk, agency, follow_up):
    source = made(desk, agency)

    def report_of(rows):
        run = sent(desk, source, notices(*(notice(f"{n}/26", (n * 3, 200)) for n in range(1, rows + 1))))
        follow_up(NOW)
        page(desk, run)
        return run, queries_of(lambda: page(desk, run))

    _short, few = report_of(2)
    run, many = report_of(60)
    assert many == few
    shown = page(desk, run)
    assert shown.count('id="row-') == 50 and "after=50" in shown
    assert page(desk, run, "?after=50").count('id="row-') == 10


def test_settings_of_a_source_and_its_columns_stand_in_the_log_of_settings(desk, agency, administrator):
    source = made(desk, agency, format="csv")
    desk.post(f"/desk/sources/{source.pk}/settings/", SETTINGS | {"agency": agency.pk, "radius_m": "30"})
    run = sent(desk, source, CSV.encode(), "works.csv")
    columns = {"column-0": "external_id", "column-1": "address", "column-2": "start", "column-3": "end"}
    assert desk.post(f"/desk/sources/runs/{run.pk}/columns/", columns).status_code == 302
    added, changed, named = SettingChange.objects.order_by("pk")
    assert (added.verb, added.subject, added.number, added.by) == (
        "added",
        "closures.workssource",
        source.pk,
        administrator,
    )
    assert changed.differences == [["radius_m", "15", "30"]]
    assert named.differences == [["field_map", "", "address: адрес, end: окончание, external_id: номер, start: начало"]]
