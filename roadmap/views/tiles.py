"""/tiles/<layer>/<z>/<x>/<y>.mvt"""

from hashlib import blake2b

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from rest_framework.exceptions import ValidationError

from roadmap.layers import map_layers
from roadmap.models import City
from roadmap.tiles import ROAD_SEGMENTS, Tile, TileSource, draw_tile
from roadmap.unchanged import unless_known

CONTENT_TYPE = "application/vnd.mapbox-vector-tile"


def tile_sources() -> dict[str, TileSource]:
    sources = [ROAD_SEGMENTS, *(layer.tiles for layer in map_layers() if layer.tiles)]
    return {source.name: source for source in sources}


@require_safe
def tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponseBase:
    source, city, wanted = tile_sources().get(layer), City.objects.light(), Tile(z, x, y)
    if source is None or city is None or not wanted.exists:
        raise Http404
    try:
        sql, values = source.query(request, city, wanted, timezone.now())
    except ValidationError as error:
        return JsonResponse(error.detail, status=400)
    body = draw_tile(sql, values)
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    caching = f"public, max-age={source.max_age}"
    return unless_known(request, etag, lambda: HttpResponse(body, content_type=CONTENT_TYPE), caching=caching)
