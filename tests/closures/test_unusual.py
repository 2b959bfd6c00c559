"""What is seldom meant is asked about before the public sees it, once, and by its name."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.gis.geos import MultiLineString

from closures import actions
from roadmap.language.grammar.dates import hours_in_brief
from roadmap.models import City, Delivery
from roadmap.schedule import Schedule
from tests.closures.desk import change, do
from tests.closures.factories import active, area, draft, line, phase, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
NIGHTS = {"weekdays": None, "start": "22:00", "end": "06:00"}
SAME_MINUTE = NIGHTS | {"end": "22:00"}
FRIDAYS = {"weekdays": ["fri"], "start": "08:00", "end": "20:00"}
DAILY = {"weekdays": None, "start": "00:00", "end": "23:59"}
UNUSUAL = {
    "full-day-hours": {"schedule": {"hours": [SAME_MINUTE]}},
    "overlapping-hours": {"schedule": {"hours": [NIGHTS, FRIDAYS, FRIDAYS]}},
    "long-term": {"planned_end": NOW + timedelta(days=400)},
}
USUAL = {
    "nights": {"schedule": {"hours": [NIGHTS]}},
    "the whole day": {"schedule": {"hours": [{"weekdays": ["sat"], "start": "00:00", "end": "24:00"}]}},
    "hours that meet": {"schedule": {"hours": [FRIDAYS, FRIDAYS | {"start": "20:00", "end": "22:00"}]}},
    "nights of two days": {"schedule": {"hours": [NIGHTS | {"weekdays": ["thu"]}, NIGHTS | {"weekdays": ["fri"]}]}},
    "a year": {"planned_end": NOW + timedelta(days=366)},
    "no end": {"planned_end": None},
}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


@pytest.mark.parametrize(("code", "values"), UNUSUAL.items(), ids=UNUSUAL)
def test_publishing_asks_and_goes_on_when_it_is_meant(desk, agency, code, values):
    event = draft(agency, phases=[phase(**values)])
    asked = do(desk, event.pk, "publish")
    assert asked.status_code == 400
    assert [each["code"] for each in asked.json()["unusual"]] == [code]
    assert not Delivery.objects.exists()
    other = next(name for name in UNUSUAL if name != code)
    assert do(desk, event.pk, "publish", {"confirmed": [other]}).status_code == 400
    assert do(desk, event.pk, "publish", {"confirmed": [code]}).json()["status"] == "published"


@pytest.mark.parametrize("values", USUAL.values(), ids=USUAL)
def test_what_is_usual_is_not_asked_about(desk, agency, values):
    assert do(desk, draft(agency, phases=[phase(**values)]).pk, "publish").status_code == 200


def test_a_draft_is_asked_nothing(desk, agency):
    for values in UNUSUAL.values():
        event = draft(agency, phases=[phase(**values)])
        assert change(desk, event.pk, {"reason": "ямы"}).status_code == 200


def test_a_long_street_without_an_end_is_asked_about(desk, agency, monkeypatch):
    monkeypatch.setattr("closures.unusual.LONG_M", 150)
    event = draft(agency, phases=[phase(planned_end=None)])
    (asked,) = do(desk, event.pk, "publish").json()["unusual"]
    assert asked == {"code": "long-street", "text": "0,2 км без срока окончания."}


def test_an_area_without_an_end_is_no_long_street(desk, agency, monkeypatch):
    monkeypatch.setattr("closures.unusual.LONG_M", 150)
    event = draft(
        agency,
        kind="repair-zone",
        phases=[phase(geometry=area((-20, 180), (220, 180), (220, 220), (-20, 220)), planned_end=None)],
    )
    assert do(desk, event.pk, "publish").status_code == 200


def test_two_carriageways_are_one_street(desk, agency, monkeypatch):
    """400 m of проспект Ленина, drawn on both sides."""
    monkeypatch.setattr("closures.unusual.LONG_M", 500)
    both = MultiLineString(line((-195, 10), (195, 10)), line((-195, -10), (195, -10)), srid=4326)
    event = draft(agency, phases=[phase(planned_end=None, geometry=both)])
    assert do(desk, event.pk, "publish").status_code == 200


def test_of_what_is_published_only_the_new_is_asked_about(desk, agency):
    event = draft(agency, phases=[phase(planned_end=NOW + timedelta(days=400))])
    actions.publish(event, by=None, at=NOW)
    assert change(desk, event.pk, {"reason": "ямы"}).status_code == 200
    stage = desk.get(f"/api/staff/v1/road-events/{event.pk}/").json()["phases"][0]
    longer = {"phases": [stage | {"planned_end": "2027-12-12T00:00"}]}
    asked = change(desk, event.pk, longer)
    assert [each["code"] for each in asked.json()["unusual"]] == ["long-term"]
    event.refresh_from_db()
    assert event.version == 3
    assert change(desk, event.pk, longer | {"confirmed": ["long-term"]}).status_code == 200


@pytest.mark.parametrize("clock", ["11:30", "12:00"])
def test_an_end_in_the_past_or_at_this_very_moment_is_asked_about(desk, agency, clock):
    event = active(agency)
    stage = desk.get(f"/api/staff/v1/road-events/{event.pk}/").json()["phases"][0]
    over = {"phases": [stage | {"planned_end": f"2026-06-10T{clock}"}]}
    (asked,) = change(desk, event.pk, over).json()["unusual"]
    assert asked == {"code": "past-end", "text": f"Окончание уже прошло: 10 июня, {clock}."}
    assert change(desk, event.pk, over | {"confirmed": ["past-end"]}).status_code == 200


def test_a_stage_that_is_over_is_nothing_unusual(desk, agency):
    stages = [
        phase(planned_start=NOW - timedelta(days=3), planned_end=NOW - timedelta(days=1)),
        phase(planned_start=NOW - timedelta(days=1), planned_end=NOW + timedelta(days=1)),
    ]
    assert do(desk, draft(agency, phases=stages).pk, "publish").status_code == 200


def test_several_stages_are_told_apart(desk, agency):
    stages = [
        phase(),
        phase(planned_start=NOW + timedelta(days=4), planned_end=None, schedule={"hours": [SAME_MINUTE]}),
    ]
    (asked,) = do(desk, draft(agency, phases=stages).pk, "publish").json()["unusual"]
    assert asked["text"] == "2-й этап: с 22:00 до 22:00 — это целые сутки без перерыва."


def test_hours_given_twice_or_within_others_are_said_once(agency):
    hours = {"hours": [DAILY, FRIDAYS, FRIDAYS]}
    zone = City.objects.get(slug="small-city").time_zone
    given = Schedule.from_json(NOW, None, zone, hours)
    assert hours_in_brief(given) == "ежедневно 00:00–23:59"
    assert given.to_json()["hours"] == hours["hours"]
    event = published(agency, phases=[phase(schedule={"hours": [FRIDAYS, FRIDAYS]})])
    assert event.hours == "по пятницам 08:00–20:00"


def test_a_toward_that_the_map_does_not_know_is_asked_about(desk, agency):
    event = draft(agency, phases=[phase(direction="forward", toward="аэропорта Рощино")])
    (asked,) = do(desk, event.pk, "publish").json()["unusual"]
    assert asked["code"] == "unknown-toward"
    assert asked["text"] == (
        "в сторону «аэропорта Рощино»: карта не знает, где это, и не может проверить, что это впереди."
    )
    assert do(desk, event.pk, "publish", {"confirmed": ["unknown-toward"]}).status_code == 200
    assert change(desk, event.pk, {"reason": "ямы"}).status_code == 200
    stage = desk.get(f"/api/staff/v1/road-events/{event.pk}/").json()["phases"][0]
    another = change(desk, event.pk, {"phases": [stage | {"toward": "дач"}]})
    assert "«дач»" in another.json()["unusual"][0]["text"]


@pytest.mark.parametrize("toward", ["", "Садовой улицы", "к Садовому мосту", "на восток", "в восточном направлении"])
def test_a_toward_that_the_map_knows_is_not_asked_about(desk, agency, toward):
    event = draft(agency, phases=[phase(direction="forward", toward=toward)])
    assert do(desk, event.pk, "publish").status_code == 200


UNKNOWN_DETOURS = {
    "half known": ({"detour": "по улице Пушкина-Колотушкина"}, "улице Пушкина-Колотушкина"),
    "in words": ({"detour": "по улице Баумана, далее по улице Выдуманной"}, "улице Выдуманной"),
    "listed": ({"detour_roads": ["улица Баумана", "Колотушкина"]}, "Колотушкина"),
}


@pytest.mark.parametrize(("values", "named"), UNKNOWN_DETOURS.values(), ids=UNKNOWN_DETOURS)
def test_a_street_of_the_detour_that_the_city_does_not_have_is_asked_about(desk, agency, values, named):
    event = draft(agency, **values)
    (asked,) = do(desk, event.pk, "publish").json()["unusual"]
    assert asked == {"code": "unknown-detour-street", "text": f"Объезд: улицы «{named}» на карте города нет."}
    assert do(desk, event.pk, "publish", {"confirmed": ["unknown-detour-street"]}).status_code == 200


@pytest.mark.parametrize(
    "values",
    [
        {"detour": "по соседним улицам"},
        {"detour": "по улицам Баумана и 8 Марта, через Садовый мост"},
        {"detour": "Ленина – Баумана"},
        {"detour_roads": ["проспект Ленина", "ул. Баумана"]},
    ],
)
def test_streets_of_the_detour_that_the_city_has_are_not_asked_about(desk, agency, values):
    assert do(desk, draft(agency, **values).pk, "publish").status_code == 200


DAY, LANE = timedelta(days=1), {"vehicle_impact": "some-lanes-closed"}
HALF = line((0, 200), (100, 200))  # of Пушкина
OTHER_HALF = line((110, 200), (200, 200))


@pytest.mark.parametrize(
    "later",
    [LANE, LANE | {"geometry": HALF}, LANE | {"direction": "forward"}],
    ids=["the whole", "a part", "one direction"],
)
def test_two_stages_that_hold_in_one_place_at_once_and_differ_are_asked_about(desk, agency, later):
    """The first until the 13th, noon; the second from the 12th, noon."""
    stages = [phase(), phase(planned_start=NOW + 2 * DAY, planned_end=NOW + 5 * DAY, **later)]
    event = draft(agency, phases=stages)
    (asked,) = do(desk, event.pk, "publish").json()["unusual"]
    words = "1-й этап и 2-й этап действуют одновременно в одном месте и по-разному: 12 июня, 12:00 – 13 июня, 12:00."
    assert asked == {"code": "overlapping-stages", "text": words}
    assert do(desk, event.pk, "publish", {"confirmed": ["overlapping-stages"]}).status_code == 200


NO_CONTRADICTIONS = {
    "the same impact": {},
    "elsewhere": LANE | {"geometry": OTHER_HALF},
    "after it": LANE | {"planned_start": NOW + 3 * DAY},
    "the other direction": LANE | {"direction": "backward"},
    "a ban for some": LANE | {"vehicle_classes": ["lorry"]},
    "at other hours": LANE | {"schedule": {"hours": [{"weekdays": None, "start": "13:00", "end": "21:00"}]}},
}


@pytest.mark.parametrize("later", NO_CONTRADICTIONS.values(), ids=NO_CONTRADICTIONS)
def test_stages_that_say_nothing_against_each_other_are_usual(desk, agency, later):
    nights = {"hours": [NIGHTS]} if "schedule" in later else {}
    first = phase(geometry=HALF, direction="forward", schedule=nights)
    second = phase(
        **{"geometry": HALF, "direction": "forward", "planned_start": NOW + 2 * DAY, "planned_end": NOW + 5 * DAY}
        | later
    )
    assert do(desk, draft(agency, phases=[first, second]).pk, "publish").status_code == 200
