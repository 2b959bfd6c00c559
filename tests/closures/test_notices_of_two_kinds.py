"""One notice that tells of two kinds of events, or shuts one street and narrows another: each draft has its own."""

from datetime import datetime

import pytest

from closures.reading.pasted import read_pasted

pytestmark = pytest.mark.django_db
PUBLISHED = datetime(2026, 6, 10, 12)
STRETCH = "на ул. Пушкина от ул. Баумана до Речного переулка"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            f"15 июня с 8:40 до 17:20 не будет работать светофор на пересечении проспекта Ленина и улицы Баумана. "
            f"16 июня с 10 до 15 часов закроют движение {STRETCH}.",
            [("signal-outage", "all-lanes-open"), ("closure", "all-lanes-closed")],
        ),
        (
            f"С 15 июня движение {STRETCH} перекроют. С 18 июня на проспекте Ленина сузят проезжую часть.",
            [("closure", "all-lanes-closed"), ("closure", "some-lanes-closed")],
        ),
        (
            f"С 15 по 17 июня закроют движение {STRETCH}. С 14 июня с 8:00 запрещена парковка на проспекте Ленина.",
            [("closure", "all-lanes-closed"), ("parking-change", "all-lanes-open")],
        ),
        (  # the second sentence tells nothing of its own
            f"15 июня перекроют движение {STRETCH}. С 18 июня — проспект Ленина.",
            [("closure", "all-lanes-closed")],
        ),
    ],
    ids=["signal and closure", "closure and narrowing", "closure and parking", "a list"],
)
def test_each_draft_is_of_the_kind_that_its_own_sentence_tells(small_city, text, kinds):
    entries = read_pasted(text, PUBLISHED, small_city).entries
    assert [(entry.kind, entry.stages[0].impact) for entry in entries] == kinds


def test_places_that_share_their_hours_are_one_draft(small_city):
    text = f"15 июня с 9:10 до 17:10 закроют движение {STRETCH} и по Садовой улице."
    (entry,) = read_pasted(text, PUBLISHED, small_city).entries
    assert [location.values["places"][0]["on"] for location in entry.locations] == ["улица Пушкина", "Садовая улица"]


LENINA = "проспект Ленина от Баумана до Речного переулка"


@pytest.mark.parametrize(
    ("text", "impacts"),
    [
        (
            f"С 15 по 17 июня {LENINA} закрыт полностью; Пушкина от Баумана до Речного — сужение до одной полосы.",
            {"проспект Ленина": "all-lanes-closed", "улица Пушкина": "some-lanes-closed"},
        ),
        (
            f"С 15 по 17 июня {LENINA} закрыт, а на Пушкина от Баумана до Речного реверсивное движение.",
            {"проспект Ленина": "all-lanes-closed", "улица Пушкина": "alternating-one-way"},
        ),
        (
            f"С 15 по 17 июня:\n– {LENINA} – проезд закрыт\n– Пушкина от Баумана до Речного – сужение проезжей части",
            {"проспект Ленина": "all-lanes-closed", "улица Пушкина": "some-lanes-closed"},
        ),
        (
            f"С 15 по 17 июня закрыты {LENINA} и улица Пушкина от Баумана до Речного.",
            {"проспект Ленина": "all-lanes-closed", "улица Пушкина": "all-lanes-closed"},
        ),
        (
            f"С 15 по 17 июня закрыта одна полоса: {LENINA}, улица Пушкина от Баумана до Речного.",
            {"проспект Ленина": "some-lanes-closed", "улица Пушкина": "some-lanes-closed"},
        ),
        (
            f"С 15 по 17 июня закрыты {LENINA}, Садовая улица, на Пушкина от Баумана до Речного сузят проезжую часть.",
            {
                "проспект Ленина": "all-lanes-closed",
                "Садовая улица": "all-lanes-closed",
                "улица Пушкина": "some-lanes-closed",
            },
        ),
    ],
    ids=["semicolon", "and on the other", "a list", "both shut", "both narrowed", "the one between follows"],
)
def test_each_street_has_the_impact_that_its_own_clause_tells(small_city, text, impacts):
    entries = read_pasted(text, PUBLISHED, small_city).entries
    told = {
        street["on"]: phase["vehicle_impact"]
        for entry in entries
        for phase in entry.phases
        for one in phase["locations"]
        for street in one["places"]
    }
    assert told == impacts
    assert {(one["planned_start"], one["planned_end"]) for entry in entries for one in entry.phases} == {
        ("2026-06-15T00:00", "2026-06-18T00:00")
    }


@pytest.mark.parametrize(
    ("told", "modes"),
    [
        ("Ленина – Баумана (работает регулировщик) и Пушкина – Баумана", ["manual", "off"]),
        ("Ленина – Баумана и Пушкина – Баумана (мигает жёлтый)", ["off", "flashing"]),
        ("Ленина – Баумана и Пушкина – Баумана. Там стоят регулировщики", ["manual", "manual"]),
        ("Ленина – Баумана;\nПушкина – Баумана, движением управляет инспектор", ["off", "manual"]),
    ],
    ids=["beside the first", "beside the last", "of all", "lines"],
)
def test_how_a_light_is_is_told_of_the_one_that_it_stands_beside(small_city, told, modes):
    text = f"15 июня с 8:40 до 17:20 отключат светофоры на перекрёстках {told}."
    entries = read_pasted(text, PUBLISHED, small_city).entries
    assert [entry.fields["signal_mode"] for entry in entries] == modes
