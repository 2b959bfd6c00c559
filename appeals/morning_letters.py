"""The morning by mail: at eight by the city's clock once a day to each leader with an address."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from appeals.morning import Morning, morning_of
from roadmap import notices
from roadmap.channels.office import OfficeMail
from roadmap.delivery import Content
from roadmap.models import City, Delivery, User
from roadmap.models.people import Role
from roadmap.moments import day_words

HOUR = 8  # it is there when the day begins, or as soon as a worker is there again
SUBJECT = "morning:"


def tell_leaders(at: datetime) -> int:
    """In cities where that hour has come; how many letters were written. The row of a letter is what makes it one a
    day: whoever is killed between two leaders goes on with the next."""
    if not OfficeMail().is_configured():
        return 0
    return sum(_tell_city(city, at) for city in City.objects.all() if at.astimezone(city.zone).hour >= HOUR)


def _tell_city(city: City, at: datetime) -> int:
    day = f"{at.astimezone(city.zone):%Y-%m-%d}"
    people = {f"{SUBJECT}{user.pk}:{day}": user for user in leaders_of(city)}
    return tell_each(people, lambda user: _content(morning_of(user, at)), city=city, at=at)


def tell_each(people: dict[str, User], content_of: Callable[[User], Content], *, city: City, at: datetime) -> int:
    """A letter to each by its subject, unless its row is there; how many were written."""
    told = set(Delivery.objects.notices().filter(subject__in=people).values_list("subject", flat=True))
    for subject in people.keys() - told:
        notices.tell_person(subject, people[subject], content_of(people[subject]), city=city, at=at)
    return len(people.keys() - told)


def leaders_of(city: City) -> QuerySet[User]:
    """With an address; who belongs to no body reads about the city shown."""
    shown = City.objects.shown()
    of_none = Q(agency=None) if shown is not None and shown.pk == city.pk else Q(pk__in=[])
    people = User.objects.filter(of_none | Q(agency__city=city), roles__contains=[Role.LEADER], is_active=True)
    return people.exclude(email="").select_related("agency__city").order_by("pk")


def _content(found: Morning) -> Content:
    with override(settings.LANGUAGE_CODE):
        url = f"{settings.SITE_URL}{reverse('morning')}"
        told = {"morning": found, "city": found.city, "now": found.at, "url": url, "site": settings.SITE_URL}
        title = _("Morning of %(day)s: %(came)s new, %(broken)s terms broken, %(due)s to answer today") % {
            "day": day_words(found.at, found.city.zone, found.at),
            "came": found.came,
            "broken": found.broken,
            "due": found.due_today,
        }
        return Content(title, render_to_string("mail/morning.txt", told), "", url)
