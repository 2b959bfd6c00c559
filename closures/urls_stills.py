"""Address of the map page's still; roadmap.urls_pictures puts it beside the other pictures."""

from django.urls import path

from closures.views.still import preview, still

urlpatterns = [
    path("stills/<slug:slug>/<int:width>x<int:height>.webp", still, name="still"),
    path("previews/<slug:slug>.png", preview, name="preview"),
    path("previews/<slug:slug>/<slug:kind>/<slug:name>.png", preview, name="preview-of"),
]
