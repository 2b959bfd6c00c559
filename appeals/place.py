"""What is at this point: which street, who answers there and why, which works are on, who reported it already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from appeals.deadlines import promised, repair_due_at
from appeals.duplicates import similar_to
from appeals.models import Appeal, Category
from appeals.models.appeal import AppealQuerySet
from appeals.responsibility import Case, Responsibility, area_of, responsible_in, zones_of
from closures.kinds import FOR_A_PUBLIC_EVENT, WORKS
from closures.models import Phase, RoadEvent, SegmentSpan
from closures.models.lists import Cause
from closures.models.phase import PhaseQuerySet
from roadmap.geometry import is_swapped, shape_of, to_metres
from roadmap.matching import Link, link_point, side_seen_from
from roadmap.models import Address, Area, City, RoadSegment
from roadmap.postgis import box_around, point_at

YARDS = ("service", "living_street")
AROUND_M, MOST_AROUND = 300, 60  # earlier messages on the map of the form
NOT_WORKS = (*FOR_A_PUBLIC_EVENT, Cause.FILMING, Cause.ACCIDENT)
SHOWN = 5
HOUSE_WITHIN_M = 60.0
BESIDE_M = 20  # works that end so near along the street still touch the place


@dataclass(frozen=True)
class Place:
    """A point as understood; `segment` is None when it is too far from any road or two streets are equally likely."""

    city: City
    point: Point | None
    link: Link
    segment: RoadSegment | None
    area: Area | None
    zones: Sequence[Area] = ()

    @property
    def street(self) -> str:
        return self.link.street or ""

    @property
    def snapped_point(self) -> Point | None:
        return point_at(*self.link.snapped) if self.link.snapped else None

    @cached_property
    def house(self) -> str:
        """The number of the nearest house of the segment's street; empty where none is known beside the pin."""
        if self.segment is None or self.segment.road_id is None:
            return ""
        houses = Address.objects.filter(city=self.city, road=self.segment.road_id)
        return houses.nearest_to(self.point, HOUSE_WITHIN_M).values_list("house", flat=True).first() or ""

    @property
    def is_ambiguous(self) -> bool:
        return self.segment is None and bool(self.link.candidates)

    def on_segment(self, segment: RoadSegment) -> "Place":
        """The same point, on the segment that a person named."""
        return replace(
            self, link=replace(_link_to(segment, self.point), candidates=self.link.candidates), segment=segment
        )

    def case(self, category: Category | None, on: date) -> Case:
        return Case(self.city, category, self.segment, self.area, on, self.zones)

    def responsibility(self, category: Category | None, on: date) -> Responsibility:
        """Raises NobodyAnswers."""
        return responsible_in(self.case(category, on))

    def works(self, at: datetime) -> PhaseQuerySet:
        return works_at(self.segment, self.link.position, at)

    def similar(self, category: Category | None) -> AppealQuerySet:
        return similar_to(self.city, self.snapped_point, street=self.street, category=category)

    @property
    def is_yard(self) -> bool:
        return self.segment is not None and self.segment.highway in YARDS

    def around(self) -> AppealQuerySet:
        """Messages that anybody may see near the point, of any kind, the latest first."""
        if self.point is None:
            return Appeal.objects.none()
        near = Appeal.objects.shown().filter(city=self.city).in_bbox(box_around(self.point, AROUND_M))
        return near.select_related("category").order_by("-submitted_at", "-pk")[:MOST_AROUND]

    def told(self, category: Category | None, at: datetime) -> "ToldPlace":
        """All that is known before a message is sent. Raises NobodyAnswers."""
        return ToldPlace(
            place=self,
            category=category,
            responsibility=self.responsibility(category, at.astimezone(self.city.zone).date()),
            due_at=promised(self.city, category, at).answer_due_at if category else None,
            repair_due_at=repair_due_at(self.city, category, self.segment, at) if category else None,
            works=_once_an_event(self.works(at))[:SHOWN],
            is_mended=category is not None and category.is_under_warranty,
            similar=list(self.similar(category)),
        )


@dataclass(frozen=True)
class ToldPlace:
    """Who answers and why, by when (where the category is known), by when the defect has to be gone (where a rule says
    so), what is planned there, what was reported. `is_mended`: the works will mend what the message is about."""

    place: Place
    category: Category | None
    responsibility: Responsibility
    due_at: datetime | None
    repair_due_at: datetime | None
    works: list[Phase]
    is_mended: bool
    similar: list[Appeal]


def understand(city: City, point: Point | None, *, text: str = "", accuracy_m: float | None = None) -> Place:
    """Without a point nothing is known but the words."""
    if point is None:
        return Place(city, None, Link(), None, None)
    link = link_point(city, point, text=text, accuracy_m=accuracy_m)
    about = RoadSegment.objects.select_related("road", "owner", "warranty_contractor")
    segment = about.filter(pk=link.segment_id).first() if link.segment_id else None
    return Place(city, point, link, segment, area_of(city, point), zones_of(city, point))


def _link_to(segment: RoadSegment, point: Point) -> Link:
    """A person's word is certain; only where along the segment is still measured."""
    line = to_metres(shape_of(segment.geometry), segment.city.metric_srid)
    pin = to_metres(shape_of(point), segment.city.metric_srid)
    position = line.project(pin, normalized=True)
    on_line = segment.geometry.interpolate_normalized(position)
    return Link(
        segment_id=segment.pk,
        osm_way_id=segment.osm_way_id,
        street=segment.road.name if segment.road else None,
        distance_m=round(line.distance(pin), 1),
        position=position,
        confidence=1.0,
        snapped=(on_line.x, on_line.y),
        side=side_seen_from((on_line.x, on_line.y), point, line.distance(pin)),
    )


def works_at(segment: RoadSegment | None, position: float | None, at: datetime) -> PhaseQuerySet:
    """Of published works the stages that hold on that stretch of the segment or are still to come, the first foremost.

    One whose plan is over counts as long as it is told of: nobody has confirmed its end.
    """
    return (
        _stages_at(segment, position)
        .filter(event__in=RoadEvent.objects.published().filter(kind__in=WORKS))
        .exclude(event__cause__in=NOT_WORKS)
        .filter(Q(told__endswith=None) | Q(told__endswith__gt=at))
        .select_related("event")
        .order_by("during", "pk")
    )


def works_for(appeal: Appeal) -> Phase | RoadEvent | None:
    """Of the works that will mend what the message is about the stage at its place, the last of several; all of them
    where the network of today knows none there."""
    if appeal.planned_work_id is None:
        return None
    here = _stages_at(appeal.segment, appeal.position).filter(event=appeal.planned_work_id)
    return here.select_related("event").order_by("-during", "pk").first() or appeal.planned_work


def _stages_at(segment: RoadSegment | None, position: float | None) -> PhaseQuerySet:
    if segment is None or position is None:
        return Phase.objects.none()
    margin = BESIDE_M / segment.length_m
    spans = SegmentSpan.objects.filter(
        phase=OuterRef("pk"),
        segment=segment,
        start_position__lte=position + margin,
        end_position__gte=position - margin,
    )
    return Phase.objects.filter(Exists(spans))


def _once_an_event(phases: Iterable[Phase]) -> list[Phase]:
    found: dict[int, Phase] = {}
    for phase in phases:
        found.setdefault(phase.event_id, phase)
    return list(found.values())


def check_in_city(city: City, point: Point) -> None:
    """Raises ValidationError with words that help: the two numbers swapped, or a place elsewhere."""
    if city.box.contains(point):
        return
    if is_swapped(point.extent, city.bounds):
        raise ValidationError(_("Longitude and latitude seem to be swapped."), code="swapped")
    raise ValidationError(_("This place is not %(in_city)s.") % {"in_city": city.inside}, code="outside")


def planned_repair(place: Place, category: Category, at: datetime) -> RoadEvent | None:
    """Works that will mend what the message is about: its answer can be sent when they end."""
    stage = place.works(at).first() if category.is_under_warranty else None
    return stage and stage.event


def place_of(appeal: Appeal) -> Place:
    """The place of a message, read anew from the network of today."""
    return understand(
        appeal.city, appeal.point, text=f"{appeal.place_text} {appeal.text}", accuracy_m=appeal.accuracy_m
    )
