"""The administrator's pages of others' works, below /desk/sources/."""

from django.urls import path

from closures.views import sources

urlpatterns = [
    path("", sources.sources, name="desk-sources"),
    path("new/", sources.new_source, name="desk-source-new"),
    path("<int:pk>/", sources.source, name="desk-source"),
    path("<int:pk>/settings/", sources.settings, name="desk-source-settings"),
    path("runs/<int:pk>/", sources.run, name="desk-source-run"),
    path("runs/<int:pk>/columns/", sources.field_map, name="desk-source-map"),
    path("runs/<int:pk>/take/", sources.take, name="desk-source-take"),
    path("runs/<int:pk>/rows.csv", sources.table, name="desk-source-table"),
]
