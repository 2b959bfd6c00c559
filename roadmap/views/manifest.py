"""What a phone asks before it puts the site among its programs (W3C Web App Manifest), in the reader's language."""

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from roadmap.leading import leading
from roadmap.models import City

PAPER, BRAND = "#f5f6f4", "#0f4c5c"  # as base.css has them
ICONS = (
    ("img/icon.svg", "any", "image/svg+xml"),
    *((f"img/icon-{px}.png", f"{px}x{px}", "image/png") for px in (180, 192, 512)),
)


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    city = City.objects.shown()
    name = _("Road works map")
    told = {
        "id": "/",
        "name": f"{name} · {city.shown_name}" if city else name,
        "short_name": _("Roads"),
        "lang": get_language(),
        "start_url": reverse("map"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": BRAND,
        "icons": [{"src": static(f"roadmap/{path}"), "sizes": sizes, "type": type_} for path, sizes, type_ in ICONS],
        "shortcuts": [{"name": str(link.title), "url": link.url} for link in leading().header if link.name != "map"],
    }
    return JsonResponse(told, content_type="application/manifest+json")
