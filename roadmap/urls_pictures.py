"""Addresses of what the server draws: pictures of posts, and the stills under the live map."""

from django.urls import include, path, re_path

from roadmap.views.pictures import picture, picture_jpeg

urlpatterns = [
    re_path(r"^pictures/(?P<digest>[0-9a-f]{64})\.png$", picture, name="picture"),
    re_path(r"^pictures/(?P<digest>[0-9a-f]{64})\.jpg$", picture_jpeg, name="picture-jpeg"),
    path("", include("closures.urls_stills")),
]
