"""What a phone asks before it puts the site among its programs (W3C Web App Manifest), in the reader's language."""

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from roadmap import icons
from roadmap.leading import leading
from roadmap.models import City

PAPER, BRAND = "#f5f6f4", "#0f4c5c"  # as base.css has them


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
        "icons": [_told("icon.svg", "any", "image/svg+xml"), *(_drawn(icon) for icon in icons.PROGRAM)],
        "shortcuts": [{"name": str(link.title), "url": link.url} for link in leading().header if link.name != "map"],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _drawn(icon: icons.Icon) -> dict[str, str]:
    return _told(icon.name, icon.sizes, "image/png") | {"purpose": icon.purpose}


def _told(name: str, sizes: str, type_: str) -> dict[str, str]:
    return {"src": static(f"roadmap/img/{name}"), "sizes": sizes, "type": type_}
