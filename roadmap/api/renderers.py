"""How answers are written."""

from rest_framework.renderers import JSONRenderer

from roadmap.api import lists


class GeoJSONRenderer(JSONRenderer):
    """Of lists: who asks for GeoJSON by its own name gets it, too. Errors are plain JSON (roadmap/api/errors.py)."""

    media_type = lists.GEOJSON
    format = "geojson"
