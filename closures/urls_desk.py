"""The dispatcher's pages."""

from django.urls import path

from closures.views import desk

urlpatterns = [
    path("", desk.events, name="desk"),
    path("events/new/", desk.new_event, name="desk-event-new"),
    path("events/<int:pk>/", desk.event, name="desk-event"),
]
