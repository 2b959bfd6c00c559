"""Addresses of the pages of closures; roadmap.urls puts them at the root."""

from django.urls import path

from closures.views import stories
from closures.views.embed import embedded_list, embedded_map, generator
from closures.views.feeds import feed, feed_index, trip_feed
from closures.views.places import junction, street, street_index
from closures.views.public import event_card, event_list, event_page
from closures.views.saved_trip import saved_trip
from closures.views.street import site
from closures.views.subscriptions import subscribe, subscriptions, unsubscribe
from closures.views.trip import trip

urlpatterns = [
    path("stories/", stories.stories, name="stories"),
    path("stories/feed.atom", stories.feed, name="stories-feed"),
    path("stories/<int:pk>/", stories.story, name="story"),
    path("stories/<int:pk>/like/", stories.like, name="story-like"),
    path("stories/<int:pk>/cover.jpg", stories.cover, name="story-cover"),
    path("list/", event_list, name="list"),
    path("embed/", generator, name="embed"),
    path("embed/map/", embedded_map, name="embed-map"),
    path("embed/list/", embedded_list, name="embed-list"),
    path("events/<int:pk>/", event_page, name="event"),
    path("events/<int:pk>/card/", event_card, name="event-card"),
    path("feeds/", feed_index, name="feeds"),
    path("feeds/<path:name>", feed, name="feed"),
    path("streets/", street_index, name="streets"),
    path("streets/<slug:slug>/", street, name="street"),
    path("junctions/<int:pk>/", junction, name="junction"),
    path("subscribe/", subscribe, name="subscribe"),
    path("subscribe/<str:secret>/", subscriptions, name="subscriptions"),
    path("unsubscribe/<str:secret>/", unsubscribe, name="unsubscribe"),
    path("site/<str:secret>/", site, name="site"),
    path("trip/", trip, name="trip"),
    path("trip/<slug:secret>/", saved_trip, name="saved-trip"),
    path("trip/<slug:secret>/<str:name>", trip_feed, name="trip-feed"),
]
