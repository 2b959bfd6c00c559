"""What a part of a street remembers: messages, repairs, warranty and its clock; open to everybody (RULES.md, 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeals.models import Appeal, Category, WarrantyClaim
from closures.models import RoadEvent, SegmentSpan
from closures.workflow import Status
from roadmap.models import Agency, RoadSegment

YEARS = 2
WHOLE = Coalesce("split_from", "pk")  # what one sender sent at once is one message of its category
MOST_MESSAGES, MOST_WORKS = 50, 5


@dataclass(frozen=True)
class SegmentMemory:
    """`messages` are the latest public ones, the newest first; `counts` those of the last two years by category, the
    most frequent first; `works` the latest that ended here; `claims` those that the contractor has not settled yet."""

    segment: RoadSegment
    on: date
    messages: Sequence[Appeal]
    counts: Sequence[tuple[Category, int]]
    works: Sequence[RoadEvent]
    claims: Sequence[WarrantyClaim] = ()

    @property
    def number(self) -> int:
        return sum(count for _category, count in self.counts)

    @property
    def is_empty(self) -> bool:
        return not (self.messages or self.works or self.segment.warranty_until)

    @property
    def contractor(self) -> Agency | None:
        return self.segment.warranty_contractor

    @property
    def is_under_warranty(self) -> bool:
        return self.segment.is_under_warranty(self.on)

    @property
    def days_left(self) -> int:
        """Of the warranty; its last day counts."""
        return (self.segment.warranty_until - self.on).days + 1 if self.is_under_warranty else 0

    @property
    def warranty(self) -> str:
        return warranty_words(self.segment, self.on)


def warranty_words(segment: RoadSegment, on: date) -> str:
    """«гарантия до 1 июня 2028, подрядчик: Дорстрой»; empty where no warranty is on record."""
    until, contractor = segment.warranty_until, segment.warranty_contractor
    if until is None:
        return ""
    told = {"day": date_format(until, "j E Y"), "contractor": str(contractor or "")}
    if not segment.is_under_warranty(on):
        return _("the warranty ended on %(day)s") % told
    if contractor is None:
        return _("warranty until %(day)s") % told
    return _("warranty until %(day)s, contractor: %(contractor)s") % told


def remembered(segment: RoadSegment, category: Category | None, at: datetime, *, more: int = 0) -> str:
    """One sentence for who sends or reads a message of this moment: the how manieth of its category it is in two years,
    and the warranty. `more` is 1 where it is not sent yet."""
    words = [warranty_words(segment, at.astimezone(segment.city.zone).date())]
    if category is not None:
        of_it = Appeal.objects.public().filter(segment=segment, category=category)
        sent = of_it.filter(submitted_at__gt=_years_before(at), submitted_at__lte=at)
        count = sent.aggregate(wholes=Count(WHOLE, distinct=True))["wholes"] + more
        if count > 1:
            told = {"category": category, "count": count}
            words.insert(0, _("“%(category)s”: message No. %(count)s here in two years") % told)
    return ", ".join(filter(None, words))


def memory_of(segment: RoadSegment, at: datetime) -> SegmentMemory:
    """In five questions, however much there is."""
    messages = Appeal.objects.public().filter(segment=segment)
    on = at.astimezone(segment.city.zone).date()
    since = _years_before(at)
    recent = messages.filter(submitted_at__gt=since).order_by()
    counts = recent.values_list("category").annotate(count=Count(WHOLE, distinct=True))
    latest = messages.select_related("category", "city").order_by("-submitted_at", "-pk")[:MOST_MESSAGES]
    claims = WarrantyClaim.objects.open().filter(segment=segment).select_related("city", "contractor")[:MOST_WORKS]
    works = list(_works_over(segment))
    return SegmentMemory(segment, on, list(latest), _by_category(dict(counts)), works, list(claims))


def _years_before(at: datetime) -> datetime:
    """On 29 February the day before."""
    day = at if (at.month, at.day) != (2, 29) else at.replace(day=28)
    return day.replace(year=at.year - YEARS)


def _by_category(counts: dict[int, int]) -> list[tuple[Category, int]]:
    found = Category.objects.in_bulk(counts)
    return sorted(((found[pk], count) for pk, count in counts.items()), key=lambda one: (-one[1], one[0].position))


def _works_over(segment: RoadSegment) -> Sequence[RoadEvent]:
    held = SegmentSpan.objects.filter(segment=segment).values("phase__event")
    over = RoadEvent.objects.public().filter(pk__in=held, status=Status.FINISHED)
    return over.order_by("-during", "-pk")[:MOST_WORKS]
