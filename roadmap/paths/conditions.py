"""Does a sign's condition hold at a moment for a vehicle? It says `Mo-Fr 07:00-19:00` or `weight>3.5`."""

import operator
import re
from datetime import datetime
from functools import lru_cache

from opening_hours import OpeningHours, ParserError

from roadmap.paths.vehicles import Vehicle

AND = re.compile(r"\s+AND\s+", re.IGNORECASE)
MEASURE = re.compile(r"(weight|height|width|length|axleload)\s*(<=|>=|<|>|=)\s*(\d{1,3}(?:\.\d+)?)\s*(?:t|m)?")
COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq}
OLD_HOURS = re.compile(r"(day_on|day_off|hour_on|hour_off)=(\S+)")
KEPT = 1024  # a city has a few dozen


def holds(condition: str, vehicle: Vehicle, local: datetime) -> bool:
    """`local` is by the city's clock. What nobody can read holds: a sign is rather obeyed than overlooked."""
    return all(_part_holds(part, vehicle, local) for part in AND.split(condition)) if condition else True


def _part_holds(text: str, vehicle: Vehicle, local: datetime) -> bool:
    if measure := MEASURE.fullmatch(text.strip()):
        name, compared, value = measure.groups()
        return COMPARE[compared](vehicle.measures[name], float(value))
    hours = _hours(text)
    return hours is None or hours.is_open(local.replace(tzinfo=None))


@lru_cache(maxsize=KEPT)
def _hours(text: str) -> OpeningHours | None:
    try:
        return OpeningHours(_as_opening_hours(text))
    except ParserError:
        return None


def _as_opening_hours(text: str) -> str:
    """The keys that signs had before there was a way to write conditions, in today's words."""
    old = dict(OLD_HOURS.findall(text))
    if not old:
        return text
    days = "-".join(old[key][:2].capitalize() for key in ("day_on", "day_off") if key in old)
    hours = f"{old['hour_on']}-{old['hour_off']}" if {"hour_on", "hour_off"} <= old.keys() else ""
    return f"{days} {hours}".strip()
