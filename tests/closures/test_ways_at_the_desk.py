"""Ways round at the desk: proposed for cars and lorries, led through a place, read from words, taken and stored."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.gis.geos import MultiLineString

from closures.detours.around import ways_past
from closures.models import RoadEvent
from roadmap.models import Road
from tests.closures.desk import change, do
from tests.closures.factories import draft, line, phase, published
from tests.conftest import NOW, signed_in
from tests.plan import lonlat

pytestmark = pytest.mark.django_db
WAYS = "/api/staff/v1/ways-round/"
ROUND = ["улица Баумана", "проспект Ленина", "Речной переулок"]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def asked(desk, event, **values) -> dict:
    answer = desk.post(WAYS, {"event": event.pk} | values, content_type="application/json")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def notes(desk, agency, **fields) -> list[str]:
    return asked(desk, draft(agency, **fields))["typed"]["notes"]


def test_a_way_is_proposed_for_all_with_what_it_costs_more(desk, agency):
    east, west = asked(desk, draft(agency))["ways"]
    assert (east["vehicle"], east["streets"]) == ("all", ROUND)
    assert east["words"].startswith("для легковых и грузовых, на восток: улица Баумана → проспект Ленина → Речной")
    assert east["extra_m"] == pytest.approx(420, abs=5)
    assert east["geometry"]["type"] == "LineString"
    assert west["streets"] == ROUND[::-1]


def test_each_way_is_asked_for_once_whoever_looks_at_it(desk, agency, monkeypatch):
    questions = []

    def noted(event, own, vehicle, at, **how):
        questions.append((vehicle, *how.values()))
        return ways_past(event, own, vehicle, at, **how)

    monkeypatch.setattr("closures.detours.around.ways_past", noted)
    told = asked(desk, draft(agency, detour="по улице Баумана, проспекту Ленина"))
    assert told["ways"] and told["typed"]["ways"]
    assert len(questions) == len(set(questions))


def test_lorries_have_a_way_of_their_own_where_they_may_not_follow(desk, agency, other_agency):
    ban = phase(geometry=line((0, 20), (0, 190)), vehicle_classes=["lorry"])
    published(other_agency, phases=[ban])
    told = [(way["vehicle"], way["streets"][:1]) for way in asked(desk, draft(agency))["ways"]]
    assert ("car", ["улица Баумана"]) in told
    assert [streets for vehicle, streets in told if vehicle == "lorry"][0] != ["улица Баумана"]


def test_what_is_not_saved_yet_has_ways_and_nothing_stays(desk):
    stage = {
        "geometry": {"type": "LineString", "coordinates": list(map(list, phase()["geometry"].coords))},
        "planned_start": "2026-06-12T00:00",
    }
    told = desk.post(WAYS, {"kind": "closure", "phases": [stage]}, content_type="application/json").json()
    assert told["ways"][0]["streets"] == ROUND
    assert RoadEvent.objects.count() == 0


def test_a_way_is_led_through_a_place(desk, agency):
    """Dragged to Кремлёвская улица, west of the closure."""
    event = draft(agency)
    east = asked(desk, event, through={"places": [list(lonlat(-200, 100))]})["through"]
    assert east["streets"] == ["Кремлёвская улица", "проспект Ленина", "Речной переулок"]
    assert east["extra_m"] == pytest.approx(420, abs=5)  # it leaves the usual way earlier, and is as long
    west = asked(desk, event, through={"places": [list(lonlat(-200, 100))], "number": 1})["through"]
    assert west["streets"] == ["Речной переулок", "проспект Ленина", "Кремлёвская улица"]


@pytest.mark.parametrize("places", [[], [[65.54]] * 2, [[65.54, "x"]] * 2, [[65.54, 57.15]] * 13, [[500, 57.15]] * 2])
def test_places_that_are_none_are_refused(desk, agency, places):
    values = {"event": draft(agency).pk, "through": {"places": places}}
    assert desk.post(WAYS, values, content_type="application/json").status_code == 400


def test_far_from_all_streets_there_is_no_way(desk, agency):
    told = asked(desk, draft(agency), through={"places": [[65.9, 57.4]]})
    assert told["through"] is None


def test_words_are_read_into_streets_and_can_be_followed(desk, agency):
    told = asked(desk, draft(agency, detour="по улицам Баумана, Ленина и Речному переулку"))["typed"]
    assert (told["streets"], told["notes"]) == (ROUND, [])
    assert told["ways"][0]["streets"] == ROUND
    listed = asked(desk, draft(agency, detour_roads=["ул. Баумана", "пр. Ленина", "Речной пер."]))["typed"]
    assert (listed["streets"], listed["notes"]) == (ROUND, [])


WRONG = {
    "unknown": ({"detour": "по улице Выдуманной"}, "Улицы «улице Выдуманной» на карте города нет"),
    "apart": (
        {"detour_roads": ["улица Пушкина", "улица 8 Марта"]},
        "«улица Пушкина» и «улица 8 Марта» не пересекаются",
    ),
    "left out": ({"detour_roads": ["Садовая улица"]}, "остаётся в стороне: Садовая улица"),
}


@pytest.mark.parametrize(("fields", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_the_words_is_said(desk, agency, fields, told):
    assert any(told in note for note in notes(desk, agency, **fields)), notes(desk, agency, **fields)


def test_a_way_that_is_itself_shut_then_is_said(desk, agency, other_agency):
    published(other_agency, phases=[phase(geometry=line((0, 20), (0, 190)))])
    told = notes(desk, agency, detour_roads=ROUND)
    assert told == ["Часть этого объезда в это время сама закрыта."]
    later = draft(agency, detour_roads=ROUND, phases=[phase(planned_start=NOW + 4 * DAY, planned_end=NOW + 5 * DAY)])
    assert asked(desk, later)["typed"]["notes"] == []


def test_a_way_that_lorries_may_not_drive_is_said(desk, agency, other_agency):
    published(other_agency, phases=[phase(geometry=line((0, 20), (0, 190)), vehicle_classes=["lorry"])])
    (told,) = notes(desk, agency, detour_roads=ROUND)
    assert told.startswith("Грузовым здесь не проехать")


def test_a_stored_line_that_goes_elsewhere_or_is_shut_is_said(desk, agency, other_agency):
    way = asked(desk, draft(agency))["ways"][0]
    event = draft(agency, detour_roads=["Кремлёвская улица"])
    change(desk, event.pk, {"detour_geometry": way["geometry"]})
    assert "Линия на карте не идёт по улицам: Кремлёвская улица." in asked(desk, event)["typed"]["notes"]
    change(desk, event.pk, {"detour_roads": ROUND})
    assert asked(desk, event)["typed"]["notes"] == []
    published(other_agency, phases=[phase(geometry=line((0, 20), (0, 190)))])
    assert any("улица Баумана" in note for note in asked(desk, event)["typed"]["notes"])


def asked_on_publishing(desk, event) -> list[str]:
    answer = do(desk, event.pk, "publish")
    return [each["text"] for each in answer.json().get("unusual", []) if each["code"] == "contradicted-detour"]


@pytest.mark.parametrize("fields", [{"detour_roads": ["улица Пушкина"]}, {"detour": "по улице Пушкина"}])
def test_a_shut_street_is_not_its_own_way_round(desk, agency, fields):
    event = draft(agency, **fields)
    told = "Объезд ведёт по тому, что само это событие закрывает: улица Пушкина."
    assert told in asked(desk, event)["typed"]["notes"]
    assert asked_on_publishing(desk, event) == [told]
    assert do(desk, event.pk, "publish", {"confirmed": ["contradicted-detour"]}).status_code == 200


def test_a_line_over_what_the_event_shuts_is_asked_about(desk, agency):
    event = draft(agency, detour_geometry=MultiLineString(line((0, 200), (200, 200))))
    assert asked_on_publishing(desk, event) == ["Объезд ведёт по тому, что само это событие закрывает: улица Пушкина."]


@pytest.mark.parametrize(("words", "is_asked"), [("по Садовой улице", True), ("по улице Баумана", False)])
def test_words_typed_beside_a_way_that_was_taken_are_compared_with_it(desk, agency, words, is_asked):
    way = asked(desk, draft(agency))["ways"][0]
    event = draft(agency)
    values = {"detour_geometry": way["geometry"], "detour_roads": way["streets"], "detour": words}
    change(desk, event.pk, values)
    told = ["Линия на карте не идёт по улицам: Садовая улица."] if is_asked else []
    assert asked(desk, event)["typed"]["notes"] == told
    assert asked_on_publishing(desk, event) == told


LISTED = {
    "words": (["по Баумана и Ленина"], ["улица Баумана", "проспект Ленина"]),
    "words and a name": (["по Баумана", "Речной переулок"], ["улица Баумана", "Речной переулок"]),
    "unknown": (["по Выдуманной"], ["Выдуманной"]),
    "a name": (["Поперечная улица", "ул. Баумана"], ["Поперечная улица", "ул. Баумана"]),
}


@pytest.mark.parametrize(("typed", "stored"), LISTED.values(), ids=LISTED)
def test_a_list_of_streets_that_was_typed_as_words_is_one(desk, agency, typed, stored):
    event = draft(agency)
    assert change(desk, event.pk, {"detour_roads": typed}).json()["detour_roads"] == stored


def test_a_way_that_was_taken_is_what_the_public_reads(desk, agency, anonymous):
    event = draft(agency)
    way = asked(desk, event)["ways"][0]
    change(desk, event.pk, {"detour_geometry": way["geometry"], "detour_roads": way["streets"]})
    event.refresh_from_db()
    assert event.detour_roads == ROUND
    assert set(
        Road.objects.filter(segments__in=event.detour_spans.values("segment")).values_list("name", flat=True)
    ) == {*ROUND}


def test_only_dispatchers_ask_and_only_of_their_own(agency, other_agency, dispatcher, operator, anonymous):
    event = published(other_agency)
    for client, status in ((anonymous, 403), (signed_in(operator), 403), (signed_in(dispatcher), 404)):
        assert client.post(WAYS, {"event": event.pk}, content_type="application/json").status_code == status
