"""Each time at which a stage would hold, before it is saved: what the editor's calendar shows."""

from datetime import timedelta

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from closures.api.staff.desk import DeskView
from closures.desk.fields import ScheduleField
from closures.validation import check_times
from roadmap.api.fields import MomentField, Parts
from roadmap.schedule import Schedule

SHOWN = timedelta(days=366)


class OccurrencesInput(Parts):
    """A stage's times; moments without an offset are the city's wall clock."""

    planned_start = MomentField()
    planned_end = MomentField(required=False, allow_null=True)
    schedule = ScheduleField(required=False)


class OccurrenceOutput(serializers.Serializer):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField(allow_null=True)
    days = serializers.ListField(
        child=serializers.DateField(), help_text="by which it is left out: a night by its evening"
    )


class OccurrencesOutput(serializers.Serializer):
    results = OccurrenceOutput(many=True, help_text="of the first year, in the city's time; those that meet are one")
    is_all = serializers.BooleanField(help_text="whether there are none after")


class Occurrences(DeskView):
    """When a stage would hold, one by one."""

    @extend_schema(operation_id="desk_occurrences", request=OccurrencesInput, responses=OccurrencesOutput)
    def post(self, request) -> Response:
        city = self.city()
        with timezone.override(city.zone):
            form = OccurrencesInput(data=request.data)
            form.is_valid(raise_exception=True)
            start, end = form.validated_data["planned_start"], form.validated_data.get("planned_end")
            check_times(start, end)
            timetable = Schedule.from_json(start, end, city.time_zone, form.validated_data.get("schedule") or {})
            until = start + SHOWN
            rows = [
                {"start": window[0], "end": window[1], "days": timetable.days_of(window)}
                for window in timetable.occurrences(start, until)
            ]
            is_all = end is not None and end <= until
            return Response(OccurrencesOutput({"results": rows, "is_all": is_all}).data)
