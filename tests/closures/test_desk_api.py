"""The desk's API: a closure entered, shown before it goes, published, changed and ended; strangers find nothing."""

from datetime import timedelta

import pytest
import time_machine

from closures import confirming, posts
from closures.models import RoadEvent
from roadmap.lengths import utf16_length
from roadmap.models import Delivery, Road, TrafficSignal
from tests.closures.desk import EVENTS, change, do
from tests.closures.factories import active, draft, published
from tests.conftest import NOW, signed_in
from tests.plan import lonlat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def body(**values):
    return {
        "kind": "closure",
        "cause": "heat-network",
        "reason": "ремонт теплотрассы",
        "phases": [
            {
                "geometry": {"type": "LineString", "coordinates": [lonlat(0, 200), lonlat(200, 200)]},
                "planned_start": "2026-06-12T22:00",
                "planned_end": "2026-06-15T06:00",
                "vehicle_impact": "all-lanes-closed",
            }
        ],
    } | values


def post(client, address, data=None):
    return client.post(address, data or {}, content_type="application/json")


def test_the_desk_reads_who_confirmed_and_writes_it_with_the_verb_alone(desk, agency):
    event = active(agency)
    confirming.confirm(event, by=None, at=NOW, started_at=NOW - timedelta(minutes=50), source="foreman")
    told = desk.get(f"{EVENTS}{event.pk}/").json()["phases"]
    assert (told[0]["start_source"], told[0]["end_source"]) == ("foreman", "")
    changed = change(desk, event.pk, {"phases": [told[0] | {"start_source": "camera", "end_source": "camera"}]})
    assert [changed.json()["phases"][0][name] for name in ("start_source", "end_source")] == ["foreman", ""]


def test_a_closure_from_draft_to_end(desk, client):
    answer = post(desk, EVENTS, body())
    assert answer.status_code == 201, answer.content
    pk = answer.json()["id"]
    assert answer.json()["phases"][0]["planned_start"] == "2026-06-12T22:00:00+05:00"
    assert client.get("/api/v1/road-events/").json()["features"] == []
    assert do(desk, pk, "publish").json()["state"] == "planned"
    assert [one["id"] for one in client.get("/api/v1/road-events/").json()["features"]] == [pk]
    changed = change(desk, pk, {"detour": "по улице Баумана"})
    assert changed.json()["version"] == 3
    assert do(desk, pk, "cancel", {"comment": "перенос"}).json()["status"] == "cancelled"


def test_hours_without_an_offset_are_the_citys(desk):
    post(desk, EVENTS, body())
    assert RoadEvent.objects.get().start.isoformat() == "2026-06-12T17:00:00+00:00"


def test_the_text_is_shown_before_it_goes_and_nothing_is_kept(desk):
    answer = post(desk, "/api/staff/v1/preview/", body())
    assert answer.status_code == 200, answer.content
    assert "улице Пушкина" in answer.json()["long"].replace("\u00a0", " ")
    assert not RoadEvent.objects.exists()
    assert not Delivery.objects.exists()


EMOJI = {
    "detour": "🚧" * 500,
    "reason": "🚗" * 300,
    "performer": "👨‍👩‍👧 бригада " * 12,
    "contact": "📞" * 120,
    "note": "Знак ⚠️ стоит. " * 66,
}


@pytest.mark.parametrize("long", [{}, EMOJI])
def test_what_the_preview_shows_is_what_is_sent(desk, long):
    """The address apart, whose number is not known yet: its length is, and with it what there is room for."""
    shown = post(desk, "/api/staff/v1/preview/", body(**long)).json()
    pk = post(desk, EVENTS, body(**long)).json()["id"]
    address = f"/events/{pk}/"
    of_draft = post(desk, "/api/staff/v1/preview/", {"event": pk}).json()
    do(desk, pk, "publish")
    [sent] = Delivery.objects.all()
    assert (sent.text, sent.caption, sent.title) == (of_draft["long"], of_draft["caption"], of_draft["subject"])
    assert [sent.text.replace(address, "/events/…/"), sent.caption.replace(address, "/events/…/")] == [
        shown["long"],
        shown["caption"],
    ]
    assert sent.picture.alt_text == shown["alt_text"]
    assert (utf16_length(sent.caption) <= 1024, utf16_length(sent.text) <= 4096) == (True, True)


def test_a_stretch_between_two_crossings(desk, small_city, client):
    road = Road.objects.get(city=small_city, name="улица Пушкина")
    crossings = client.get(f"/api/v1/roads/{road.pk}/junctions/").json()["results"]
    by_name = {crossing["name"]: crossing["id"] for crossing in crossings}
    query = {"road": road.pk, "from": by_name["улица Баумана"], "to": by_name["Речной переулок"]}
    answer = desk.get("/api/staff/v1/stretch/", query).json()
    assert answer["length_m"] == pytest.approx(200, abs=1)
    assert answer["places"][0]["type"] == "between"
    whole = desk.get("/api/staff/v1/stretch/", {"road": road.pk}).json()
    assert whole["places"] == [{"type": "street", "on": "улица Пушкина"}]
    legs = desk.get("/api/staff/v1/stretch/", {"crossing": by_name["улица Баумана"]}).json()
    assert legs["places"][0]["type"] == "crossing"


def test_a_drawing_is_matched_to_the_streets_under_it(desk):
    drawn = {"geometry": {"type": "LineString", "coordinates": [lonlat(5, 205), lonlat(195, 198)]}}
    answer = post(desk, "/api/staff/v1/match/", drawn).json()
    assert answer["places"][0]["on"] == "улица Пушкина"
    far = {"geometry": {"type": "LineString", "coordinates": [lonlat(60, 60), lonlat(140, 140)]}}
    assert post(desk, "/api/staff/v1/match/", far).status_code == 400


def test_a_signal_outage_needs_no_drawing(desk, small_city):
    signal = TrafficSignal.objects.filter(city=small_city).first()
    phases = [{"planned_start": "2026-06-12T09:00", "planned_end": "2026-06-12T17:00"}]
    answer = post(desk, EVENTS, body(kind="signal-outage", signal=signal.pk, signal_mode="off", phases=phases))
    assert answer.status_code == 201, answer.content


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"kind": None}, "kind"),
        ({"phases": []}, "phases"),
        ({"phases": [{"planned_start": "yesterday"}]}, "phases"),
        (
            {"phases": [{"geometry": {"type": "Point", "coordinates": [65.54, 57.15]}, "planned_start": "2026-06-12"}]},
            "phases",
        ),
        ({"reason": "я" * 301}, "reason"),
        ({"reason": "\x00"}, "reason"),
        ({"severity": 9}, "severity"),
        ({"signal": 10**9}, "signal"),
        ({"bus_routes": ["1"] * 61}, "bus_routes"),
        ({"bus_routes": "57"}, "bus_routes"),
    ],
)
def test_a_wrong_field_is_a_400_with_its_name_and_nothing_is_kept(desk, values, field):
    answer = post(desk, EVENTS, body(**values))
    assert answer.status_code == 400
    assert field in answer.json()
    assert not RoadEvent.objects.exists()


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [65.54, 57.15]},
        {"type": "LineString", "coordinates": [[57.15, 65.54], [57.151, 65.54]]},
        {"type": "LineString", "coordinates": [[0, 0], [0, 1]]},
        {"type": "LineString", "coordinates": [[65.54, 57.15]]},
        {"type": "LineString", "coordinates": [[65.54, 57.15, 9], [65.55, 57.15, 9]]},
        {"type": "LineString", "coordinates": "everywhere"},
        {"type": "GeometryCollection", "geometries": []},
        "POINT EMPTY",
        [],
        7,
    ],
)
def test_a_hostile_geometry_is_a_400(desk, geometry):
    phases = [{"geometry": geometry, "planned_start": "2026-06-12T09:00"}]
    answer = post(desk, EVENTS, body(phases=phases))
    assert answer.status_code == 400, answer.content
    assert not RoadEvent.objects.exists()


def test_a_stranger_finds_nothing(agency, other_dispatcher, operator, client):
    event = published(agency)
    for address in (f"{EVENTS}{event.pk}/", f"{EVENTS}{event.pk}/finish/"):
        stranger = signed_in(other_dispatcher)
        assert post(stranger, address).status_code in (404, 405)
        assert stranger.patch(address, {}, content_type="application/json").status_code in (404, 405)
    assert post(signed_in(operator), EVENTS, body()).status_code == 403
    assert post(client, EVENTS, body()).status_code == 403
    event.refresh_from_db()
    assert event.status == "published"


def test_a_session_without_the_csrf_token_is_refused(dispatcher):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(dispatcher)
    assert post(client, EVENTS, body()).status_code == 403


def test_a_move_that_the_table_does_not_allow_is_a_400(desk, agency):
    event = draft(agency)
    assert do(desk, event.pk, "finish").status_code == 400


def test_the_text_of_a_change_is_shown_before_it_goes(desk, agency):
    event = published(agency)
    later = body(event=event.pk)
    later["phases"][0] |= {"planned_start": "2026-06-11T12:00", "planned_end": "2026-06-20T06:00"}
    text = post(desk, "/api/staff/v1/preview/", later).json()["long"].replace("\u00a0", " ")
    assert "20 июня" in text
    assert "одлен" in text  # «Продлено», «продлён»
    event.refresh_from_db()
    assert event.version == 2
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("number", [10**9, "1", [], -1])
def test_the_preview_of_what_is_not_there_is_refused(desk, number):
    assert post(desk, "/api/staff/v1/preview/", body(event=number)).status_code in (400, 404)


def test_a_patch_that_changes_nothing_is_no_version_and_tells_nobody(desk, agency):
    event = published(agency)
    before = event.version, Delivery.objects.count(), event.updated_at
    given = desk.get(f"{EVENTS}{event.pk}/").json()
    same = {name: given[name] for name in ("reason", "cause", "severity", "phases")}
    for values in ({}, same, {"comment": "ничего нового"}):
        answer = change(desk, event.pk, values)
        assert answer.status_code == 200, answer.content
        event.refresh_from_db()
        assert (event.version, Delivery.objects.count(), event.updated_at) == before
    told = change(desk, event.pk, {"reason": "авария"}).json()
    event.refresh_from_db()
    assert event.version == before[0] + 1
    assert Delivery.objects.count() == before[1] + 1
    assert (told["version"], told["is_posted"]) == (event.version, True)


def test_a_post_that_says_the_same_as_before_is_not_corrected(desk, agency):
    """What is over is told without its reason, and no text tells the severity."""
    event = active(agency)
    told = do(desk, event.pk, "finish").json()
    assert told["is_posted"]
    sent = Delivery.objects.count()
    again = change(desk, event.pk, {"reason": "авария"}).json()
    assert (again["version"], again["is_posted"]) == (told["version"] + 1, False)
    assert Delivery.objects.count() == sent


def test_a_post_that_was_refused_is_sent_with_the_next_change_though_it_says_the_same(desk, agency):
    event = active(agency)
    do(desk, event.pk, "finish")
    Delivery.objects.update(state=Delivery.State.REFUSED)
    assert change(desk, event.pk, {"reason": "авария"}).json()["is_posted"]


def test_one_change_reads_the_record_and_writes_its_texts_once(desk, agency, monkeypatch):
    written = []
    write = posts.write
    monkeypatch.setattr(
        posts, "write", lambda *values, **named: written.append(named["language"]) or write(*values, **named)
    )
    event = draft(agency)
    do(desk, event.pk, "publish")
    assert sorted(written) == ["en", "ru"]


@pytest.mark.parametrize("verb", ["confirm", "finish"])
def test_a_verb_says_who_confirmed_and_without_it_the_office_did(desk, agency, verb):
    first, second = active(agency), active(agency)
    assert do(desk, first.pk, verb, {"source": "camera"}).status_code == 200
    assert do(desk, second.pk, verb).status_code == 200
    assert [event.changes.latest("version").basis for event in (first, second)] == ["camera", "office"]


@pytest.mark.parametrize("source", ["plan", "field", "", None, ["foreman"], "мастер"])
def test_a_source_that_is_none_is_refused_by_its_field(desk, agency, source):
    event = active(agency)
    answer = do(desk, event.pk, "finish", {"source": source})
    assert (answer.status_code, list(answer.json())) == (400, ["source"])
    assert event.changes.latest("version").verb == "published"
