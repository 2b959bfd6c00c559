"""«В сторону …» of one shut direction: entered, or named by what lies ahead; never of what lies behind.

улица Пушкина from улица Баумана (x = 0) to Речной переулок (x = 200): Садовая улица comes next in the east,
Кремлёвская улица in the west.
"""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import translation

from closures import amending
from closures.detours.around import WayRound
from closures.detours.proposed import Proposed
from closures.detours.told import _computed
from closures.in_full import in_full
from closures.models import RoadEvent
from closures.posts import texts_of
from closures.toward import words_of as words_in
from closures.wording.english import places as english
from closures.wording.places import toward
from roadmap.language.grammar.compass import POINTS
from roadmap.models import Address, Road
from roadmap.paths import CAR
from roadmap.question import Question
from tests.closures.factories import active, area, draft, line, phase, published
from tests.closures.test_desk_api import EVENTS, body, post
from tests.conftest import NOW, signed_in
from tests.plan import lonlat

pytestmark = pytest.mark.django_db

AHEAD = {"forward": "Садовая улица", "backward": "Кремлёвская улица"}
TOLD = {"forward": "в сторону Садовой улицы", "backward": "в сторону Кремлёвской улицы"}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def words_of(event):
    return event.phases.get().places


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("улицы Орджоникидзе", "в сторону улицы Орджоникидзе"),
        ("Садовой улицы", "в сторону Садовой улицы"),
        ("Речного переулка", "в сторону Речного переулка"),
        ("улицы Ленина и Герцена", "в сторону улиц Ленина и Герцена"),
        ("Червишевское шоссе", "в сторону Червишевского шоссе"),
        ("улица Орджоникидзе", "в сторону улицы Орджоникидзе"),
    ],
)
def test_a_genitive_that_a_person_gave_stands(given, told):
    assert toward({"toward": given}).replace("\u00a0", " ") == told


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_without_words_what_lies_ahead_is_told(agency, direction):
    event = published(agency, phases=[phase(direction=direction)])
    assert words_of(event)[0]["toward"] == AHEAD[direction]
    assert TOLD[direction] in event.headline
    assert TOLD[direction] in event.place


def test_the_post_names_it_too_in_both_languages(agency, dispatcher):
    """Where its ends are told; the brief post names the street alone, and that of one direction."""
    told = post(signed_in(dispatcher), "/api/staff/v1/preview/", sent(direction="forward")).json()
    assert TOLD["forward"] in told["long"].replace("\u00a0", " ")
    assert "в одном направлении" not in told["long"] + told["alt_text"]
    assert "towards Sadovaya" in published(agency, phases=[phase(direction="forward")]).headline_en


def test_both_directions_go_nowhere(agency):
    event = published(agency, phases=[phase(direction="both")])
    assert "toward" not in words_of(event)[0]
    assert "в сторону" not in event.headline


def test_what_was_entered_goes_with_the_direction_that_it_was_of(agency):
    event = draft(agency, phases=[phase(direction="forward", toward="вокзал")])
    held = event.phases.get()
    given = {"id": held.pk, "planned_start": held.planned_start, "direction": "both"}
    amending.change(event, fields={}, phases=[given], by=None, at=NOW)
    assert event.phases.get().toward == ""


def test_an_area_in_the_place_of_a_line_has_no_direction(agency):
    event = draft(agency, kind="repair-zone", phases=[phase(direction="forward", toward="вокзал")])
    held = event.phases.get()
    corners = area((100, 40), (190, 40), (190, 160), (100, 160))
    given = {"id": held.pk, "planned_start": held.planned_start, "geometry": corners}
    amending.change(event, fields={}, phases=[given], by=None, at=NOW)
    (location,) = event.phases.get().locations.all()
    assert (location.direction, location.toward) == ("both", "")


def test_what_was_entered_comes_first(agency):
    event = published(agency, phases=[phase(direction="forward", toward="вокзал")])
    assert "в сторону вокзала" in event.headline


def test_another_direction_is_told_anew(agency):
    event = draft(agency, phases=[phase(direction="forward")])
    given = {"id": event.phases.get().pk, "planned_start": event.phases.get().planned_start}
    amending.change(event, fields={}, phases=[given | {"direction": "backward"}], by=None, at=NOW)
    assert words_of(event)[0]["toward"] == AHEAD["backward"]
    amending.change(event, fields={}, phases=[given | {"direction": "both"}], by=None, at=NOW)
    assert "toward" not in words_of(event)[0]


@pytest.mark.parametrize("values", [{"toward": "вокзал"}, {"direction": "backward"}])
def test_a_change_of_the_direction_is_told_as_that_and_as_nothing_else(agency, values):
    event = published(agency, phases=[phase(direction="forward", toward="рынок")])
    stage = event.phases.get()
    given = {"id": stage.pk, "planned_start": stage.planned_start, "toward": ""} | values
    entry = amending.change(event, fields={}, phases=[given], by=None, at=NOW)
    assert "зменилось направление" in texts_of(entry).long
    assert "Direction" in texts_of(entry, "en").long
    assert not re.search("порядок движения|место", texts_of(entry).long)


def test_one_direction_instead_of_both_is_another_traffic(agency):
    event = published(agency)
    stage = event.phases.get()
    given = {"id": stage.pk, "planned_start": stage.planned_start, "direction": "forward"}
    entry = amending.change(event, fields={}, phases=[given], by=None, at=NOW)
    assert "зменился порядок движения" in texts_of(entry).long
    assert "направление" not in texts_of(entry).long


BAUMANA, RECHNOY = "улица Баумана", "Речной переулок"


@pytest.mark.parametrize(("direction", "ends"), [("forward", (BAUMANA, RECHNOY)), ("backward", (RECHNOY, BAUMANA))])
@pytest.mark.parametrize(
    "given", [None, (BAUMANA, RECHNOY), (RECHNOY, BAUMANA), ("дом 1", RECHNOY), (RECHNOY, "дом 1")]
)
def test_a_stretch_is_told_from_where_its_traffic_comes(agency, direction, ends, given):
    """Whichever way the words came that a dispatcher chose; улица Пушкина, 1 stands in the west of it."""
    chosen = [{"type": "between", "on": "улица Пушкина", "from": given[0], "to": given[1]}] if given else []
    event = published(agency, phases=[phase(direction=direction, places=chosen)])
    (place,) = words_of(event)
    west = "дом 1" if given and "дом 1" in given else BAUMANA
    assert (place["from"], place["to"]) == tuple(west if end == BAUMANA else end for end in ends)


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_the_numbers_of_houses_follow_the_traffic_too(agency, small_city, direction):
    houses = Address.objects.filter(city=small_city, road__name="улица Пушкина")
    west, east = (houses.order_by(order).first() for order in ("point", "-point"))
    chosen = [{"type": "range_of_houses", "on": "улица Пушкина", "from": east.house, "to": west.house}]
    event = published(
        agency, phases=[phase(direction=direction, places=chosen, geometry=line((-390, 200), (590, 200)))]
    )
    (place,) = words_of(event)
    ends = [west.house, east.house]
    assert [place["from"], place["to"]] == (ends if direction == "forward" else ends[::-1])


@pytest.mark.parametrize(
    "words",
    [
        {"type": "landmark", "on": None, "name": "карьер"},
        {"type": "bridge", "on": None, "name": "Садовый мост"},
        {"type": "landmark", "on": "улица Пушкина", "name": "школа"},
        {"type": "address", "on": "улица Пушкина", "house": "13"},
        {"type": "range_of_houses", "on": "улица Пушкина", "from": "9", "to": "13"},
        {"type": "crossing", "on": "улица Пушкина", "with": "улица Баумана"},
    ],
)
def test_every_form_of_place_is_told_as_it_was_entered(agency, words):
    event = published(agency, phases=[phase(places=[words])])
    assert words_of(event) == [words]
    name = words.get("house") or words.get("name") or words.get("with") or words["from"]
    assert name.split()[-1][:4] in event.headline
    assert name.split()[-1][:4] in event.place


def test_words_of_a_place_beside_the_network_stay(agency):
    words = {"type": "address", "on": "улица Пушкина", "house": "13"}
    event = published(agency, phases=[phase(places=[words], geometry=line((70, 100), (130, 100)))])
    assert words_of(event) == [words]


def test_words_that_come_along_are_told_with_it(agency):
    """As the editor sends them back, with what was told before."""
    words = [{"type": "landmark", "on": "улица Пушкина", "name": "школа", "toward": "Кремлёвская улица"}]
    event = draft(agency, phases=[phase(direction="forward", places=words)])
    assert words_of(event) == [words[0] | {"toward": "Садовая улица"}]


def test_the_name_of_the_street_alone_is_not_kept_of_a_part_of_it(agency):
    event = published(agency, phases=[phase(places=[{"type": "street", "on": "улица Пушкина"}])])
    assert words_of(event) == [{"type": "between", "on": "улица Пушкина", "from": BAUMANA, "to": RECHNOY}]


def test_places_shut_in_different_directions_are_drawn_with_their_traffic(agency):
    east, west = line((0, 200), (200, 200)), line((200, -10), (0, -10))  # the latter drawn against its traffic
    places = [{"geometry": east, "direction": "forward"}, {"geometry": west, "direction": "backward"}]
    event = published(agency, phases=[phase_of(places)])
    held = event.phases.get()
    assert held.direction == event.direction == "forward"
    assert [part[-1][0] > part[0][0] for part in held.geometry.coords] == [True, True]
    assert [location.direction for location in held.locations.all()] == ["forward", "backward"]
    told = [place["toward"] for place in held.places]
    assert told == ["Садовая улица", "Речной переулок"]


def test_one_place_shut_in_both_directions_has_none_for_all(agency):
    places = [
        {"geometry": line((0, 200), (200, 200)), "direction": "forward"},
        {"geometry": line((0, 10), (-200, 10)), "direction": "both"},
    ]
    assert published(agency, phases=[phase_of(places)]).phases.get().direction == "both"


def phase_of(places):
    values = phase(locations=places)
    del values["geometry"]
    return values


@pytest.mark.parametrize(
    ("values", "passage"),
    [
        ({"direction": "both"}, "closed"),
        ({"direction": "forward"}, "limited"),
        ({"direction": "forward", "geometry": line((-195, -10), (-5, -10))}, "limited"),
        ({"direction": "both", "geometry": line((-195, -10), (-5, -10))}, "closed"),
        ({"direction": "backward", "geometry": line((-195, -200), (-5, -200))}, "closed"),  # 8 Марта is one-way
    ],
)
def test_a_way_is_left_where_the_other_direction_stays_open(agency, values, passage):
    assert published(agency, phases=[phase(**values)]).phases.get().passage == passage


def test_an_area_has_no_direction(agency):
    corners = area((100, 40), (190, 40), (190, 160), (100, 160))
    event = draft(agency, kind="repair-zone", phases=[phase(geometry=corners)])
    assert all("toward" not in place for place in words_of(event))
    with pytest.raises(ValidationError) as refused:
        draft(agency, kind="repair-zone", phases=[phase(geometry=corners, direction="forward")])
    assert list(refused.value.message_dict) == ["direction"]


def test_toward_with_both_directions_is_refused_beside_its_field(dispatcher):
    """It would be kept and told nowhere."""
    answer = post(signed_in(dispatcher), EVENTS, sent(direction="both", toward="дач"))
    assert answer.status_code == 400
    (error,) = answer.json()["phases"]["0"]["toward"]
    assert error == "«В сторону» говорят об одном направлении: выберите его или оставьте поле пустым."


@pytest.mark.parametrize("given", ["к Садовой улице", "в сторону Садовой улицы", "Садовой улицы", "Садовая улица"])
def test_a_phrase_that_names_a_street_is_told_by_its_name_in_both_languages(agency, given):
    event = published(agency, phases=[phase(direction="forward", toward=given)])
    assert "в сторону Садовой улицы" in event.headline
    assert "towards Sadovaya Street" in event.headline_en
    assert event.phases.get().toward == given


@pytest.mark.parametrize("given", ["к дачам", "выезд из города", "к Большой Горе"])
def test_any_other_phrase_stays_russian_and_says_so_on_pages(agency, client, given):
    event = active(agency, phases=[phase(direction="forward", toward=given, planned_start=NOW - timedelta(hours=1))])
    assert f"(«{given}»)" in event.headline_en
    for address in (event.get_absolute_url(), f"/events/{event.pk}/card/", "/list/"):
        page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
        body = page[page.index("</head>") if "</head>" in page else 0 :]
        shown = re.sub(r'(?:alt|content|data-[\w-]+|aria-label|title)="[^"]*"', "", body)
        assert f'<span lang="ru">«{given}»</span>' in shown, address
        assert given not in shown.replace(f'<span lang="ru">«{given}»</span>', ""), address


def sent(**values):
    coordinates = [lonlat(0, 200), lonlat(200, 200)]
    return body(
        phases=[body()["phases"][0] | {"geometry": {"type": "LineString", "coordinates": coordinates}} | values]
    )


@pytest.mark.parametrize("told", ["Кремлёвская улица", "в сторону Кремлёвской улицы"])
def test_what_lies_behind_is_refused_beside_its_field(dispatcher, told):
    answer = post(signed_in(dispatcher), EVENTS, sent(direction="forward", toward=told))
    assert answer.status_code == 400
    (error,) = answer.json()["phases"]["0"]["toward"]
    assert error == "«Кремлёвская улица» лежит позади этого движения, а не впереди."
    assert not RoadEvent.objects.exists()


def test_a_wrong_point_of_the_compass_is_refused_with_the_right_one(dispatcher):
    answer = post(signed_in(dispatcher), EVENTS, sent(direction="forward", toward="в южном направлении"))
    assert answer.status_code == 400
    (error,) = answer.json()["phases"]["0"]["toward"]
    assert error == "Это движение идёт «на восток», а не «на юг»."


@pytest.mark.parametrize(("direction", "other"), [("forward", "backward"), ("backward", "forward")])
def test_what_the_form_proposes_for_the_other_direction_is_refused(dispatcher, direction, other):
    """As its buttons say it: the genitive, the point of the compass."""
    desk = signed_in(dispatcher)
    drawn = {"geometry": sent()["phases"][0]["geometry"]}
    proposed = desk.post("/api/staff/v1/match/", drawn, content_type="application/json").json()["toward"]
    assert len(proposed[other]) > 1
    for each in proposed[other]:
        answer = post(desk, EVENTS, sent(direction=direction, toward=each["text"]))
        assert list(answer.json()["phases"]["0"]) == ["toward"], each
    for each in proposed[direction]:
        assert post(desk, EVENTS, sent(direction=direction, toward=each["text"])).status_code == 201, each


@pytest.mark.parametrize("given", ["в сторону Обхода Казани", "Обхода Казани", "Обход Казани"])
def test_a_bypass_is_told_by_its_english_name(agency, small_city, given):
    named = {"name": "Обход Казани", "kind_word": "обход", "names": {"en": "Kazan Ring Road"}}
    Road.objects.filter(city=small_city, name="Садовая улица").update(**named)
    event = published(agency, phases=[phase(direction="forward", toward=given)])
    assert "towards Kazan Ring Road" in event.headline_en
    assert "в сторону Обхода Казани" in event.headline


@pytest.mark.parametrize(("language", "told"), [("ru", "в сторону улицы ОСОБОЙ"), ("en", "towards Garden Mile")])
def test_one_page_names_a_direction_as_the_city_does_wherever_it_stands(agency, small_city, language, told):
    """The facts, the ways round, and those that are proposed at the desk."""
    given = {"case_forms": {"genitive": "улицы ОСОБОЙ"}, "names": {"en": "Garden Mile"}}
    Road.objects.filter(city=small_city, name="Садовая улица").update(**given)
    one_way = active(agency, phases=[phase(planned_start=NOW - timedelta(hours=1), direction="forward")])
    way = WayRound(CAR, "Садовая улица", None, None)
    with translation.override(language):
        facts = in_full(one_way, Question(NOW), may_compute=lambda: False)
        assert facts["toward"].replace("\u00a0", " ") == told
        assert told in Proposed.of(small_city, way, 0).words
        assert _computed(small_city, way, is_beside_told=False).toward == told
        assert words_in(small_city, ["Садовая улица", "улица Баумана"]) == {
            "Садовая улица": given["names"]["en"] if language == "en" else given["case_forms"]
        }


def test_the_way_in_an_adjective_is_told_in_english_too(agency):
    event = published(agency, phases=[phase(direction="forward", toward="в восточном направлении")])
    assert "eastbound" in event.headline_en
    assert "на восток" in event.headline


def test_of_several_places_the_wrong_one_is_named(dispatcher):
    places = [
        {"geometry": {"type": "LineString", "coordinates": [lonlat(0, 10), lonlat(200, 10)]}},
        {"geometry": body()["phases"][0]["geometry"], "direction": "forward", "toward": "Кремлёвская улица"},
    ]
    told = sent(locations=places)
    del told["phases"][0]["geometry"]
    answer = post(signed_in(dispatcher), EVENTS, told)
    assert answer.status_code == 400
    assert list(answer.json()["phases"]["0"]["locations"]["1"]) == ["toward"]


@pytest.mark.parametrize("told", ["Кремлёвская улица", "дач", ""])
@pytest.mark.parametrize("direction", ["backward"])
def test_what_lies_ahead_or_nobody_knows_is_taken(dispatcher, direction, told):
    answer = post(signed_in(dispatcher), EVENTS, sent(direction=direction, toward=told))
    assert answer.status_code == 201, answer.content


def test_against_the_traffic_of_a_one_way_street_nothing_is_shut(dispatcher):
    """улица 8 Марта runs west."""
    east = {"type": "LineString", "coordinates": [lonlat(-195, -200), lonlat(-5, -200)]}
    answer = post(signed_in(dispatcher), EVENTS, sent(geometry=east, direction="forward"))
    assert answer.status_code == 400
    assert list(answer.json()["phases"]["0"]) == ["direction"]


@pytest.mark.parametrize("point", POINTS)
def test_a_point_of_the_compass_is_said_in_both_languages(point):
    assert toward({"toward": point}) == point
    assert english.towards(point).endswith("bound")
