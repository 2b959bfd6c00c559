"""What the site says of itself: who runs it, and how the map is used."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from roadmap.layers import map_layers
from roadmap.models import Agency, City


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    return render(request, "roadmap/about.html", {"city": city, "agency": Agency.objects.operator_of(city)})


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """With every sign that the map's layers declare."""
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    layers = map_layers()
    states = next((layer.states for layer in layers if layer.states), ())
    return render(request, "roadmap/guide.html", {"city": city, "layers": layers, "states": states})
