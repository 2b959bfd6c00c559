"""Which clock a request goes by: the city's, so that pages, forms and the admin tell the same times."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roadmap.models import City


class CityClock:
    """Each request goes by the clock of the city shown; whoever works for an agency goes by that of its city."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(CityZone(request)):
            return self.get_response(request)


class CityZone(tzinfo):
    """Looked up when a time is first told: most answers of the API and the tiles tell none by the wall clock."""

    def __init__(self, request: HttpRequest):
        self._request = request

    @cached_property
    def _zone(self) -> ZoneInfo:
        user = self._request.user
        city = user.agency.city if user.is_authenticated and user.agency_id else City.objects.light()
        return city.zone if city else ZoneInfo(settings.TIME_ZONE)

    def utcoffset(self, at: datetime | None) -> timedelta | None:
        return self._zone.utcoffset(at)

    def dst(self, at: datetime | None) -> timedelta | None:
        return self._zone.dst(at)

    def tzname(self, at: datetime | None) -> str | None:
        return self._zone.tzname(at)

    def fromutc(self, at: datetime) -> datetime:
        return self._zone.fromutc(at.replace(tzinfo=self._zone)).replace(tzinfo=self)

    def __str__(self) -> str:
        """How the database is told the zone."""
        return str(self._zone)
