"""The year's programme, below /desk/programme/."""

from django.urls import path

from closures.views import programme

urlpatterns = [
    path("", programme.programme, name="desk-programme"),
    path("join/", programme.join, name="desk-programme-join"),
]
