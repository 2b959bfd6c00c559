"""Words → places on the network: streets, stretches, crossings, houses, bridges, landmarks.

`find_places(text, gazetteer)` reads a text; `suggest(query, gazetteer, limit)` serves the search box.
Nothing here knows the database: a `Gazetteer` is built from plain rows.
"""

from roadmap.places.find import Mention, find_places, read_places
from roadmap.places.gazetteer import Candidate, Gazetteer, LandmarkRow, StreetRow
from roadmap.places.suggest import suggest

__all__ = ["Candidate", "Gazetteer", "LandmarkRow", "Mention", "StreetRow", "find_places", "read_places", "suggest"]
