"""Days that the calendar of public holidays does not know: regional ones, and transfers decreed since the release."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from roadmap.models import City


class CalendarDayQuerySet(models.QuerySet):
    def for_city(self, city: City) -> "CalendarDayQuerySet":
        """The country's first, so that the city's own word about a day comes last and wins."""
        return self.filter(models.Q(city=city) | models.Q(city=None)).order_by(F("city").asc(nulls_first=True))


class CalendarDay(models.Model):
    """Working or not, whatever the library of holidays says; without a city it holds for all of them."""

    city = models.ForeignKey(City, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("city"))
    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("working day"), default=False)
    closes_at = models.TimeField(
        _("doors close at"),
        null=True,
        blank=True,
        help_text=_("Of a working day that is shorter, as before a holiday."),
    )
    name = models.CharField(_("name"), max_length=120, blank=True)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of the calendar")
        verbose_name_plural = _("days of the calendar")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["city", "day"], name="calendar_day_once_a_city", nulls_distinct=False),
            models.CheckConstraint(
                condition=models.Q(closes_at=None) | models.Q(is_working=True),
                name="short_day_is_worked",
                violation_error_message=_("Only a working day has a time at which the doors close."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}".strip()
