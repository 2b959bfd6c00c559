"""What other systems read: a file a feed, a line here, its judge in tests/standards/, a line in the README."""

from closures.feeds.feed import Feed
from closures.feeds.roadworks_atom import ROADWORKS_ATOM
from closures.feeds.roadworks_ics import ROADWORKS_ICS

FEEDS: dict[str, Feed] = {feed.name: feed for feed in (ROADWORKS_ATOM, ROADWORKS_ICS)}

__all__ = ["FEEDS", "Feed"]
