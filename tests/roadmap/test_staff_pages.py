"""What staff see is kept by nobody, whatever the address and whoever asks."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from roadmap.models import User
from tests.appeals.factories import appeal as appeal_of
from tests.closures.factories import published
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
OF_STAFF = ("desk/", "morning/", "api/staff/", "password/", "admin/")
SAMPLES = {"int": "1", "slug": "x", "str": "x", "path": "x", "uuid": "0" * 32}


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + re.sub(
            r"\^|\$|\\Z|\(\?P<(\w+)>[^)]*\)", lambda part: "1" if part[1] else "", str(entry.pattern)
        )
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes(entry, route)


def addresses(numbers: dict[str, int]) -> list[str]:
    """Of all pages of staff, with the numbers of rows that are there."""
    return sorted({_filled_in(route, numbers) for route in routes(get_resolver()) if route.startswith(OF_STAFF)})


def _filled_in(route: str, numbers: dict[str, int]) -> str:
    known = {"int": str(next((number for name, number in numbers.items() if name in route), 1))}
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda part: (SAMPLES | known)[part[1] or "str"], route)


def test_no_page_of_staff_is_kept_by_a_proxy_or_shown_by_back(agency, anonymous, dispatcher, operator):
    event, appeal = published(agency), appeal_of(agency.city)
    administrator = User.objects.create_superuser("root", password="pass-word-1", agency=agency)
    asked = addresses({"appeals": appeal.pk, "events": event.pk})
    assert len(asked) > 30
    shown = set()
    for user in (None, dispatcher, operator, administrator):
        client = signed_in(user) if user else anonymous
        for address in asked if user == administrator else [each for each in asked if "/admin/" not in each]:
            answer = client.get(address)
            kept = {part.strip() for part in answer["Cache-Control"].split(",")}
            assert {"private", "no-store"} <= kept and "public" not in kept, (address, answer["Cache-Control"])
            shown |= {address} if answer.status_code == 200 else set()
    for page in (
        f"/desk/events/{event.pk}/",
        f"/desk/appeals/{appeal.pk}/",
        "/desk/deliveries/",
        "/admin/",
        "/password/",
    ):
        assert page in shown


def test_pages_for_everybody_are_as_they_were(agency, dispatcher):
    event = published(agency)
    for address in ("/", "/list/", f"/events/{event.pk}/", "/api/v1/road-events/"):
        assert "no-store" not in signed_in(dispatcher).get(address).get("Cache-Control", "")
