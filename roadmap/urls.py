"""Addresses: each app names its own."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from roadmap.views.health import healthz, readyz
from roadmap.views.hooks import hook
from roadmap.views.people import SignOut, admin_door

handler400 = "roadmap.views.failures.bad_request"
handler404 = "roadmap.views.failures.missing"
handler500 = "roadmap.views.failures.failed"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/", include("roadmap.api.urls")),
    path("api/", include("closures.api.urls")),
    path("api/", include("appeals.api.urls")),
    path("open311/v2/", include("appeals.api.open311.urls")),
    path("hooks/<slug:network>/<int:pk>/", hook, name="hook"),
    path("", include("roadmap.urls_pages")),
    path("", include("roadmap.urls_pictures")),
    path("", include("closures.urls")),
    path("desk/", include("roadmap.urls_desk")),
    path("desk/", include("closures.urls_desk")),
    path("desk/setup/", include("appeals.urls_setup")),
    path("", include("appeals.urls")),
    path("admin/login/", admin_door),
    path("admin/logout/", SignOut.as_view()),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password")),
    path("admin/", admin.site.urls),
]
