"""/tiles/<layer>/<z>/<x>/<y>.mvt"""

from hashlib import blake2b

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from roadmap.layers import map_layers
from roadmap.models import City
from roadmap.tiles import ROAD_SEGMENTS, TileSource, draw_tile, is_tile
from roadmap.unchanged import unless_known

CONTENT_TYPE = "application/vnd.mapbox-vector-tile"


def tile_sources() -> dict[str, TileSource]:
    sources = [ROAD_SEGMENTS, *(layer.tiles for layer in map_layers() if layer.tiles)]
    return {source.name: source for source in sources}


@require_safe
def tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponseBase:
    source = tile_sources().get(layer)
    city = City.objects.light()
    if source is None or city is None or not is_tile(z, x, y):
        raise Http404
    body = draw_tile(source, city.pk, timezone.now(), z, x, y)
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    caching = f"public, max-age={source.max_age}"
    return unless_known(request, etag, lambda: HttpResponse(body, content_type=CONTENT_TYPE), caching=caching)
