from django.urls import path

from closures.api import days, public, version
from closures.api.staff import as_entered, drawings, events, moves, preview, review, scheduled, stretches, suggestions

urlpatterns = [
    path("v1/road-events/", public.RoadEventList.as_view(), name="api-road-events"),
    path("v1/road-events/days/", days.RoadEventDays.as_view(), name="api-road-event-days"),
    path("v1/road-events/version/", version.RoadEventVersion.as_view(), name="api-road-event-version"),
    path("v1/road-events/<int:pk>/", public.RoadEventDetail.as_view(), name="api-road-event"),
    path("v1/road-events/<int:pk>/detour/", public.RoadEventDetour.as_view(), name="api-road-event-detour"),
    path("staff/v1/road-events/", events.EventsDesk.as_view(), name="api-desk-events"),
    path("staff/v1/road-events/<int:pk>/", events.EventDesk.as_view(), name="api-desk-event"),
    path("staff/v1/road-events/<int:pk>/submit/", moves.Submit.as_view(), name="api-desk-submit"),
    path("staff/v1/road-events/<int:pk>/return/", review.Return.as_view(), name="api-desk-return"),
    path("staff/v1/road-events/<int:pk>/approve/", review.Approve.as_view(), name="api-desk-approve"),
    path("staff/v1/road-events/<int:pk>/withdraw/", review.Withdraw.as_view(), name="api-desk-withdraw"),
    path("staff/v1/road-events/<int:pk>/publish/", moves.Publish.as_view(), name="api-desk-publish"),
    path("staff/v1/road-events/<int:pk>/confirm/", moves.Confirm.as_view(), name="api-desk-confirm"),
    path("staff/v1/road-events/<int:pk>/reopen/", moves.Reopen.as_view(), name="api-desk-reopen"),
    path("staff/v1/road-events/<int:pk>/finish/", moves.Finish.as_view(), name="api-desk-finish"),
    path("staff/v1/road-events/<int:pk>/cancel/", moves.Cancel.as_view(), name="api-desk-cancel"),
    path("staff/v1/road-events/<int:pk>/undo/", moves.Undo.as_view(), name="api-desk-undo"),
    path("staff/v1/road-events/<int:pk>/send-now/", moves.SendNow.as_view(), name="api-desk-send-now"),
    path("staff/v1/clashes/", as_entered.Clashes.as_view(), name="api-desk-clashes"),
    path("staff/v1/road-events/<int:pk>/schedule/", scheduled.Schedule.as_view(), name="api-desk-schedule"),
    path("staff/v1/road-events/<int:pk>/unschedule/", scheduled.Unschedule.as_view(), name="api-desk-unschedule"),
    path("staff/v1/preview/", preview.Preview.as_view(), name="api-desk-preview"),
    path("staff/v1/stretch/", stretches.Stretch.as_view(), name="api-desk-stretch"),
    path("staff/v1/drawing/", drawings.Drawing.as_view(), name="api-desk-drawing"),
    path("staff/v1/match/", stretches.Match.as_view(), name="api-desk-match"),
    path(
        "staff/v1/reading-suggestions/",
        suggestions.ReadingSuggestionsDesk.as_view(),
        name="api-desk-reading-suggestions",
    ),
    path(
        "staff/v1/reading-suggestions/<int:pk>/",
        suggestions.ReadingSuggestionDesk.as_view(),
        name="api-desk-reading-suggestion",
    ),
]
