"""Ways round of what is being entered: proposed, led through places that were set, and read from what was typed."""

from django.contrib.gis.geos import Point
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from closures.api.staff.as_entered import AsEntered
from closures.api.staff.preview import PreviewInput
from closures.desk.fields import ShapeField
from closures.detours import typed
from closures.detours.around import MOST, AskedWays
from closures.detours.proposed import Proposed, proposed_through, proposed_ways
from closures.models import RoadEvent
from roadmap.api.fields import Choice, Listed, Number, Parts, Whole
from roadmap.api.shapes import POSITION
from roadmap.paths import VEHICLES

MOST_PLACES = 12


@extend_schema_field(POSITION)
class PositionField(serializers.ListField):
    """Longitude and latitude, WGS 84."""

    def __init__(self, **values):
        super().__init__(child=Number(min_value=-180, max_value=180), min_length=2, max_length=2, **values)


class ThroughInput(Parts):
    """The proposed way of this vehicle and number, through these places in order."""

    places = Listed(child=PositionField(), min_length=1, max_length=MOST_PLACES)
    number = Whole(min_value=0, max_value=MOST, default=0)
    vehicle = Choice(["car", "lorry"], default="car")


class Asked(Parts):
    through = ThroughInput(required=False, allow_null=True)


class WaysInput(PreviewInput, Asked):
    pass


class WayOutput(serializers.Serializer):
    vehicle = serializers.CharField(help_text="car, lorry, or all where both go the same way")
    number = serializers.IntegerField(help_text="which of its vehicle's, to lead it through other places")
    words = serializers.CharField(help_text="for whom, along what, what it costs more")
    difference = serializers.CharField(help_text="what it costs more; empty where nobody can tell")
    streets = serializers.ListField(child=serializers.CharField(), help_text="full names, for `detour_roads`")
    geometry = ShapeField(allow_null=True, help_text="null where there is none")
    extra_m = serializers.IntegerField(allow_null=True)
    extra_s = serializers.IntegerField(allow_null=True)


class TypedOutput(serializers.Serializer):
    streets = serializers.ListField(child=serializers.CharField(), help_text="as the city calls them")
    notes = serializers.ListField(child=serializers.CharField(), help_text="what is wrong with them")
    ways = WayOutput(many=True)


class WaysOutput(serializers.Serializer):
    ways = WayOutput(many=True)
    through = WayOutput(allow_null=True, help_text="null where no way leads there, or none was asked for")
    typed = TypedOutput()


class WaysDesk(AsEntered):
    """For cars and for lorries as of when it holds now or next; nothing is stored."""

    @extend_schema(operation_id="desk_ways", request=WaysInput, responses=WaysOutput)
    def post(self, request) -> Response:
        form = Asked(data=request.data)
        form.is_valid(raise_exception=True)
        with self.as_entered() as event:
            answer = WaysOutput(self.told(event, form.validated_data.get("through"))).data
        return Response(answer)

    def told(self, event: RoadEvent, through: dict | None) -> dict:
        asked = AskedWays(event, timezone.now())
        read = typed.read(asked)
        return {
            "ways": proposed_ways(asked),
            "through": through and _through(asked, through),
            "typed": {
                "streets": [road.name for road in read.roads],
                "notes": read.notes,
                "ways": [Proposed.of(event.city, one, number) for number, one in read.ways],
            },
        }


def _through(asked: AskedWays, through: dict) -> Proposed | None:
    places = [Point(*place, srid=4326) for place in through["places"]]
    return proposed_through(asked, through["number"], places, VEHICLES[through["vehicle"]])
