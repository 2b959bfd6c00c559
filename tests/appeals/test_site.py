"""What the site says of itself is true: the API's examples answer, terms are the code's, the operator is named."""

import html
import re

import pytest

from appeals.models import appeal as appeals_model
from roadmap import limits
from roadmap.layers import map_layers
from roadmap.models import City
from tests.appeals.factories import appeal
from tests.closures.factories import active
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch, small_city):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_every_example_of_the_api_answers_as_it_stands_on_the_page(anonymous, agency, small_city, settings):
    active(agency)
    appeal(small_city)
    page = html.unescape(anonymous.get("/api/").content.decode())
    paths = re.findall(rf"curl -s '{re.escape(settings.SITE_URL)}([^']+)'", page)
    assert len(paths) == 10
    answers = {path: anonymous.get(path) for path in paths}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(paths, 200)
    collections = [answer.json() for answer in answers.values() if "features" in answer.json()]
    assert len(collections) == 7
    assert all(told["type"] == "FeatureCollection" for told in collections)
    shown = [path for path in paths if answers[path].json().get("features") == []]
    assert [path for path in shown if "at=" not in path] == []  # each has something to show


def test_what_is_said_of_etags_is_so(anonymous, agency):
    active(agency)
    etag = anonymous.get("/api/v1/road-events/")["ETag"]
    again = anonymous.get("/api/v1/road-events/", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_the_page_stands_in_nobodys_way(anonymous):
    assert anonymous.get("/api/nonsense/").json() == {"detail": "Страница не найдена."}
    assert anonymous.get("/api/v1/road-events/")["Content-Type"].startswith("application/geo+json")


def test_terms_of_storage_are_those_of_the_code(anonymous, agency, monkeypatch):
    assert appeals_model.KEPT_DAYS == 90
    page = anonymous.get("/privacy/").content.decode()
    assert "Через 90 дней после закрытия дела" in page
    assert limits.longest_counted_s() == 24 * 3600
    monkeypatch.setattr("appeals.views.site.KEPT_DAYS", 31)
    assert "Через 31 день после закрытия дела" in anonymous.get("/privacy/").content.decode()


def test_terms_of_alerts_and_trips_are_those_of_the_code(anonymous, agency, settings):
    settings.EMAIL_URL, settings.EMAIL_FROM = "smtp://mail.example.org", "roads@example.org"
    page = anonymous.get("/privacy/").text
    for term in (
        "Неподтверждённый адрес удаляется через 48 часов",
        "Отправленное хранится 60 дней",
        "если её не открывали 180 дней",
    ):
        assert term in page
    assert "push-служба" not in page, "nobody is notified without a key"


def test_every_cookie_that_a_reader_gets_is_told(anonymous, agency):
    page = anonymous.get("/privacy/").content.decode()
    for address in ("/", "/report/", "/list/?lang=en", "/stories/"):
        anonymous.get(address)
    assert [name for name in anonymous.cookies if f"<code>{name}</code>" not in page] == []


@pytest.mark.parametrize("address", ["/about/", "/privacy/"])
def test_the_operator_is_named(anonymous, agency, other_agency, address):
    assert "Департамент дорог" in anonymous.get(address).content.decode()
    City.objects.update(operator=other_agency)
    page = anonymous.get(address).content.decode()
    assert "Тепловые сети" in page and "Департамент дорог" not in page


def test_the_guide_shows_every_sign_of_the_map(anonymous):
    page = anonymous.get("/guide/").content.decode()
    assert {f"#sign-{layer.sign}" for layer in map_layers()} <= set(re.findall(r"#sign-[\w-]+", page))
