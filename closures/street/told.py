"""What is shown of the street: to the desk the link to hand on and what was told by it, to drivers why it is quiet."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from closures.models import RoadEvent
from closures.models.street import Word
from closures.street.links import link_of

MOST_TOLD = 20
QUIET_FOR = timedelta(days=7)  # older, it explains nothing of today


def street_context(event: RoadEvent, request: HttpRequest) -> dict:
    link = link_of(event)
    return {
        "site_link": link,
        "site_url": link and request.build_absolute_uri(link.get_secret_url()),
        "site_reports": event.site_reports.select_related("answered_by")[:MOST_TOLD],
    }


def quiet_of(event: RoadEvent, at: datetime) -> str:
    """Why nobody works there, as was told last; empty where something else was told since, or long ago."""
    if not event.declared.is_awaited:
        return ""
    last = event.site_reports.filter(at__lte=at, at__gt=at - QUIET_FOR).exclude(word=Word.SEEN).first()
    return str(last.get_quiet_display()) if last and last.word == Word.QUIET else ""
