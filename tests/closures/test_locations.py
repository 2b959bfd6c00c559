"""Several places of one stage at the same time: given, kept, told and followed, each by itself."""

import json

import pytest
import time_machine

from closures import actions, renewing
from closures.derive import follow_network
from closures.models import PhasePlace, RoadEvent, SegmentSpan
from closures.pictures import spec_of
from closures.posts import preview
from closures.snapshot import snapshot
from roadmap.models import Delivery, Road, RoadSegment
from tests.closures.desk import EVENTS, change
from tests.closures.factories import active, area, draft, line, phase, published
from tests.conftest import NOW, signed_in
from tests.plan import lonlat

pytestmark = pytest.mark.django_db

PUSHKINA, MARTA = ((0, 200), (200, 200)), ((-195, -200), (-5, -200))
BAUMANA = ((0, -190), (0, -20))


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def drawn(*points) -> dict:
    return {"type": "LineString", "coordinates": [list(lonlat(*point)) for point in points]}


THREE = [
    {"geometry": drawn(*PUSHKINA), "direction": "forward", "toward": "Садовая улица"},
    {"geometry": drawn(*MARTA)},
    {"geometry": drawn(*BAUMANA), "direction": "backward"},
]


def stage(**values) -> dict:
    times = {"planned_start": "2026-06-12T22:00", "planned_end": "2026-06-15T06:00"}
    return times | {"vehicle_impact": "all-lanes-closed"} | values


def entered(desk, *stages) -> dict:
    body = {"kind": "closure", "cause": "heat-network", "phases": list(stages)}
    answer = desk.post(EVENTS, json.dumps(body), content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def saved(desk, event: dict, *stages) -> dict:
    answer = change(desk, event["id"], {"phases": list(stages)})
    assert answer.status_code == 200, answer.content
    return answer.json()


def ids(event: dict) -> list[int]:
    return [location["id"] for location in event["phases"][0]["locations"]]


def streets(event: dict) -> list[str]:
    return [location["places"][0]["on"] for location in event["phases"][0]["locations"]]


def rows() -> list[dict]:
    return list(PhasePlace.objects.order_by("pk").values())


@pytest.fixture
def event(desk) -> dict:
    return entered(desk, stage(locations=THREE))


def test_each_place_has_its_own_street_and_direction(event):
    assert streets(event) == ["улица Пушкина", "улица 8 Марта", "улица Баумана"]
    told = event["phases"][0]["locations"]
    assert [location["direction"] for location in told] == ["forward", "both", "backward"]
    assert [location["places"][0].get("toward") for location in told][:2] == ["Садовая улица", None]
    assert told[2]["places"][0]["toward"]
    assert set(RoadEvent.objects.get().roads) == {"улица Пушкина", "улица 8 Марта", "улица Баумана"}


def test_what_was_read_is_saved_twice_and_nothing_is_changed(desk, event):
    before, version = rows(), event["version"]
    for _ in range(2):
        again = saved(desk, event, *event["phases"])
        assert (rows(), again["version"], again["phases"]) == (before, version, event["phases"])


def test_by_id_a_place_keeps_its_row_and_what_was_not_given(desk, event):
    first, second, third = ids(event)
    changed = saved(desk, event, {**stage(), "id": event["phases"][0]["id"], "locations": [
        {"id": third}, {"id": first, "toward": "Речной переулок"}, {"id": second}
    ]})  # fmt: skip
    assert ids(changed) == [third, first, second]
    assert streets(changed) == ["улица Баумана", "улица Пушкина", "улица 8 Марта"]
    moved = changed["phases"][0]["locations"][1]
    assert (moved["toward"], moved["direction"]) == ("Речной переулок", "forward")
    assert moved["geometry"] == event["phases"][0]["locations"][0]["geometry"]


def test_without_ids_as_many_as_before_are_the_same_in_their_order(desk, event):
    given = [THREE[0], THREE[1] | {"direction": "backward"}, THREE[2]]
    assert ids(saved(desk, event, stage(locations=given))) == ids(event)


def test_without_ids_another_number_is_of_new_places(desk, event):
    """Nobody can tell which one is gone, so none takes what was kept of another."""
    left = saved(desk, event, stage(locations=list(THREE[1:])))
    assert not set(ids(left)) & set(ids(event))


def test_one_that_is_not_given_is_gone_with_its_spans(desk, event):
    first, _, third = ids(event)
    left = saved(desk, event, stage(locations=[{"id": first}, {"id": third}]))
    assert (ids(left), PhasePlace.objects.count()) == ([first, third], 2)
    held = set(SegmentSpan.objects.values_list("segment__road__name", flat=True))
    assert held == {"улица Пушкина", "улица Баумана"}
    assert "улица 8 Марта" not in RoadEvent.objects.get().roads


def test_one_more_is_a_row_more(desk, event):
    more = [*({"id": pk} for pk in ids(event)), {"geometry": drawn((0, 20), (0, 190))}]
    told = ids(saved(desk, event, stage(locations=more)))
    assert (told[:3], len(told)) == (ids(event), 4)


def test_the_short_form_is_one_place(desk, event):
    first = ids(event)[0]
    renamed = saved(desk, event, stage(id=event["phases"][0]["id"], name="ночью"))
    assert ids(renamed) == ids(event)
    alone = saved(desk, event, stage(id=event["phases"][0]["id"], geometry=drawn(*MARTA), direction="both"))
    assert (ids(alone), streets(alone)) == ([first], ["улица 8 Марта"])


@pytest.mark.parametrize("changed", [{"direction": "forward"}, {"toward": "Садовая улица 2"}, {"places": []}])
def test_of_several_places_the_short_form_is_left_or_refused(desk, event, changed):
    before = rows()
    answer = change(desk, event["id"], {"phases": [event["phases"][0] | changed]})
    assert answer.status_code == 400
    assert list(answer.json()["phases"]["0"]) == [*changed]
    assert "Мест несколько" in str(answer.json())
    assert rows() == before


def test_so_it_is_of_two_places(desk):
    event = entered(desk, stage(locations=THREE[:2]))
    answer = change(desk, event["id"], {"phases": [event["phases"][0] | {"direction": "forward"}]})
    assert (answer.status_code, list(answer.json()["phases"]["0"])) == (400, ["direction"])


def test_a_place_named_twice_is_refused_with_a_drawing_each(desk, event):
    named = [{"id": ids(event)[0], "geometry": drawn(*MARTA)}, {"id": ids(event)[0], "geometry": drawn(*BAUMANA)}]
    answer = change(desk, event["id"], {"phases": [stage(id=event["phases"][0]["id"], locations=named)]})
    assert answer.status_code == 400
    assert list(answer.json()["phases"]["0"]["locations"]) == ["1"]


@pytest.mark.parametrize("of", ["another stage", "nobody", "twice"])
def test_an_unknown_place_is_refused_where_it_stands(desk, event, of):
    other = entered(desk, stage(locations=THREE))
    unknown = {"another stage": ids(other)[0], "nobody": 10**9, "twice": ids(event)[0]}[of]
    before = rows()
    given = [{"id": ids(event)[0]}, {"id": unknown}]
    answer = change(desk, event["id"], {"phases": [stage(id=event["phases"][0]["id"], locations=given)]})
    assert answer.status_code == 400, answer.content
    [(number, errors)] = answer.json()["phases"]["0"]["locations"].items()
    assert (number, list(errors)) == ("1", ["id"])
    assert rows() == before


WRONG = {
    "by its form": drawn((0, 0)) | {"type": "Circle"},
    "by a rule": drawn((0, 200), (0, 200)),
    "by its kind": {"type": "Point", "coordinates": list(lonlat(0, 200))},
}


@pytest.mark.parametrize("geometry", WRONG.values(), ids=WRONG)
def test_an_error_of_a_place_stands_by_its_number_whoever_finds_it(desk, geometry):
    body = {"kind": "closure", "phases": [stage(locations=[THREE[0], {"geometry": geometry}])]}
    answer = desk.post(EVENTS, json.dumps(body), content_type="application/json")
    assert answer.status_code == 400, answer.content
    [(number, errors)] = answer.json()["phases"]["0"]["locations"].items()
    assert (number, list(errors)) == ("1", ["geometry"])
    assert errors["geometry"][0]
    assert not RoadEvent.objects.exists()


def test_the_public_is_told_all_places_in_the_one_stage(desk, event, client):
    desk_event = RoadEvent.objects.get()
    actions.publish(desk_event, by=None, at=NOW)
    [feature] = client.get("/api/v1/road-events/").json()["features"]
    assert feature["geometry"]["type"] == "MultiLineString"
    assert len(feature["geometry"]["coordinates"]) == 3
    roads = feature["properties"]["roads"]
    assert len(roads) == len(set(roads)) == 3
    [sent] = Delivery.objects.filter(channel="journal")
    assert "этап" not in sent.text
    assert all(f"— по улице {name}" in sent.text for name in ("Пушкина", "8 Марта", "Баумана"))
    assert sent.text.count("в сторону") == 2
    for road in Road.objects.filter(name__in=roads):
        assert f"/events/{event['id']}/" in client.get(f"/streets/{road.slug}/").content.decode()


def test_streets_beyond_five_are_named_where_lines_lie_on_them(agency):
    """An area over many streets is told by its main ones; of lines each lies on its street."""
    everywhere = [
        *((-390, 200), (-210, 200)), *((-195, -200), (-5, -200)), *((0, -190), (0, -20)),
        *((200, 20), (200, 190)), *((-200, 20), (-200, 190)), *((-195, 10), (-5, 10)),
    ]  # fmt: skip
    lines = [line(one, other) for one, other in zip(everywhere[::2], everywhere[1::2], strict=True)]
    event = draft(agency, phases=[stage_of([{"geometry": each} for each in lines])])
    assert len(event.roads) == len(lines)
    nameless = PhasePlace.objects.filter(phase__event=event)
    nameless.update(words=[])
    renewing.derive_anew(event.pk, at=NOW)
    event.refresh_from_db()
    assert len(event.roads) == len(lines)


def test_an_area_is_told_by_every_street_of_its_own(agency):
    """fixtures/small_city.md; not by the few metres of a street at its border."""
    block = area((-410, -210), (210, -210), (210, 210), (-410, 210))
    zone = published(agency, kind="repair-zone", phases=[phase(geometry=block)])
    segments = [span.segment for span in zone.phases.get().spans.select_related("segment__road")]
    held = {segment.road.name for segment in segments if segment.road}
    assert len(held) > 5
    assert set(zone.roads) == held


def stage_of(locations: list[dict]) -> dict:
    values = phase(locations=locations)
    del values["geometry"]
    return values


def test_a_new_network_is_followed_by_each_place(agency):
    event = active(agency, phases=[stage_of([{"geometry": line(*PUSHKINA)}, {"geometry": line(*MARTA)}])])
    before = set(spans(event))
    SegmentSpan.objects.filter(segment__road__name="улица 8 Марта").update(end_position=0.5, start_position=0.4)
    near_second = RoadSegment.objects.filter(road__name="улица 8 Марта").values_list("pk", flat=True)
    follow_network(agency.city, near_second)
    assert set(spans(event)) == before
    words = [place.words for place in PhasePlace.objects.filter(phase__event=event)]
    assert [place["on"] for [place] in words] == ["улица Пушкина", "улица 8 Марта"]


def spans(event) -> list[tuple]:
    rows = SegmentSpan.objects.filter(phase__event=event)
    return list(rows.values_list("segment__road__name", "start_position", "end_position", "direction"))


def test_a_picture_draws_each_place_with_its_direction(agency):
    places = [
        {"geometry": line(*PUSHKINA), "direction": "forward"},
        {"geometry": line(*MARTA)},
        {"geometry": line(*BAUMANA), "direction": "backward"},
    ]
    event = draft(agency, phases=[stage_of(places)])
    shapes = spec_of(event, preview(event, snapshot(event)))["shapes"]
    assert [shape.get("direction") for shape in shapes] == ["forward", None, "backward"]
    assert [shape["geometry"]["type"] for shape in shapes] == ["LineString"] * 3


def test_the_gravest_of_what_holds_at_once_is_drawn_on_top(agency):
    narrowed = phase(geometry=line(*MARTA), vehicle_impact="some-lanes-closed")
    event = draft(agency, phases=[phase(), narrowed])
    signs = [shape["sign"] for shape in spec_of(event, preview(event, snapshot(event)))["shapes"]]
    assert signs == ["narrowing", "closure"]
