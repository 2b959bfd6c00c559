"""What the site says of residents' data, and of the API in words."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from appeals import drafts
from appeals.examples import examples
from appeals.models.appeal import KEPT_DAYS, REFUTED_WITHIN_DAYS
from appeals.models.photo import ORIGINAL_KEPT_DAYS
from closures.feeds import FEEDS
from closures.models import ReadingSuggestion, Trip
from closures.models.subscription import CONFIRMED_WITHIN
from closures.stories import likes
from closures.street.keeping import KEPT as EVIDENCE_KEPT
from roadmap import limits, notices, signing_in
from roadmap.channels import CHANNELS
from roadmap.layers import map_layers
from roadmap.models import Agency, City, PersonalLook

DAY_S = 24 * 3600
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Cookie:
    """`days` is None for one that ends with the browser's session."""

    name: str
    purpose: str | Promise
    days: int | None


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Every term is that of the code and the settings."""
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    context = {
        "city": city,
        "agency": Agency.objects.operator_of(city),
        "kept_days": KEPT_DAYS,
        "looks_days": PersonalLook.KEPT.days,
        "originals_days": ORIGINAL_KEPT_DAYS,
        "refuted_within_days": REFUTED_WITHIN_DAYS,
        "suggestions_days": ReadingSuggestion.KEPT.days,
        "reads_messages": city.second_reader_reads_messages and city.second_reader_requests_a_month > 0,
        "unconfirmed_hours": CONFIRMED_WITHIN // HOUR,
        "notices_days": notices.KEPT.days,
        "trips_days": Trip.KEPT.days,
        "evidence_days": EVIDENCE_KEPT.days,
        "has_mail": CHANNELS["mail"].is_configured(),
        "has_push": CHANNELS["push"].is_configured(),
        "counted_days": max(1, limits.longest_counted_s() // DAY_S),
        "cookies": _cookies(),
    }
    return render(request, "appeals/privacy.html", context)


def _cookies() -> list[Cookie]:
    return [
        Cookie(settings.CSRF_COOKIE_NAME, _("protects forms from other sites"), _days(settings.CSRF_COOKIE_AGE)),
        Cookie(settings.LANGUAGE_COOKIE_NAME, _("keeps the chosen language"), _days(settings.LANGUAGE_COOKIE_AGE)),
        Cookie(drafts.COOKIE, _("makes a message that was sent twice one message"), None),
        Cookie(likes.COOKIE, _("a random number, so that a like counts once"), _days(likes.KEPT_S)),
        Cookie(settings.SESSION_COOKIE_NAME, _("staff only: who is signed in"), _days(settings.SESSION_COOKIE_AGE)),
        Cookie("known-…", _("staff only: a browser that has signed in before"), _days(signing_in.KNOWN_FOR_S)),
    ]


def _days(seconds: int) -> int:
    return seconds // DAY_S


@require_safe
def api_words(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    context = {
        "city": city,
        "examples": examples(city, timezone.now()),
        "layers": sorted({layer.tiles.name for layer in map_layers() if layer.tiles}),
        "feeds": FEEDS.values(),
        "site_url": settings.SITE_URL.rstrip("/"),
    }
    return render(request, "appeals/api.html", context)
