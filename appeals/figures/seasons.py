"""Topics by month, years side by side."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count
from django.db.models.functions import ExtractMonth, ExtractYear

from appeals.figures.asked import Asked
from appeals.figures.charts import Lines, lines
from appeals.models import Category
from appeals.models.appeal import AppealQuerySet

YEARS = 3
MONTHS = range(1, 13)


@dataclass(frozen=True)
class Season:
    """A topic: [(year, [(number, what its list is asked) for each month])], the latest year first."""

    category: Category
    years: list[tuple[int, list[tuple[int, Asked]]]]

    @property
    def chart(self) -> Lines:
        return lines([(str(year), [count for count, _asked in months]) for year, months in self.years])

    @property
    def total(self) -> int:
        return sum(count for _year, months in self.years for count, _asked in months)


def seasons_of(overseen: AppealQuerySet, asked: Asked, at: datetime) -> list[Season]:
    """Of the topics that had any message in these years, the most frequent first; by the city's calendar."""
    zone = asked.city.zone
    this_year = at.astimezone(zone).year
    years = [this_year - back for back in range(YEARS)]
    since = datetime.combine(date(years[-1], 1, 1), time(), zone)
    rows = asked.but(first=None, last=None).rows(overseen, at).filter(submitted_at__gte=since).order_by()
    by = {"year": ExtractYear("submitted_at", tzinfo=zone), "month": ExtractMonth("submitted_at", tzinfo=zone)}
    found = {
        (topic, year, month): count
        for topic, year, month, count in rows.annotate(**by).values_list("category", *by).annotate(Count("pk"))
    }
    topics = Category.objects.in_bulk({topic for topic, _year, _month in found})
    seasons = [
        Season(
            topic,
            [
                (year, [(found.get((pk, year, month), 0), _of_month(asked, topic, year, month)) for month in MONTHS])
                for year in years
            ],
        )
        for pk, topic in topics.items()
    ]
    return sorted(seasons, key=lambda season: (-season.total, season.category.position))


def _of_month(asked: Asked, topic: Category, year: int, month: int) -> Asked:
    after = date(year + month // 12, month % 12 + 1, 1)
    return asked.but(first=date(year, month, 1), last=date.fromordinal(after.toordinal() - 1), category=topic)
