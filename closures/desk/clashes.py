"""The question back about clashes: what goes out on top of another's works goes with a reason, which is kept."""

from collections.abc import Collection
from datetime import datetime
from http import HTTPStatus

from rest_framework import serializers
from rest_framework.exceptions import APIException

from closures.conflicts import Clash, accept, clashes_of, new_of
from closures.desk.fields import ShapeField
from closures.models import ClashCode, RoadEvent
from closures.models.clash import Identity
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


def asked_about(event: RoadEvent, at: datetime) -> list[Clash]:
    """What `check_clashes` would ask a reason for."""
    return new_of(event, clashes_of(event, at)) if event.status == Status.PUBLISHED else []


def check_clashes(
    event: RoadEvent, at: datetime, *, reason: str, by: User | None, reason_for: Collection[Identity] | None = None
) -> None:
    """Only of what the public sees, and only what nobody was told of; what goes on is kept with its reason.

    `reason_for`: what clashed when the reason was given, where that was not now; it covers nothing that came since.

    Of two that go out at once the second one has waited for the first, and sees it. Raises Clashing.
    """
    if event.status != Status.PUBLISHED:
        return
    found = clashes_of(event, at)
    asked = [clash for clash in new_of(event, found) if not _is_answered(clash, reason, reason_for)]
    if asked:
        raise Clashing(asked)
    accept(event, found, reason=reason, by=by, at=at)


def _is_answered(clash: Clash, reason: str, reason_for: Collection[Identity] | None) -> bool:
    return bool(reason) and (reason_for is None or clash.identity in reason_for)
