"""The week's report by mail: on Monday with the morning, once a week to each leader who wants it.

Where nothing ran on Monday it is there as soon as a worker is.
"""

from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from appeals.figures.week import DAY, WEEK, last_week, week_of
from appeals.figures.week_pdf import week_pdf
from appeals.models import Appeal
from appeals.morning_letters import HOUR, leaders_of, tell_each
from roadmap.channels.office import OfficeMail
from roadmap.delivery import Content
from roadmap.models import City, Delivery, User

SUBJECT, PDF, MONDAY = "week:", "application/pdf", 0


def tell_leaders(at: datetime) -> int:
    """In cities where that hour of Monday has come; how many letters were written."""
    if not OfficeMail().is_configured():
        return 0
    return sum(_tell_city(city, at) for city in City.objects.all() if _is_time(at.astimezone(city.zone)))


def _is_time(at: datetime) -> bool:
    return at.weekday() > MONDAY or at.hour >= HOUR


def _tell_city(city: City, at: datetime) -> int:
    first = last_week(city, at)
    people = {f"{SUBJECT}{user.pk}:{first}": user for user in leaders_of(city).filter(wants_week=True)}
    return tell_each(people, lambda user: _content(city, first), city=city, at=at)


def _content(city: City, first: date) -> Content:
    with override(settings.LANGUAGE_CODE):
        url = f"{settings.SITE_URL}{reverse('desk-figures-week')}?from={first}"
        days = f"{date_format(first, 'd.m.Y')} – {date_format(first + WEEK - DAY, 'd.m.Y')}"
        title = _("Residents' messages of the week, %(days)s") % {"days": days}
        told = {"days": days, "city": city, "url": url, "site": settings.SITE_URL}
        return Content(title, render_to_string("mail/week.txt", told), "", url)


def files_of(subject: str) -> list[tuple[str, str, bytes]]:
    """The report as its reader would open it at the desk, as of the moment of the letter (settings.LETTER_FILES)."""
    _name, number, first = subject.split(":")
    row = Delivery.objects.notices().select_related("city").filter(subject=subject).first()
    user = User.objects.select_related("agency__city").filter(pk=number, is_active=True).first()
    if row is None or user is None:
        return []
    with override(settings.LANGUAGE_CODE):
        week = week_of(Appeal.objects.overseen_by(user), row.city, date.fromisoformat(first), row.created_at)
        who = user.agency.name if user.agency else row.city.shown_name
        return [(f"messages-{first}.pdf", PDF, week_pdf(week, row.city, who, row.created_at))]
