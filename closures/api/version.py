"""Has anything changed? What an open page asks each minute before it asks for anything long."""

from datetime import datetime

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from closures.api.public import VERSION
from roadmap.api import lists
from roadmap.api.parameters import CITY, asks
from roadmap.api.views import PublicView


class VersionSerializer(serializers.Serializer):
    version = serializers.IntegerField(help_text="moves with each public change, and when hours begin or cease to hold")
    moved_at = serializers.DateTimeField(allow_null=True, help_text="when it moved last")


class RoadEventVersion(PublicView):
    """The number of what the public is told: while it stands, no list of road events without a time, or at this
    minute, has changed but in how long things still last."""

    has_etag = True

    @extend_schema(operation_id="road_events_version", responses=VersionSerializer)
    @asks(CITY)
    def get(self, request) -> HttpResponse:
        city, (number, agencies, moved_at) = lists.city_and(request, VERSION)
        tag = lists.version_tag(request, city.pk, number, agencies)
        told = {"version": number or 0, "moved_at": moved_at and datetime.fromisoformat(moved_at)}
        return lists.unless_known(request, tag, lambda: Response(told))
