"""The tables of the demonstration, and moments relative to the day on which it is loaded."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

FOLDER = settings.BASE_DIR / "fixtures" / "tyumen"


def table(name: str, folder: Path = FOLDER) -> dict:
    return tomllib.loads((folder / name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Days:
    """«-3 09:00» is nine in the morning, in the city's time, three days before the day of loading."""

    today: date
    zone: ZoneInfo

    @classmethod
    def around(cls, at: datetime, zone: ZoneInfo) -> "Days":
        return cls(at.astimezone(zone).date(), zone)

    def day(self, number: int) -> date:
        return self.today + timedelta(days=number)

    def moment(self, words: str | None) -> datetime | None:
        if words is None:
            return None
        number, hour = words.split()
        return datetime.combine(self.day(int(number)), time.fromisoformat(hour), self.zone)
