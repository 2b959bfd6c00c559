"""The commands on a loaded city: what they write, and that a broken line stops nothing."""

import json

import pytest
from django.core.management import call_command

from roadmap.models import Address, Road
from roadmap.places.rows import gazetteer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(small_city):
    return small_city


def run(command, tmp_path, capsys, lines, *options):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8"
    )
    call_command(command, str(source), str(target), *options)
    summary = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    return summary, [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def test_a_city_that_is_not_loaded_has_an_empty_gazetteer():
    assert gazetteer_of("Небылоград").streets == []
    assert gazetteer_of("").streets == []


def test_a_city_is_known_by_its_name_and_its_slug(city):
    for name in (city.name, city.slug, city.name.upper()):
        assert {row.name for row in gazetteer_of(name).streets} == set(city.roads.values_list("name", flat=True))


def test_streets_that_meet_are_known(city):
    known = gazetteer_of(city.name)
    assert known.crossings
    assert all(len(pair) == 2 for pair in known.crossings)


def test_notices_are_written_in_the_labels_format(city, tmp_path, capsys):
    road = Road.objects.filter(city=city).exclude(segments=None).first()
    summary, (answer,) = run(
        "read_notices",
        tmp_path,
        capsys,
        [
            {
                "id": "1",
                "city": city.name,
                "published": "2025-06-02T10:00:00+05:00",
                "text": f"{road.name}: проезд закрыт до 5 июня.",
            }
        ],
    )
    assert (summary["notices"], summary["with_place"], summary["errors"]) == (1, 1, 0)
    assert (answer["id"], answer["kind"], answer["streets"]) == ("1", "closure", [road.name])
    assert answer["schedule"][0]["end"] == "2025-06-05T23:59:00+05:00"


def test_a_broken_line_gets_an_error_and_stops_nothing(tmp_path, capsys):
    good = {"id": "2", "city": "Омск", "published": "2025-06-02T10:00:00+05:00", "text": "Закрыта улица Мира"}
    summary, answers = run(
        "read_notices", tmp_path, capsys, ["{no json", '"only a string"', "", {**good, "published": "when?"}, good]
    )
    assert summary["errors"] == 3
    assert ["error" in one for one in answers] == [True, True, True, False]


def test_a_message_gets_a_point_only_where_it_is_sure(city, tmp_path, capsys):
    address = Address.objects.filter(city=city).select_related("road").first()
    if address is None:
        road = Road.objects.filter(city=city).exclude(segments=None).first()
        point = road.segments.first().geometry.interpolate_normalized(0.5)
        address = Address.objects.create(city=city, road=road, house="7", point=point)
    summary, (sure, vague) = run(
        "read_messages",
        tmp_path,
        capsys,
        [
            {"id": "1", "city": city.name, "text": f"Яма: {address.road.name}, {address.house}"},
            {"id": "2", "city": city.name, "text": f"Ямы: {address.road.name}"},
        ],
    )
    assert summary["with_point"] == 1
    assert sure["point"] == [round(address.point.x, 6), round(address.point.y, 6)]
    assert sure["category"] == "pothole"
    assert (vague["point"], vague["segment"]) == (None, None)


NOTICE = "Движение по улице Гоголя от Садовой улицы до Полевой улицы закрыто с 3 по 9 июня."


def explained(command, tmp_path, capsys, text):
    line = {"id": "1", "city": "Омск", "published": "2025-06-02T10:00:00+05:00", "text": text}
    (plain,) = run(command, tmp_path, capsys, [line])[1]
    (answer,) = run(command, tmp_path, capsys, [line], "--explain")[1]
    assert answer == plain | {"why": answer["why"]}
    return answer["why"]


def test_a_notice_is_explained(tmp_path, capsys):
    why = explained("read_notices", tmp_path, capsys, NOTICE)
    assert {"kind", "impact"} <= why.keys()
    assert all(one["weight"] > 0 and one["words"] in NOTICE.lower() for one in why["kind"])
    assert any("закрыт" in one["words"] for one in why["kind"])
    (place,) = why["places"]
    assert (place["rule"], place["place"]["type"]) == ("stretch", "between")
    assert place["words"] == "улице Гоголя от Садовой улицы до Полевой улицы"
    roles = {one["street"]: one["role"] for one in why["streets"]}
    assert roles == {"улица Гоголя": "affected", "Садовая улица": "bound", "Полевая улица": "bound"}
    assert all(one["evidence"] for one in why["streets"])
    assert [one["words"] for one in why["schedule"]] == ["с 3 по 9 июня"]


def test_a_message_is_explained(tmp_path, capsys):
    why = explained("read_messages", tmp_path, capsys, "Яма на улице Гоголя, 12, объехать нельзя")
    assert any("яма" in one["words"] for one in why["kind"])
    assert [one["rule"] for one in why["places"]] == ["house"]
    assert [(one["street"], one["role"]) for one in why["streets"]] == [("улица Гоголя", "affected")]
