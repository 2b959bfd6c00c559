"""/api/v1/appeals/ and /api/v1/locate/: what anybody may read and send."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.gis.geos import Point

from appeals import actions
from appeals.api.public import AppealFeature, features
from appeals.models import Appeal
from appeals.photos import checked
from roadmap.models import Address
from tests.appeals import factories
from tests.appeals.factories import (
    ACROSS_TOWN,
    CORNER,
    NOWHERE,
    PUSHKINA,
    answered,
    appeal,
    looked_at,
    personal,
    upload,
)
from tests.closures.factories import published
from tests.conftest import NOW

URL, LOCATE = "/api/v1/appeals/", "/api/v1/locate/"


def message(**told) -> dict:
    lon, lat = PUSHKINA.coords
    return {"category": "pothole", "lon": lon, "lat": lat, "text": "яма", "consent": "true"} | told


def listed(client, **query) -> list[dict]:
    answer = client.get(URL, query)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)["features"]


def test_the_list_equals_the_serializer(small_city, agency, operator, at):
    sent = personal(small_city, photos=[checked(upload()), checked(upload())])
    actions.release(sent, text=True, photos=[sent.photos.first().pk], by=operator, at=at)
    answered(small_city, by=operator, at=at - timedelta(days=1))
    appeal(small_city, ACROSS_TOWN, code="lighting", at=at - timedelta(days=60))
    rows = [json.loads(text) for _pk, text, _at in features(Appeal.objects.order_by("pk"), small_city, at)]
    slow = AppealFeature(Appeal.objects.order_by("pk"), many=True, context={"at": at}).data
    assert rows == json.loads(json.dumps(slow["features"], default=dict))
    assert [row["properties"]["is_overdue"] for row in rows] == [False, False, True]


def test_nothing_of_the_sender_is_in_the_list(small_city, agency, anonymous):
    sent = personal(small_city)
    text = anonymous.get(URL).content.decode()
    for private in ("Секретова", "anna@", "999", "подъезда", sent.secret, sent.photos.get().name, "Пушкина, 13"):
        assert private not in text
    (row,) = listed(anonymous)
    assert (row["properties"]["text"], row["properties"]["photos"]) == (None, [])
    assert row["properties"]["submitted_on"] == "2026-06-10"
    assert set(row["properties"]) == {
        *("category", "category_name", "topic", "topic_name", "status", "submitted_on", "due_on", "is_overdue"),
        *("agency", "agency_name", "street", "text", "photos", "url"),
    }


def test_the_point_told_is_the_one_on_the_road(small_city, agency, anonymous):
    sent = appeal(small_city)
    (row,) = listed(anonymous)
    assert row["geometry"]["coordinates"] == [round(number, 6) for number in sent.snapped_point.coords]
    assert row["geometry"]["coordinates"] != [round(number, 6) for number in sent.point.coords]


def test_what_was_released_is_public(small_city, agency, operator, anonymous, at):
    sent = personal(small_city, text="Яма у остановки")
    photo = sent.photos.get()
    actions.release(sent, text=True, photos=[photo.pk], by=operator, at=at)
    (row,) = listed(anonymous)
    assert row["properties"]["text"] == "Яма у остановки"
    assert row["properties"]["photos"] == [f"/photos/{photo.name}/"]
    assert anonymous.get(row["properties"]["photos"][0]).status_code == 200


def test_filters(small_city, agency, other_agency, operator, anonymous, at):
    pothole = appeal(small_city, at=at)
    lamp = appeal(small_city, ACROSS_TOWN, code="lighting", at=at - timedelta(days=60))
    done = answered(small_city, by=operator, at=at - timedelta(days=3))
    closed = actions.close(answered(small_city, by=operator, at=at - timedelta(days=30)), at=at)
    moved = actions.forward(appeal(small_city, at=at), other_agency, reason="-", by=operator, at=at)

    def ids(**query):
        return {row["id"] for row in listed(anonymous, **query)}

    assert ids() == {pothole.pk, lamp.pk, done.pk, moved.pk}
    assert ids(category="lighting,sign") == {lamp.pk}
    assert ids(status="closed") == {closed.pk}
    assert ids(status="open") == {pothole.pk, lamp.pk, moved.pk}
    assert ids(status="overdue,answered") == {lamp.pk, done.pk}
    assert ids(agency="heat-network") == {moved.pk}
    assert ids(street="Улица 8 марта") == {lamp.pk}
    assert ids(since=(at - timedelta(days=1)).isoformat()) == {pothole.pk, moved.pk}
    x, y = ACROSS_TOWN.coords
    assert ids(bbox=f"{x - 0.001},{y - 0.001},{x + 0.001},{y + 0.001}") == {lamp.pk}


@pytest.fixture(autouse=True)
def _clock(time_machine_at):
    """Views read the clock; the small city's day is NOW."""


@pytest.fixture
def time_machine_at(at):
    with time_machine.travel(at, tick=False):
        yield


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bbox", "1,2,3"),
        ("bbox", "57.1,65.5,57.0,65.6"),
        ("bbox", "a,b,c,d"),
        ("category", "holes"),
        ("status", "rejected"),
        ("limit", "0"),
        ("limit", "100000"),
        ("limit", "00000000199999"),
        ("limit", "9" * 4500),
        ("limit", "١٢"),
        ("cursor", "???"),
        ("cursor", urlsafe_b64encode(b"2026-06-10T07:00:00+00:00," + b"9" * 4500).decode()),
        ("since", "yesterday"),
        ("street", "\x00"),
        ("city", "atlantis"),
    ],
)
def test_a_bad_parameter_is_named(field, value, small_city, agency, anonymous):
    answer = anonymous.get(URL, {field: value})
    assert answer.status_code == 400
    assert list(answer.json()) == [field]


def test_errors_are_in_russian_by_default_and_in_english_on_demand(small_city, agency, anonymous):
    lon, lat = PUSHKINA.coords
    swapped = message(lon=lat, lat=lon)
    assert anonymous.post(URL, swapped).json()["lon"] == ["Похоже, долгота и широта переставлены."]
    english = anonymous.post(URL, swapped, headers={"accept-language": "en"})
    assert english.json()["lon"] == ["Longitude and latitude seem to be swapped."]


def test_pages_follow_each_other(small_city, agency, anonymous):
    wanted = [appeal(small_city).pk for _ in range(5)]
    found, url = [], f"{URL}?limit=2"
    while url:
        answer = anonymous.get(url).json()
        assert len(answer["features"]) <= 2
        found += [row["id"] for row in answer["features"]]
        url = answer["next"]
    assert found == wanted


def test_an_unchanged_list_is_304_and_a_change_or_the_passing_of_the_date_is_not(
    small_city, agency, operator, anonymous, at
):
    sent = appeal(small_city, at=at)
    tag = anonymous.get(URL)["ETag"]
    assert anonymous.get(URL, headers={"if-none-match": tag}).status_code == 304
    with time_machine.travel(sent.answer_due_at + timedelta(minutes=1), tick=False):
        late = anonymous.get(URL, headers={"if-none-match": tag})
        assert late.status_code == 200
    actions.take(sent, by=operator, at=at)
    assert anonymous.get(URL, headers={"if-none-match": tag}).status_code == 200


def test_pages_follow_the_day_of_submission_and_tell_each_message_once(small_city, agency, anonymous):
    """Whatever the order in which they were entered; two came in the same moment."""
    days = [3, 1, 2, 1, 0]
    rows = [(NOW - timedelta(days=day), appeal(small_city, at=NOW - timedelta(days=day)).pk) for day in days]
    address, told = f"{URL}?limit=2", []
    while address:
        page = anonymous.get(address).json()
        told += [feature["id"] for feature in page["features"]]
        address = page["next"]
    assert told == [pk for _at, pk in sorted(rows)]


def test_since_asks_by_the_day_and_never_by_the_second(small_city, agency, anonymous):
    """Days of messages are public; 17 questions with a finer `since` would tell the second of any."""
    sent = appeal(small_city, at=datetime(2026, 6, 9, 14, 52, 19, tzinfo=small_city.zone))
    asked = ["2026-06-09T00:00:00+05:00", "2026-06-09T14:52:20+05:00", "2026-06-09T23:59:59+05:00", "2026-06-09"]
    assert [[row["id"] for row in listed(anonymous, since=since)] for since in asked] == [[sent.pk]] * len(asked)
    assert listed(anonymous, since="2026-06-10") == []


def test_a_cursor_tells_no_moment_and_stays_the_same(small_city, agency, anonymous):
    """Anybody may page one by one, and the same page is known by its ETag."""
    first, _second = appeal(small_city, at=NOW - timedelta(days=1)), appeal(small_city)
    told = {anonymous.get(URL, {"limit": 1}).json()["next"] for _twice in range(2)}
    assert len(told) == 1
    cursor = parse_qs(urlsplit(told.pop()).query)["cursor"][0]
    sealed = urlsafe_b64decode(cursor)
    assert str(first.submitted_at.year).encode() not in sealed
    assert f",{first.pk}".encode() not in sealed


def test_a_cursor_made_up_by_hand_is_refused(small_city, agency, anonymous):
    """So it tells nothing of any row, hidden or not."""
    hidden = appeal(small_city)
    for place in (str(hidden.pk), f"{hidden.submitted_at.isoformat()},{hidden.pk}"):
        answer = anonymous.get(URL, {"cursor": urlsafe_b64encode(place.encode()).decode()})
        assert (answer.status_code, list(answer.json())) == (400, ["cursor"])


def test_a_page_follows_a_message_that_was_hidden_meanwhile(small_city, agency, operator, anonymous):
    first, second = appeal(small_city, at=NOW - timedelta(days=1)), appeal(small_city)
    following = anonymous.get(URL, {"limit": 1}).json()["next"]
    actions.reject(first, reason="двор", by=operator, at=NOW)
    assert [row["id"] for row in anonymous.get(following).json()["features"]] == [second.pk]


def test_a_cursor_of_no_message_is_refused(small_city, agency, anonymous):
    answer = anonymous.get(URL, {"cursor": "OTk5OTk5OTk="})
    assert (answer.status_code, list(answer.json())) == (400, ["cursor"])


def test_an_answer_of_old_is_known_until_what_it_tells_changes(small_city, agency, operator, anonymous):
    message = appeal(small_city)
    tag = anonymous.get(URL)["ETag"]
    actions.take(message, by=operator, at=NOW)
    assert anonymous.get(URL, headers={"If-None-Match": tag}).status_code == 200
    tag = anonymous.get(URL)["ETag"]
    actions.note_works_ended(Appeal.objects.get(), published(agency), works="ремонт", at=NOW)  # nothing that is public
    assert anonymous.get(URL, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_costs_the_same_few_queries(rows, small_city, agency, anonymous, django_assert_max_num_queries):
    for _ in range(rows):
        personal(small_city)
    with django_assert_max_num_queries(4):
        assert len(listed(anonymous)) == rows


def test_one_message_equals_its_row(small_city, agency, anonymous):
    sent = appeal(small_city)
    assert anonymous.get(f"{URL}{sent.pk}/").json() == listed(anonymous)[0]


@pytest.mark.parametrize("hidden", ["rejected", "duplicate", "nowhere"])
def test_what_is_not_public_is_not_found(hidden, small_city, agency, operator, anonymous, at):
    sent = appeal(small_city, NOWHERE if hidden == "nowhere" else PUSHKINA)
    if hidden == "rejected":
        actions.reject(sent, reason="-", by=operator, at=at)
    if hidden == "duplicate":
        actions.join(sent, appeal(small_city, ACROSS_TOWN), by=operator, at=at)
    assert sent.pk not in {row["id"] for row in listed(anonymous)}
    assert anonymous.get(f"{URL}{sent.pk}/").status_code == 404


def test_a_message_is_sent(small_city, agency, anonymous):
    answer = anonymous.post(URL, message(photos=[upload()], name="Анна", email="a@example.org", phone="+7 999 000"))
    assert answer.status_code == 201
    told, sent = answer.json(), Appeal.objects.get()
    assert told == {
        "number": sent.number,
        "secret_url": f"http://testserver/m/{sent.secret}/",
        "agency": "road-department",
        "agency_name": "Департамент дорог",
        "due_on": "2026-06-19",
        "street": "улица Пушкина",
    }
    assert (sent.author_name, sent.author_email, looked_at(sent).photos.count()) == ("Анна", "a@example.org", 1)
    assert sent.consented_at


def test_json_is_taken_as_well(small_city, agency, anonymous):
    body = json.dumps(message(consent=True))
    assert anonymous.post(URL, body, content_type="application/json").status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", "holes"),
        ("category", ""),
        ("lon", "nan"),
        ("lon", "inf"),
        ("lat", "91"),
        ("lat", ""),
        ("lon", "11.88"),  # Arezzo
        ("text", "я" * 4001),
        ("text", "\x00" * 20),
        ("email", "not-an-address"),
        ("email", "a" * 243 + "@example.org"),
        ("phone", "drop table"),
        ("consent", "false"),
        ("consent", ""),
        ("draft_key", "1"),
        ("accuracy_m", "-1"),
    ],
)
def test_a_bad_message_names_the_field_and_stores_nothing(field, value, small_city, agency, anonymous):
    answer = anonymous.post(URL, message(**{field: value}))
    assert answer.status_code == 400
    assert field in answer.json()
    assert "паттерн" not in answer.content.decode()  # the words say what to write
    assert not Appeal.objects.exists()


def test_no_body_to_answer_is_a_clear_503(small_city, anonymous, caplog):
    small_city.areas.update(agency=None)
    answer = anonymous.post(URL, message())
    assert answer.status_code == 503
    assert "не назначена" in answer.json()["detail"]
    assert "small-city" in caplog.text
    assert not Appeal.objects.exists()


def test_one_address_may_send_so_many_and_no_more(small_city, agency, anonymous, settings):
    settings.RATES = {"appeals": "2/hour"}
    codes = [anonymous.post(URL, message()).status_code for _ in range(3)]
    assert codes == [201, 201, 429]
    assert anonymous.get(URL).status_code == 200


def test_locate_tells_what_a_pin_means(small_city, agency, anonymous, at):
    sent = appeal(small_city)
    lon, lat = factories.NEXT_TO_IT.coords
    told = anonymous.get(LOCATE, {"lon": lon, "lat": lat, "category": "pothole"}).json()
    assert told["street"] == "улица Пушкина"
    assert told["segment"] == sent.segment_id
    assert told["agency"] == {"slug": "road-department", "name": "Департамент дорог", "phone": "+7 3452 00-00-01"}
    assert told["why"]
    assert told["due_on"] == "2026-06-19"
    assert [one["id"] for one in told["similar"]] == [sent.pk]
    assert 10 < told["similar"][0]["distance_m"] < 14


def test_locate_asks_on_a_crossing_and_takes_the_answer(small_city, agency, anonymous):
    lon, lat = CORNER.coords
    asked = anonymous.get(LOCATE, {"lon": lon, "lat": lat}).json()
    assert asked["segment"] is None
    assert {one["street"] for one in asked["candidates"]} == {"улица Пушкина", "улица Баумана"}
    told = anonymous.get(LOCATE, {"lon": lon, "lat": lat, "place_text": "улица Баумана"}).json()
    assert told["street"] == "улица Баумана"


def test_locate_far_from_any_road_names_the_nearest(small_city, agency, anonymous):
    lon, lat = NOWHERE.coords
    told = anonymous.get(LOCATE, {"lon": lon, "lat": lat}).json()
    assert (told["segment"], told["point"], told["street"]) == (None, None, "улица Пушкина")


def test_locate_shows_works_on_that_stretch_before_anything_is_sent(small_city, agency, anonymous):
    works = published(agency, kind="repair-zone", cause="road-repair")  # улица Пушкина from Баумана to Речной
    race = published(agency, kind="closure", cause="sport")

    def works_at(point):
        lon, lat = point.coords
        return [one["id"] for one in anonymous.get(LOCATE, {"lon": lon, "lat": lat}).json()["works"]]

    assert works_at(PUSHKINA) == [works.pk]
    assert works_at(ACROSS_TOWN) == []
    assert works_at(factories.spot(-100, 203)) == []
    assert race.pk not in works_at(PUSHKINA)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"lat": 57.15}, "lon"),
        ({"lon": "x", "lat": 57.15}, "lon"),
        ({"lon": 65.54, "lat": "nan"}, "lat"),
        ({"lon": 57.15, "lat": 65.54}, "lon"),
        ({"lon": 65.54, "lat": 57.15, "category": "holes"}, "category"),
        ({"lon": 65.54, "lat": 57.15, "accuracy_m": "far"}, "accuracy_m"),
    ],
)
def test_locate_names_a_bad_field(query, field, small_city, agency, anonymous):
    answer = anonymous.get(LOCATE, query)
    assert answer.status_code == 400
    assert list(answer.json()) == [field]


def house(number: str = "13") -> Address:
    return Address.objects.get(road__name="улица Пушкина", house=number)


def without_pin(**told) -> dict:
    return {name: value for name, value in message(**told).items() if name not in ("lon", "lat")}


@pytest.mark.parametrize(
    "words", [{"place_text": "Пушкина 13", "text": ""}, {"place_text": "", "text": "Яма у дома 13 по улице Пушкина"}]
)
def test_a_house_in_the_words_stands_for_a_missing_pin(words, small_city, agency, anonymous):
    assert anonymous.post(URL, without_pin(**words)).status_code == 201
    assert Appeal.objects.get().point.coords == pytest.approx(house().point.coords, abs=1e-6)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Пушкина 4000", "Карта не знает дома 4000"),
        ("Пушкина", "Допишите дом"),
        ("Небывалая 1", "Ничего похожего"),
        ("Пушкина 13б", "судя по соседним 11 и 15"),
    ],
)
def test_a_house_that_is_not_known_is_no_pin_of_a_program(words, said, small_city, agency, anonymous):
    answer = anonymous.post(URL, without_pin(place_text=words, text=""))
    assert answer.status_code == 400
    assert said in answer.json()["place_text"][0]
    assert not Appeal.objects.exists()


def test_without_a_pin_and_without_an_address_the_pin_is_missing(small_city, agency, anonymous):
    answer = anonymous.post(URL, without_pin(place_text="", text="яма"))
    assert (answer.status_code, set(answer.json())) == (400, {"lon", "lat"})
    half = without_pin(place_text="Пушкина 13") | {"lon": str(PUSHKINA.x)}
    assert set(anonymous.post(URL, half).json()) == {"lat"}


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("place_text", {"place_text": "Пушкина 13", "text": ""}),
        ("text", {"place_text": "", "text": "Яма у дома 13 по улице Пушкина"}),
    ],
)
def test_a_house_far_from_the_pin_is_asked_about_as_in_the_form(field, words, small_city, agency, anonymous):
    Address.objects.filter(pk=house().pk).update(point=Point(PUSHKINA.x, PUSHKINA.y + 0.01, srid=4326))
    answer = anonymous.post(URL, message(**words))
    assert answer.status_code == 400
    assert "улица Пушкина, 13" in answer.json()[field][0]
    assert "Подтвердите" in answer.json()["confirmed"][0]
    assert not Appeal.objects.exists()
    assert anonymous.post(URL, message(**words, confirmed="true")).status_code == 201


def test_a_pin_by_the_house_that_is_written_is_taken_as_it_is(small_city, agency, anonymous):
    beside = house().point
    told = message(lon=str(beside.x), lat=str(beside.y), place_text="Пушкина 13", text="")
    assert anonymous.post(URL, told).status_code == 201
    assert Appeal.objects.get().point.coords == pytest.approx(beside.coords, abs=1e-6)
