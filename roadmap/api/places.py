"""The search box for everybody: what was typed → places of the city."""

import json

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from roadmap.api import lists
from roadmap.api.limits import AddressRate
from roadmap.api.parameters import CITY, asks, parameter, some_of, words
from roadmap.api.shapes import POSITION
from roadmap.api.views import PublicView
from roadmap.places.meant import KINDS, Meant
from roadmap.places.typed import LONGEST, meant_by
from roadmap.unchanged import content_tag


class Rate(AddressRate):
    rate = "places"


class PlaceFoundSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(KINDS)
    kind_word = serializers.CharField(help_text="the kind in the language of Accept-Language")
    label = serializers.CharField(help_text="typed again, it means the same place")
    note = serializers.CharField(help_text="in what this is not just what was asked for; an old name")
    point = serializers.SerializerMethodField()
    box = serializers.SerializerMethodField()
    url = serializers.CharField(help_text="its own page, empty where it has none")

    @extend_schema_field({**POSITION, "nullable": True})
    def get_point(self, meant: Meant) -> list[float] | None:
        return meant.point and [round(degrees, 6) for degrees in meant.point.coords]

    @extend_schema_field({"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4, "nullable": True})
    def get_box(self, meant: Meant) -> list[float] | None:
        return meant.box and [round(degrees, 6) for degrees in meant.box]


class PlacesFound(serializers.Serializer):
    results = PlaceFoundSerializer(many=True)


class PlaceSearch(PublicView):
    """Streets, houses, crossings, bridges, landmarks and districts for what was typed so far.

    In any case form, by an old name, with a slip, without the kind word, in Latin letters. `point` and `box` (west,
    south, east, north) are null where the map does not know where it is.
    """

    USUAL, MOST = 8, 20
    throttle_classes = (Rate,)
    has_etag = True

    @extend_schema(operation_id="places_search", responses=PlacesFound)
    @asks(
        words("q", f"what was typed; its first {LONGEST} letters count"),
        some_of("kind", "kinds", among=KINDS),
        parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "rows"),
        CITY,
    )
    def get(self, request) -> HttpResponse:
        city = lists.city_in(request)
        limit = lists.limit_in(request, usual=self.USUAL, most=self.MOST)
        kinds = lists.words_in(request, "kind", KINDS)
        meant = meant_by(city, lists.parameter(request, "q"), self.MOST if kinds else limit)
        found = PlacesFound({"results": [one for one in meant if not kinds or one.kind in kinds][:limit]}).data
        body = json.dumps(found, ensure_ascii=False).encode()
        make = lambda: HttpResponse(body, content_type="application/json")  # noqa: E731
        return lists.unless_known(request, content_tag(body), make)
