"""Text → typed mentions of places: streets, stretches, crossings, houses, bridges, landmarks, each with its role."""

from roadmap.language.mentions.find import find_places, read_places
from roadmap.language.mentions.mention import Mention

__all__ = ["Mention", "find_places", "read_places"]
