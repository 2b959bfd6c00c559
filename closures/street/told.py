"""What the desk is shown of the street: the link to hand on, and what was told by it."""

from django.http import HttpRequest
from django.utils import timezone

from closures.models import RoadEvent
from closures.street.links import link_of

MOST_TOLD = 20


def street_context(event: RoadEvent, request: HttpRequest) -> dict:
    link = link_of(event, timezone.now())
    return {
        "site_link": link,
        "site_url": link and request.build_absolute_uri(link.get_secret_url()),
        "site_reports": event.site_reports.select_related("answered_by")[:MOST_TOLD],
    }
