"""Addresses of residents' messages (the root of the site)."""

from django.urls import path

from appeals.views import case, desk, districts, figures, following, message, morning, public, report, segment, site

urlpatterns = [
    path("api/", site.api_words, name="api-words"),
    path("privacy/", site.privacy, name="privacy"),
    path("segments/<int:pk>/", segment.segment, name="segment"),
    path("districts/", districts.district_index, name="districts"),
    path("districts/at/", districts.district_at, name="district-at"),
    path("districts/<slug:slug>/", districts.district, name="district"),
    path("report/", report.report, name="report"),
    path("report/place/", report.report_place, name="report-place"),
    path("report/find/", report.find_address, name="report-find"),
    path("report/lost/", following.lost, name="report-lost"),
    path("appeals/<int:pk>/follow/", following.join, name="appeal-follow"),
    path("follow/<slug:secret>/", following.follow, name="follow"),
    path("m/<slug:secret>/", message.message, name="message"),
    path("m/<slug:secret>/photos/<slug:name>/", message.own_photo, name="own-photo"),
    path("photos/<slug:name>/", public.public_photo, name="photo"),
    path("appeals/<int:pk>/card/", public.card, name="appeal-card"),
    path("morning/", morning.morning, name="morning"),
    path("morning/lights/", morning.lights, name="morning-lights"),
    path("morning/unconfirmed/", morning.unconfirmed, name="morning-unconfirmed"),
    path("desk/figures/messages/", figures.messages, name="desk-figures-messages"),
    path("desk/appeals/", desk.inbox, name="desk-appeals"),
    path("desk/appeals/<int:pk>/", case.appeal, name="desk-appeal"),
    path("desk/appeals/<int:pk>/photos/<slug:name>/", case.photo, name="desk-appeal-photo"),
]
