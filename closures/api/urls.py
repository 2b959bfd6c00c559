from django.urls import path

from closures.api import public, staff

urlpatterns = [
    path("v1/road-events/", public.RoadEventList.as_view(), name="api-road-events"),
    path("v1/road-events/<int:pk>/", public.RoadEventDetail.as_view(), name="api-road-event"),
    path("staff/v1/road-events/", staff.EventsDesk.as_view(), name="api-desk-events"),
    path("staff/v1/road-events/<int:pk>/", staff.EventDesk.as_view(), name="api-desk-event"),
    path("staff/v1/road-events/<int:pk>/submit/", staff.Submit.as_view(), name="api-desk-submit"),
    path("staff/v1/road-events/<int:pk>/publish/", staff.Publish.as_view(), name="api-desk-publish"),
    path("staff/v1/road-events/<int:pk>/confirm/", staff.Confirm.as_view(), name="api-desk-confirm"),
    path("staff/v1/road-events/<int:pk>/finish/", staff.Finish.as_view(), name="api-desk-finish"),
    path("staff/v1/road-events/<int:pk>/cancel/", staff.Cancel.as_view(), name="api-desk-cancel"),
    path("staff/v1/preview/", staff.Preview.as_view(), name="api-desk-preview"),
    path("staff/v1/stretch/", staff.Stretch.as_view(), name="api-desk-stretch"),
    path("staff/v1/match/", staff.Match.as_view(), name="api-desk-match"),
]
