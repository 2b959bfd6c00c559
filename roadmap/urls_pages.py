"""Addresses of roadmap's own pages; roadmap.urls puts them at the root."""

from django.urls import path
from django.views.i18n import set_language

from roadmap.views.basemap import basemap
from roadmap.views.colours import colours
from roadmap.views.directory import directory
from roadmap.views.districts import districts
from roadmap.views.engines import index, robots, section
from roadmap.views.journal import journal
from roadmap.views.manifest import manifest
from roadmap.views.map import map_page
from roadmap.views.people import OwnPassword, SignIn, SignOut
from roadmap.views.signs import sprite
from roadmap.views.site import about, guide
from roadmap.views.tiles import tile
from roadmap.views.worker import unseen, worker

urlpatterns = [
    path("", map_page, name="map"),
    path("basemap/<str:name>.pmtiles", basemap, name="basemap"),
    path("colours-<slug:version>.css", colours, name="colours"),
    path("directory/", directory, name="directory"),
    path("districts.geojson", districts, name="districts-geojson"),
    path("sw.js", worker, name="worker"),
    path("offline/", unseen, name="offline"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("about/", about, name="about"),
    path("guide/", guide, name="guide"),
    path("journal/", journal, name="journal"),
    path("signs-<slug:version>.svg", sprite, name="signs"),
    path("sitemap.xml", index, name="sitemap"),
    path("sitemap-<slug:section>.xml", section, name="sitemap-section"),
    path("robots.txt", robots, name="robots"),
    path("tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.mvt", tile, name="tile"),
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", SignOut.as_view(), name="logout"),
    path("password/", OwnPassword.as_view(), name="password"),
    path("language/", set_language, name="set_language"),
]
