"""The daily list by mail: each morning once to each body that has a desk, an address and something to confirm."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from closures.models import RoadEvent
from closures.unconfirmed import Unconfirmed, unconfirmed
from roadmap import notices
from roadmap.channels.office import OfficeMail
from roadmap.delivery import Content
from roadmap.models import Agency, City, User

HOUR = 8  # in the city's clock: the list is there when the office begins, or as soon as a worker is there again
SUBJECT = "unconfirmed:"


def tell_offices(at: datetime) -> int:
    """In cities where that hour has come, once a day; how many bodies had something to hear."""
    if not OfficeMail().is_configured():
        return 0
    return sum(_tell_city(city, at) for city in City.objects.all() if at.astimezone(city.zone).hour >= HOUR)


@transaction.atomic
def _tell_city(city: City, at: datetime) -> int:
    """Once a day, whatever comes up later."""
    today = at.astimezone(city.zone).date()
    if not City.objects.filter(pk=city.pk).exclude(offices_told_on=today).update(offices_told_on=today):
        return 0
    return sum(_tell(agency, city, at) for agency in _with_a_desk(city))


def _with_a_desk(city: City) -> QuerySet[Agency]:
    events = RoadEvent.objects.filter(agency=OuterRef("pk"))
    desk = User.objects.filter(agency=OuterRef("pk"), is_active=True)
    return city.agencies.filter(Exists(desk), Exists(events)).exclude(email="").order_by("pk")


def _tell(agency: Agency, city: City, at: datetime) -> bool:
    found = unconfirmed(RoadEvent.objects.filter(agency=agency), at)
    if found.is_empty:
        return False
    subject = f"{SUBJECT}{agency.pk}:{at.astimezone(city.zone):%Y-%m-%d}"
    notices.tell_office(subject, agency, _content(found, city, at), at=at)
    return True


def _content(found: Unconfirmed, city: City, at: datetime) -> Content:
    with override(settings.LANGUAGE_CODE):
        url = f"{settings.SITE_URL}{reverse('desk-unconfirmed')}"
        told = {"list": found, "city": city, "now": at, "url": url, "site": settings.SITE_URL}
        title = _("Not confirmed: works that wait for your word")
        return Content(title, render_to_string("mail/unconfirmed.txt", told), "", url)
