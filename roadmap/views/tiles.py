"""/tiles/<layer>/<z>/<x>/<y>.mvt"""

from hashlib import blake2b

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from roadmap.layers import map_layers
from roadmap.models import City
from roadmap.tiles import ROAD_SEGMENTS, TileSource, draw_tile, is_tile


def tile_sources() -> dict[str, TileSource]:
    sources = [ROAD_SEGMENTS, *(layer.tiles for layer in map_layers() if layer.tiles)]
    return {source.name: source for source in sources}


@require_safe
def tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    source = tile_sources().get(layer)
    city = City.objects.shown()
    if source is None or city is None or not is_tile(z, x, y):
        raise Http404
    body = draw_tile(source, city.pk, z, x, y)
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    response = HttpResponse(body, content_type="application/vnd.mapbox-vector-tile")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={source.max_age}"
    return get_conditional_response(request, etag=etag, response=response)
