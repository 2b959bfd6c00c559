from django.urls import path

from roadmap.api import places, public
from roadmap.api.views import SchemaView

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("v1/places/", places.PlaceSearch.as_view(), name="api-places"),
    path("v1/roads/", public.RoadSearch.as_view(), name="api-roads"),
    path("v1/roads/<int:pk>/junctions/", public.RoadJunctions.as_view(), name="api-road-junctions"),
    path("v1/road-segments/", public.SegmentList.as_view(), name="api-road-segments"),
    path("v1/road-segments/<int:pk>/", public.SegmentDetail.as_view(), name="api-road-segment"),
    path("v1/traffic-signals/", public.SignalList.as_view(), name="api-traffic-signals"),
]
