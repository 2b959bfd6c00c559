"""The dispatcher's pages."""

from django.urls import path

from closures.views import desk, desk_list, stories_desk

urlpatterns = [
    path("", desk_list.events, name="desk"),
    path("events/new/", desk.new_event, name="desk-event-new"),
    path("events/<int:pk>/", desk.event, name="desk-event"),
    path("stories/", stories_desk.stories, name="desk-stories"),
    path("stories/new/", stories_desk.new_story, name="desk-story-new"),
    path("stories/<int:pk>/", stories_desk.story, name="desk-story"),
    path("stories/<int:pk>/move/", stories_desk.move, name="desk-story-move"),
    path("stories/<int:pk>/preview/", stories_desk.preview, name="desk-story-preview"),
]
