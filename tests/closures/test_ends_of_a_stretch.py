"""The ends of a stretch besides crossings (houses, the street's own ends), and the block that a click means.

улица Пушкина of the small city runs from (-400, 200) over Кремлёвская улица (-200), улица Баумана (0) and Речной
переулок (200) to Садовая улица (600).
"""

import pytest

from roadmap.models import Road
from roadmap.street_ends import block_at, end_of, ends_called
from roadmap.stretches import NoStretch, Street
from tests.conftest import signed_in
from tests.plan import lonlat, shape

pytestmark = pytest.mark.django_db
ENDS, PICK, STRETCH = (f"/api/staff/v1/{name}/" for name in ("ends", "pick", "stretch"))
END = "конец улицы"


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


@pytest.fixture
def pushkina(small_city):
    return Street.of(Road.objects.select_related("city").get(city=small_city, name="улица Пушкина"))


def at(x, y):
    return shape("Point", lonlat(x, y))


@pytest.mark.parametrize(
    ("x", "y", "names", "metres"),
    [
        (100, 203, ["улица Баумана", "Речной переулок"], (400, 600)),
        (-100, 190, ["Кремлёвская улица", "улица Баумана"], (200, 400)),
        (-300, 200, [END, "Кремлёвская улица"], (0, 200)),
    ],
)
def test_a_click_means_the_block_under_it(small_city, x, y, names, metres):
    street, one, other = block_at(small_city, at(x, y))
    assert (street.road.name, [one.name, other.name]) == ("улица Пушкина", names)
    assert (one.at_m, other.at_m) == pytest.approx(metres, abs=2)


def test_a_click_beside_all_streets_means_none(small_city):
    with pytest.raises(NoStretch):
        block_at(small_city, at(100, 100))


def test_the_street_s_own_ends_are_ends_of_a_stretch(pushkina):
    (first,) = [end for end in ends_called(pushkina, "кон") if end.at_m == 0]
    spans = pushkina.between_nodes(end_of(pushkina, first.key).nodes, end_of(pushkina, str(crossing(pushkina))).nodes)
    assert sum(span.end_position - span.start_position for span in spans) > 0
    assert pushkina.way_m(first.nodes, end_of(pushkina, str(crossing(pushkina))).nodes) == pytest.approx(200, abs=2)


def crossing(street, name="Кремлёвская улица") -> int:
    return next(each.pk for each in street.crossings if name in each.roads)


def test_an_end_that_meets_another_street_is_that_crossing(pushkina):
    assert [round(end.at_m) for end in ends_called(pushkina, "")] == [0]  # at the other it joins Садовая улица


def test_houses_are_offered_by_their_beginning_and_no_others(pushkina):
    offered = [end.name for end in ends_called(pushkina, "дом 1")]
    assert offered[:1] == ["дом 1"]
    assert all(name.startswith("дом 1") for name in offered)
    assert ends_called(pushkina, "9999") == []
    assert ends_called(pushkina, "Баум") == []


def test_a_house_is_an_end(pushkina, desk):
    answer = desk.get(
        STRETCH, {"road": pushkina.road.pk, "from": "house:12", "to": crossing(pushkina, "улица Баумана")}
    )
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["places"] == [{"type": "between", "on": "улица Пушкина", "from": "дом 12", "to": "улица Баумана"}]
    house = end_of(pushkina, "house:12")
    assert told["length_m"] == pytest.approx(abs(house.at_m - 400), abs=3)


@pytest.mark.parametrize("key", ["house:9999", "house:", "end", "-1", "999999", "", "house:" + "1" * 300])
def test_an_end_that_the_street_does_not_have_is_refused_in_words(pushkina, desk, key):
    values = {"road": pushkina.road.pk, "from": key, "to": str(crossing(pushkina))}
    answer = desk.get(STRETCH, values)
    assert answer.status_code == 400
    assert answer.json()


def test_the_click_s_answer_is_what_the_editor_asks_a_stretch_with(desk, pushkina):
    lon, lat = lonlat(100, 203)
    picked = desk.post(PICK, {"lon": lon, "lat": lat}, "application/json").json()
    values = {"road": picked["road"]["id"], "from": picked["from"]["id"], "to": picked["to"]["id"]}
    assert desk.get(STRETCH, values).json()["length_m"] == pytest.approx(200, abs=2)
    assert desk.post(PICK, {"lon": 0, "lat": 0}, "application/json").status_code == 400
    assert desk.post(PICK, {"lon": "x", "lat": 95}, "application/json").json().keys() == {"lon", "lat"}


def test_only_dispatchers_ask(desk, operator, anonymous, pushkina):
    for client in (anonymous, signed_in(operator)):
        assert client.get(ENDS, {"road": pushkina.road.pk}).status_code == 403
        assert client.post(PICK, {"lon": 65, "lat": 57}, "application/json").status_code == 403
    assert desk.get(ENDS, {"road": 0}).status_code == 400
