"""What an account carries of the city's events, and that what stands there is kept true whatever it carries by now."""

from datetime import timedelta

import pytest
from django.contrib.gis.geos import MultiPolygon

from closures import actions
from closures.models import RoadEvent
from roadmap.models import Account, Area, Delivery
from tests.closures.factories import draft
from tests.conftest import NOW
from tests.plan import area
from tests.roadmap.test_accounts import account

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def announced(agency, dispatcher, **fields) -> RoadEvent:
    event = draft(agency, **fields)
    actions.publish(event, by=dispatcher, at=NOW)
    return RoadEvent.objects.get(pk=event.pk)


def in_telegram(event) -> list[int]:
    rows = Delivery.objects.filter(subject=event.subject, channel="telegram")
    return list(rows.order_by("version").values_list("version", flat=True))


@pytest.mark.parametrize(
    ("carries", "is_told"),
    [
        ({}, True),
        ({"kinds": ["closure"]}, True),
        ({"kinds": ["repair-zone"]}, False),
        ({"least_severity": 3}, True),
        ({"least_severity": 4}, False),
        ({"moments": ["announced"]}, True),
        ({"moments": ["ended"]}, False),
        ({"state": "corrects"}, False),
    ],
)
def test_an_account_tells_of_what_it_carries(agency, dispatcher, carries, is_told):
    account(agency, **carries)
    event = announced(agency, dispatcher, severity=3)
    assert bool(in_telegram(event)) == is_told
    assert Delivery.objects.filter(subject=event.subject, channel="journal").exists()


@pytest.mark.parametrize(("box", "is_told"), [((-500, -500, 500, 500), True), ((5000, 5000, 6000, 6000), False)])
def test_an_account_of_areas_tells_of_what_lies_there(agency, dispatcher, box, is_told):
    west, south, east, north = box
    corners = (west, south), (east, south), (east, north), (west, north)
    row = account(agency)
    row.areas.add(Area.objects.create(city=agency.city, slug="a", name="A", geometry=MultiPolygon(area(*corners))))
    assert bool(in_telegram(announced(agency, dispatcher))) == is_told


def test_what_stands_is_corrected_though_the_account_carries_it_no_more(agency, dispatcher):
    row = account(agency)
    event = announced(agency, dispatcher)
    Account.objects.filter(pk=row.pk).update(kinds=["repair-zone"], state="corrects", least_severity=5)
    actions.cancel(event, by=dispatcher, at=NOW + HOUR, comment="отложено")
    event.refresh_from_db()
    assert in_telegram(event) == [2, event.version]
