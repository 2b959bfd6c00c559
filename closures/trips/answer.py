"""The answer to «is my trip hit»: what lies along it when it is driven next, what later, and what going round costs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from closures.detours import shut
from closures.detours.whom import is_shut_by
from closures.models import Trip
from closures.models.asked import Asked
from closures.trips.lying import Matter, matters
from roadmap.distances import more_words
from roadmap.paths import Shut, Stop, Way, shut_parts, way
from roadmap.postgis import box_of
from roadmap.schedule import Window, meet

AHEAD = timedelta(days=14)
MOST_STREETS = 4
MOST_ROUNDS = 3  # ways round that one answer looks for


@dataclass(frozen=True)
class Hit:
    """A matter, met first at `at`. `is_shut`: it leaves this vehicle nothing; then `round` is the way that it takes
    instead, None where there is none: then `inside` are the ends of the trip (“start”, “end”) that lie in what is shut;
    `is_sought` is false where too many others were looked for before."""

    matter: Matter
    trip: Trip
    is_shut: bool
    is_sought: bool = False
    round: Way | None = None
    inside: tuple[str, ...] = ()

    @property
    def at(self) -> datetime:
        return self.matter.windows[0][0]

    @property
    def first(self) -> Window:
        return self.matter.windows[0]

    @property
    def others(self) -> int:
        """How many times more."""
        return len(self.matter.windows) - 1

    @property
    def round_streets(self) -> list[str]:
        """The first few."""
        return self.round.streets[:MOST_STREETS]

    @property
    def difference(self) -> str:
        """What going round costs more than the usual way."""
        return more_words(self.round.length_m - self.trip.length_m, self.round.seconds - self.trip.seconds)


@dataclass(frozen=True)
class Answer:
    """Of the moment `at`; `run` is when the trip is driven next, None where it is not within two weeks."""

    trip: Trip
    at: datetime
    run: Window | None
    hits: tuple[Hit, ...]

    @cached_property
    def next(self) -> list[Hit]:
        """What it meets when it is driven next."""
        return [hit for hit in self.hits if self.run and any(meet(self.run, each) for each in hit.matter.windows)]

    @cached_property
    def later(self) -> list[Hit]:
        """What is new after that."""
        return [hit for hit in self.hits if hit not in self.next]

    @property
    def is_shut(self) -> bool:
        return any(hit.is_shut for hit in self.next)


def answer(trip: Trip, at: datetime) -> Answer:
    found = matters(trip, at, at + AHEAD, now=at)
    hits = tuple(_with_rounds(trip, sorted(found, key=lambda one: one.windows[0][0]), at))
    return Answer(trip, at, first_run(trip, at), hits)


def first_run(trip: Trip, at: datetime) -> Window | None:
    """Who drives at any time drives now."""
    if not trip.schedule:
        return at, at + trip.lasts
    return next(iter(trip.runs_between(at, at + AHEAD)), None)


def _with_rounds(trip: Trip, found: Iterable[Matter], now: datetime) -> Iterator[Hit]:
    """One look a moment, for all that is shut then."""
    rounds: dict[datetime, Way | None] = {}
    for matter in found:
        hit = Hit(matter, trip, is_shut_by(matter.phase, trip.driven))
        if hit.is_shut and (hit.at in rounds or len(rounds) < MOST_ROUNDS):
            if hit.at not in rounds:
                rounds[hit.at] = way_round(trip, hit.at, now)
            found_round = rounds[hit.at]
            hit = replace(
                hit, is_sought=True, round=found_round, inside=() if found_round else ends_inside(trip, hit.at, now)
            )
        yield hit


def way_round(trip: Trip, at: datetime, now: datetime) -> Way | None:
    """From one end of the trip to the other, around all that is shut while it lasts."""
    start, end = trip.parts[0], trip.parts[-1]
    stops = Stop(start.segment_id, start.start_position), Stop(end.segment_id, end.end_position)
    return way(trip.city, *stops, at=at, vehicle=trip.driven, shut=_shut_while(trip, at, now))


def ends_inside(trip: Trip, at: datetime, now: datetime) -> tuple[str, ...]:
    """Those from which, or to which, one cannot drive while it lasts: they lie in what is shut."""
    is_shut_at = _shut_while(trip, at, now)
    start, end = trip.parts[0], trip.parts[-1]
    places = ("start", start, start.start_position), ("end", end, end.end_position)
    around = shut_parts(is_shut_at(box_of(*trip.geometry.extent)))
    return tuple(
        name
        for name, part, position in places
        if any(low <= position <= high for low, high in around.get(part.key, ()))
    )


def _shut_while(trip: Trip, at: datetime, now: datetime) -> Shut:
    lasting = Asked(now, window=(at, at + trip.lasts))
    return shut(trip.city, lasting, trip.driven)
