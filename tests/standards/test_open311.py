"""Open311 GeoReport v2: what its text says, its published schemas, and clients that nobody here wrote."""

import json
from datetime import timedelta
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
import requests
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from georeport import GeoReport
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from appeals import actions, program_keys
from appeals.models import Appeal, CategoryQuestion, ProgramKey
from roadmap.models import City, Delivery, SettingChange, User
from tests.appeals.factories import ACROSS_TOWN, NOWHERE, PUSHKINA, appeal, category, personal, picture
from tests.conftest import NOW, SHARED, signed_in

pytestmark = pytest.mark.django_db
HERE = "/open311/v2/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def boss(agency):
    return User.objects.create_user("boss", password="pass-word-1", agency=agency, roles=["administrator"])


@pytest.fixture
def key(small_city, boss):
    return _key(small_city, boss)


def _key(city, boss, per_hour=200) -> str:
    return program_keys.make(city, owner="Соседи", contact="a@example.org", per_hour=per_hour, by=boss, at=NOW)[1]


def got(client, path: str, expected: int = 200, /, **told):
    answer = client.get(f"{HERE}{path}", told)
    assert answer.status_code == expected, answer.content
    return answer


def sent(client, key: str, expected: int = 200, /, **told):
    fields = {"api_key": key, "service_code": "pothole", "lat": PUSHKINA.y, "long": PUSHKINA.x, "description": "Яма"}
    answer = client.post(
        f"{HERE}requests.json", {name: value for name, value in (fields | told).items() if value != ""}
    )
    assert answer.status_code == expected, answer.content
    return answer.json()


def words(errors: list) -> str:
    assert all(set(one) == {"code", "description"} for one in errors) and errors
    return " ".join(one["description"] for one in errors)


def test_discovery_names_this_endpoint_and_both_formats(agency, anonymous):
    told = got(anonymous, "discovery.json").json()
    (endpoint,) = told["endpoints"]
    assert endpoint["url"] == "http://testserver/open311/v2"
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    root = ElementTree.fromstring(got(anonymous, "discovery.xml").content)
    assert root.tag == "{http://wiki.open311.org/discovery}discovery"
    assert agency.name in told["contact"] and agency.name in told["key_service"]


def test_both_formats_say_the_same_and_how_they_are_read(agency, anonymous, small_city):
    personal(small_city)
    for path, root, item in (("services", "services", "service"), ("requests", "service_requests", "request")):
        as_json, as_xml = got(anonymous, f"{path}.json"), got(anonymous, f"{path}.xml")
        assert as_json["Content-Type"] == "application/json; charset=utf-8"
        assert as_xml["Content-Type"] == "text/xml; charset=utf-8"
        assert as_xml.content.lower().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
        tree = ElementTree.fromstring(as_xml.content)
        assert tree.tag == root
        rows = [{each.tag: each.text for each in one} for one in tree.findall(item)]
        plain = [
            {name: None if value is None else str(value).lower() if value in (True, False) else str(value)}
            for one in as_json.json()
            for name, value in one.items()
        ]
        assert [{name: value} for one in rows for name, value in one.items()] == plain


def test_a_category_that_asks_more_has_its_definition_and_the_answers_stay_beside_the_words(agency, anonymous, key):
    asked = {"category": category(), "words": "Какая глубина, см?", "code": "depth", "datatype": "number"}
    CategoryQuestion.objects.create(**asked, is_required=True)
    CategoryQuestion.objects.create(
        category=category(),
        words="Где?",
        code="where",
        datatype="multivaluelist",
        choices=["ряд", "обочина"],
        position=2,
    )
    services = {one["service_code"]: one["metadata"] for one in got(anonymous, "services.json").json()}
    assert services["pothole"] is True and services["lighting"] is False
    told = got(anonymous, "services/pothole.json").json()
    assert [one["code"] for one in told["attributes"]] == ["depth", "where"]
    assert told["attributes"][1]["values"] == [{"key": "ряд", "name": "ряд"}, {"key": "обочина", "name": "обочина"}]
    tree = ElementTree.fromstring(got(anonymous, "services/pothole.xml").content)
    assert [one.text for one in tree.findall("attributes/attribute/values/value/key")] == ["ряд", "обочина"]
    assert "depth" in words(sent(anonymous, key, 400))
    assert "depth" in words(sent(anonymous, key, 400, **{"attribute[depth]": "глубокая"}))
    assert "where" in words(sent(anonymous, key, 400, **{"attribute[depth]": "7", "attribute[where][]": ["крыша"]}))
    assert not Appeal.objects.exists()
    sent(anonymous, key, **{"attribute[depth]": "7", "attribute[where][]": ["ряд", "обочина"], "attribute[x]": "y"})
    message = Appeal.objects.get()
    assert (message.text, message.details) == ("Яма", "Какая глубина, см? 7\nГде? ряд, обочина")


def test_a_request_is_a_message_of_the_site_and_found_by_its_number_and_token(agency, anonymous, key):
    told = {"address_string": "улица Пушкина", "email": "anna@example.org", "first_name": "Анна", "last_name": "С."}
    (answer,) = sent(anonymous, key, **told, phone="+7 999 000-00-00", device_id="d-77", account_id="a-88")
    message = Appeal.objects.get()
    assert answer["service_request_id"] == str(message.pk) and "token" not in answer
    assert agency.name in answer["service_notice"]
    assert (message.source, message.author_name, message.author_email) == ("open311", "Анна С.", "anna@example.org")
    assert message.street == "улица Пушкина" and message.consented_at == NOW and message.answer_due_at > NOW
    held = " ".join(str(value) for value in Appeal.objects.values_list().get())
    assert "d-77" not in held and "a-88" not in held
    (found,) = got(anonymous, f"tokens/{message.pk}.json").json()
    assert found == {"service_request_id": str(message.pk), "token": str(message.pk)}
    (told,) = got(anonymous, f"requests/{message.pk}.json").json()
    assert told["status"] == "open" and told["address"] == f"улица Пушкина, {message.city.name}"
    assert (told["description"], told["media_url"]) == (None, None)  # private until they are released
    assert told["requested_datetime"] == "2026-06-10T00:00:00+05:00"  # by the day, in the city's time
    assert abs(told["lat"] - 57.15 - 200 / 111_363) < 1e-5  # on the street's line, not where the pin was


def test_a_repeated_post_is_one_message_and_another_day_another(agency, anonymous, key, boss, small_city):
    first, again = sent(anonymous, key), sent(anonymous, key)
    assert first == again and Appeal.objects.count() == 1
    with time_machine.travel(NOW + 20 * timedelta(hours=1), tick=False):
        assert sent(anonymous, key) == first
    assert sent(anonymous, key, description="Две ямы") != first
    assert sent(anonymous, _key(small_city, boss)) != first
    with time_machine.travel(NOW + DAY + timedelta(minutes=1), tick=False):
        assert sent(anonymous, key) != first
    assert Appeal.objects.count() == 4


def test_a_bare_pin_is_another_persons_after_some_minutes(agency, anonymous, key):
    first = sent(anonymous, key, description="")
    assert sent(anonymous, key, description="") == first
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert sent(anonymous, key, description="") != first


def test_without_a_valid_key_nothing_is_taken(agency, anonymous, key, boss):
    assert [one["code"] for one in sent(anonymous, "", 403)] == [403]
    assert [one["code"] for one in sent(anonymous, "wrong", 403)] == [403]
    row = ProgramKey.objects.get()
    assert key not in " ".join(map(str, ProgramKey.objects.values_list().get())) and row.digest not in key
    program_keys.revoke(row, by=boss, at=NOW)
    sent(anonymous, key, 403)
    assert not Appeal.objects.exists()


def test_a_key_has_its_hour(agency, anonymous, small_city, boss):
    key = _key(small_city, boss, per_hour=2)
    for number in range(2):
        sent(anonymous, key, description=f"Яма {number}")
    answer = anonymous.post(f"{HERE}requests.xml", {"api_key": key, "service_code": "pothole"})
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    assert ElementTree.fromstring(answer.content).find("error/code").text == "429"
    sent(anonymous, _key(small_city, boss, per_hour=2), description="Яма")  # another's hour is not used up by it


@pytest.mark.parametrize(
    ("told", "status", "named"),
    [
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "no-such"}, 404, "service_code"),
        ({"jurisdiction_id": "atlantis"}, 404, "jurisdiction_id"),
        ({"lat": "", "long": ""}, 400, "address_string"),
        ({"lat": ""}, 400, "lat"),
        ({"lat": "57.15", "long": "abc"}, 400, "long"),
        ({"lat": "0", "long": "0"}, 400, "long"),
        ({"lat": "", "long": "", "address_string": "улица Которой Нет, 5"}, 400, "address_string"),
        ({"email": "not-an-address"}, 400, "email"),
        ({"email": "a" * 243 + "@example.org"}, 400, "email"),
        ({"description": "я" * 4001}, 400, "description"),
        ({"media_url": "file:///etc/passwd"}, 400, "media_url"),
        ({"media_url": "gopher://127.0.0.1:6379/_FLUSHALL"}, 400, "media_url"),
        ({"media": SimpleUploadedFile("x.jpg", b"no picture")}, 400, "media"),
    ],
)
def test_a_bad_request_names_its_field_and_leaves_nothing(agency, anonymous, key, told, status, named):
    errors = sent(anonymous, key, status, **told)
    assert named in words(errors) and {one["code"] for one in errors} == {status}
    assert not Appeal.objects.exists()


def test_a_house_that_is_known_stands_for_a_missing_pin(agency, anonymous, key):
    sent(anonymous, key, lat="", long="", address_string="улица Пушкина, 13")
    assert Appeal.objects.get().street == "улица Пушкина"


def test_a_photo_comes_as_a_file_and_no_address_is_ever_opened(agency, anonymous, key, monkeypatch):
    def opened(*args, **kwargs):
        raise AssertionError("the server went out")

    monkeypatch.setattr("socket.create_connection", opened)
    monkeypatch.setattr("socket.getaddrinfo", opened)
    inside = "http://169.254.169.254/latest/meta-data"
    sent(anonymous, key, media_url=inside, media=SimpleUploadedFile("a.jpg", picture()))
    message = Appeal.objects.get()
    assert message.uploads.count() == 1
    assert message.text.endswith(inside)
    assert "169.254" not in got(anonymous, f"requests/{message.pk}.json").content.decode()


def test_what_was_answered_is_closed_and_its_words_wait_for_a_release(agency, anonymous, operator, small_city):
    message = personal(small_city)
    actions.answer(message, "Анна, заделали.", by=operator, at=NOW + DAY)
    (told,) = got(anonymous, f"requests/{message.pk}.json").json()
    assert told["status"] == "closed" and told["status_notes"] and "Анна" not in told["status_notes"]
    assert told["updated_datetime"] == "2026-06-11T00:00:00+05:00"
    photo = message.photos.get()
    actions.release(message, text=True, photos=[photo.pk], by=operator, at=NOW + DAY)
    (told,) = got(anonymous, f"requests/{message.pk}.json").json()
    assert told["status_notes"].endswith("Анна, заделали.") and told["description"] == message.text
    assert told["media_url"] == f"http://testserver/photos/{photo.name}/"


def test_a_program_hears_the_end_of_what_it_sent_also_where_nobody_else_does(
    agency, anonymous, operator, small_city, key
):
    (answer,) = sent(anonymous, key)
    mine, other = Appeal.objects.get(), appeal(small_city, ACROSS_TOWN)
    for message in (mine, other):
        actions.reject(message, reason="Это двор.", by=operator, at=NOW)
    (told,) = got(anonymous, f"requests/{answer['service_request_id']}.json").json()
    assert told["status"] == "closed" and "двор" not in told["status_notes"]
    got(anonymous, f"requests/{other.pk}.json", 404)
    unlinked = sent(anonymous, key, lat=NOWHERE.y, long=NOWHERE.x)[0]["service_request_id"]
    (told,) = got(anonymous, f"requests/{unlinked}.json").json()
    assert (told["lat"], told["long"]) == (None, None)


def test_requests_are_narrowed_as_the_standard_says(agency, anonymous, operator, small_city):
    old = appeal(small_city, at=NOW - 100 * DAY)
    done = appeal(small_city, code="lighting", at=NOW - 2 * DAY)
    actions.answer(done, "Горит.", by=operator, at=NOW)
    new = appeal(small_city, at=NOW)

    def numbers(**told):
        return [int(one["service_request_id"]) for one in got(anonymous, "requests.json", **told).json()]

    assert numbers() == [new.pk, done.pk]  # the latest 90 days, the newest first
    assert numbers(service_request_id=f"{old.pk},{done.pk},0,x", status="open") == [done.pk, old.pk]  # overrides
    assert numbers(status="open") == [new.pk] and numbers(status="closed") == [done.pk]
    assert numbers(status="open,closed", service_code="", start_date="") == [new.pk, done.pk]
    assert numbers(service_code="lighting,pothole") == [new.pk, done.pk] and numbers(service_code="lighting") == [
        done.pk
    ]
    assert numbers(start_date="2026-03-01T00:00:00Z", end_date="2026-03-05T00:00:00Z") == [old.pk]
    assert numbers(end_date="2026-06-09T23:59:59+05:00") == [done.pk]
    assert numbers(start_date="2026-06-10T00:00:00+05:00") == [new.pk]
    # By the second nobody is found: only by the day of the city.
    assert numbers(start_date="2026-06-10T00:00:01+05:00") == []
    assert numbers(end_date="2026-06-10T00:00:00+05:00") == [new.pk, done.pk]


@pytest.mark.parametrize(
    ("told", "status", "named"),
    [
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"}, 400, "90"),
        ({"start_date": "2026-06-02T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, 400, "end_date"),
        ({"start_date": "yesterday"}, 400, "start_date"),
        ({"start_date": "2026-06-01T00:00:00"}, 400, "start_date"),  # no zone
        ({"end_date": "9999-12-31T23:59:59Z"}, 400, "end_date"),
        ({"status": "lost"}, 400, "status"),
        ({"service_code": "no-such"}, 404, "service_code"),
        ({"jurisdiction_id": "atlantis"}, 404, "jurisdiction_id"),
    ],
)
def test_a_list_that_cannot_be_asked_for_says_why(agency, anonymous, told, status, named):
    assert named in words(got(anonymous, "requests.json", status, **told).json())


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("get", "requests/no-such.json", 404),
        ("get", "requests/999999999999999999999.json", 404),
        ("get", "tokens/0.json", 404),
        ("get", "services/no-such.json", 404),
        ("get", "no-such.json", 404),
        ("get", "requests", 404),
        ("get", "requests.csv", 404),
        ("put", "requests.json", 405),
        ("post", "services.xml", 405),
        ("get", "services/%00.json", 400),
    ],
)
def test_every_refusal_has_the_shape_of_the_standard(agency, anonymous, verb, path, status):
    answer = getattr(anonymous, verb)(f"{HERE}{path}")
    assert answer.status_code == status
    if path.endswith(".json"):
        assert [one["code"] for one in answer.json()] == [status] and words(answer.json())
    else:
        tree = ElementTree.fromstring(answer.content)
        assert tree.tag == "errors" and tree.find("error/code").text == str(status)
        assert tree.find("error/description").text
    assert status != 405 or "GET" in answer["Allow"]


def test_a_list_asks_the_same_however_long_it_is(agency, anonymous, small_city, django_assert_max_num_queries):
    for _number in range(3):
        personal(small_city)
    with django_assert_max_num_queries(6):
        assert len(got(anonymous, "requests.json").json()) == 3


def test_the_administrator_makes_a_key_sees_it_once_and_revokes_it(agency, boss, operator, anonymous):
    office, page = signed_in(boss), "/desk/setup/keys/"
    told = {"owner": "Соседи", "contact": "a@example.org", "per_hour": "5"}
    assert office.post(page, told).status_code == 422 and not ProgramKey.objects.exists()  # nobody promised a consent
    answer = office.post(page, told | {"has_consent": "on"})
    secret, row = answer.context["secret"], ProgramKey.objects.get()
    assert secret in answer.content.decode() and "no-store" in answer["Cache-Control"]
    assert secret not in office.get(page).content.decode() and "Соседи" in office.get(page).content.decode()
    sent(anonymous, secret)
    office.post(f"{page}{row.pk}/revoke/")
    sent(anonymous, secret, 403)
    log = SettingChange.objects.filter(subject="appeals.programkey")
    assert [one.verb for one in log.order_by("pk")] == ["added", "changed"]
    assert not any(secret in str(one.differences) or row.digest in str(one.differences) for one in log)
    assert signed_in(operator).get(page).status_code == 404


def test_georeport_reads_what_is_there(agency, small_city, live_server, transactional_db):
    message = personal(small_city)
    for suffix in ("json", "xml"):
        client = GeoReport(f"{live_server.url}/open311/v2", jurisdiction=small_city.slug, output_format=suffix)
        assert "pothole" in {one["service_code"] for one in client.get_service_list()}
        assert client.get_service_definition("pothole")["service_code"] == "pothole"
        assert client.get_service_request(str(message.pk))["status"] == "open"
        listed = client.get_service_requests(service_code="pothole", status="open")
        assert "pothole" in json.dumps(listed)
    wrong = GeoReport(f"{live_server.url}/open311/v2", jurisdiction="atlantis")
    with pytest.raises(requests.HTTPError, match="404"):
        wrong.get_service_list()


def test_what_fixmystreet_sends_is_taken_and_what_it_reads_is_there(agency, anonymous, key):
    """The parameters of its client for an endpoint without extensions, as one form, asked for as XML."""
    told = {
        "api_key": key,
        "jurisdiction_id": "small-city",
        "service_code": "pothole",
        "lat": str(PUSHKINA.y),
        "long": str(PUSHKINA.x),
        "email": "anna@example.org",
        "phone": "",
        "first_name": "Анна",
        "last_name": "Секретова",
        "description": "title: Яма\n\ndetail: Глубокая\n\nurl: http://fms.example.org/report/7",
        "media_url": "http://fms.example.org/photo/7.0.full.jpeg",
        "attribute[easting]": "1",
        "attribute[fixmystreet_id]": "7",
    }
    form = "application/x-www-form-urlencoded; charset=utf-8"
    answer = anonymous.post(f"{HERE}requests.xml", urlencode(told), content_type=form)
    assert answer.status_code == 200, answer.content
    number = ElementTree.fromstring(answer.content).find("request/service_request_id").text
    assert Appeal.objects.get(pk=number).author_name == "Анна Секретова"
    fetched = ElementTree.fromstring(got(anonymous, f"requests/{number}.xml").content)
    assert fetched.find("request/status").text == "open" and fetched.find("request/updated_datetime").text
    assert not Delivery.objects.filter(text__contains="fms.example.org").exists()


@pytest.mark.shared_data
def test_every_answer_is_of_its_published_schema(agency, anonymous, small_city, operator):
    CategoryQuestion.objects.create(category=category(), words="Глубина?", code="depth", datatype="number")
    message = personal(small_city)
    actions.answer(message, "Готово.", by=operator, at=NOW)
    actions.release(message, text=True, photos=[message.photos.get().pk], by=operator, at=NOW)
    appeal(small_city, ACROSS_TOWN)
    for name, path in (
        ("services", "services.json"),
        ("service-definition", "services/pothole.json"),
        ("service-definition", "services/lighting.json"),
        ("requests", "requests.json"),
        ("requests", f"requests/{message.pk}.json"),
    ):
        told = got(anonymous, path).json()
        assert told and problems(name, told) == []


def problems(name: str, told: object) -> list[str]:
    """What a published schema has against an answer; the schemas name each other by file."""
    folder = SHARED / "data" / "open311"
    names = ("request", "requests", "service", "services", "service-definition")
    schemas = {each: json.loads((folder / f"georeport-v2_schema_{each}.json").read_text()) for each in names}
    known = Registry().with_resources((f"{each}.json", DRAFT202012.create_resource(schemas[each])) for each in names)
    judge = Draft202012Validator(schemas[name], registry=known, format_checker=FormatChecker())
    return [error.message for error in judge.iter_errors(told)]


def test_a_key_of_another_city_is_none_here(small_city, agency, boss, anonymous):
    other = City.objects.create(slug="other", name="Other", box=small_city.box, metric_srid=small_city.metric_srid)
    sent(anonymous, _key(other, boss), 403)
    assert not Appeal.objects.exists()
    sent(anonymous, _key(small_city, boss))
