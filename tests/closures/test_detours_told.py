"""What is told of the way round of an event: in the API, on its page and its card."""

from datetime import timedelta

import pytest
from django.contrib.gis.geos import MultiLineString
from django.utils import translation

from closures.detours import around
from closures.detours.ends import throughs
from closures.detours.told import Source, ToldWay, told_ways
from closures.models import RoadEvent
from roadmap.models import City, RoadSegment
from tests.closures.factories import active, line, phase, published
from tests.conftest import NOW

HOUR = timedelta(hours=1)
BRIDGE = ((360, 200), (440, 200))


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def held(**values) -> dict:
    return phase(planned_start=NOW - HOUR, planned_end=NOW + 48 * HOUR, **values)


def stored(event):
    """Over улица Баумана, проспект Ленина and Речной переулок, as a dispatcher would draw it eastward."""
    drawn = line((0, 200), (0, -10), (200, -10), (200, 200))
    RoadEvent.objects.filter(pk=event.pk).update(detour_geometry=MultiLineString(drawn, srid=4326))
    event.refresh_from_db()
    return event


def asked(client, event, **headers) -> dict:
    answer = client.get(f"/api/v1/road-events/{event.pk}/detour/", **headers)
    assert answer.status_code == 200
    return answer.json()


def test_a_computed_way_is_marked_and_says_what_it_costs(agency, anonymous):
    east, west = sorted(asked(anonymous, active(agency))["features"], key=lambda one: one["properties"]["toward"])
    told = east["properties"]
    assert told["source"] == "computed"
    assert told["streets"] == ["улица Баумана", "проспект Ленина", "Речной переулок"]
    assert told["length_m"] == pytest.approx(620, abs=5)
    assert told["extra_m"] == pytest.approx(420, abs=5)
    assert told["words"].startswith("на восток: улица Баумана → проспект Ленина → Речной переулок, +420\xa0м, +")
    assert east["geometry"]["type"] == "LineString"
    assert west["properties"]["toward"] == "на запад"


def test_it_is_told_in_the_language_of_the_reader(agency, anonymous):
    told = asked(anonymous, active(agency), headers={"accept-language": "en"})["features"]
    words = {one["properties"]["toward"]: one["properties"]["words"] for one in told}
    assert words["eastbound"].startswith("eastbound: Baumana Street → ")


def test_where_there_is_none_it_says_so(agency, anonymous):
    (only,) = asked(anonymous, active(agency, phases=[held(geometry=line(*BRIDGE))]))["features"]
    assert (only["geometry"], only["properties"]["words"]) == (None, "объезда нет")


def test_whoever_is_not_shut_out_is_told_of_none(agency, anonymous):
    assert asked(anonymous, active(agency, phases=[held(vehicle_impact="some-lanes-closed")]))["features"] == []


def test_what_a_dispatcher_stored_is_told_instead(agency, anonymous):
    (only,) = asked(anonymous, stored(active(agency)))["features"]
    told = only["properties"]
    assert told["source"] == "stored"
    assert told["length_m"] == pytest.approx(620, abs=5)
    assert told["extra_m"] == pytest.approx(420, abs=5)


DOWN, EAST, UP = ((0, 200), (0, 10)), ((0, -10), (200, -10)), ((200, 10), (200, 200))


@pytest.mark.parametrize(
    ("lines", "extra_m"),
    [
        ((DOWN, EAST, UP), 420),  # street by street, from the northern carriageway to the southern and back
        ((UP, DOWN[::-1], EAST), 420),  # in no order, one of them backwards
        ((DOWN, UP), None),  # they lie apart
        ((DOWN, EAST, UP, ((10, -10), (10, -150))), None),  # a fork
        ((DOWN, EAST, UP, ((200, 200), (0, 200))), None),  # in a circle
    ],
)
def test_a_stored_way_of_several_lines_costs_what_they_do_where_they_are_one(agency, anonymous, lines, extra_m):
    event = active(agency)
    drawn = MultiLineString(*(line(*points) for points in lines), srid=4326)
    RoadEvent.objects.filter(pk=event.pk).update(detour_geometry=drawn)
    (only,) = asked(anonymous, event)["features"]
    assert only["properties"]["extra_m"] == (pytest.approx(extra_m, abs=5) if extra_m else None)
    assert bool(only["properties"]["difference"]) == bool(extra_m)


def test_named_streets_are_followed_though_another_way_is_quicker(agency):
    """From улица Пушкина, shut between Кремлёвская and Баумана, by улица 8 Марта rather than by проспект Ленина."""
    phases = [held(geometry=line((-200, 200), (0, 200)), direction="backward")]
    plain = active(agency, phases=phases)
    named = active(agency, phases=phases, detour_roads=["улица Баумана", "улица 8 Марта", "Кремлёвская улица"])
    assert ["улица 8 Марта" in told_ways(event, NOW)[0].streets for event in (plain, named)] == [False, True]


def test_the_list_and_the_event_give_the_stored_line(agency, anonymous):
    event = stored(active(agency))
    (listed,) = anonymous.get("/api/v1/road-events/").json()["features"]
    alone = anonymous.get(f"/api/v1/road-events/{event.pk}/").json()["properties"]
    assert listed["properties"]["detour_geometry"] == alone["detour_geometry"]
    assert alone["detour_geometry"]["type"] == "MultiLineString"
    assert alone["detour_url"] == f"/api/v1/road-events/{event.pk}/detour/"


def test_a_stored_way_through_what_is_shut_then_is_told_to_be_so_and_another_is_offered(
    agency, anonymous, time_machine
):
    """Of проспект Ленина, westward it is shut all the time and is not driven; eastward it is shut from one to three."""
    event = stored(active(agency, phases=[held()]))
    hours = {"planned_start": NOW + HOUR, "planned_end": NOW + 3 * HOUR}
    west = line((200, 10), (0, 10))
    active(agency, phases=[held(geometry=west, direction="forward")])
    (only,) = asked(anonymous, event)["features"]
    assert (only["properties"]["shut"], only["properties"]["label"]) == ([], "Объезд")
    published(agency, phases=[phase(geometry=line((50, -10), (150, -10)), direction="forward", **hours)])
    later = {"at": (NOW + 2 * HOUR).isoformat()}
    first, *others = anonymous.get(f"/api/v1/road-events/{event.pk}/detour/", later).json()["features"]
    assert first["properties"]["shut"] == ["проспект Ленина"]
    assert "часть объезда перекрыта: проспект Ленина" in first["properties"]["words"]
    assert {one["properties"]["label"] for one in others} == {"Возможный объезд"}
    card = anonymous.get(f"/events/{event.pk}/card/", {"when": "moment", "moment": "2026-06-10T14:00"}).text
    time_machine.move_to(NOW + 2 * HOUR, tick=False)
    for page in (card, anonymous.get(f"/events/{event.pk}/").text):
        assert "Часть объезда перекрыта: проспект Ленина" in page
        assert "Возможный объезд" in page


@pytest.mark.parametrize(
    ("told", "points", "offered"),
    [
        ({"detour": "по 8 Марта"}, ((0, 200), (200, 200)), "улица Баумана → проспект Ленина → Речной переулок"),
        ({"detour": "по дамбе"}, BRIDGE, "Карта такого пути не знает"),
    ],
)
def test_a_dispatchers_words_stay_and_what_the_map_knows_stands_beside_them(agency, anonymous, told, points, offered):
    event = active(agency, phases=[held(geometry=line(*points))], **told)
    first, *others = (one["properties"] for one in asked(anonymous, event)["features"])
    assert (first["source"], first["label"]) == ("told", "Объезд")
    assert first["words"] == f"{told['detour']}, так объезд описан в сообщении; на карте он не нарисован"
    assert any(offered.lower() in one["words"].lower() for one in others)
    for address in (f"/events/{event.pk}/", f"/events/{event.pk}/card/"):
        page = anonymous.get(address).text
        assert told["detour"][1:] in page
        assert "На карте он не нарисован".lower() in page
        assert offered.lower() in page.lower()
        assert "Возможный объезд" in page
        assert "бъезда нет" not in page


def test_words_that_the_computed_way_follows_are_not_doubted(agency, anonymous):
    streets = ["улица Баумана", "проспект Ленина", "Речной переулок"]
    event = active(agency, phases=[held()], detour_roads=streets)
    first, *others = (one["properties"] for one in asked(anonymous, event)["features"])
    assert "не нарисован" not in first["words"]
    assert streets in [one["streets"] for one in others]


def test_on_a_card_it_comes_before_all_other_facts(agency, anonymous):
    card = anonymous.get(f"/events/{active(agency).pk}/card/").text
    assert card.index('class="term') < card.index("Возможный объезд") < card.index("<dt>Где</dt>")


def test_a_draft_and_another_number_are_not_found(anonymous, db):
    assert anonymous.get("/api/v1/road-events/987654/detour/").status_code == 404


def test_it_is_sent_once_a_version_and_asked_so_often_only(agency, anonymous, settings):
    address = f"/api/v1/road-events/{active(agency).pk}/detour/"
    tag = anonymous.get(address).headers["ETag"]
    assert anonymous.get(address, headers={"if-none-match": tag}).status_code == 304
    settings.RATES = settings.RATES | {"detour": "1/minute"}
    settings.LIMITS_PREFIX += "-again"
    assert [anonymous.get(address).status_code for _number in range(2)] == [200, 429]


def test_the_page_and_the_card_offer_it(agency, anonymous):
    event = active(agency)
    for address in (f"/events/{event.pk}/", f"/events/{event.pk}/card/"):
        page = anonymous.get(address).content.decode()
        assert "Возможный объезд" in page
        assert "Улица Баумана" in page or "улица Баумана" in page
        assert f'data-way="/api/v1/road-events/{event.pk}/detour/"' in page


@pytest.mark.parametrize("path", ["/events/{}/", "/events/{}/card/"])
def test_a_page_is_told_without_it_where_too_many_were_asked_for(agency, anonymous, settings, path):
    """What somebody was told a moment ago costs nothing, and is told to all."""
    settings.RATES = settings.RATES | {"detour": "1/minute"}
    one, other = (path.format(active(agency).pk) for _number in range(2))
    told, refused, again = (anonymous.get(address) for address in (one, other, one))
    assert [page.status_code for page in (told, refused, again)] == [200, 200, 200]
    assert ["Сейчас не ищем" in page.text for page in (told, refused, again)] == [False, True, False]
    assert ["data-way" in page.text for page in (told, refused, again)] == [True, False, True]


def test_it_is_computed_once_a_minute_until_something_changes(agency, anonymous, time_machine, monkeypatch):
    event, computed = active(agency), []
    monkeypatch.setattr(around, "throughs", lambda *ground: computed.append(1) or throughs(*ground))

    def times(client=anonymous, **headers) -> int:
        before = len(computed)
        for address in (f"/events/{event.pk}/", f"/events/{event.pk}/card/", f"/api/v1/road-events/{event.pk}/detour/"):
            assert client.get(address, headers=headers).status_code == 200
        return len(computed) - before

    assert (times(), times(), times(**{"accept-language": "en"})) == (1, 0, 1)
    time_machine.move_to(NOW + HOUR / 60, tick=False)
    assert times() == 1
    active(agency, phases=[held(geometry=line((0, 0), (0, -200)))])
    assert times() == 1


def test_after_an_import_it_is_computed_anew_within_the_minute(agency, anonymous):
    """Речной переулок is gone from the map, and with it the only way back to улица Пушкина."""
    event = active(agency)
    (before, *_others) = asked(anonymous, event)["features"]
    assert "Речной переулок" in before["properties"]["streets"]
    RoadSegment.objects.filter(city=event.city, road__name="Речной переулок").delete()
    City.objects.filter(pk=event.city_id).update(basemap="small-city-another.pmtiles")  # as an import does
    (after,) = asked(anonymous, event)["features"]
    assert after["properties"]["words"] == "объезда нет"


def test_the_page_says_that_there_is_none(agency, anonymous):
    event = active(agency, phases=[held(geometry=line(*BRIDGE))])
    page = anonymous.get(f"/events/{event.pk}/").content.decode()
    assert "Объезда нет" in page
    assert "data-way" not in page


@pytest.mark.parametrize(
    ("extra_m", "extra_s", "russian", "english"),
    [
        (1800, 250, "+1,8\xa0км, +4\xa0мин", "+1.8 km, +4 min"),
        (414, 20, "+410\xa0м, меньше минуты", "+410 m, under a minute"),
        (30, 70, "+1\xa0мин", "+1 min"),
        (12_400, 3900, "+12\xa0км, +1\xa0ч 5\xa0мин", "+12 km, +1 h 5 min"),
        (20, 10, "почти столько же", "about as long as usual"),
    ],
)
def test_the_difference_in_words(extra_m, extra_s, russian, english):
    told = ToldWay(Source.COMPUTED, line((0, 0), (1, 1)), extra_m=extra_m, extra_s=extra_s)
    with translation.override("ru"):
        assert told.difference == russian
    with translation.override("en"):
        assert told.difference == english
