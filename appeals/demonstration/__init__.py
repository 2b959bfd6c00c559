"""The demonstration: what happened in a city before its map was first opened.

Tables beside the city's drawing (`fixtures/tyumen`) tell of road events and residents' messages with their dates; the
actions make them happen, each at its own moment, in the order of time. Nothing of it is sent but to the site's journal.
"""

from .loading import Loaded, NothingToLoad, demonstration_city, load

__all__ = ["Loaded", "NothingToLoad", "demonstration_city", "load"]
