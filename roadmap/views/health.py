"""Is the service well? `/healthz` says that the web answers, `/readyz` that it can also work."""

import json
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from roadmap.models import City, Delivery, Effect
from roadmap.refusals import AWAY_S


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the web answers, with or without its database: starting it again would not bring that back."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """503 without a database or a city."""
    try:
        city = City.objects.shown()
        if city is None:
            return JsonResponse({"status": "no city"}, status=503)
        told = _waiting(timezone.now())
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503, headers={"Retry-After": str(AWAY_S)})
    return JsonResponse({"status": "ok", "city": city.slug, **told, "failing": _failing()})


def _waiting(at: datetime) -> dict:
    """What a worker could do now, so that a dead one shows; what waits behind a person's answer is the desk's."""
    return {
        "oldest_due_delivery_s": _longest_wait_s(Delivery.objects.due(at).ready(), at),
        "oldest_due_effect_s": _longest_wait_s(Effect.objects.due(at), at),
        "ended_effects": Effect.objects.ended().count(),
    }


def _longest_wait_s(rows: QuerySet, at: datetime) -> int:
    oldest = rows.order_by("next_try_at").values_list("next_try_at", flat=True).first()
    return round((at - oldest).total_seconds()) if oldest else 0


def _failing() -> list[str]:
    """Of web, workers, beat, database and broker what ./run starts again and again; the map goes on meanwhile."""
    try:
        return json.loads((settings.DATA_DIR / "state" / "run.json").read_text())["failing"]
    except (OSError, ValueError, KeyError):
        return []  # something else than ./run keeps them running
