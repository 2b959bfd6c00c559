"""Topics by month, years side by side."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from appeals.figures.asked import Asked
from appeals.figures.charts import Lines, lines
from appeals.figures.months import Months
from appeals.models import Category
from appeals.models.appeal import AppealQuerySet
from appeals.models.category import TOPIC

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
    """Of the topics that had any message in these years, their subtopics too, the most frequent first; by the city's
    calendar."""
    this_year = at.astimezone(asked.city.zone).year
    years = [this_year - back for back in range(YEARS)]
    months = Months(date(years[-1], 1, 1), YEARS * len(MONTHS), asked.city)
    rows = asked.but(first=months.first, last=None).rows(overseen, at).order_by()
    counted = rows.annotate(number=months.number_of("submitted_at"), topic=TOPIC).values_list("topic", "number")
    found = {(topic, months[number]): count for topic, number, count in counted.annotate(Count("pk"))}
    topics = Category.objects.in_bulk({topic for topic, _month in found})
    seasons = [
        Season(
            topic,
            [
                (
                    year,
                    [
                        (found.get((pk, date(year, month, 1)), 0), _of_month(asked, topic, year, month))
                        for month in MONTHS
                    ],
                )
                for year in years
            ],
        )
        for pk, topic in topics.items()
    ]
    return sorted(seasons, key=lambda season: (-season.total, season.category.position))


def _of_month(asked: Asked, topic: Category, year: int, month: int) -> Asked:
    after = date(year + month // 12, month % 12 + 1, 1)
    return asked.but(first=date(year, month, 1), last=date.fromordinal(after.toordinal() - 1), category=topic)
