"""What the public views of the API have in common."""

from django.utils import translation
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import BaseRenderer
from rest_framework.views import APIView

from roadmap.api.renderers import GeoJSONRenderer


class PublicView(APIView):
    """The same for everybody, so nobody's session is looked up, and no other site can misuse it."""

    authentication_classes = ()


class FeatureList(PublicView):
    """Pages of a GeoJSON FeatureCollection, sent only to those who have another version."""

    has_etag = True

    def get_renderers(self) -> list[BaseRenderer]:
        own = super().get_renderers()
        return [*own, GeoJSONRenderer()] if self.request.method in SAFE_METHODS else own


class SchemaView(SpectacularAPIView):
    """The OpenAPI, in English for every reader: names of fields are, too."""

    authentication_classes = ()

    @extend_schema(exclude=True)
    def get(self, request, *args, **kwargs):
        with translation.override("en"):
            return self._get_schema_response(request)
