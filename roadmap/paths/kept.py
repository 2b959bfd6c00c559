"""The network of a whole city, which a process keeps until an import changes it; to load the streets around a closure
anew costs more than to find the way.

A city of more segments than a process may keep is loaded box by box.
"""

from functools import lru_cache
from threading import Lock

from roadmap.geometry import Box, widened
from roadmap.models import City
from roadmap.paths.network import Network

MOST_SEGMENTS, MOST_CITIES = 30_000, 2  # a segment takes about a kilobyte
BEYOND_M = 1_500.0
_one_loads = Lock()  # the others wait for it: to load the same beside it would take as long, and memory for each


def network_of(city: City, box: Box) -> Network:
    """Of the box, and perhaps of more."""
    return keep(city) or Network(city, box)


def keep(city: City) -> Network | None:
    """None where it is larger than a process may keep. Each import gives the base map another name: it is read before
    the streets.
    """
    basemap = City.objects.values_list("basemap", flat=True).get(pk=city.pk)
    with _one_loads:
        return _whole(city, basemap)


def whole_box(city: City) -> Box:
    return widened(city.bounds, BEYOND_M)


@lru_cache(maxsize=MOST_CITIES)
def _whole(city: City, _basemap: str) -> Network | None:
    return Network(city, whole_box(city)) if city.segments.count() <= MOST_SEGMENTS else None


def forget() -> None:
    _whole.cache_clear()
