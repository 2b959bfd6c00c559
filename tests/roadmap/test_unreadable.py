"""No value of any parameter, on any page, is our mistake: it is refused or left out, never a 500."""

import importlib
import inspect
import json
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from appeals.models import Appeal
from closures.models import RoadEvent
from roadmap.middleware import Unreadable
from roadmap.models import Road, RoadSegment, User
from roadmap.unreadable import complaints_about, is_unreadable
from tests.appeals.factories import PUSHKINA, personal
from tests.closures.factories import published
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
APPS = ("roadmap", "closures", "appeals")
NAMED = re.compile(r"""(?:\bget|getlist|parameter|number|\w_in)\(\s*(?:[\w.]+,\s*)?"([a-z_]{1,20})\"""")
OF_LISTS = {"q", "page", "after", "before"}  # read by pages that all lists share
LONG, HALF, HUGE = "9" * 10_000, "%ED%A0%80%ff'\"%25", "-99999999999999999999"


def patterns(resolver=None, before: str = "") -> list[tuple[str, URLPattern]]:
    """(route, pattern) of every address."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        found += [(route, entry)] if isinstance(entry, URLPattern) else patterns(entry, route)
    return found


ROUTES = dict(patterns())


@cache
def source_of(module: str) -> str:
    return Path(importlib.import_module(module).__file__).read_text(encoding="utf-8")


@cache
def parameters_of(module: str) -> frozenset[str]:
    """Words that a module of ours, or one that it imports, may ask a request for."""
    near = {
        name for name in re.findall(r"^from ([\w.]+) import", source_of(module), re.M) if name.split(".")[0] in APPS
    }
    return frozenset(name for each in (module, *near) for name in NAMED.findall(source_of(each))) | OF_LISTS


def asked_by(pattern: URLPattern) -> frozenset[str]:
    if office := getattr(pattern.callback, "model_admin", None):
        return frozenset({"q", "p", "o", "e", *(field.name for field in office.opts.fields)})
    view = inspect.unwrap(pattern.callback)
    module = getattr(view, "view_class", getattr(view, "cls", view)).__module__
    return parameters_of(module) if module.split(".")[0] in APPS else frozenset({"q", "next", "format"})


@pytest.fixture
def address_of(small_city, agency):
    """Fills in a route so that it finds something where it can."""
    event, sent = published(agency), personal(small_city)
    road = Road.objects.filter(city=small_city).first()
    numbers = {"appeal": sent.pk, "event": event.pk, "segment": RoadSegment.objects.first().pk, "road": road.pk}

    def fill(route: str) -> str:
        number = next((pk for word, pk in numbers.items() if word in route), event.pk)
        words = {"secret": sent.secret, "slug": road.slug, "name": sent.photos.get().name, "layer": "closures"}
        filled = re.sub(r"<int:pk>", str(number), route)
        filled = re.sub(r"<int:\w+>", "12", filled)
        filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: words.get(found[1], str(number)), filled)
        return "/" + re.sub(r"\(\?P<\w+>[^)]*\)|[\^$?\\]", "", filled)

    return fill


def browser_of(user: User | None) -> Client:
    browser = signed_in(user) if user else Client()
    browser.raise_request_exception = False
    return browser


AT_THE_DOOR = (302, 401, 403, 404, 405)  # whoever is sent away there has no parameter read


def walk(browser: Client, addresses: dict[str, str]) -> Iterator[tuple[str, str, int]]:
    """(address, query, status): all parameters of an address at once."""
    for route, address in addresses.items():
        for value in ("a%00b", HALF, HUGE, LONG):
            yield met(browser, address, "&".join(f"{name}={value}" for name in names_of(route)))


def walk_apart(browser: Client, addresses: dict[str, str], read: set[str]) -> Iterator[tuple[str, str, int]]:
    """One parameter at a time, of those that the page does read: the first bad one hides the others."""
    by_all = read_by(browser, "/healthz", read)  # at the door, before any page
    for address in addresses.values():
        names = read_by(browser, address, read) - by_all
        yield from (met(browser, address, f"{name}={LONG}") for name in sorted(names))


def read_by(browser: Client, address: str, read: set[str]) -> set[str]:
    read.clear()
    met(browser, address, "")
    if "q" in read:  # a search reads more than a page without one
        met(browser, address, "q=1")
    return set(read)


@pytest.fixture
def read(monkeypatch) -> set[str]:
    """Names that the requests of this test were asked for."""
    names = set()

    def listening(method):
        def asked(self, name, *rest, **more):
            names.update([name] if isinstance(name, str) else [])  # of a class without a name its "parameter" is None
            return method(self, name, *rest, **more)

        return asked

    for way in ("get", "getlist", "__getitem__", "__contains__"):
        monkeypatch.setattr(QueryDict, way, listening(getattr(QueryDict, way)))
    return names


def names_of(route: str) -> list[str]:
    return sorted(asked_by(ROUTES[route])) or ["q"]


def open_to(answers: list[tuple[str, str, int]], addresses: dict[str, str]) -> dict[str, str]:
    """Of addresses outside Django's own admin those whose caller was let in."""
    let_in = {address for address, query, status in answers if status not in AT_THE_DOOR and _passes(query)}
    return {
        route: address for route, address in addresses.items() if address in let_in and not route.startswith("admin/")
    }


def _passes(query: str) -> bool:
    """Neither refused unread nor too long for the login's address."""
    return "%00" not in query and LONG[:40] not in query


def met(browser: Client, address: str, query: str) -> tuple[str, str, int]:
    with transaction.atomic():
        status = browser.get(f"{address}?{query}").status_code
        transaction.set_rollback(True)  # what the database refuses here is not to be met by the next
    return address, query[:80], status


def test_no_parameter_of_any_address_is_answered_with_500(address_of, agency, settings, read):
    """By a stranger, and by an administrator, who is let in where a stranger is not."""
    settings.RATES = dict.fromkeys(settings.RATES, "100000/minute")
    chief = User.objects.create_user("chief", password="pass-word-1", agency=agency, roles=["administrator"])
    lists = {route: address_of(route) for route, pattern in ROUTES.items() if _has_a_list(route, pattern)}
    answers, left = [], dict(lists)
    for browser in (browser_of(None), browser_of(chief)):
        together = list(walk(browser, left))
        open_ = open_to(together, left)
        assert len(open_) > 10
        answers += [*together, *walk_apart(browser, open_, read)]
        left = {route: address for route, address in left.items() if route not in open_}
    assert len(answers) > 600
    assert [each for each in answers if each[2] >= 500] == []
    assert [each for each in answers if "%00" in each[1] and each[2] != 400] == []


@pytest.mark.parametrize("number", ["9" * 19, "9" * 20, "9" * 4500], ids=["19", "20", "4500"])
def test_a_number_beyond_every_row_is_not_found(number, agency, settings):
    settings.RATES = dict.fromkeys(settings.RATES, "100000/minute")
    chief = User.objects.create_user("chief", password="pass-word-1", agency=agency, roles=["administrator"])
    browsers = browser_of(None), browser_of(chief)
    routes = [route for route in ROUTES if "<int:" in route]
    assert len(routes) > 15
    found = {}
    for route in routes:
        address = "/" + re.sub(r"<\w+:\w+>", "x", re.sub(r"<int:\w+>", number, route))
        with transaction.atomic():
            found[route] = {browser.get(address).status_code for browser in browsers}
            found[route] |= {browser.post(address).status_code for browser in browsers}
            transaction.set_rollback(True)
    assert {route: met for route, met in found.items() if not met <= {302, 401, 403, 404, 405}} == {}


def _has_a_list(route: str, pattern: URLPattern) -> bool:
    """Of Django's own admin, which has hundreds of addresses, the lists: they alone read what is in the address."""
    return not route.startswith("admin/") or str(pattern.name).endswith("changelist")


def test_the_walk_meets_the_addresses_and_their_parameters():
    """Else the test above would pass by looking nowhere."""
    assert len(ROUTES) > 60
    assert {"after", "state"} <= asked_by(ROUTES["desk/"])
    assert {"bbox", "cursor", "limit", "category", "since"} <= asked_by(ROUTES["api/v1/appeals/"])
    assert reverse("report").lstrip("/") in ROUTES


@pytest.mark.parametrize(
    "address", ["/list/?q=%00", "/list/?a%00=b", "/%00/", "/streets/%00/", "/m/%00/", "/?open=%00"]
)
def test_a_nul_in_an_address_is_refused_before_any_view(address, small_city, client):
    answer = client.get(address)
    assert answer.status_code == 400
    assert "символ, который нельзя прочитать" in answer.content.decode()


def test_the_field_is_named(small_city, client):
    assert client.get("/api/v1/roads/?q=%00").json() == {"q": ["Здесь есть символ, который нельзя прочитать."]}
    assert "street: " in client.get("/desk/appeals/?street=%00").content.decode()


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages", "anything"])
def test_a_nul_in_a_cookie_is_refused(name, small_city):
    answer = Client().get("/desk/", headers={"cookie": f'{name}="abcdefgh\\000ijkl"'})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "address", ["/report/", "/report/find/", "/report/place/", "/login/", "/language/", "/password/"]
)
def test_a_nul_in_a_form_is_refused(address, small_city, agency, dispatcher):
    for browser in (Client(), signed_in(dispatcher)):
        answer = browser.post(address, {"place_text": "Пушкина\x00", "lon": "65.5", "lat": "57.1", "q": "\x00"})
        assert answer.status_code == 400


@pytest.mark.parametrize("letter", ["\\u0000", "\\ud800"])
def test_half_a_character_in_json_is_refused_by_field(letter, agency, dispatcher, client):
    for browser, address in ((client, "/api/v1/appeals/"), (signed_in(dispatcher), "/api/staff/v1/road-events/")):
        body = f'{{"kind": "closure", "text": ["a", {{"b": "{letter}"}}]}}'
        answer = browser.post(address, body, content_type="application/json")
        assert answer.status_code == 400
        assert answer.json() == {"text": {"1": {"b": ["Здесь есть символ, который нельзя прочитать."]}}}


def test_a_filter_of_the_admin_that_only_the_database_refuses(agency):
    administrator = User.objects.create_user("chief", password="pass-word-1", agency=agency, roles=["administrator"])
    assert signed_in(administrator).get("/admin/roadmap/user/?roles=x").status_code == 400


MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_marks_of_direction_in_a_dispatchers_json_are_left_out(agency, dispatcher):
    shape = {"type": "LineString", "coordinates": [[65.54, 57.1518], [65.5367, 57.1518]]}
    stage = {"name": f"{MARKS}1-й", "geometry": shape, "planned_start": "2026-06-12T22:00"}
    body = {"kind": "closure", "reason": f"авария{MARKS} 5\u2009км", "note": f"a{MARKS}b", "phases": [stage]}
    answer = signed_in(dispatcher).post("/api/staff/v1/road-events/", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    event = RoadEvent.objects.get(pk=answer.json()["id"])
    assert (event.reason, event.note, event.phases.get().name) == ("авария 5\u2009км", "ab", "1-й")


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "application/x-www-form-urlencoded"])
def test_marks_of_direction_in_a_residents_message_are_left_out(kind, small_city, agency, client):
    lon, lat = PUSHKINA.coords
    told = {"category": "pothole", "lon": lon, "lat": lat, "text": f"Яма{MARKS} на дороге", "consent": "true"}
    sent = {
        "application/json": (json.dumps(told | {"consent": True}), kind),
        "multipart/form-data": (told,),
        "application/x-www-form-urlencoded": (urlencode(told), kind),
    }
    answer = client.post("/api/v1/appeals/", *sent[kind])
    assert answer.status_code == 201, answer.content
    assert Appeal.objects.get().text == "Яма на дороге"


def test_marks_of_direction_in_a_pages_form_are_left_out(rf):
    request = rf.post("/report/", {"text": [f"a{MARKS}b", "в"], "photo": BytesIO(b"1")})
    assert Unreadable(lambda request: None).process_view(request, None, (), {}) is None
    assert request.POST.getlist("text") == ["ab", "в"]
    assert request.FILES["photo"].read() == b"1"


@pytest.mark.parametrize(("text", "is_so"), [("Пушкина", False), ("🚧", False), ("a\x00", True), ("\ud83d", True)])
def test_what_is_unreadable(text, is_so):
    assert is_unreadable(text) is is_so
    assert bool(complaints_about({"a": [{text: 1}, 2.0, None]}, "no", "large")) is is_so


def test_a_number_beyond_all_numbers_is_refused_by_its_name(agency, dispatcher):
    """JSON can write it, a column of JSON cannot keep it."""
    answer = signed_in(dispatcher).post("/api/staff/v1/road-events/", '{"junk": [1, 1e999]}', "application/json")
    assert (answer.status_code, [*answer.json()]) == (400, ["junk"])
