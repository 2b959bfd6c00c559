"""The measures by name, in the order of the table."""

from collections.abc import Callable, Iterator

from . import (
    appeals,
    clashes,
    deliveries,
    detour,
    events,
    growth,
    importing,
    links,
    messages,
    phone,
    photos,
    pictures,
    programme,
    reading,
    search,
    subscriptions,
    tiles,
    topics,
    truth,
    unseen,
)
from .bench import Bench
from .figures import Figure

MEASURES: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "import": importing.measure,
    "events": events.measure,
    "tile": tiles.measure,
    "link": links.measure,
    "search": search.measure,
    "picture": pictures.measure,
    "reading": reading.measure,
    "deliveries": deliveries.measure,
    "subscriptions": subscriptions.measure,
    "detour": detour.measure,
    "truth": truth.measure,
    "clashes": clashes.measure,
    "programme": programme.measure,
}
# Only where they are named: they learn the reader's weights anew, from texts that lie beside the checkout
LEARNING: dict[str, Callable[[Bench], Iterator[Figure]]] = {"unseen": unseen.measure, "topics": topics.measure}
# Only where they are named, too, for minutes: a browser of its own loads page after page, forty large photos are read
BROWSED: dict[str, Callable[[Bench], Iterator[Figure]]] = {"phone": phone.measure, "photos": photos.measure}
GROWTH = {"growth": growth.measure}
CROWD = {"appeals": appeals.measure, "messages": messages.measure}
