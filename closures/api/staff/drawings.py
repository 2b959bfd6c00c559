"""What a file draws: taken into the editor as if a hand had drawn it."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from closures.api.staff.desk import DeskView
from closures.desk.fields import ShapeField
from closures.kinds import Shape
from closures.validation import check_geometry
from roadmap.api.fields import Parts
from roadmap.api.parsers import MultiPartParser
from roadmap.drawings import NoDrawing, read_drawing


class DrawingInput(Parts):
    file = serializers.FileField(help_text="GeoJSON, GPX or KML, with lines or with areas")


class DrawingOutput(serializers.Serializer):
    geometry = ShapeField(help_text="a MultiLineString or a MultiPolygon, to be matched as a drawing is")


class Drawing(DeskView):
    """A file → the lines or the areas that are drawn in it, within the city."""

    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="desk_drawing", request={"multipart/form-data": DrawingInput}, responses=DrawingOutput)
    def post(self, request) -> Response:
        if not (file := request.FILES.get("file")):
            raise ValidationError({"file": [_("Choose a file.")]})
        city = self.city()
        try:
            geometry = read_drawing(file, city)
        except NoDrawing as error:
            raise ValidationError({"file": [str(error)]}) from error
        check_geometry((Shape.LINE, Shape.AREA), city, geometry)
        return Response(DrawingOutput({"geometry": geometry}).data)
