"""Addresses of what the server draws: pictures of posts, and the stills under the live map."""

from django.urls import include, path, re_path

from roadmap.views.pictures import picture

urlpatterns = [
    re_path(r"^pictures/(?P<digest>[0-9a-f]{64})\.png$", picture, name="picture"),
    path("", include("closures.urls_stills")),
]
