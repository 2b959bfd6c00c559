"""The administrator's pages of the set-up, below /desk/setup/."""

from django.urls import path

from roadmap.views import setup, setup_streets, setup_uploads

urlpatterns = [
    path("", setup.guide, name="desk-setup"),
    path("log/", setup.log, name="desk-setup-log"),
    path("roads/", setup_uploads.roads, name="desk-setup-roads"),
    path("uploads/<int:pk>/", setup_uploads.upload, name="desk-setup-upload"),
    path("uploads/<int:pk>/take/", setup_uploads.act, {"what": "take"}, name="desk-setup-take"),
    path("uploads/<int:pk>/again/", setup_uploads.act, {"what": "again"}, name="desk-setup-again"),
    path("uploads/<int:pk>/drop/", setup_uploads.act, {"what": "drop"}, name="desk-setup-drop"),
    path("streets/", setup_streets.streets, name="desk-setup-streets"),
    path("streets/<int:pk>/", setup_streets.street, name="desk-setup-street"),
    path("streets/<int:pk>/sentences/", setup_streets.sentences, name="desk-setup-sentences"),
]
