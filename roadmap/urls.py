"""Addresses: each app names its own (DESIGN.md, 6)."""

from django.contrib import admin
from django.urls import include, path

from roadmap.views.health import healthz, readyz

handler500 = "roadmap.views.failures.failed"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/", include("roadmap.api.urls")),
    path("api/", include("closures.api.urls")),
    path("api/", include("appeals.api.urls")),
    path("", include("roadmap.urls_pages")),
    path("", include("roadmap.urls_pictures")),
    path("", include("closures.urls")),
    path("desk/", include("roadmap.urls_desk")),
    path("desk/", include("closures.urls_desk")),
    path("", include("appeals.urls")),
    path("admin/", admin.site.urls),
]
