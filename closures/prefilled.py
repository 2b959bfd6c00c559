"""A new event that begins as another one was: the same place, traffic and words, while its times are asked anew."""

from collections.abc import Mapping

OF_THIS_ONE = (  # and of no other event
    *("id", "status", "state", "version", "url", "headline", "place", "hours", "is_posted", "is_proposed"),
    *("act_number", "act_on"),
)
OF_THIS_STAGE = ("id", "number", "actual_start", "actual_end", "start_source", "end_source")
TIMES = ("planned_start", "planned_end")


def as_new(told: Mapping) -> dict:
    """`told` is an event as the desk's API gives it, in the city's time."""
    values = {name: value for name, value in told.items() if name not in OF_THIS_ONE}
    return values | {"phases": [_stage(phase) for phase in told["phases"]]}


def _stage(told: Mapping) -> dict:
    values = {name: value for name, value in told.items() if name not in OF_THIS_STAGE}
    schedule = {name: value for name, value in (told.get("schedule") or {}).items() if name != "except"}
    places = [{name: value for name, value in place.items() if name != "id"} for place in told.get("locations", ())]
    return values | dict.fromkeys(TIMES) | {"schedule": schedule, "locations": places}
