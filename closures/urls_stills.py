"""Address of the map page's still; roadmap.urls_pictures puts it beside the other pictures."""

from django.urls import path

from closures.views.still import still

urlpatterns = [path("stills/<slug:slug>/<int:width>x<int:height>.webp", still, name="still")]
