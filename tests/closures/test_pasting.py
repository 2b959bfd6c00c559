"""A pasted notice at the desk's API: its text, the parts found, drafts on the network, and what is asked."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from closures.models import NoticeEntry, PastedNotice, RoadEvent
from closures.reading import kept
from closures.reading.pasted import read_pasted
from roadmap.models import Road, SettingChange, TrafficSignal
from tests.closures.desk import EVENTS
from tests.closures.factories import phase, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db

NOTICES = "/api/staff/v1/notices/"
CLOSURE = (
    "С 22:00 12 июня до 6:00 15 июня закроют движение по улице Пушкина от Баумана до Речного переулка: ремонт "
    "теплотрассы. Объезд по проспекту Ленина. Автобусы 2, 57д пойдут в объезд. Работы ведёт АО «Тёплый дом»."
)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def read(desk, text: str, **more) -> dict:
    answer = desk.post(NOTICES, {"text": text, **more}, content_type="application/json")
    assert answer.status_code == 201, answer.json()
    return answer.json()


def only_draft(desk, text: str) -> dict:
    (draft,) = read(desk, text)["drafts"]
    return draft


def places(draft: dict) -> list[dict]:
    return [place for location in draft["phases"][0]["locations"] for place in location["places"]]


def test_a_notice_becomes_a_draft_with_its_place_on_the_network(desk):
    draft = only_draft(desk, CLOSURE)
    (stage,) = draft["phases"]
    assert draft["kind"] == "closure"
    assert (stage["planned_start"], stage["planned_end"]) == ("2026-06-12T22:00", "2026-06-15T06:00")
    assert stage["vehicle_impact"] == "all-lanes-closed"
    assert places(draft) == [
        {"type": "between", "on": "улица Пушкина", "from": "улица Баумана", "to": "Речной переулок"}
    ]
    assert draft["lengths"] == [200]  # fixtures/small_city.md
    assert draft["fields"] == {
        "cause": "heat-network",
        "performer": "АО «Тёплый дом»",
        "client": "",
        "contact": "",
        "detour_roads": ["проспект Ленина"],
        "bus_routes": ["2", "57д"],
        "stops_removed": [],
        "note": "",
    }
    assert draft["asks"] == []


def test_each_part_says_which_words_it_was_read_from(desk):
    told = read(desk, CLOSURE)
    words = {part["field"]: told["text"][part["start"] : part["end"]] for part in told["parts"]}
    assert words["schedule"] == "С 22:00 12 июня до 6:00 15 июня"
    assert words["place"] == "улице Пушкина от Баумана до Речного переулка"
    assert words["transport"] == "Автобусы 2, 57д"
    assert words["performer"] == "АО «Тёплый дом»"
    assert {part["fills"] for part in told["parts"]} >= {"street", "planned_start", "cause", "detour_roads"}


@pytest.mark.parametrize(
    "place",
    [
        "улице Пушкина от Баумана до Речного переулка",
        "улице Пушкина от дома 3 до дома 15",
        "улице Пушкина, 15",
        "перекрёстку Пушкина и Баумана",
        "Садовому мосту",
        "Садовому мосту на улице Пушкина",
        "улице Пушкина в районе Садового моста",
    ],
)
def test_a_draft_is_saved_as_it_was_given(desk, place):
    draft = only_draft(desk, f"С 22:10 12 июня до 6:10 15 июня закроют движение по {place}: ремонт теплотрассы.")
    answer = desk.post(EVENTS, entry_of(draft, notice=1), content_type="application/json")
    assert answer.status_code == 201, answer.json()
    event = RoadEvent.objects.get()
    assert "улица Пушкина" in event.roads
    assert event.phases.get().spans.exists()


def entry_of(draft: dict, **more) -> dict:
    del more
    return {"kind": draft["kind"], **draft["fields"], "phases": draft["phases"]}


def test_both_carriageways_of_a_dual_street_are_shut_for_both_directions(desk):
    draft = only_draft(desk, "Проспект Ленина закрыт от Кремлёвской до Баумана с 12 по 14 июня")
    (location,) = draft["phases"][0]["locations"]
    assert draft["lengths"] == [200]  # of the street: its two sides are one
    assert len(location["geometry"]["coordinates"]) == 2
    northings = sorted(round(line[0][1], 5) for line in location["geometry"]["coordinates"])
    assert northings[0] < northings[1]


def test_one_direction_by_the_street_that_it_leads_to_takes_its_own_carriageway(desk):
    text = "На проспекте Ленина в сторону Речного переулка закрыто движение от Кремлёвской до Баумана до 14 июня"
    draft = only_draft(desk, text)
    (location,) = draft["phases"][0]["locations"]
    assert (location["direction"], location["toward"]) == ("forward", "Речной переулок")
    assert draft["phases"][0]["vehicle_impact"] == "all-lanes-closed"
    (line,) = location["geometry"]["coordinates"]
    assert line[0][0] < line[-1][0]  # the southern side runs east
    assert draft["asks"] == []


def test_the_words_of_one_direction_run_with_its_traffic(desk):
    for first, second, direction in (("Баумана", "Речного", "backward"), ("Речного", "Баумана", "forward")):
        text = f"На проспекте Ленина в сторону Кремлёвской закрыто движение от {first} до {second} до 14 июня"
        draft = only_draft(desk, text)
        (place,) = places(draft)
        assert (place["from"], place["to"]) == ("Речной переулок", "улица Баумана")
        assert draft["phases"][0]["locations"][0]["direction"] == direction


def test_a_direction_that_the_map_cannot_tell_is_asked_for(desk):
    draft = only_draft(desk, "Улица Пушкина от Баумана до Речного закрыта в сторону Лондона до 14 июня")
    (ask,) = [ask for ask in draft["asks"] if ask["field"] == "direction"]
    assert ask["is_open"]
    ways = [choice["location"]["direction"] for choice in ask["choices"]]
    assert sorted(ways) == ["backward", "both", "forward"]
    assert all(choice["location"]["geometry"] for choice in ask["choices"])


def test_of_stages_each_question_says_of_which_phase_and_place_it_is(desk):
    text = (
        "1-й этап: 15 июня закрыта Пушкина от Баумана до Речного. 2-й этап: Пушкина от Кремлёвской до Баумана в "
        "сторону Лондона, сроки уточняются."
    )
    draft = only_draft(desk, text)
    assert [stage["name"] for stage in draft["phases"]] == ["1-й этап", "2-й этап"]
    assert draft["places_of_phases"] == [[0], [1]]
    asked = [(ask["field"], ask["phase"], ask["location"]) for ask in draft["asks"] if ask["is_open"]]
    assert asked == [("planned_start", 1, None), ("direction", 1, 1)]


def test_one_direction_of_several_places_is_not_taken_for_both_in_silence(desk):
    text = (
        "В одном направлении закроют Пушкина от Баумана до Речного переулка и Баумана от Пушкина до проспекта Ленина "
        "с 12 по 14 июня."
    )
    asks = [ask for draft in read(desk, text)["drafts"] for ask in draft["asks"]]
    assert "direction" in [ask["field"] for ask in asks]


def test_a_whole_street_is_meant_only_when_somebody_says_so(desk):
    draft = only_draft(desk, "Улица Пушкина закрыта до 14 июня")
    (ask,) = draft["asks"]
    assert (ask["field"], ask["is_open"]) == ("street", True)
    assert [choice["location"]["places"] for choice in ask["choices"]] == [[{"type": "street", "on": "улица Пушкина"}]]


def test_a_street_that_the_map_lacks_is_said_and_left_to_the_dispatcher(desk):
    draft = only_draft(desk, "Улица Гагарина закрыта от Баумана до Речного до 14 июня")
    (ask,) = draft["asks"]
    assert "Гагарина" in ask["text"]
    assert ask["is_open"]
    assert draft["phases"][0]["locations"][0]["geometry"] is None
    assert draft["typed"][0]["street"] == "улица Гагарина"


def test_an_end_that_the_map_lacks_stays_in_its_field_beside_the_one_that_was_found(desk):
    draft = only_draft(desk, "Улица Пушкина закрыта от Баумана до Гагарина до 14 июня")
    (ask,) = draft["asks"]
    assert (ask["field"], ask["is_open"]) == ("to", True)
    assert draft["typed"] == [{"street": "улица Пушкина", "from": "улица Баумана", "to": "улица Гагарина"}]


def test_a_house_that_the_map_does_not_know_is_never_guessed_in_silence(desk):
    known = only_draft(desk, "Пушкина, 13, закрыта до 14 июня")
    assert known["asks"] == []
    assert known["phases"][0]["locations"][0]["geometry"]
    unknown = only_draft(desk, "Пушкина, 99, закрыта до 14 июня")
    assert "99" in unknown["asks"][0]["text"]
    assert unknown["phases"][0]["locations"][0]["geometry"] is None


@pytest.mark.parametrize(
    ("line", "place", "start", "end"),
    [
        ("Пушкина от Баумана до Речного завтра 22–6", "between", "2026-06-11T22:00", "2026-06-12T06:00"),
        ("Пушкина / Кремлёвская сегодня 14-18", "crossing", "2026-06-10T14:00", "2026-06-10T18:00"),
        ("Пушкина 13-17А до 14 июня", "range_of_houses", "2026-06-10T12:00", "2026-06-15T00:00"),
        ("Пушкина 13 завтра 9–17 одна полоса", "address", "2026-06-11T09:00", "2026-06-11T17:00"),
    ],
)
def test_one_typed_line_is_read_as_what_it_leaves_out(desk, line, place, start, end):
    told = read(desk, line)
    (draft,) = told["drafts"]
    (stage,) = draft["phases"]
    assert told["text"] == line
    assert (stage["planned_start"], stage["planned_end"]) == (start, end)
    assert [each["type"] for each in places(draft)] == [place]
    assert all(0 <= part["start"] < part["end"] <= len(line) for part in told["parts"])


def test_places_with_hours_of_their_own_are_drafts_of_their_own(desk):
    text = (
        "Ограничения на неделю:\n"
        "– улица Пушкина от Баумана до Речного переулка закрыта 12 июня с 8:40 до 17:20;\n"
        "– проспект Ленина от Кремлёвской до Баумана закрыт с 15 по 17 июня."
    )
    told = read(desk, text)
    assert [(draft["phases"][0]["planned_start"], places(draft)[0]["on"]) for draft in told["drafts"]] == [
        ("2026-06-12T08:40", "улица Пушкина"),
        ("2026-06-15T00:00", "проспект Ленина"),
    ]


def test_what_a_list_says_of_one_street_is_said_of_no_other(desk):
    text = (
        "Из-за ремонта теплосетей закроют:\n"
        "1. улицу Пушкина от Баумана до Речного переулка 12 июня;\n"
        "2. проспект Ленина от Кремлёвской до Баумана 15 июня, объезд по улице 8 Марта, в объезд автобусы 7 и 9."
    )
    one, other = (draft["fields"] for draft in read(desk, text)["drafts"])
    assert (one["cause"], other["cause"]) == ("heat-network", "heat-network")
    assert (one["detour_roads"], one["bus_routes"]) == ([], [])
    assert (other["detour_roads"], other["bus_routes"]) == (["улица 8 Марта"], ["7", "9"])


def test_of_two_streets_of_one_name_a_person_chooses(desk, small_city):
    for name, kind in (("улица Пушкина", "проезд"), ("Садовая улица", "переулок")):
        values = {"name": f"{kind} Пушкина", "kind_word": kind, "variants": [], "case_forms": {}}
        Road.objects.filter(city=small_city, name=name).update(**values)
    draft = only_draft(desk, "На Пушкина закрыто движение до 14 июня")
    (ask,) = [ask for ask in draft["asks"] if len(ask["choices"]) > 1]
    assert ask["is_open"]
    named = {choice["location"]["places"][0]["on"] for choice in ask["choices"]}
    assert named == {"проезд Пушкина", "переулок Пушкина"}


LINES = [
    "улица Пушкина от Баумана до Речного переулка",
    "улица Пушкина от Кремлёвской до Баумана",
    "проспект Ленина от Кремлёвской до Баумана",
    "проспект Ленина от Баумана до Речного переулка",
    "улица Баумана от Пушкина до проспекта Ленина",
    "улица Баумана от проспекта Ленина до 8 Марта",
    "Кремлёвская улица от Пушкина до проспекта Ленина",
    "Кремлёвская улица от проспекта Ленина до 8 Марта",
]


@pytest.mark.parametrize(("places", "most"), [(1, 40), (8, 200)])
def test_the_number_of_queries_is_bounded_by_the_places(desk, django_assert_max_num_queries, places, most):
    text = "".join(f"– {day} июня с 9 до 17 закрыта {line};\n" for day, line in enumerate(LINES[:places], start=11))
    with django_assert_max_num_queries(most):
        assert len(read(desk, text)["drafts"]) == places


def test_a_day_that_was_not_understood_is_not_passed_over(desk):
    draft = only_draft(desk, "Улица Пушкина от Баумана до Речного закрыта до 14 июня. Теплотрассу там клали 3 мая.")
    assert any("3 мая" in ask["text"] for ask in draft["asks"])


def test_each_dark_light_is_a_draft_at_its_signal(desk):
    text = "12 июня с 9 до 17 не работают светофоры: Пушкина – Кремлёвская, Ленина – Баумана. Отключение электричества."
    drafts = read(desk, text)["drafts"]
    assert [(draft["kind"], draft["signal"]["name"] != "") for draft in drafts] == [("signal-outage", True)] * 2
    assert len({draft["signal"]["id"] for draft in drafts}) == 2


def test_a_light_that_the_map_lacks_may_be_one_of_those_around(desk):
    """Small city: lights at Пушкина — Кремлёвская and Ленина — Баумана, each 200 m from Пушкина — Баумана."""
    for place, told in (
        ("Пушкина – Баумана", ["200\N{NO-BREAK SPACE}м"] * 2),
        ("Баумана – Гагарина", [""]),
        ("Садовая – 8 Марта", []),
        ("на улице Баумана у дома 5", ["90\N{NO-BREAK SPACE}м"]),
    ):
        draft = only_draft(desk, f"12 июня с 9:10 до 17:10 не работает светофор {place}.")
        (ask,) = draft["asks"]
        assert (draft["signal"], ask["field"], ask["is_open"]) == (None, "signal", True)
        assert [choice["text"].partition(", ")[2] for choice in ask["choices"]] == told, place
        assert all(choice["signal"]["name"] in choice["text"] for choice in ask["choices"])


def test_of_two_lights_at_a_crossing_one_is_asked_for(desk):
    first = TrafficSignal.objects.get(roads__name="Кремлёвская улица")
    second = TrafficSignal.objects.create(city=first.city, osm_node_id=7, name="съезд", geometry=first.geometry)
    second.roads.set(first.roads.all())
    (ask,) = only_draft(desk, "Не работает светофор Пушкина – Кремлёвская до 12 июня.")["asks"]
    assert {choice["signal"]["id"] for choice in ask["choices"]} == {first.pk, second.pk}


def test_what_is_no_matter_of_roads_makes_no_draft_and_says_so(desk):
    told = read(desk, "В детском саду № 5 прошёл утренник.\nДети читали стихи.")
    assert told["drafts"] == []
    assert told["questions"]


# --- kept


def test_the_text_is_kept_word_for_word_and_pasted_twice_it_is_one(desk, dispatcher):
    first = read(desk, CLOSURE + "  ")
    second = read(desk, CLOSURE + "  ")
    assert first["id"] == second["id"]
    kept = PastedNotice.objects.get()
    assert (kept.text, kept.by, kept.pasted_at) == (CLOSURE + "  ", dispatcher, NOW)


def test_the_event_keeps_the_notice_that_it_was_entered_from(desk, dispatcher):
    told = read(desk, CLOSURE)
    values = entry_of(told["drafts"][0]) | {"notice": {"id": told["id"], "draft": 0}}
    answer = desk.post(EVENTS, values, content_type="application/json")
    entry = NoticeEntry.objects.get()
    assert (entry.event_id, entry.number, entry.version, entry.by) == (answer.json()["id"], 0, 1, dispatcher)
    again = desk.get(f"{NOTICES}{told['id']}/").json()
    assert [one["event"] for one in again["drafts"][0]["entered"]] == [entry.event_id]
    page = desk.get(f"/desk/events/{entry.event_id}/").content.decode()
    assert "ремонт теплотрассы. Объезд по проспекту Ленина" in page


def test_a_refused_event_leaves_no_entry_behind(desk):
    told = read(desk, CLOSURE)
    values = entry_of(told["drafts"][0]) | {"notice": {"id": told["id"], "draft": 0}, "severity": 99}
    assert desk.post(EVENTS, values, content_type="application/json").status_code == 400
    assert not NoticeEntry.objects.exists()


def test_nobody_names_the_notice_of_another_agency(desk, other_dispatcher):
    told = read(desk, CLOSURE)
    stranger = signed_in(other_dispatcher)
    assert stranger.get(f"{NOTICES}{told['id']}/").status_code == 404
    assert stranger.get(f"/desk/notices/{told['id']}/").status_code == 404
    values = entry_of(told["drafts"][0]) | {"notice": {"id": told["id"], "draft": 0}}
    answer = stranger.post(EVENTS, values, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["notice"])
    assert not RoadEvent.objects.exists()


@pytest.mark.parametrize("role", ["operator", "anonymous"])
def test_who_is_no_dispatcher_pastes_nothing(role, request):
    person = request.getfixturevalue(role)
    client = person if role == "anonymous" else signed_in(person)
    answer = client.post(NOTICES, {"text": CLOSURE}, content_type="application/json")
    assert answer.status_code in (401, 403)
    assert not PastedNotice.objects.exists()


@pytest.mark.parametrize("values", [{}, {"text": "  "}, {"text": "а" * 20_001}, {"text": 5}])
def test_a_request_without_a_readable_text_names_the_field(desk, values):
    answer = desk.post(NOTICES, values, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["text"])


# --- what was published before


@pytest.fixture
def shut(agency):
    """улица Пушкина between Баумана and Речной, until 13 June noon."""
    return published(agency)


def earlier(desk, text: str) -> list[dict]:
    return only_draft(desk, text)["earlier"]


def test_an_extension_finds_its_event_and_tells_the_difference(desk, shut):
    draft = only_draft(desk, "До 20 июня продлили закрытие улицы Пушкина от Баумана до Речного переулка.")
    (one,) = draft["earlier"]
    assert (one["event"], one["verb"], one["moment"]) == (shut.pk, "change", "2026-06-21T00:00")
    assert one["difference"] == "по 20 июня вместо прежнего «до 13 июня, 12:00»"
    assert draft["is_clear"]


def test_of_two_events_on_a_street_the_one_whose_old_end_is_told_comes_first(desk, agency, shut):
    other = published(
        agency, phases=[phase(planned_start=NOW + timedelta(days=5), planned_end=NOW + timedelta(days=9))]
    )
    text = "Продлили до 25 июня закрытие улицы Пушкина от Баумана до Речного переулка (было до 19 июня)."
    found = earlier(desk, text)
    assert [one["event"] for one in found] == [other.pk, shut.pk]


def test_several_that_fit_alike_are_chosen_among(desk, agency, shut):
    published(agency, phases=[phase(planned_start=NOW + timedelta(days=5), planned_end=NOW + timedelta(days=9))])
    draft = only_draft(desk, "До 25 июня продлили закрытие улицы Пушкина от Баумана до Речного переулка.")
    assert len(draft["earlier"]) == 2
    assert not draft["is_clear"]


def test_an_extension_of_what_nobody_entered_says_so(desk, shut):
    draft = only_draft(desk, "До 20 июня продлили закрытие проспекта Ленина от Кремлёвской до Баумана.")
    assert draft["earlier"] == []
    told = read(desk, "До 20 июня продлили закрытие проспекта Ленина от Кремлёвской до Баумана.")
    html = desk.get(told["page"]).content.decode()
    assert "не найдено" in html


def test_a_notice_speaks_of_the_own_agencys_events_only(other_dispatcher, shut):
    draft = only_draft(
        signed_in(other_dispatcher), "До 20 июня продлили закрытие улицы Пушкина от Баумана до Речного переулка."
    )
    assert draft["earlier"] == []


@pytest.mark.parametrize(
    ("text", "may_be_new"),
    [
        ("Движение по улице Пушкина от Баумана до Речного переулка открыто.", False),
        ("Закрытие улицы Пушкина от Баумана до Речного переулка 11 июня отменили.", False),
        ("До 20 июня продлили закрытие улицы Пушкина от Баумана до Речного переулка.", True),
    ],
)
def test_an_event_of_another_agency_is_named_and_what_opens_a_road_makes_no_new_one(
    other_dispatcher, shut, text, may_be_new
):
    desk = signed_in(other_dispatcher)
    told = read(desk, text)
    (draft,) = told["drafts"]
    (other,) = draft["of_others"]
    assert (other["event"], other["agency"]) == (shut.pk, shut.agency.name)
    assert bool(draft["page"]) == may_be_new
    html = desk.get(told["page"]).content.decode()
    assert f"№ {shut.pk}" in html
    assert "не вашей организации" in html
    assert ("Внести как новое событие" in html) == may_be_new


def test_of_an_own_event_the_others_are_not_told(desk, agency, other_agency, shut):
    published(other_agency)
    draft = only_draft(desk, "До 20 июня продлили закрытие улицы Пушкина от Баумана до Речного переулка.")
    assert ([one["event"] for one in draft["earlier"]], draft["of_others"]) == ([shut.pk], [])


def test_a_reopening_of_what_nobody_entered_makes_no_new_event(desk, db):
    told = read(desk, "Движение по улице Пушкина от Баумана до Речного переулка открыто.")
    assert told["drafts"][0]["page"] == ""
    assert "?notice=" not in desk.get(told["page"]).content.decode()


def test_a_reopening_ends_what_has_begun_and_calls_off_what_has_not(desk, agency, shut):
    text = "Движение по улице Пушкина от Баумана до Речного переулка открыто."
    assert [(one["event"], one["verb"]) for one in earlier(desk, text)] == [(shut.pk, "cancel")]
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        (one,) = earlier(desk, text)
        assert (one["verb"], one["moment"]) == ("finish", "2026-06-12T12:00")


def test_a_cancellation_is_told_from_a_reopening(desk, shut):
    told = read(desk, "Закрытие улицы Пушкина от Баумана до Речного переулка 11 июня отменили.")
    assert told["speaks_of"] == "cancellation"
    assert [one["verb"] for one in told["drafts"][0]["earlier"]] == ["cancel"]


def test_what_counted_as_over_by_the_plan_is_taken_up_again(desk, shut):
    at = NOW + timedelta(days=5)
    RoadEvent.objects.filter(pk=shut.pk).update(status="finished", ended_at=shut.end, end_basis="plan")
    with time_machine.travel(at, tick=False):
        (one,) = earlier(desk, "До 20 июня продлили закрытие улицы Пушкина от Баумана до Речного переулка.")
    assert (one["event"], one["verb"], one["moment"]) == (shut.pk, "reopen", "2026-06-21T00:00")


def test_what_is_put_off_begins_later_and_keeps_its_hours(desk, shut):
    told = read(desk, "Закрытие улицы Пушкина от Баумана до Речного переулка перенесли с 11 на 20 июня.")
    assert told["speaks_of"] == "postponement"
    (one,) = told["drafts"][0]["earlier"]
    assert (one["verb"], one["start"], one["moment"]) == ("change", "2026-06-20T12:00", "2026-06-22T12:00")
    assert one["difference"].startswith("20 июня, 12:00")


def test_works_at_a_crossing_are_put_off_too_and_a_bus_stop_is_not(desk, agency):
    other = published(
        agency, phases=[phase(planned_start=NOW + timedelta(days=5), planned_end=NOW + timedelta(days=6))]
    )
    text = "Работы на улице Пушкина от Баумана до Речного переулка переносятся с 15 на 17 июня, время прежнее."
    told = read(desk, text)
    assert told["speaks_of"] == "postponement"
    (one,) = told["drafts"][0]["earlier"]
    assert (one["event"], one["verb"], one["start"]) == (other.pk, "change", "2026-06-17T12:00")
    stop = "Закрыта улица Пушкина от Баумана до Речного переулка с 15 по 17 июня. На время работ перенесли остановку."
    assert read(desk, stop)["speaks_of"] == "new"


def test_the_change_is_made_by_the_usual_verb_and_keeps_its_notice(desk, shut):
    told = read(desk, "До 20 июня продлили закрытие улицы Пушкина от Баумана до Речного переулка.")
    event = desk.get(f"{EVENTS}{shut.pk}/")
    (stage,) = event.json()["phases"]
    stage["planned_end"] = told["drafts"][0]["earlier"][0]["moment"]
    values = {"phases": [stage], "notice": {"id": told["id"], "draft": 0}}
    answer = desk.patch(
        f"{EVENTS}{shut.pk}/", values, content_type="application/json", headers={"If-Match": event.headers["ETag"]}
    )
    assert answer.status_code == 200, answer.json()
    shut.refresh_from_db()
    assert shut.end.astimezone(shut.city.zone).replace(tzinfo=None) == datetime(2026, 6, 21)
    entry = NoticeEntry.objects.get()
    assert (entry.event_id, entry.version) == (shut.pk, shut.version)


# --- files


def sent(desk, data: bytes, name: str):
    return desk.post(NOTICES, {"file": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le"])
def test_a_text_file_is_read_in_any_usual_encoding(desk, encoding):
    answer = sent(desk, CLOSURE.encode(encoding), "notice.txt")
    assert answer.status_code == 201
    assert answer.json()["text"] == CLOSURE
    assert PastedNotice.objects.get().file_name == "notice.txt"


@pytest.mark.parametrize("written_at", ["9999-12-31T23:00", "0001-01-02T00:00", "2046-06-10T12:00"])
@pytest.mark.parametrize(
    "text",
    ["Закрыто движение по улице Пушкина с 1 мая 9999 по 5 мая 9999.", "Завтра закрыто движение по улице Пушкина."],
)
def test_a_notice_of_an_impossible_day_is_refused_and_not_kept(desk, text, written_at):
    told = desk.post(NOTICES, {"text": text, "written_at": written_at}, content_type="application/json")
    assert (told.status_code, list(told.json())) == (400, ["written_at"])
    assert not PastedNotice.objects.exists()


def test_one_that_was_kept_with_such_a_day_is_read_as_of_its_pasting(desk, agency):
    values = {"city": agency.city, "agency": agency, "pasted_at": NOW, "written_at": NOW.replace(year=9999)}
    kept = PastedNotice.objects.create(text=CLOSURE, digest="x", **values)
    assert desk.get(f"{NOTICES}{kept.pk}/").json()["drafts"][0]["phases"][0]["planned_start"] == "2026-06-12T22:00"


@pytest.mark.parametrize(
    "words",
    [
        "до конца мая 1900 года",
        "на 999999999 дней",
        "на 99999 месяцев",
        f"на {'9' * 400} часов",
        "с 1 мая на 9999999 недель",
    ],
)
def test_terms_that_no_calendar_has_are_read_without_them(desk, words):
    assert read(desk, f"Закрыто движение по улице Пушкина {words}.")["speaks_of"] == "new"


def test_what_cannot_be_read_is_not_kept(desk, monkeypatch):
    def broken(*_args):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("closures.reading.kept.read_pasted", broken)
    with pytest.raises(RuntimeError):
        read(desk, CLOSURE)
    assert not PastedNotice.objects.exists()


def test_a_notice_is_read_once_until_something_else_would_be_read(desk, monkeypatch, agency):
    reads = []
    monkeypatch.setattr(kept, "read_pasted", lambda *given: reads.append(given) or read_pasted(*given))
    first = read(desk, CLOSURE)
    look = lambda **headers: desk.get(f"{NOTICES}{first['id']}/", headers=headers).json()  # noqa: E731
    assert (look(), len(reads)) == (first, 1)
    look(**{"Accept-Language": "en"})  # what is asked is told in the reader's language
    assert len(reads) == 2
    for number, makes_another in enumerate((_imported, _renamed), start=3):
        makes_another(agency.city)
        assert [look() == first, look() == first, len(reads)] == [True, True, number]


def _imported(city):
    type(city).objects.filter(pk=city.pk).update(basemap="another")


def _renamed(city):
    SettingChange.objects.create(verb="changed", subject="roadmap.road", city=city, at=NOW)


def test_what_is_chosen_of_a_mass_and_lorries_is_kept_in_the_event(desk):
    """Each choice holds the fields of a stage as the desk's form sends them."""
    text = "С 12 по 15 июня на улице Пушкина от Баумана до Речного переулка запрещён проезд грузовиков тяжелее 7,5 т."
    draft = only_draft(desk, text)
    (ask,) = (ask for ask in draft["asks"] if ask["is_open"])
    kept = []
    for choice in ask["choices"]:
        chosen = draft | {"phases": [stage | choice["stage"] for stage in draft["phases"]]}
        answer = desk.post(EVENTS, entry_of(chosen, notice=1), content_type="application/json")
        stage = RoadEvent.objects.get(pk=answer.json()["id"]).phases.get()
        kept.append((stage.vehicle_impact, stage.vehicle_classes, [one["value"] for one in stage.restrictions]))
    assert kept == [("all-lanes-open", [], [7.5]), ("all-lanes-closed", ["lorry"], [])]


def test_a_list_of_streets_to_be_cleared_of_snow_is_a_draft_and_one_of_yards_none(desk):
    head, streets = "Вывоз снега 13 июня с 23:00 до 5:00", "улица Пушкина\nул. Баумана (Пушкина – проспект Ленина)"
    draft = only_draft(desk, f"{head}:\n{streets}")
    assert (draft["fields"]["cause"], [place["on"] for place in places(draft)]) == (
        "snow-removal",
        ["улица Пушкина", "улица Баумана"],
    )
    assert ("vehicle_impact", True) in {(ask["field"], ask["is_open"]) for ask in draft["asks"]}
    assert read(desk, f"{head} из дворов:\n{streets}")["drafts"] == []
