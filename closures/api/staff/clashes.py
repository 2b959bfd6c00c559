"""The question back about clashes: what goes out on top of another's works goes with a reason, which is kept."""

from datetime import datetime
from http import HTTPStatus

from rest_framework import serializers
from rest_framework.exceptions import APIException

from closures.api.staff.fields import ShapeField
from closures.conflicts import Clash, accept, clashes_of, new_of
from closures.models import ClashCode, RoadEvent
from closures.workflow import Status
from roadmap.models import User


class ClashOutput(serializers.Serializer):
    """What clashes, in words, and the stretch of both."""

    code = serializers.ChoiceField(ClashCode.choices)
    text = serializers.CharField()
    event = serializers.IntegerField(
        allow_null=True, help_text="the other one; null where the street does not allow it"
    )
    headline = serializers.CharField(help_text="the other event's")
    agency = serializers.CharField(help_text="whose the other event is")
    phase = serializers.IntegerField(help_text="number of the stage that clashes")
    geometry = ShapeField()


class Clashing(APIException):
    """A refusal of DRF's own would make texts of the numbers."""

    status_code = HTTPStatus.BAD_REQUEST

    def __init__(self, clashes: list[Clash]):
        self.detail = {"clashes": ClashOutput(clashes, many=True).data}


def check_clashes(event: RoadEvent, at: datetime, *, reason: str, by: User) -> None:
    """Only of what the public sees, and only what nobody was told of; what goes on is kept with its reason.

    Of two that go out at once the second one has waited for the first, and sees it. Raises Clashing.
    """
    if event.status != Status.PUBLISHED:
        return
    found = clashes_of(event, at)
    new = new_of(event, found)
    if new and not reason:
        raise Clashing(new)
    accept(event, found, reason=reason, by=by, at=at)
