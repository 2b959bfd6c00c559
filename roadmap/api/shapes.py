"""GeoJSON as the schema tells it: geometries (RFC 7946, two numbers a position), features and pages of features."""

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from roadmap.api import lists


def _many(items: dict, least: int = 1) -> dict:
    return {"type": "array", "items": items, "minItems": least}


def _shape(name: str, coordinates: dict) -> dict:
    properties = {"type": {"type": "string", "enum": [name]}, "coordinates": coordinates}
    return {"type": "object", "properties": properties, "required": ["type", "coordinates"]}


POSITION = _many({"type": "number"}, 2) | {"maxItems": 2, "description": "longitude, latitude in degrees, WGS 84"}
LINE = _many(POSITION, 2)
RINGS = _many(_many(POSITION, 4))
SHAPES = {
    name: _shape(name, coordinates)
    for name, coordinates in {
        "Point": POSITION,
        "MultiPoint": _many(POSITION),
        "LineString": LINE,
        "MultiLineString": _many(LINE),
        "Polygon": RINGS,
        "MultiPolygon": _many(RINGS),
    }.items()
}


def ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


ANY_SHAPE = ref("Geometry")
GEOMETRY = {"oneOf": [ref(name) for name in SHAPES]}
COMPONENTS = SHAPES | {"Geometry": GEOMETRY}
OF_FIELDS = {"PointField": "Point", "LineStringField": "LineString"}


class FeatureExtension(OpenApiSerializerExtension):
    """A feature; its properties have a name of their own, so that their enumerations have, too."""

    target_class = "rest_framework_gis.serializers.GeoFeatureModelSerializer"
    match_subclasses = True
    priority = 1

    def map_serializer(self, auto_schema, direction) -> dict:
        meta = self.target.Meta
        properties = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        number = properties["properties"].pop(meta.id_field)
        properties["properties"].pop(meta.geo_field)
        required = [name for name in properties.pop("required", []) if name in properties["properties"]]
        properties |= {"required": required} if required else {}
        name = f"{auto_schema._get_serializer_name(self.target, direction)}Properties"
        component = ResolvedComponent(name, ResolvedComponent.SCHEMA, properties, name)
        auto_schema.registry.register_on_missing(component)
        return {
            "type": "object",
            "properties": {
                "type": {"type": "string", "enum": ["Feature"]},
                "id": number,
                "geometry": self._geometry(),
                "properties": component.ref,
            },
            "required": ["type", "id", "geometry", "properties"],
        }

    def _geometry(self) -> dict:
        meta = self.target.Meta
        field = meta.model._meta.get_field(meta.geo_field)
        shape = ref(OF_FIELDS.get(type(field).__name__, "Geometry"))
        return {"allOf": [shape], "nullable": True} if field.null else shape


def page_of(feature: type[GeoFeatureModelSerializer]) -> dict:
    """Of a list's view: the answer for its schema."""
    name = f"{feature.__name__.removesuffix('Serializer').removesuffix('Feature')}Collection"
    fields = {
        "type": serializers.ChoiceField(["FeatureCollection"]),
        "features": serializers.ListField(child=feature()),
        "next": serializers.URLField(allow_null=True, help_text="The following page; null on the last one."),
    }
    collection = type(name, (serializers.Serializer,), fields)
    return {(200, lists.GEOJSON): collection}
