"""How often what the public is told of a city's road events has changed."""

from datetime import datetime

from django.db import models
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from roadmap.models import City


class PublicVersion(models.Model):
    """Moved in the transaction of each change that the public sees, and by the clock when the hours of something have
    begun or ceased to hold; by nothing else.

    Whoever moves it holds the row until the commit: numbers follow the order of commits, so a reader who has seen one
    has seen all that it stands for. The largest number of a change's row would not do: a lower one may be committed
    later.
    """

    city = models.OneToOneField(City, models.CASCADE, primary_key=True, related_name="public_version")
    number = models.PositiveBigIntegerField(default=0)
    moved_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.city_id}: {self.number}"

    @classmethod
    def move(cls, city_id: int, at: datetime | None = None) -> None:
        cls.objects.get_or_create(city_id=city_id)
        moved_at = Greatest(F("moved_at"), at or timezone.now())  # whoever waited for the row began earlier
        cls.objects.filter(city_id=city_id).update(number=F("number") + 1, moved_at=moved_at)

    @classmethod
    def of(cls, city: City) -> int:
        return cls.objects.filter(city=city).values_list("number", flat=True).first() or 0


def told_as_of(now: datetime, moved_at: datetime | None) -> datetime:
    """The moment as of which the public is told: it moves by the minute and with each version, and with nothing else.

    So the version and this moment are all that an answer depends on: within a minute no plan comes to its end unseen.
    """
    minute = now.replace(second=0, microsecond=0)
    return minute if moved_at is None or moved_at > now else max(minute, moved_at)
