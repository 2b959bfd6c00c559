"""What a second reader suggests about a notice: to look at, never to be published by itself."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from closures.api.staff.desk import DeskView
from closures.models import ReadingSuggestion
from closures.reading.second import MODEL
from roadmap.api import lists
from roadmap.api.parameters import CURSOR, LIMIT, asks, some_of


class ReadingSuggestionSerializer(serializers.ModelSerializer):
    suggested_by = serializers.CharField(default=MODEL, read_only=True)
    label = serializers.CharField(source="get_state_display", read_only=True)
    reason = serializers.CharField(source="why", read_only=True)

    class Meta:
        model = ReadingSuggestion
        fields = (
            "id",
            "state",
            "label",
            "suggested_by",
            "text",
            "published",
            "suggestion",
            "reason",
            "asked_at",
            "answered_at",
            "tokens",
        )


class ReadingSuggestionPage(serializers.Serializer):
    results = ReadingSuggestionSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class ReadingSuggestionsDesk(DeskView):
    """The newest first."""

    @extend_schema(operation_id="desk_reading_suggestions_list", responses=ReadingSuggestionPage)
    @asks(some_of("state", "any of these", among=ReadingSuggestion.State.values), LIMIT, CURSOR)
    def get(self, request) -> Response:
        rows = ReadingSuggestion.objects.readable_by(request.user)
        if states := lists.words_in(request, "state", ReadingSuggestion.State.values):
            rows = rows.filter(state__in=states)
        found, following = lists.newest_first(rows, request, "created_at")
        return Response(ReadingSuggestionPage({"results": found, "next": following}).data)


class ReadingSuggestionDesk(DeskView):
    @extend_schema(responses=ReadingSuggestionSerializer)
    def get(self, request, pk: int) -> Response:
        suggestion = get_object_or_404(ReadingSuggestion.objects.readable_by(request.user), pk=pk)
        return Response(ReadingSuggestionSerializer(suggestion).data)
