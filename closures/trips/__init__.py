"""My trip: what lies along a way that somebody drives, when, and what it costs to go round.

trips_along(event, at) -> TripQuerySet   the trips that something of an event lies along from now on
matters(trip, since, until, now=…) -> list[Matter]   what a trip's driver is told of
"""

from closures.trips.lying import Matter, matters, trips_along

__all__ = ["Matter", "matters", "trips_along"]
