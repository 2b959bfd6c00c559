"""The command, the real files, and two readings of a source at the same moment."""

import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from closures.models import RoadEvent, SourceItem, SourceRun, WorksSource
from closures.sources import runs
from roadmap.models import Agency, City
from roadmap.postgis import box_of
from tests.closures.sources.files import notice, notices
from tests.conftest import NOW, SHARED
from tests.hands import Hand


def summary(capsys) -> dict:
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


@pytest.mark.django_db
def test_the_command_makes_its_source_and_ends_with_a_summary(agency, tmp_path, capsys):
    file = tmp_path / "works.json"
    file.write_bytes(notices(notice("1/26"), notice("2/26", status="Отказ")))
    for created, unchanged in ((1, 0), (0, 1)):
        call_command("import_feed", "tyumen-dig", str(file), city=agency.city.slug)
        told = summary(capsys)
        assert (told["created"], told["unchanged"], told["rejected"]) == (created, unchanged, 1)
        assert told["reasons"] == [{"row": 2, "id": "2/26", "reason": "Статус уведомления: Отказ."}]
    assert WorksSource.objects.get().agency == agency
    with pytest.raises(CommandError):
        call_command("import_feed", "csv", str(file), city=agency.city.slug, source="tyumen-dig")


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"{", b'{"features": []}'])
def test_the_command_refuses_a_broken_file_and_changes_nothing(agency, tmp_path, content):
    file = tmp_path / "works.json"
    file.write_bytes(notices(notice("1/26")))
    call_command("import_feed", "tyumen-dig", str(file), city=agency.city.slug)
    file.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import_feed", "tyumen-dig", str(file), city=agency.city.slug)
    assert (RoadEvent.objects.count(), SourceRun.objects.count()) == (1, 1)
    assert SourceItem.objects.get().gone_in is None


@pytest.mark.django_db
def test_a_number_stands_once_in_a_source(agency):
    source = WorksSource.objects.create(city=agency.city, name="Ордера", agency=agency, format="tyumen-dig")
    run = runs.begin(source, "works.json", notices(notice("1/26")), by=None, at=NOW)
    runs.take(run, by=None, at=NOW)
    runs.advance(run, NOW)
    item = SourceItem.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceItem.objects.create(source=source, external_id="1/26", event=item.event)


@pytest.mark.django_db(transaction=True)
def test_two_readings_at_once_make_no_doubles(agency):
    source = WorksSource.objects.create(city=agency.city, name="Ордера", agency=agency, format="tyumen-dig")
    content = notices(notice("1/26"), notice("2/26", (0, -200)))
    both = []
    for _ in range(2):
        both.append(runs.begin(source, "works.json", content, by=None, at=NOW))
        runs.take(both[-1], by=None, at=NOW)
    with transaction.atomic():
        runs.advance(both[0], NOW)
        other = Hand(lambda: runs.advance(both[1], NOW))
        other.waits()
    other.done()
    assert RoadEvent.objects.count() == SourceItem.objects.count() == 2
    assert list(both[1].rows.values_list("outcome", flat=True)) == ["unchanged", "unchanged"]


@pytest.fixture
def tyumen(db):
    """Without streets: only where it lies."""
    box = box_of(65.2, 56.9, 65.9, 57.35)
    city = City.objects.create(
        slug="tyumen-test", name="Тюмень", time_zone="Asia/Yekaterinburg", metric_srid=32641, box=box
    )
    Agency.objects.create(city=city, slug="roads", name="Дороги", is_default=True)
    return city


@pytest.mark.shared_data
def test_the_hundred_notices_go_in_twice_with_the_same_rows(tyumen, capsys):
    file = SHARED / "data" / "tyumen-city" / "dig_works_2023.json"
    told = []
    for _ in range(2):
        call_command("import_feed", "tyumen-dig", str(file), city=tyumen.slug)
        told.append(summary(capsys))
    first, second = told
    assert (first["rows"], first["created"], first["rejected"]) == (100, 92, 8)
    assert (second["rows"], second["unchanged"], second["created"], second["updated"]) == (100, 92, 0, 0)
    assert first["reasons"] == second["reasons"]
    assert Counter(row["reason"] for row in first["reasons"]) == {
        "Статус уведомления: Ошибка.": 4,
        "Статус уведомления: Отказ.": 3,
        "В уведомлении нет сроков.": 1,
    }
    assert all(row["id"] for row in first["reasons"])
    assert RoadEvent.objects.filter(city=tyumen).count() == 92


@pytest.mark.shared_data
def test_the_construction_sites_go_in_twice_with_the_same_rows(tyumen, capsys):
    file = SHARED / "data" / "tyumen-city" / "bike_paths_and_road_construction_2023.json"
    for created, unchanged in ((11, 0), (0, 11)):
        call_command("import_feed", "polygons", str(file), city=tyumen.slug)
        told = summary(capsys)
        assert (told["created"], told["unchanged"], told["rejected"]) == (created, unchanged, 0), told["reasons"]
