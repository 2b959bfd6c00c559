"""Is the service well? `/healthz` says that the web answers, `/readyz` that it can also work."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from roadmap.models import City, Delivery


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the web and its database answer, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """503 before a city is imported; tells how much waits to be sent and since when, so that a dead worker shows."""
    city = City.objects.shown()
    if city is None:
        return JsonResponse({"status": "no city"}, status=503)
    oldest = Delivery.objects.due(timezone.now()).order_by("next_try_at").values_list("next_try_at", flat=True).first()
    waits_s = (timezone.now() - oldest).total_seconds() if oldest else 0
    return JsonResponse({"status": "ok", "city": city.slug, "oldest_due_delivery_s": round(waits_s)})
