"""Whoever has the address of a secret page has the page: no search engine lists it, no other site hears of it."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from appeals import following
from closures.models import Subscription
from closures.street.links import link_of
from roadmap.models import Subscriber
from tests.appeals.factories import appeal
from tests.closures.factories import published
from tests.closures.trips import trip
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
PAGES = ("message", "subscriptions", "unsubscribe", "saved-trip", "site", "follow")
FILES = ("own-data", "own-photo", "trip-feed")  # each by a test of its own beside its page, too


@pytest.fixture
def addresses(agency, small_city):
    reader = Subscriber.objects.create(
        city=small_city, channel="mail", address="anna@example.org", language="ru", created_at=NOW
    )
    Subscription.objects.create(subscriber=reader, created_at=NOW, confirmed_at=NOW, whole_city=small_city)
    drive = trip(small_city)
    return {
        "message": appeal(small_city).get_secret_url(),
        "subscriptions": reader.get_absolute_url(),
        "unsubscribe": f"/unsubscribe/{reader.secret}/",
        "saved-trip": drive.get_absolute_url(),
        "follow": following.follow_by_link(appeal(small_city), "a browser", at=NOW).get_absolute_url(),
        "site": link_of(published(agency)).get_secret_url(),
        "trip-feed": f"{drive.get_absolute_url()}roadworks.ics",
    }


def secret_patterns(resolver: URLResolver):
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            if "secret" in one.pattern.converters:
                yield one.name
        else:
            yield from secret_patterns(one)


def test_these_are_all():
    assert sorted(secret_patterns(get_resolver())) == sorted(PAGES + FILES)


@pytest.mark.parametrize("name", [*PAGES, "trip-feed"])
def test_a_secret_page_is_kept_by_nobody_listed_by_nobody_and_told_to_nobody(name, addresses, anonymous):
    answer = anonymous.get(addresses[name])
    assert answer.status_code == 200
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize("name", PAGES)
def test_the_page_itself_says_the_same_wherever_it_is_kept(name, addresses, anonymous):
    page = anonymous.get(addresses[name]).content.decode()
    said = dict(re.findall(r'<meta name="(robots|referrer)" content="([^"]+)">', page))
    assert said == {"robots": "noindex, nofollow", "referrer": "no-referrer"}


def test_what_was_asked_about_a_trip_is_listed_by_nobody(agency, anonymous):
    """Its address tells from where to where somebody drives."""
    answer = anonymous.get("/trip/", {"start": "улица Пушкина / улица Баумана", "end": "Садовый мост"})
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
