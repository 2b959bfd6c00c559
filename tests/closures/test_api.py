"""The public API of road events: one SQL for a list, the same as the serializer's answer; bounded and honest."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from closures import actions, amending, confirming, renewing
from closures.api import features
from closures.api.public import EventSerializer
from closures.models import PublicVersion, RoadEvent
from closures.models.asked import Asked
from closures.shown import Shown
from roadmap.api.cursors import cursor_after
from roadmap.models import Agency, City
from roadmap.postgis import box_of
from tests.closures.factories import active, area, draft, line, lonlat, phase, published, shape
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
LIST = "/api/v1/road-events/"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def get(client, **query):
    answer = client.get(LIST, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def ids(client, **query):
    return [feature["id"] for feature in get(client, **query)["features"]]


def box(x0, y0, x1, y1):
    (west, south), (east, north) = lonlat(x0, y0), lonlat(x1, y1)
    return f"{west},{south},{east},{north}"


@pytest.fixture
def several(agency):
    """One of each kind."""
    return [
        active(agency),
        published(agency, kind="repair-zone", phases=[phase(geometry=area((-250, -50), (-150, -50), (-150, 50)))]),
        published(agency, kind="signal-outage"),
        published(agency, kind="parking-change", phases=[phase(geometry=line((-200, 20), (-200, 180)))]),
        published(agency, kind="public-event", phases=[phase(planned_end=None)]),
    ]


def told_slowly() -> dict:
    events = list(RoadEvent.objects.select_related("agency", "city"))
    for event in events:
        event.shown = Shown.of(event, Asked(NOW))
    slow = json.loads(json.dumps(EventSerializer(events, many=True).data))
    return {feature["id"]: feature for feature in slow["features"]}


def test_the_sql_answer_equals_the_serializers(client, several):
    found = {feature["id"]: feature for feature in get(client)["features"]}
    assert found == told_slowly()
    assert len(found) == 5


def test_so_it_does_of_stages_that_hold_at_once(client, agency):
    """Each differs from the others in whatever is made one of them: impact, direction, hours, place, end."""
    since, later = NOW - timedelta(hours=1), NOW + timedelta(hours=9)
    nightly = {"hours": [{"start": "22:00", "end": "06:00"}]}
    one_way = line((-150, -200), (150, -200))  # улица 8 Марта
    rests = phase(planned_start=NOW - timedelta(days=2), schedule=nightly)
    open_end = rests | {"planned_end": None, "vehicle_impact": "some-lanes-closed"}
    forward = phase(planned_start=since, geometry=line((-150, 200), (150, 200)), direction="forward")
    ban = phase(planned_start=since, vehicle_classes=["lorry"], geometry=line((-200, 20), (-200, 180)))
    published(agency, phases=[open_end, forward, ban, phase(planned_start=later)])
    published(agency, phases=[ban | {"direction": "backward"}, forward, phase(planned_start=later, geometry=one_way)])
    published(agency, phases=[open_end, open_end | {"vehicle_impact": "all-lanes-open"}])
    published(agency, phases=[phase(planned_start=since, vehicle_impact="all-lanes-open"), ban])
    found = {feature["id"]: feature for feature in get(client)["features"]}
    assert found == told_slowly()
    told = [feature["properties"] for feature in found.values()]
    assert [properties["phases"] for properties in told] == [[1, 2, 3], [1, 2], [1, 2], [1, 2]]
    assert told[3]["vehicle_classes"] == ["lorry"], "a ban for some is more than nothing"


def test_between_its_stages_an_event_is_told_by_the_next_one(client, agency):
    over = phase(planned_start=NOW - timedelta(days=4), planned_end=NOW - timedelta(days=3))
    published(agency, at=NOW - timedelta(days=5), phases=[over, phase()])
    (feature,) = get(client)["features"]
    told = feature["properties"]
    assert (told["phases"], told["state"], told["in_force"]) == ([2], "planned", False)


def test_an_event_whose_stages_are_over_is_told_as_a_whole(client, agency, dispatcher):
    begun = phase(planned_start=NOW - timedelta(hours=1))
    event = active(agency, phases=[begun, begun | {"geometry": line((-200, 20), (-200, 180))}])
    confirming.finish(event, by=dispatcher, at=NOW)
    (feature,) = get(client, state="finished")["features"]
    event.refresh_from_db()
    told = feature["properties"]
    assert (told["phases"], told["headline"], told["place"]) == ([1, 2], event.headline, event.place)


@pytest.mark.parametrize(
    ("values", "types"),
    [
        ({}, ["no-trucks"]),
        ({"restrictions": [{"type": "no-trucks"}]}, ["no-trucks"]),
        ({"restrictions": [{"type": "local-access-only"}]}, ["local-access-only", "no-trucks"]),
        ({"vehicle_impact": "some-lanes-closed"}, []),
        ({"vehicle_classes": ["bus"]}, []),
        ({"vehicle_classes": []}, []),
    ],
)
def test_a_ban_for_lorries_is_a_restriction_and_the_lanes_are_open(client, agency, values, types):
    ban = phase(planned_start=NOW - timedelta(hours=1), vehicle_classes=["lorry"]) | values
    published(agency, phases=[ban])
    (feature,) = get(client)["features"]
    properties = feature["properties"]
    assert [restriction["type"] for restriction in properties["restrictions"]] == types
    is_open = properties["vehicle_impact"] == "all-lanes-open"
    assert (is_open, properties["vehicle_classes"]) == (bool(ban["vehicle_classes"]), ban["vehicle_classes"])
    assert ids(client, impact="all-lanes-closed") == ([] if is_open else [feature["id"]])


def test_the_properties_are_the_ones_that_others_rely_on(client, several):
    (feature,) = (one for one in get(client)["features"] if one["id"] == several[0].pk)
    properties = feature["properties"]
    assert list(properties)[:6] == ["kind", "status", "state", "headline", "place", "roads"]
    assert properties["state"] == "active"
    assert properties["in_force"] is True
    assert properties["start"] == "2026-06-10T06:00:00Z"
    assert properties["end"] == "2026-06-12T07:00:00Z"
    assert properties["agency"] == "road-department"
    assert properties["url"] == f"/events/{several[0].pk}/"
    assert properties["vehicle_impact"] == "all-lanes-closed"


def test_drafts_are_nobodys_business(client, agency):
    event = draft(agency)
    assert ids(client) == []
    assert client.get(f"{LIST}{event.pk}/").status_code == 404


def test_without_a_time_it_is_what_is_not_yet_over(client, agency, dispatcher):
    planned, over, called_off = published(agency), active(agency), published(agency)
    confirming.finish(over, by=dispatcher, at=NOW)
    actions.cancel(called_off, by=dispatcher, at=NOW)
    assert ids(client) == [planned.pk]
    assert ids(client, state="finished") == [over.pk]
    assert set(ids(client, updated_since=(NOW - timedelta(days=1)).isoformat())) == {planned.pk, over.pk, called_off.pk}


def test_at_a_moment_it_is_what_holds_then(client, agency):
    nightly = published(agency, phases=[phase(schedule={"hours": [{"start": "22:00", "end": "06:00"}]})])
    assert ids(client, at="2026-06-11T23:00") == [nightly.pk]
    assert ids(client, at="2026-06-11T23:00+05:00") == [nightly.pk]
    assert ids(client, at="2026-06-12T12:00") == []
    assert ids(client, **{"from": "2026-06-11T15:00", "to": "2026-06-11T22:00"}) == []
    assert ids(client, **{"from": "2026-06-11T15:00", "to": "2026-06-11T22:01"}) == [nightly.pk]


def test_the_past_answers_too(client, agency, dispatcher):
    event = active(agency)
    confirming.finish(event, by=dispatcher, at=NOW)
    assert ids(client, at=(NOW - timedelta(minutes=30)).isoformat()) == [event.pk]
    assert ids(client, at=(NOW + timedelta(minutes=30)).isoformat()) == []


def test_a_box_holds_what_touches_it(client, several):
    assert several[0].pk in ids(client, bbox=box(50, 150, 100, 250))
    assert several[0].pk not in ids(client, bbox=box(-400, -250, -100, 100))


@pytest.mark.parametrize("query", [{}, {"at": NOW.isoformat()}, {"split": "phase"}])
def test_a_box_across_the_180th_meridian_holds_what_lies_in_its_halves_alone(client, query):
    """Anadyr lies at 177.5 E, between the halves of no box that begins east of it."""
    anadyr = City.objects.create(slug="anadyr", name="Анадырь", metric_srid=32660, box=box_of(177, 64, 178, 65))
    street = shape("LineString", [(177.5, 64.73), (177.503, 64.73)])
    own = Agency.objects.create(city=anadyr, slug="anadyr", name="Анадырь")
    active(own, phases=[phase(geometry=street, planned_start=NOW - timedelta(hours=1))])
    found = {
        bbox: len(ids(client, city="anadyr", bbox=bbox, **query))
        for bbox in ("177,64,-179,65", "179,64,-179,65", "-179.9,64,-179,65", "177,64,180,65")
    }
    assert list(found.values()) == [1, 0, 0, 1], found
    assert len(ids(client, city="anadyr", bbox="170,60,-170,70", **query)) == 1, "the same SQL, other values"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind": "closure"}, [0]),
        ({"kind": "closure,repair-zone"}, [0, 1]),
        ({"state": "active"}, [0]),
        ({"impact": "alternating-one-way"}, []),
        ({"kind": "closure", "passage": "closed,limited"}, [0]),
        ({"kind": "closure", "passage": "limited"}, []),
        ({"agency": "road-department"}, [0, 1, 2, 3, 4]),
        ({"agency": "heat-network"}, []),
    ],
)
def test_filters(client, several, query, expected):
    assert ids(client, **query) == [several[number].pk for number in expected]


def test_pages_by_cursor_bring_each_event_once(client, several):
    seen, address = [], f"{LIST}?limit=2"
    while address:
        answer = client.get(address).json()
        seen += [feature["id"] for feature in answer["features"]]
        address = answer["next"]
    assert seen == sorted(event.pk for event in several)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "a,b,c,d"}, "bbox"),
        ({"bbox": "57,65,58,66,1"}, "bbox"),
        ({"bbox": "66,57,65,58"}, "bbox"),
        ({"bbox": "nan,57,65,58"}, "bbox"),
        ({"bbox": "65,57,inf,58"}, "bbox"),
        ({"at": "tomorrow"}, "at"),
        ({"at": "2026-13-01"}, "at"),
        ({"at": "9999-12-31T23:59:59+00:00"}, "at"),
        ({"from": "2026-06-02", "to": "2026-06-01"}, "to"),
        ({"at": "2026-06-10T12:00", "from": "2026-06-10T12:00"}, "at"),
        ({"at": "2026-06-10T12:00", "to": "2026-06-10T13:00"}, "at"),
        ({"kind": "party"}, "kind"),
        ({"impact": "bad"}, "impact"),
        ({"passage": "red"}, "passage"),
        ({"state": "draft"}, "state"),
        ({"limit": "0"}, "limit"),
        ({"limit": "10001"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"limit": "00000000199999"}, "limit"),
        ({"limit": "9" * 4500}, "limit"),
        ({"cursor": "!!!"}, "cursor"),
        ({"cursor": "OTk5OTk5OTk5OTk5OTk5OTk5OTk="}, "cursor"),
        ({"city": "atlantis"}, "city"),
        ({"agency": "\x00"}, "agency"),
    ],
)
def test_a_wrong_parameter_is_a_400_with_its_name(client, several, query, field):
    answer = client.get(LIST, query)
    assert answer.status_code == 400
    assert list(answer.json()) == [field]


def test_an_unchanged_answer_is_a_304(client, several, django_assert_num_queries):
    first = client.get(LIST)
    with django_assert_num_queries(1):  # the city with the version of what is told
        again = client.get(LIST, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(LIST, headers={"If-None-Match": f"W/{first['ETag']}"}).status_code == 304
    amending.change(several[0], fields={"reason": "другая"}, by=None, at=NOW)
    assert client.get(LIST, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("query", [{"at": "{later}"}, {"at": "{later}", "split": "phase"}, {"from": "{later}"}, {}])
def test_a_plan_that_ends_within_the_minute_is_never_hidden_by_a_304(client, agency, query):
    """The other stage goes on, so no version is written: without a confirmed end the first one holds on from there."""
    overlapping(agency, first_ends=NOW + timedelta(minutes=5, seconds=25))
    asked = {name: value.format(later=f"{NOW + timedelta(hours=2):%FT%TZ}") for name, value in query.items()}
    answers = {}
    for seconds in (301, 320, 326, 359, 361):
        with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
            answer = client.get(LIST, asked)
            answers.setdefault(answer["ETag"], set()).add(answer.content)
    assert [len(told) for told in answers.values()] == [1, 1]


def test_an_event_in_full_is_one_answer_a_minute(client, agency):
    event, answers = overlapping(agency, first_ends=NOW + timedelta(minutes=5, seconds=25)), {}
    for seconds in (301, 320, 326, 359, 361):
        with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
            answer = client.get(f"{LIST}{event.pk}/")
            answers.setdefault(answer["ETag"], set()).add(answer.content)
    assert [len(told) for told in answers.values()] == [1, 1]


def overlapping(agency, first_ends):
    stages = [
        phase(planned_start=NOW - timedelta(hours=2), planned_end=first_ends),
        phase(
            geometry=line((-200, 20), (-200, 180)),
            planned_start=NOW - timedelta(hours=1),
            planned_end=NOW + timedelta(days=3),
            vehicle_impact="some-lanes-closed",
        ),
    ]
    return active(agency, phases=stages)


def test_what_was_done_this_minute_is_told_at_once(client, agency, dispatcher):
    event = published(agency, phases=[phase(planned_start=NOW + timedelta(hours=1))])
    with time_machine.travel(NOW + timedelta(seconds=30), tick=False) as clock:
        PublicVersion.objects.update(moved_at=NOW)  # the tests' network was imported today
        at = NOW + timedelta(seconds=30)
        confirming.confirm(event, by=dispatcher, at=at, started_at=at)
        assert ids(client, state="active") == [event.pk]
        clock.shift(10)
        assert ids(client, state="active") == [event.pk]
        answer = client.get(f"{LIST}{event.pk}/").json()
    assert answer["properties"]["state"] == "active"


def test_an_event_in_full_follows_the_network_though_it_has_no_new_version(client, agency):
    event = active(agency)
    old = client.get(f"{LIST}{event.pk}/")
    assert client.get(f"{LIST}{event.pk}/", headers={"If-None-Match": old["ETag"]}).status_code == 304
    event.phases.get().locations.update(geometry=line((-200, 20), (-200, 180)))
    call_command("rebuild_spans")
    new = client.get(f"{LIST}{event.pk}/", headers={"If-None-Match": old["ETag"]})
    assert new.status_code == 200
    assert new.json()["geometry"] != old.json()["geometry"]
    assert new.json()["properties"]["version"] == old.json()["properties"]["version"]


def test_drafts_do_not_move_the_public_answer(client, several, agency):
    tag = client.get(LIST)["ETag"]
    unpublished = draft(agency)
    amending.change(unpublished, fields={"reason": "другая"}, by=None, at=NOW)
    actions.submit_for_review(unpublished, by=None, at=NOW)
    actions.cancel(unpublished, by=None, at=NOW)
    assert client.get(LIST, headers={"If-None-Match": tag}).status_code == 304


def test_a_renamed_agency_and_a_renewed_event_are_new_answers(client, several, agency):
    addresses = [LIST, f"{LIST}{several[0].pk}/"]
    tags = [client.get(address)["ETag"] for address in addresses]
    agency.name = "Управление дорог"
    agency.save()
    for address, tag in zip(addresses, tags, strict=True):
        answer = client.get(address, headers={"If-None-Match": tag})
        assert answer.status_code == 200
        assert "Управление дорог" in answer.content.decode()
    tag = client.get(LIST)["ETag"]
    renewing.renew(several[0], at=NOW)
    assert client.get(LIST, headers={"If-None-Match": tag}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_list(client, several, django_assert_num_queries):
    with django_assert_num_queries(2):  # the city with the version, the list
        client.get(LIST)


def test_who_asks_alike_with_other_values_gets_another_answer(client, several, agency):
    """The SQL is kept, no value of it: what each value finds is what it finds when nothing is kept."""
    later, closure = NOW + timedelta(days=1, hours=1), several[0]
    alike = [
        *({"at": moment.isoformat()} for moment in (NOW, later)),
        *({"from": since.isoformat(), "to": (since + timedelta(hours=1)).isoformat()} for since in (NOW, later)),
        *({"bbox": box(*place)} for place in ((-10, 190, 210, 210), (-260, -60, -140, 60))),
        *({"road": name} for name in closure.roads[:1] + ["улица 8 Марта"]),
        *({"agency": slug} for slug in (agency.slug, "nobody")),
        *({"updated_since": since.isoformat()} for since in (NOW - timedelta(days=9), NOW)),
        *({"state": "active", "limit": "1", "cursor": cursor_after([number])} for number in (1, closure.pk)),
        *({"city": slug} for slug in (agency.city.slug, City.objects.create(**elsewhere(agency.city)).slug)),
    ]
    kept = [get(client, **query) for query in alike]
    afresh = []
    for query in alike:
        features._compiled.cache_clear()
        afresh.append(get(client, **query))
    assert kept == afresh
    pairs = list(zip(kept[::2], kept[1::2], strict=True))
    assert all(one["features"] != other["features"] for one, other in pairs)
    features._compiled.cache_clear()
    for query in alike:
        get(client, **query)
    assert features._compiled.cache_info().misses == len(pairs)


def test_the_order_of_values_and_the_length_of_a_page_are_no_other_question(client, several):
    features._compiled.cache_clear()
    orders = [
        {"kind": kinds, "state": states, "impact": impacts, "limit": limit}
        for kinds in ("closure,public-event", "public-event,closure,closure")
        for states in ("active,planned", "planned,active")
        for impacts in ("all-lanes-closed,unknown", "unknown,all-lanes-closed")
        for limit in ("1", "2", "10000")
    ]
    assert {len(ids(client, **query)) for query in orders} == {1, 2}
    assert features._compiled.cache_info().misses == 1


def elsewhere(city: City) -> dict:
    own = {"name": city.name, "time_zone": city.time_zone, "metric_srid": city.metric_srid, "box": city.box}
    return own | {"slug": "elsewhere"}


def test_a_reader_of_english_gets_english_after_one_of_russian(client, several):
    words = [
        client.get(LIST, headers={"Accept-Language": language}).json()["features"][0]["properties"]["headline"]
        for language in ("ru", "en", "ru")
    ]
    assert words[0] == words[2] == several[0].headline
    assert words[1] == several[0].headline_en != words[0]


def test_one_event_in_full_without_anybodys_name(client, agency, dispatcher):
    event = active(agency)
    confirming.confirm(event, by=dispatcher, at=NOW, started_at=NOW - timedelta(minutes=30))
    answer = client.get(f"{LIST}{event.pk}/").json()
    assert [change["verb"] for change in answer["properties"]["changes"]] == ["published", "started"]
    assert answer["properties"]["phases"][0]["places"][0]["on"] == "улица Пушкина"
    assert answer["properties"]["picture"].startswith("/pictures/")
    assert "dispatcher" not in json.dumps(answer)


def test_finished_events_stay_reachable(client, agency, dispatcher):
    event = active(agency)
    confirming.finish(event, by=dispatcher, at=NOW)
    assert client.get(f"{LIST}{event.pk}/").json()["properties"]["state"] == "finished"


def test_the_schema_describes_the_list(client):
    answer = client.get("/api/schema/")
    assert answer.status_code == 200
    assert b"/api/v1/road-events/" in answer.content


@pytest.mark.parametrize(
    ("query", "is_kept"),
    [({}, False), ({"updated_since": "2026-06-01"}, False), ({"at": "2026-06-10"}, True), ({"to": "2026-06-10"}, True)],
)
def test_a_plan_is_kept_only_where_place_and_time_lead(client, several, query, is_kept):
    """Without a time the best index depends on the values: a plan for all of them would read years of history."""
    client.get(LIST, query)
    assert (connection.connection.prepare_threshold == 0) is is_kept


def test_each_stage_names_who_confirmed_its_start_and_its_end(client, agency, dispatcher):
    stages = [
        phase(planned_start=NOW - timedelta(days=5), planned_end=NOW - timedelta(days=1)),
        phase(planned_start=NOW - timedelta(hours=1)),
    ]
    event = published(agency, at=NOW - timedelta(days=6), phases=stages)
    confirming.confirm(
        event, by=dispatcher, at=NOW, phase=1, started_at=NOW - timedelta(days=5), source="camera", comment="запись"
    )
    confirming.confirm(
        event, by=dispatcher, at=NOW, phase=1, ended_at=NOW - timedelta(days=1), source="foreman", comment="звонок"
    )
    told = client.get(f"/api/v1/road-events/{event.pk}/").json()["properties"]["phases"]
    assert [(each["start_source"], each["end_source"]) for each in told] == [("camera", "foreman"), ("", "")]
