"""Text → typed mentions of places: streets, stretches, crossings, houses, bridges, landmarks, each with its role."""

from roadmap.language.mentions.find import Mention, find_places, read_places

__all__ = ["Mention", "find_places", "read_places"]
