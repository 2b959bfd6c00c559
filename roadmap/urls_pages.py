"""Addresses of roadmap's own pages; roadmap.urls puts them at the root."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path
from django.views.i18n import set_language

from roadmap.views.basemap import basemap
from roadmap.views.journal import Roadworks, journal
from roadmap.views.map import map_page
from roadmap.views.tiles import tile

sign_in = LoginView.as_view(template_name="roadmap/login.html", redirect_authenticated_user=True)

urlpatterns = [
    path("", map_page, name="map"),
    path("basemap/<str:name>.pmtiles", basemap, name="basemap"),
    path("journal/", journal, name="journal"),
    path("feeds/roadworks.atom", Roadworks(), name="atom"),
    path("tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.mvt", tile, name="tile"),
    path("login/", sign_in, name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", set_language, name="set_language"),
]
