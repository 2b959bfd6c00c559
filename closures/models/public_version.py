"""How often what the public is told of a city's road events has changed."""

from django.db import models
from django.db.models import F

from roadmap.models import City


class PublicVersion(models.Model):
    """Moved in the transaction of each change that the public sees, and by no other.

    Whoever moves it holds the row until the commit: numbers follow the order of commits, so a reader who has seen one
    has seen all that it stands for. The largest number of a change's row would not do: a lower one may be committed
    later.
    """

    city = models.OneToOneField(City, models.CASCADE, primary_key=True, related_name="public_version")
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.city_id}: {self.number}"

    @classmethod
    def move(cls, city_id: int) -> None:
        cls.objects.get_or_create(city_id=city_id)
        cls.objects.filter(city_id=city_id).update(number=F("number") + 1)

    @classmethod
    def of(cls, city: City) -> int:
        return cls.objects.filter(city=city).values_list("number", flat=True).first() or 0
