"""The question back: what is unusual in an event that goes out is taken only from who confirms it."""

from collections.abc import Collection
from datetime import datetime

from rest_framework.exceptions import ValidationError

from closures.models import RoadEvent
from closures.unusual import Code, Unusual, left_unconfirmed
from closures.workflow import Status
from roadmap.api.fields import Choice, Listed


def confirmed_codes() -> Listed:
    return Listed(
        child=Choice(Code.choices),
        required=False,
        max_length=len(Code),
        help_text="what is unusual in it and meant: the codes that a refusal named under `unusual`",
    )


def check_unusual(
    event: RoadEvent, at: datetime, *, confirmed: Collection[str], known: Collection[Unusual] = ()
) -> None:
    """Only of what the public sees; `known` is what was there already. Ways round are followed for it, so it is asked
    before others of the city have to wait: as `ask` of the verbs.

    Raises ValidationError with {"unusual": [{"code", "text"}]}.
    """
    if event.status != Status.PUBLISHED:
        return
    if asked := left_unconfirmed(event, at, confirmed=confirmed, known=known):
        raise refusal(asked)


def refusal(asked: Collection[Unusual]) -> ValidationError:
    return ValidationError({"unusual": [{"code": str(each.code), "text": each.text} for each in asked]})
