"""A way round as its reader is told it: drawn or told by a dispatcher, or computed; in words and as GeoJSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _
from shapely import LineString

from closures.detours.around import WayRound, next_held, ways_round
from closures.detours.drawn import in_one_line, streets_shut
from closures.detours.shut import blocking, span_of
from closures.models import RoadEvent
from closures.models.asked import Asked
from closures.shown import FOR_WHOM
from closures.snapshot import rounded
from closures.toward import told_toward
from roadmap.distances import more_words
from roadmap.geometry import geos_of, shape_of, to_degrees, to_metres
from roadmap.matching import match_geometry
from roadmap.models import City, RoadSegment
from roadmap.paths import CAR, Ways, metres_a_second, stop_near


class Source(StrEnum):
    STORED = "stored"  # a dispatcher drew it
    TOLD = "told"  # he told it in words
    COMPUTED = "computed"


@dataclass(frozen=True)
class ToldWay:
    """`geometry` (WGS 84) is None where there is no way round, or where it is told in words. What it costs more is None
    where nobody can tell. `shut` are streets of a stored way that something else shuts then; `is_undrawn`: no line on
    the map is what the words tell; `is_beside_told`: a dispatcher tells of a way, whatever the network knows."""

    source: Source
    geometry: GEOSGeometry | None
    toward: str = ""
    vehicle: str = CAR.kind
    streets: tuple[str, ...] = ()
    length_m: float | None = None
    seconds: float | None = None
    extra_m: float | None = None
    extra_s: float | None = None
    told: str = ""
    shut: tuple[str, ...] = ()
    is_undrawn: bool = False
    is_beside_told: bool = False

    @property
    def is_possible(self) -> bool:
        """Nobody but the network says so."""
        return self.source == Source.COMPUTED

    @property
    def is_open(self) -> bool:
        """There is a line that can be driven."""
        return self.geometry is not None and not self.shut

    @property
    def label(self) -> str:
        return _("Possible way round") if self.is_possible else _("Detour")

    @property
    def doubt(self) -> str:
        """What a reader should know before he drives it."""
        if self.shut:
            return _("part of the way round is shut: %(streets)s") % {"streets": ", ".join(self.shut)}
        return _("as the dispatcher tells it; it is not drawn on the map") if self.is_undrawn else ""

    @property
    def none_words(self) -> str:
        return _("the map knows of none") if self.is_beside_told else _("no way round")

    @property
    def difference(self) -> str:
        """«+1,8 км, +4 мин», “+1.8 km, +4 min”; empty where it is not known."""
        if self.geometry is None or self.extra_m is None or self.extra_s is None:
            return ""
        return more_words(self.extra_m, self.extra_s)

    @property
    def words(self) -> str:
        """The whole: where to, along what, and what it costs."""
        known = self.told or self.geometry
        told = [self.told or self.route, self.difference, self.doubt] if known else [self.none_words]
        return ": ".join(filter(None, [self.for_whom, ", ".join(filter(None, told))]))

    @property
    def for_whom(self) -> str:
        """«для грузовых машин, на юг»; empty where it is for all."""
        who = FOR_WHOM.get(self.vehicle)
        return ", ".join(filter(None, [_("for %(classes)s") % {"classes": who} if who else "", self.toward]))

    @property
    def route(self) -> str:
        return " → ".join(self.streets)

    def feature(self) -> dict:
        """A GeoJSON feature."""
        properties = {
            "source": self.source.value,
            "label": self.label,
            "toward": self.toward,
            "vehicle": self.vehicle,
            "streets": list(self.streets),
            "length_m": _whole(self.length_m),
            "seconds": _whole(self.seconds),
            "extra_m": _whole(self.extra_m),
            "extra_s": _whole(self.extra_s),
            "difference": self.difference,
            "shut": list(self.shut),
            "words": self.words,
        }
        geometry = rounded(self.geometry) if self.geometry else None
        return {"type": "Feature", "geometry": geometry, "properties": properties}


def told_ways(event: RoadEvent, at: datetime) -> list[ToldWay]:
    """What a dispatcher drew or told comes first. What the network says is told beside it, unless his line is open;
    nothing where nothing has to be gone round."""
    if event.detour_geometry is not None:
        stored = _stored(event, at)
        return [stored] if stored.is_open else [stored, *_all_computed(event, at)]
    computed = _all_computed(event, at)
    return [_in_words(event, computed), *computed] if event.shown_detour else computed


def _all_computed(event: RoadEvent, at: datetime) -> list[ToldWay]:
    return [_computed(event.city, one, is_beside_told=bool(event.shown_detour)) for one in ways_round(event, at)]


def _in_words(event: RoadEvent, computed: Sequence[ToldWay]) -> ToldWay:
    """Drawn where a computed way follows all the streets that are named."""
    named = tuple(event.detour_roads)
    is_drawn = bool(named) and any(set(named) <= set(one.streets) for one in computed)
    return ToldWay(Source.TOLD, None, streets=named, told=event.shown_detour, is_undrawn=not is_drawn)


def _computed(city: City, one: WayRound, *, is_beside_told: bool) -> ToldWay:
    toward, way = told_toward(city, one.toward), one.way
    if way is None:
        return ToldWay(Source.COMPUTED, None, toward, one.vehicle.kind, is_beside_told=is_beside_told)
    costs = way.length_m, way.seconds, one.extra_m, one.extra_s
    return ToldWay(Source.COMPUTED, way.geometry, toward, one.vehicle.kind, tuple(way.streets), *costs)


def _stored(event: RoadEvent, at: datetime) -> ToldWay:
    """Its length is that of the line, its time by the usual speeds of the streets that it lies on; what it costs more,
    beside the quickest way between its ends if the event were not."""
    line = in_one_line(event)
    length_m = (line or to_metres(shape_of(event.detour_geometry), event.city.metric_srid)).length
    seconds = _seconds_along(event, length_m)
    usual = _usual(event, line, at) if line else None
    extra = (max(0.0, length_m - usual[0]), max(0.0, seconds - usual[1])) if usual else (None, None)
    streets = tuple(event.detour_roads)
    costs, shut = (length_m, seconds, *extra), streets_shut(event, at)
    return ToldWay(Source.STORED, event.detour_geometry, "", CAR.kind, streets, *costs, event.shown_detour, shut)


def _seconds_along(event: RoadEvent, length_m: float) -> float:
    """As fast as on the segments beneath; where the network has none, as on a street of the last class."""
    spans = match_geometry(event.city, event.detour_geometry)
    segments = RoadSegment.objects.in_bulk({span.segment_id for span in spans})
    metres = seconds = 0.0
    for span in spans:
        segment = segments[span.segment_id]
        share_m = segment.length_m * (span.end_position - span.start_position)
        metres += share_m
        seconds += share_m / metres_a_second(segment.highway, segment.max_speed_kmh)
    return length_m * seconds / metres if metres else length_m / metres_a_second("service", None)


def _usual(event: RoadEvent, line: LineString, at: datetime) -> tuple[float, float] | None:
    """Metres and seconds from end to end of the line, which is in metres; None where there is no way."""
    ends = (geos_of(to_degrees(shapely.get_point(line, end), event.city.metric_srid)) for end in (0, -1))
    stops = [stop_near(event.city, end) for end in ends]
    if None in stops:
        return None
    moment = next_held(event, at) or at

    def others(box):
        found = blocking(event.city, Asked(at, at=moment), CAR, box)
        return [span_of(row) for row in found if row.phase.event_id != event.pk]

    found = Ways(event.city, moment, CAR, others).found(*stops)
    return (found.length_m, found.seconds) if found.parts else None


def _whole(number: float | None) -> int | None:
    return None if number is None else round(number)
