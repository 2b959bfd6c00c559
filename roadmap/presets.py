"""The times that a reader asks for by name, each said once: pages and scripts (js/times.js) count by this table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Window = tuple[datetime, datetime]
MIDNIGHT = time()
SATURDAY, NEXT_MONDAY = 5, 7  # as date.weekday() counts


@dataclass(frozen=True)
class Preset:
    """From the clock `opens` of one day to the clock `closes` of another. `days` tells both, counted from today, by the
    weekday of today (Monday is 0).

    What began yesterday evening goes on until `closes` of this morning, and is asked for without the day that is over.
    """

    name: str
    title: Promise
    days: Callable[[int], tuple[int, int]]
    opens: time = MIDNIGHT
    closes: time = MIDNIGHT

    def window(self, zone: ZoneInfo, at: datetime) -> Window:
        local = at.astimezone(zone)
        today, clock = local.date(), local.time()
        if clock < self.closes <= self.opens:
            return _at(today, 0, MIDNIGHT, zone), _at(today, 0, self.closes, zone)
        first, last = self.days(today.weekday())
        return _at(today, first, self.opens, zone), _at(today, last, self.closes, zone)

    def describe(self) -> dict:
        """For the script."""
        return {
            "days": [self.days(weekday) for weekday in range(7)],
            "opens": f"{self.opens:%H:%M}",
            "closes": f"{self.closes:%H:%M}",
        }


def _at(today: date, days: int, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(today + timedelta(days=days), clock, zone)


TONIGHT = Preset("tonight", _("Tonight, 22:00–06:00"), lambda weekday: (0, 1), opens=time(22), closes=time(6))
PRESETS = (
    TONIGHT,
    Preset("today", _("Today"), lambda weekday: (0, 1)),
    Preset("tomorrow", _("Tomorrow"), lambda weekday: (1, 2)),
    Preset("weekend", _("Weekend"), lambda weekday: (max(0, SATURDAY - weekday), NEXT_MONDAY - weekday)),
    Preset("week", _("This week"), lambda weekday: (0, NEXT_MONDAY - weekday)),
    Preset("fortnight", _("Two weeks"), lambda weekday: (0, 14)),
)
BY_NAME = {preset.name: preset for preset in PRESETS}
NAMED_TIMES = ("now", *BY_NAME)


def named_window(name: str, zone: ZoneInfo, at: datetime) -> Window | None:
    return BY_NAME[name].window(zone, at) if name in BY_NAME else None


def describe_presets() -> dict[str, dict]:
    return {preset.name: preset.describe() for preset in PRESETS}
