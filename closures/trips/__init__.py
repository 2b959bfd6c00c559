"""My trip: what lies along a way that somebody drives, when, and what it costs to go round.

trips_along(event, at) -> TripQuerySet   the trips that something of an event lies along from now on
events_along(trip, since) -> set[int]   the events that a calendar of the trip holds
matters(trip, since, until, now=…) -> list[Matter]   what a trip's driver is told of
"""

from closures.trips.lying import Matter, events_along, matters, trips_along

__all__ = ["Matter", "events_along", "matters", "trips_along"]
