"""The administrator's pages of the set-up, below /desk/setup/."""

from django.urls import path

from roadmap.views import setup, setup_areas, setup_centre, setup_segments, setup_streets, setup_table, setup_uploads

urlpatterns = [
    path("", setup.guide, name="desk-setup"),
    path("log/", setup.log, name="desk-setup-log"),
    path("looks/", setup.looks, name="desk-setup-looks"),
    path("centre/", setup_centre.centre, name="desk-setup-centre"),
    path("roads/", setup_uploads.roads, name="desk-setup-roads"),
    path("uploads/<int:pk>/", setup_uploads.upload, name="desk-setup-upload"),
    path("uploads/<int:pk>/take/", setup_uploads.act, {"what": "take"}, name="desk-setup-take"),
    path("uploads/<int:pk>/again/", setup_uploads.act, {"what": "again"}, name="desk-setup-again"),
    path("uploads/<int:pk>/drop/", setup_uploads.act, {"what": "drop"}, name="desk-setup-drop"),
    path("areas/", setup_areas.areas, name="desk-setup-areas"),
    path("areas/<int:pk>/", setup_areas.area_file, name="desk-setup-area-file"),
    path("segments/", setup_segments.segments, name="desk-setup-segments"),
    path("segments/chosen/", setup_segments.chosen, name="desk-setup-chosen"),
    path("segments/table/", setup_table.tables, name="desk-setup-table"),
    path("segments/table/<int:pk>/", setup_table.table, name="desk-setup-table-file"),
    path("streets/", setup_streets.streets, name="desk-setup-streets"),
    path("streets/<int:pk>/", setup_streets.street, name="desk-setup-street"),
    path("streets/<int:pk>/sentences/", setup_streets.sentences, name="desk-setup-sentences"),
]
